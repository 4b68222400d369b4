"""Whatever others wrote is text in every page: nothing of it runs, hides, or becomes part of the page."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.assistant.serving.web.chromium import PHONE
from tests.assistant.serving.web.desk import Page, WebDesk, serving
from tests.assistant.test_hostile_text import HOSTILE, fill, raw, speak
from tests.patience import PATIENCE_S

MARKUP = (
    "<script>hacked()</script>\"'><img src=x onerror=hacked()></textarea></title></article>"
    "<style>*{display:none}</style><a href=javascript:hacked()>x</a>{{ 7*7 }}{% if %}&amp;<!--"
)
TEXT = f"{HOSTILE} {MARKUP}"
PATHS = """
    / /threads /threads?q=Zo%C3%AB /threads/one /threads/two /effects /grants /device
    /tasks /tasks?q=all /tasks?q={text} /routines /routines/{routine} /routines/{text}
    /agenda /agenda?q=this%20month /agenda?q={text} /agenda?q={event}
    /mail /mail?q=from%3Azoe /mail?q={text} /mail?q={mail}
    /approvals/{approval} /approvals/{approval}/edit /approvals/{approval}/grant /effects/{effect}
    /approvals/{text} /threads/{text} /effects/{text} /?answered={text} /?answered={effect} /{text}
    /enter?token={text}
""".split()


@pytest.fixture(name="desk")
def pages_of_a_home_in_which_all_is_hostile(tmp_path) -> Iterator[WebDesk]:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    fill(home, TEXT)
    speak(home, TEXT)
    with serving(home) as desk:
        yield desk


def paths(desk: WebDesk) -> list[str]:
    home = desk.assistant.home
    [approval] = desk.assistant.pending()
    mails = [mail["id"] for mail in home.mail("") if "hacked" in mail["subject"]]
    events = [event["id"] for event in home.agenda("this month")[1] if "hacked" in event["title"]]
    assert mails and events
    named = {
        "text": TEXT,
        "approval": approval.id,
        "effect": desk.assistant.effects()[0].key,
        "mail": mails[0],
        "event": events[0],
        "routine": home.routines.list()[0].id,
    }
    return [path.format(**{name: quote(value, safe="") for name, value in named.items()}) for path in PATHS]


def harm(page: Page) -> list[str]:
    """What of the page is not as it was made here."""
    tags = list(page.tree.iter())
    loaded = [tag.get("src") or tag.tag for tag in page.tree.iter("script", "style", "img")]
    links = [tag.get(name, "") for tag in tags for name in ("href", "action", "src")]
    return [
        *raw(page.source),
        *(source for source in loaded if not source.startswith("/static/")),
        *(name for tag in tags for name in tag.attrib if name == "style" or name.startswith("on")),
        *(link for link in links if link and not link.startswith(("/", "#"))),
    ]


def test_no_page_has_anything_of_it_but_as_text(desk):
    browser = desk.browser()
    seen = 0
    for path in paths(desk):
        page = browser.open(path)
        assert page.status < 500, path
        assert harm(page) == [], path
        seen += "hacked()" in page.text
    assert seen > 15, "what is looked for was there"


def test_what_is_typed_comes_back_as_text(desk):
    browser = desk.browser()
    [approval] = desk.assistant.pending()
    for path, sent in {
        "/threads/new/messages": {"text": TEXT, "form": TEXT},
        f"/approvals/{approval.id}/answer": {"decision": TEXT, "shown": TEXT},
        f"/approvals/{approval.id}/edit": {"shown": approval.shown_hash, "field.subject": TEXT, TEXT: TEXT},
        f"/approvals/{approval.id}/grant": {
            "shown": approval.shown_hash,
            "limit.people": TEXT,
            f"limit.{TEXT}": TEXT,
        },
        "/answers": {"card": f"{TEXT}:{TEXT}"},
        "/effects/x": {"act": TEXT},
        "/enter": {"token": TEXT},
        "/device/leave": {"which": TEXT},
    }.items():
        page = browser.post(path, sent)
        assert page.status < 500, path
        assert harm(page) == [], path


def test_nothing_of_it_runs_in_a_browser(desk, chromium):
    context = chromium.new_context(viewport=PHONE)
    context.set_default_timeout(PATIENCE_S * 1000)
    window, said = context.new_page(), []
    window.on("dialog", lambda dialog: said.append(dialog.message))
    window.on("pageerror", lambda error: said.append(str(error)))
    window.on("console", lambda line: said.append(line.text) if "status of 4" not in line.text else None)
    window.goto(f"{desk.base}/enter?token={desk.site.sessions.invite()}")
    window.wait_for_url(f"{desk.base}/")
    for path in paths(desk):
        if "enter" in path:
            continue
        window.goto(desk.base + path)
        assert window.locator("main").is_visible(), path
        assert window.locator("img").count() == (1 if "/enter" in window.url else 0), path
    desk.assistant.ask(TEXT)
    context.close()
    assert said == []

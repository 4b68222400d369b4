"""Whatever others wrote is text in every page: nothing of it runs, hides, or becomes part of the page."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.routing import BaseRoute, Match

from assistant.serving.web.app import build_app
from assistant.views.grant_limits import read_limits
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
    / /threads /threads?q=Zo%C3%AB /threads/one /threads/two /effects /grants /grants/{grant}
    /device /device/invite
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
        "grant": grant(desk),
    }
    return [path.format(**{name: quote(value, safe="") for name, value in named.items()}) for path in PATHS]


def grant(desk: WebDesk) -> str:
    """A rule that is about what waits; it names people, as none is made of what a mail said."""
    home, [approval] = desk.assistant.home, desk.assistant.pending()
    limits = read_limits({"people": "ana@larkspur.example"}, home.clock())
    return (home.grants.list() or [home.grants.make(approval.id, limits)])[0].id


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


def forms(desk: WebDesk) -> dict[str, dict[str, str]]:
    """Every form, filled with text of others."""
    home = desk.assistant.home
    [approval] = desk.assistant.pending()
    thread, routine = quote(approval.thread_id), home.routines.list()[0].id
    return {
        "/threads/new/messages": {"text": TEXT, "form": TEXT},
        f"/threads/{thread}/stop": {TEXT: TEXT},
        f"/threads/{thread}/resume": {TEXT: TEXT},
        f"/approvals/{approval.id}/answer": {"decision": TEXT, "shown": TEXT},
        f"/approvals/{approval.id}/edit": {"shown": approval.shown_hash, "field.subject": TEXT, TEXT: TEXT},
        f"/approvals/{approval.id}/grant": {
            "shown": approval.shown_hash,
            "limit.people": TEXT,
            f"limit.{TEXT}": TEXT,
        },
        "/answers": {"card": f"{TEXT}:{TEXT}"},
        "/effects/x": {"act": TEXT},
        f"/effects/{desk.assistant.effects()[0].key}": {"act": TEXT},
        f"/routines/{routine}": {"act": TEXT},
        f"/grants/{grant(desk)}/revoke": {TEXT: TEXT},
        f"/grants/{quote(TEXT, safe='')}/revoke": {TEXT: TEXT},
        "/enter": {"token": TEXT},
        "/device/invite": {TEXT: TEXT},
        "/device/leave": {"which": TEXT},
    }


def test_what_is_typed_comes_back_as_text(desk):
    browser = desk.browser()
    for path, sent in forms(desk).items():
        page = browser.post(path, sent)
        assert page.status < 500, path
        assert harm(page) == [], path


def test_no_page_and_no_form_is_left_out_here(desk):
    said = {"GET": paths(desk), "POST": [*forms(desk)]}
    for route in build_app(desk.site, {}).routes:
        for method in getattr(route, "methods", None) or ():
            if method != "HEAD" and route.path != "/events":  # type: ignore[attr-defined]
                tried = [path.partition("?")[0] for path in said[method]]
                assert any(_is_for(route, method, path) for path in tried), route


def _is_for(route: BaseRoute, method: str, path: str) -> bool:
    match, _ = route.matches({"type": "http", "method": method, "path": path})
    return match is Match.FULL


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

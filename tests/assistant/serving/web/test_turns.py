"""Conversations in a browser: a turn is seen as it goes, whoever runs it."""

import json
import threading

import httpx

from assistant.serving.web import events
from tests.assistant.serving.web.desk import BOTH, Browser, serving, settled
from tests.assistant.serving.web.slow import WORDS, slow_model
from tests.patience import PATIENCE_S, eventually


class Listening:
    """A page's stream of events, gathered beside the test."""

    def __init__(self, browser: Browser, thread: str = "", seen: str = "") -> None:
        self.heard: list[tuple[str, object]] = []
        self._url = f"{browser.base}/events?thread={thread}&seen={seen}"
        self._cookies = dict(browser.cookies)
        self.status = 0
        self.over = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            with httpx.stream("GET", self._url, cookies=self._cookies, timeout=PATIENCE_S) as answer:
                self.status = answer.status_code
                name = ""
                for line in answer.iter_lines():
                    field, _, value = line.partition(": ")
                    if field == "event":
                        name = value
                    elif field == "data":
                        self.heard.append((name, json.loads(value)))
        except httpx.HTTPError:
            pass
        finally:
            self.over.set()

    def of(self, name: str) -> list[object]:
        return [data for kind, data in self.heard if kind == name]


def test_a_message_is_answered_and_the_conversation_is_found_again(desk):
    browser = desk.browser()
    page = settled(browser.open("/threads").press("Send", text="What is on my calendar on Monday?"))
    assert page.path.startswith("/threads/")
    said = page.tree.find_class("said")[0].text_content()
    assert said == "You: What is on my calendar on Monday?"
    assert page.tree.find_class("answer")
    page = settled(page.press("Send", text="Schedule lunch with Ana on Monday at noon"))
    assert "New event" in page.text
    assert "1 waiting" in browser.open("/threads").text
    found = browser.open("/threads").press("Search", q="lunch ana")
    assert "What is on my calendar" in found.text
    assert "No conversation has these words." in browser.open("/threads?q=nowhere").text


def test_a_turn_is_seen_as_it_goes(slow):
    desk, model = slow
    browser = desk.browser()
    page = browser.open("/threads").press("Send", text="What is on today?")
    assert "At work" in page.text and 'http-equiv="refresh"' in page.source
    assert page.tree.find_class("said")[0].text_content() == "You: What is on today?"
    listening = Listening(browser, page.thread)
    eventually(lambda: bool(listening.of("doing")), "what the agents do")
    assert {"agent": "supervisor", "text": "→ calendar: what is on"} in listening.of("doing")
    model.release(2)
    eventually(lambda: bool(listening.of("text")), "the first word")
    assert "".join(map(str, listening.of("text"))).startswith("All ")
    assert "booked" not in str(listening.of("text"))
    model.release(100)
    eventually(lambda: "booked" in str(listening.of("text")), "the last word")
    done = settled(page)
    assert WORDS in done.tree.find_class("answer")[0].text_content()
    assert 'http-equiv="refresh"' not in done.source


def test_a_form_that_is_sent_twice_is_one_message(slow):
    desk, model = slow
    form = desk.browser().open("/threads")
    pages = [form.press("Send", text="What is on today?") for _ in range(2)]
    model.release(100)
    assert pages[0].path == pages[1].path
    settled(pages[0])
    [thread] = desk.assistant.threads()
    assert thread.turns == 1


def test_a_turn_can_be_stopped_and_taken_up_again(slow):
    desk, model = slow
    page = desk.browser().open("/threads").press("Send", text="What is on today?")
    listening = Listening(page.browser, page.thread)
    eventually(lambda: bool(listening.of("doing")), "the first step")
    page = page.press("Stop")
    model.release(1)
    page = settled(page)
    assert "stopped" in page.text.lower() and not page.tree.find_class("answer")
    model.release(100)
    assert "booked" in settled(page.press("Go on with it")).text


def test_stop_stops_this_conversation_and_no_other(tmp_path):
    model = slow_model(turns=2)
    with serving(tmp_path / "home", model=model) as desk:
        pages = [desk.browser().open("/threads").press("Send", text="What is on today?") for _ in range(2)]
        for page in pages:
            listening = Listening(page.browser, page.thread)
            eventually(lambda heard=listening: bool(heard.of("doing")), "the first step")
        pages[0].press("Stop")
        model.release(100)
        stopped, other = map(settled, pages)
    assert "stopped" in stopped.text.lower() and not stopped.tree.find_class("answer")
    assert "stopped" not in other.text.lower()
    assert WORDS in other.tree.find_class("answer")[0].text_content()


def test_a_server_that_ends_lets_a_turn_come_to_its_next_step(tmp_path):
    model = slow_model()
    with serving(tmp_path / "home", model=model) as desk:
        page = desk.browser().open("/threads").press("Send", text="What is on today?")
        run = desk.site.turns.of(page.thread)
        listening = Listening(page.browser, page.thread)
        eventually(lambda: bool(listening.of("doing")), "the first step")
        assert not run.ended.is_set()
    assert run.ended.is_set()


def test_whatever_changes_is_heard_of_also_from_another_process(desk):
    browser = desk.browser()
    mark = desk.site.pulse.now().mark
    listening = Listening(browser, seen=mark)
    eventually(lambda: listening.of("waiting") == [0], "how many wait")
    assert listening.of("changed") == []
    desk.ask(BOTH)
    eventually(lambda: listening.of("waiting")[-1] == 2, "that two wait")
    assert listening.of("changed")
    stale = Listening(browser, seen=mark)
    eventually(lambda: bool(stale.of("changed")), "that the page is old")


def test_a_stream_ends_with_its_session(desk, monkeypatch):
    monkeypatch.setattr(events, "ALIVE_EVERY_S", 0.0)
    browser = desk.browser()
    listening = Listening(browser)
    eventually(lambda: listening.status == 200, "the stream")
    assert not listening.over.is_set()
    desk.site.sessions.leave_all()
    assert listening.over.wait(PATIENCE_S)


def test_while_something_waits_a_message_says_what_becomes_of_that(desk):
    [id] = desk.ask()
    thread = desk.assistant.home.book.get(id).thread_id
    browser = desk.browser()
    page = browser.open(f"/threads/{thread}")
    refused = browser.post(f"/threads/{thread}/messages", {"text": "What is on Monday?"})
    assert refused.status == 422 and "What is on Monday?" in refused.source
    assert desk.assistant.pending()
    elsewhere = page.press("Ask it in a new chat", text="What is on Monday?")
    assert elsewhere.thread != thread and settled(elsewhere).tree.find_class("answer")
    assert desk.assistant.pending()
    page.press("Reject with this as the reason", text="she is away")
    assert desk.assistant.pending() == [] and desk.titles() == []
    assert "she is away" in " ".join(message.content for message in desk.assistant.trace(thread))


def test_a_message_that_is_not_taken_is_not_lost(desk):
    browser = desk.browser()
    form = browser.open("/threads")
    empty = form.press("Send", text=" \n ")
    assert empty.status == 422 and "the message is empty" in empty.text
    assert desk.assistant.threads() == []

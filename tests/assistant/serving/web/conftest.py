"""A browser's way in, for each test anew."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.assistant.serving.web.chromium import DESK, PROGRAM, chromium
from tests.assistant.serving.web.desk import WebDesk, serving
from tests.assistant.serving.web.slow import SlowModel, slow_model
from tests.conftest import needs_program
from tests.patience import PATIENCE_S


@pytest.fixture(name="desk")
def pages_that_are_served(tmp_path) -> Iterator[WebDesk]:
    with serving(tmp_path / "home") as desk:
        yield desk


@pytest.fixture(name="chromium", scope="module")
def one_chromium_for_the_tests_of_a_file() -> Iterator[Any]:
    # Not for longer: while Playwright runs, no other event loop can in this thread, and tests begin some.
    needs_program(PROGRAM)
    with chromium() as browser:
        yield browser


@pytest.fixture(name="look")
def windows_on_the_desk(desk, chromium) -> Iterator[Callable[..., Any]]:
    """Opens a window of a browser that was let in; whatever its console complains of is a failure."""
    contexts, complaints = [], []

    def look(
        path: str = "/",
        *,
        size: dict[str, int] = DESK,
        scripts: bool = True,
        scheme: str = "light",
        at: WebDesk = desk,
    ) -> Any:
        context = chromium.new_context(viewport=size, java_script_enabled=scripts, color_scheme=scheme)
        context.set_default_timeout(PATIENCE_S * 1000)
        contexts.append(context)
        window = context.new_page()
        window.on("pageerror", lambda error: complaints.append(str(error)))
        window.on("console", lambda said: complaints.append(said.text) if _is_bad(said) else None)
        window.goto(f"{at.base}/enter?token={at.site.sessions.invite()}")
        if not scripts:
            window.click("text=Open")
        window.wait_for_url(f"{at.base}/")
        window.goto(at.base + path)
        return window

    yield look
    for context in contexts:
        context.close()
    assert complaints == []


def _is_bad(said: Any) -> bool:
    # The browser itself writes there that an answer was 409 or 404, which is what those pages are for.
    return said.type == "error" and "the server responded with a status" not in said.text


@pytest.fixture(name="slow")
def a_desk_whose_model_waits_for_us(tmp_path) -> Iterator[tuple[WebDesk, SlowModel]]:
    model = slow_model()
    with serving(tmp_path / "home", model=model) as desk:
        try:
            yield desk, model
        finally:
            model.release(100)

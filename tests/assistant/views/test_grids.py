"""A week and a month as they stand on a screen, at 80 columns and at 120."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

from assistant.commands.cli import main
from assistant.testing import MONDAY
from assistant.views.grids import month_grid, week_grid
from assistant.views.printing import view_for
from assistant.views.terminal import MAX_WIDTH
from tests.sample_home import company
from tools.scheduling.weeks import first_of_week, weeks_of_month

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 16)


def event(title: str, start: str, end: str) -> dict[str, Any]:
    return {"id": "x", "title": title, "start": start, "end": end}


WEEK = [
    event("Fair in Leipzig", "2026-11-14", "2026-11-17"),
    event("Stand-up", "2026-11-16T09:15:00+01:00", "2026-11-16T09:30:00+01:00"),
    event("会議室の予約について話す", "2026-11-17T10:00:00+01:00", "2026-11-17T11:00:00+01:00"),
    event("Night train to Vienna", "2026-11-18T20:00:00+01:00", "2026-11-19T12:00:00+01:00"),
]


def test_a_week_at_80_columns() -> None:
    assert week_grid(WEEK, TODAY, BERLIN, TODAY, 80) == [
        "┌──────────┬──────────┬──────────┬──────────┬──────────┬──────────┬──────────┐",
        "│Mon 16 •  │Tue 17    │Wed 18    │Thu 19    │Fri 20    │Sat 21    │Sun 22    │",
        "├──────────┼──────────┼──────────┼──────────┼──────────┼──────────┼──────────┤",
        "│…         │10:00     │20:00–    │…         │–         │–         │–         │",
        "│Fair in   │会議室の… │Night     │Night     │          │          │          │",
        "│Leipzig   │          │train to… │train to… │          │          │          │",
        "│          │          │          │          │          │          │          │",
        "│09:15     │          │          │          │          │          │          │",
        "│Stand-up  │          │          │          │          │          │          │",
        "└──────────┴──────────┴──────────┴──────────┴──────────┴──────────┴──────────┘",
    ]


@pytest.mark.parametrize("columns", [1, 40, 80, 81, 120, 200])
@pytest.mark.parametrize("draw", [week_grid, month_grid])
def test_every_line_is_as_wide_as_the_others_and_fits(draw: Any, columns: int) -> None:
    lines = draw(WEEK, TODAY, BERLIN, TODAY, columns)
    (width,) = {cell_len(line) for line in lines if line[0] in "┌│├└"}
    assert width <= max(columns, 50)


def test_a_month_counts_what_has_no_room_and_leaves_other_months_empty() -> None:
    many = [
        event(f"Nr {no}", f"2026-11-30T{no:02}:00:00+01:00", f"2026-11-30T{no:02}:30:00+01:00")
        for no in range(9, 15)
    ]
    lines = month_grid([*many, event("October", "2026-10-31", "2026-11-01")], TODAY, BERLIN, TODAY, 120)
    assert lines[0].strip() == "November 2026"
    shown = "\n".join(lines)
    assert "09:00 Nr 9" in shown and "+3 more" in shown and "Nr 12" not in shown and "October" not in shown
    assert "│16 •" in shown and "31" not in shown
    narrow = "\n".join(month_grid(many, TODAY, BERLIN, TODAY, 80))
    assert "│Nr 9 " in narrow, "no time where there is no room for it"


def test_weeks_begin_on_monday_and_months_are_whole_weeks() -> None:
    assert first_of_week(date(2026, 11, 22)) == TODAY
    assert weeks_of_month(date(2026, 2, 10)) == (date(2026, 1, 26), date(2026, 3, 2))
    assert weeks_of_month(date(2026, 12, 31)) == (date(2026, 11, 30), date(2027, 1, 4))


@pytest.fixture(name="home")
def company_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in (("NOW", MONDAY.isoformat()), ("TIME_ZONE", "Europe/Berlin"), ("MODEL", "offline")):
        monkeypatch.setenv(f"ASSISTANT_{name}", value)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    company(tmp_path / "home").close()
    return tmp_path / "home"


def test_the_commands_draw_the_days_around_the_one_that_is_named(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["agenda", "--week", "25", "November"]) == 0
    assert "│Mon 23    │Tue 24    │Wed 25    │" in capsys.readouterr().out
    assert main(["agenda", "--month"]) == 0
    assert "November 2026" in capsys.readouterr().out
    assert main(["agenda", "--week", "--json"]) == 0
    events = json.loads(capsys.readouterr().out)["events"]
    days = {each["start"][:10] for each in events}
    assert min(days) == "2026-11-16" and max(days) <= "2026-11-22"
    assert main(["agenda", "--week", "--month"]) == 2
    assert main(["agenda", "--week", "flurb"]) == 2


def test_on_a_very_wide_screen_a_grid_is_no_wider_than_all_else(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    assert main(["agenda", "--week"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {len(line) <= MAX_WIDTH for line in lines} == {True} and len(lines[0]) > 80


@pytest.mark.parametrize(("wanted", "coloured"), [("1", False), ("", True)])
def test_no_color_is_heeded(wanted: str, coloured: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tty(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("NO_COLOR", wanted)
    monkeypatch.setenv("TERM", "xterm-256color")
    screen = Tty()
    view_for(screen, BERLIN).agenda(WEEK, MONDAY)
    assert ("\x1b[1;36m" in screen.getvalue()) == coloured

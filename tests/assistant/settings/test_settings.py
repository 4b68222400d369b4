"""Settings come from where the contract says, and a bad one gets a sentence."""

import dataclasses
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agents.bounds.limits import Limits
from agents.bounds.unasked import Unasked
from assistant.settings import load_settings
from assistant.settings.settings import BY_VARIABLE
from tools.errors import SettingsError

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    import os

    for name in list(os.environ):
        if name.startswith(("ASSISTANT_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def defaults() -> dict[str, str]:
    shown = {}
    for name, field in BY_VARIABLE.items():
        if isinstance(field.default, Limits | Unasked):
            for limit in dataclasses.fields(field.default):
                shown[f"{name}__{limit.name.upper()}"] = str(getattr(field.default, limit.name))
            continue
        shown[name] = "" if field.default in (None, (), dataclasses.MISSING) else str(field.default)
    return shown


def test_the_example_lists_every_setting_with_its_default():
    assert {name: value.lower() for name, value in example().items()} == {
        name: value.lower() for name, value in defaults().items()
    }


def test_limits_come_from_the_environment_and_from_a_table_of_the_file(monkeypatch, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/assistant.toml").write_text("[limits]\nhops = 3\nmodel_calls = 4\n")
    monkeypatch.setenv("ASSISTANT_LIMITS__MODEL_CALLS", "7")
    limits = load_settings().limits
    assert (limits.model_calls, limits.hops, limits.tool_calls) == (7, 3, Limits().tool_calls)


def test_a_flag_goes_before_the_environment_the_file_and_the_home(monkeypatch, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "assistant.toml").write_text('user_name = "Toml"\ntime_zone = "UTC"\nhold_s = 3\n')
    Path(".env").write_text("ASSISTANT_USER_NAME=Dotenv\nASSISTANT_TIME_ZONE=Asia/Tokyo\n")
    monkeypatch.setenv("ASSISTANT_USER_NAME", "Environment")
    settings = load_settings(model="openai:x")
    assert settings.user_name == "Environment"
    assert settings.time_zone == ZoneInfo("Asia/Tokyo")
    assert settings.hold_s == 3
    assert settings.model == "openai:x"


def test_without_a_key_the_model_is_offline_and_with_one_it_is_not(monkeypatch):
    assert load_settings().model_name == "offline"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    assert load_settings().model_name.startswith("openai:")
    assert load_settings(model="offline").model_name == "offline"


def test_now_without_an_offset_is_in_the_users_zone(monkeypatch):
    monkeypatch.setenv("ASSISTANT_TIME_ZONE", "America/New_York")
    monkeypatch.setenv("ASSISTANT_NOW", "2026-07-01T09:00")
    assert load_settings().now == datetime(2026, 7, 1, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSISTANT_TIME_ZONE", "Mars/Olympus"),
        ("ASSISTANT_NOW", "yesterday"),
        ("ASSISTANT_HOLD_S", "-1"),
        ("ASSISTANT_SPEAK", "never"),
        ("ASSISTANT_DAY_FIRST", "perhaps"),
        ("ASSISTANT_WORKDAY_START", "nine"),
        ("ASSISTANT_SYNC_S", "0"),
        ("ASSISTANT_THREAD_WAIT_S", "nan"),
        ("ASSISTANT_FORM_WAIT_S", "0"),
        ("ASSISTANT_FALLBACK_MODELS", "offline"),
        ("ASSISTANT_HOOKS", '{"before_turn": "one"}'),
        ("ASSISTANT_NOTIFY", "{"),
        ("ASSISTANT_LIMITS", "many"),
    ],
)
def test_a_bad_value_is_named_with_its_setting(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_a_broken_settings_file_is_said(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "assistant.toml").write_text("user_name = ")
    with pytest.raises(SettingsError, match="can't be read"):
        load_settings()


def test_tables_are_json_in_the_environment_and_each_entry_may_have_a_variable(monkeypatch):
    monkeypatch.setenv("ASSISTANT_LIMITS", '{"hops": 3, "tool_calls": 5, "day_usd": 0.5}')
    monkeypatch.setenv("ASSISTANT_LIMITS__HOPS", "4")
    monkeypatch.setenv("ASSISTANT_AGENTS__CALENDAR__MODEL", "openai:x")
    monkeypatch.setenv("ASSISTANT_NOTIFY", '{"type:approval": ["bell"]}')
    monkeypatch.setenv("ASSISTANT_FALLBACK_MODELS", '["offline"]')
    settings = load_settings()
    assert (settings.limits.hops, settings.limits.tool_calls) == (4, 5)
    assert settings.limits.day_usd == Decimal("0.5")
    assert settings.agents["calendar"].model == "openai:x"
    assert settings.notify == {"type:approval": ("bell",)}
    assert settings.fallback_models == ("offline",)


def test_a_limit_that_is_no_number_is_named(monkeypatch):
    monkeypatch.setenv("ASSISTANT_LIMITS__HOPS", "2.5")
    with pytest.raises(SettingsError, match=r"ASSISTANT_LIMITS .*hops: give a whole number"):
        load_settings()


def test_empty_means_the_default_and_case_does_not_matter(monkeypatch):
    monkeypatch.setenv("ASSISTANT_USER_NAME", "")
    monkeypatch.setenv("assistant_day_first", "Yes")
    settings = load_settings(model="", user_email=None)
    assert (settings.user_name, settings.user_email) == ("Me", "me@localhost")
    assert settings.day_first
    assert settings.model_name == "offline"


def test_the_file_has_values_of_its_own_types(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/assistant.toml").write_text(
        'now = 2026-07-01T09:00:00\nday_first = true\nworkday_start = 08:30:00\ntime_zone = "Europe/Berlin"\n'
        '[hooks]\nbefore_turn = ["m:f"]\n'
    )
    settings = load_settings()
    assert settings.now == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert (settings.day_first, settings.workday_start) == (True, time(8, 30))
    assert settings.hooks == {"before_turn": ("m:f",)}


def test_the_key_is_not_shown_with_the_settings():
    assert "sk-secret" not in repr(load_settings(openai_api_key="sk-secret"))

"""What a person is told of why something was not done."""

import pytest

from agents.plain_failures import plain, without_ids


@pytest.mark.parametrize("id", ["tbdkblmvov", "tb2kblm5ov"])
def test_neither_an_invented_id_nor_the_real_ones_are_told(id: str) -> None:
    """One id in eight has no figure in it, and could be a word."""
    complaint = f"there is no event with the id 'evt_20261124'; give one of these: {id} (Lunch)"
    assert plain(complaint) == "there is no such event"


def test_what_says_something_to_a_person_stays() -> None:
    assert plain("Noah is busy then; start_time: Field required") == "Noah is busy then"


def test_what_is_only_for_a_model_falls_away() -> None:
    complaint = "the user's words don't ask for this; make none, and say that it is for another agent"
    assert plain(f"{complaint}; when '' names no time; say for example 'every Friday at 16:00'") == (
        "say for example 'every Friday at 16:00'"
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Moved to 10:00. [event_id=tb2kblm5ov]", "Moved to 10:00."),
        ("It is at 10:00 (Rome). [event_id=tb2kblm5ov].", "It is at 10:00 (Rome)."),
        ("Moved [event_id=tb2kblm5ov].", "Moved."),
        ("Added 'Milk' with the ID: tbdkblmvov.", "Added 'Milk'."),
        ("I made it, under its event_id: `tb2kblm5ov`, and told Ana.", "I made it, and told Ana."),
        ("Added 'Milk' with the ID tb2kblm5ov.", "Added 'Milk'."),
        ("A talk with the IDs committee on Monday", "A talk with the IDs committee on Monday"),
        ("Bring the passport with the ID photograph", "Bring the passport with the ID photograph"),
    ],
)
def test_an_answer_has_no_ids(said: str, told: str) -> None:
    assert without_ids(said) == told

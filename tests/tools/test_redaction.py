"""Secrets are found by value in all their spellings, and what is packed stays readable."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage, ToolMessage

from agents.redacting_serializer import RedactingSerializer
from tools.errors import ToolError
from tools.redaction import REDACTION, Redactor

SECRET = "pa$$ wörd/+&'47"


@pytest.mark.parametrize("user", ["", "m", "ma", "max", "max@example.com"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_secret_in_a_header_is_found_whatever_stands_before_it(user, encode):
    for said in (f"{user}:{SECRET}", f"\0{user}\0{SECRET}", f"user={user}\1auth=Bearer {SECRET}\1\1"):
        shown = Redactor([SECRET]).sentence(f"AUTH {encode(said.encode()).decode()}")
        assert "[redacted]" in shown
        padded = shown.partition("[redacted]")[0].removeprefix("AUTH ")
        assert SECRET[:3] not in base64.b64decode(padded + "=" * (-len(padded) % 4)).decode(
            "utf-8", "replace"
        )


@given(st.text(min_size=6), st.text())
def test_no_text_keeps_what_is_known_and_json_stays_json(secret, around):
    redactor = Redactor([secret])
    coded = json.dumps({"a": f"{around}{secret}{around}"}, ensure_ascii=False)
    if not (secret.isalpha() and len(secret) < 12):
        assert secret not in json.loads(redactor.known(coded))["a"].replace("[redacted]", "")


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_what_is_packed_keeps_its_length(before, after):
    packed = before + SECRET.encode() + after
    found = Redactor([SECRET]).packed(packed)
    assert len(found) == len(packed)
    assert SECRET.encode() not in found


def test_messages_are_read_again_without_the_secret():
    REDACTION.know(SECRET)
    serializer = RedactingSerializer()
    said = [HumanMessage(f"it is {SECRET}"), ToolMessage("x", tool_call_id="1", artifact={"said": SECRET})]
    read = serializer.loads_typed(serializer.dumps_typed(said))
    hidden = "*" * len(SECRET.encode())
    assert read[0].content == f"it is {hidden}"
    assert read[1].artifact == {"said": hidden}
    assert SECRET.encode() not in serializer.dumps_typed(RuntimeError(SECRET))[1]
    assert isinstance(serializer.with_msgpack_allowlist([("a", "b")]), RedactingSerializer)


def test_a_password_that_is_a_word_stays_in_conversations_and_not_in_sentences():
    redactor = Redactor(["tomorrow", "calendar"])
    assert redactor.packed(b"lunch tomorrow") == b"lunch tomorrow"
    assert redactor.known('{"day": "tomorrow"}') == '{"day": "tomorrow"}'
    assert redactor.sentence("you said tomorrow") == "you said [redacted]"
    assert redactor.sentence("the calendar can't be read") == "the calendar can't be read"


def test_what_is_too_short_to_be_told_from_other_text_is_left():
    assert Redactor(["a", "", "12345"]).text("a 12345") == "a 12345"


def test_an_error_names_long_numbers_and_no_secret():
    REDACTION.know(SECRET)
    error = ToolError(f"no mail 4111111111111111, {SECRET}, sk-0123456789abcdefXYZ, https://me:word@host/")
    assert error.message == "no mail 4111111111111111, [redacted], [redacted], https://[redacted]@host/"
    assert str(error) == error.message


def test_what_was_known_is_forgotten():
    redactor = Redactor([SECRET])
    redactor.forget()
    assert redactor.text(SECRET) == SECRET

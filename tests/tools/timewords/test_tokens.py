import pytest

from tools.timewords.tokens import Form, tokenise


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("next tuesday2pm", ["next", "tuesday", "2", "pm"]),
        ("new year's eve", ["new", "year", "'s", "eve"]),
        ("9:30-10:30", ["9:30", "-", "10:30"]),
        ("2026-11-30 14:00", ["2026-11-30", "14:00"]),
        ("2014-2018", ["2014", "-", "2018"]),
        ("5/1-5/7/2020", ["5/1", "-", "5/7/2020"]),
    ],
)
def test_text_is_cut_where_its_parts_meet(text, forms):
    tokens = tokenise(text)
    assert [token.text for token in tokens] == forms
    assert all(text[token.begin : token.stop] == token.text for token in tokens)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-11-30", Form.DATE),
        ("30.11.2026", Form.DATE),
        ("2026-11", Form.MONTH),
        ("11/30", Form.SLASHED),
        ("9.30", Form.DECIMAL),
        ("14:00:05", Form.CLOCK),
        ("2026-11-30T14:00Z", Form.STAMP),
        ("2026-11-30T14:00:00-05:00", Form.STAMP),
        ("ana@example.com", Form.OPAQUE),
        ("https://example.com/a", Form.OPAQUE),
        ("$12.50", Form.OPAQUE),
        ("020 7946 0958", Form.OPAQUE),
        ("1.1.30", Form.OPAQUE),
        ("192.168.0.1", Form.OPAQUE),
        ("12,500", Form.OPAQUE),
        ("#42", Form.OPAQUE),
    ],
)
def test_a_number_is_known_by_its_form(text, form):
    (token,) = tokenise(text)
    assert token.form is form

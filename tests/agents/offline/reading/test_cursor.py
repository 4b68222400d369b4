from datetime import UTC, datetime

import pytest

from agents.offline.reading.cursor import Cursor, Rows
from agents.offline.reading.tokens import tokenize

ROWS = Rows("but", "but for", "other than")


@pytest.mark.parametrize(
    ("said", "after"), [("but for the review", 2), ("but the review", 1), ("other than it", 2), ("other", 0)]
)
def test_the_longest_row_of_words_that_stands_there_is_skipped(said, after):
    assert Cursor(tokenize(said, datetime(2026, 11, 18, tzinfo=UTC))).skip_any(0, ROWS) == after

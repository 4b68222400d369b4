import pytest

from tools.timewords.value import Value, replace


class Pair(Value):
    """Two numbers."""

    left: int
    right: int = 2


class Triple(Pair):
    """One more."""

    last: int = 3


def test_values_are_equal_by_their_fields_within_their_class():
    assert Pair(1) == Pair(left=1, right=2)
    assert hash(Pair(1)) == hash(Pair(1, 2))
    assert Pair(1) != Pair(1, 3)
    assert Pair(1) != Triple(1)


def test_fields_are_inherited_in_order():
    assert Triple(7, 8, 9) == Triple(last=9, right=8, left=7)
    assert repr(Triple(7)) == "Triple(left=7, right=2, last=3)"


def test_a_value_is_changed_by_making_another():
    pair = Pair(1)
    assert replace(pair, right=5) == Pair(1, 5)
    with pytest.raises(AttributeError):
        pair.left = 3


@pytest.mark.parametrize(
    ("args", "kwargs"), [((), {}), ((1, 2, 3), {}), ((1,), {"left": 1}), ((1,), {"middle": 1})]
)
def test_missing_doubled_and_unknown_fields_are_refused(args, kwargs):
    with pytest.raises(TypeError):
        Pair(*args, **kwargs)

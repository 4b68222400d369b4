import pytest

from tools.timewords.chart import Grammar, Rules

RULES = Rules()


@RULES.make("number", "<digit>")
def number(digit):
    return digit


@RULES.make("sum", "<number> plus|and the? <number>", "<number> added_to <number>")
def total(first, second):
    return first + second


@RULES.make("difference", "<number> less <number>")
@RULES.make("difference", "<number> from <number>", swapped=True)
def difference(first, second):
    return first - second if first > second else None


@RULES.make("pair", "<number> -? <number>?", cost=2)
def pair(first, second):
    return (first, second)


def parsed(text, symbol):
    grammar = Grammar(RULES)
    tokens = [
        [("<digit>", int(word), 0, 1)]
        if word.isdigit()
        else [(word, word, 0, 1)]
        if word in grammar.words
        else []
        for word in text.split()
    ]
    return {(e.begin, e.stop): (e.value, e.cost) for e in grammar.parse(tokens) if e.symbol == symbol}


@pytest.mark.parametrize("text", ["2 plus 3", "2 and 3", "2 and the 3", "2 added to 3"])
def test_alternatives_optional_words_and_words_of_two_match(text):
    assert parsed(text, "<sum>")[0, len(text.split())] == (5, 0)


def test_a_rule_may_take_its_values_in_either_order():
    assert parsed("5 less 3", "<difference>")[0, 3] == (2, 0)
    assert parsed("3 from 5", "<difference>")[0, 3] == (2, 0)


def test_parts_that_make_no_sense_together_make_nothing():
    assert parsed("3 less 5", "<difference>") == {}


def test_a_part_that_is_left_out_is_none_and_costs_add_up():
    assert parsed("4", "<pair>")[0, 1] == ((4, None), 2)
    assert parsed("4 - 6", "<pair>")[0, 3] == ((4, 6), 2)


def test_constituents_are_found_anywhere_in_the_tokens():
    assert set(parsed("zork 1 plus 2 zork 3 and 4", "<sum>")) == {(1, 4), (5, 8)}

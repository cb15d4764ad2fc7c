"""Shared elements of two sequences: right ones, all of them where little repeats, and never at the price of minutes."""

from __future__ import annotations

import random
from difflib import SequenceMatcher

import pytest

from documents.comparison import compare, compare_words
from documents.content import Content, Paragraph, Run
from documents.matching import Matching
from documents.merging import merge

WORDS = [f"từ{number}" for number in range(400)]


def _words(count: int, seed: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=count)


def _rebuilt(a, b, steps) -> list:
    found = []
    for tag, i, i_end, j, j_end in steps:
        if tag == "equal":
            assert a[i:i_end] == b[j:j_end]
        found += b[j:j_end]
    return found


@pytest.mark.parametrize("count", [0, 3, 60, 900])
def test_opcodes_lead_from_one_to_the_other(count):
    a = _words(count, 1)
    b = a[: count // 3] + _words(count // 4, 2) + a[count // 2 :]
    steps = Matching().opcodes(a, b)
    assert _rebuilt(a, b, steps) == b
    assert [step[1] for step in steps][1:] == [step[2] for step in steps][:-1]


def test_short_texts_are_matched_as_difflib_does():
    a, b = _words(40, 1), _words(40, 2)
    assert Matching().opcodes(a, b) == SequenceMatcher(None, a, b, autojunk=False).get_opcodes()


def test_an_edited_long_text_is_matched_round_the_edit():
    a = [word for number in range(3000) for word in (f"câu{number}", "và")]
    b = [*a[:2000], "mới", *a[2000:4000], *a[4010:]]
    shared = sum(size for _, _, size in Matching().blocks(a, b))
    assert shared == len(a) - 10


def test_words_that_repeat_thousands_of_times_do_not_hold_the_page(within):
    many = "a " * 8000
    with within(seconds=5):
        pieces = compare_words(many, "b " + "a b " * 8000)
    assert "".join(each.text for each in pieces if each.kind != "added").split() == many.split()


def test_two_plans_of_nothing_but_other_words_are_compared_and_merged(within):
    base, theirs, mine = ("\n".join(" ".join(_words(12, 1000 * s + n)) for n in range(600)) for s in range(3))
    with within(seconds=8):
        merged = merge(base, theirs, mine)
        old, new = (
            Content("KẾ HOẠCH", "thử", blocks=[Paragraph([Run(line)]) for line in text.split("\n")])
            for text in (theirs, mine)
        )
        compare(old, new)
    assert set(theirs.split("\n")) | set(mine.split("\n")) <= set(merged.text.split("\n"))

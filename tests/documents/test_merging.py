from __future__ import annotations

import re
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.merging import merge

BASE = "I. MỤC ĐÍCH\nNâng cao chất lượng dạy học.\nII. CHỈ TIÊU\nLao động tiên tiến: 80%."


def test_changes_in_different_lines_are_both_taken():
    theirs = BASE.replace("80%", "85%")
    mine = BASE.replace("Nâng cao", "Giữ vững") + "\nTập thể tiên tiến: 02."

    merged = merge(BASE, theirs, mine)

    assert merged.clashes == []
    assert merged.text == (
        "I. MỤC ĐÍCH\nGiữ vững chất lượng dạy học.\nII. CHỈ TIÊU\nLao động tiên tiến: 85%.\nTập thể tiên tiến: 02."
    )


def test_changes_of_different_words_of_one_line_are_both_taken():
    base = "Nộp hồ sơ trước ngày 15/5 tại phòng hội đồng."

    merged = merge(base, base.replace("15/5", "20/5"), base.replace("hội đồng", "văn thư"))

    assert merged == type(merged)("Nộp hồ sơ trước ngày 20/5 tại phòng văn thư.")


def test_two_wordings_of_the_same_words_both_stay():
    merged = merge("Hạn 15/5.", "Hạn 20/5.", "Hạn 25/5.")

    assert merged.text == "Hạn 20/5.\nHạn 25/5."
    assert merged.clashes == [("Hạn 20/5.", "Hạn 25/5.")]


def test_without_the_wording_both_began_with_nothing_is_dropped():
    merged = merge(None, "Một\nHai\nBa", "Một\nBa\nBốn")

    assert merged.text == "Một\nHai\nBa\nBốn"


patient = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
LINES = st.lists(st.sampled_from(["một hai", "hai ba", "ba bốn năm", "sáu", "bảy một", ""]), max_size=6).map("\n".join)


@patient
@given(LINES, LINES, LINES)
def test_every_word_that_somebody_added_is_there(base, theirs, mine):
    merged = Counter(re.findall(r"\w+", merge(base, theirs, mine).text))
    before = Counter(re.findall(r"\w+", base))

    for edited in (theirs, mine):
        added = Counter(re.findall(r"\w+", edited)) - before
        assert all(merged[word] for word in added)


@patient
@given(LINES, LINES)
def test_who_changed_nothing_changes_nothing(base, edited):
    assert merge(base, base, edited).text == edited
    assert merge(base, edited, base).text == edited

from __future__ import annotations

from datetime import date

from councils.composition import Colleague, advice

DAY = date(2026, 9, 1)
HEAD = Colleague("Hoàng Thị Bích Liên", "head", "Hiệu trưởng", "chair")
DEPUTY = Colleague("Vũ Đức Thắng", "deputy", "Phó Hiệu trưởng", "vice_chair")
LEADER = Colleague("Trịnh Thị Ánh", "department", "Tổ trưởng Tổ 1, 2, 3", "member")
TEACHER = Colleague("Đỗ Thị Hòa", seat="secretary")


def codes(level, people, on=DAY):
    return [finding.code for finding in advice(level, people, on=on)]


def test_a_council_as_the_primary_charter_has_it_raises_nothing():
    assert codes("primary", [HEAD, DEPUTY, TEACHER]) == []


def test_an_even_number_is_looked_at_in_a_primary_school_only():
    even = [HEAD, DEPUTY, LEADER, TEACHER]
    found = advice("primary", even, on=DAY)
    assert [(each.code, each.severity, each.blocks) for each in found] == [("charter_odd", "look", False)]
    assert "28/2020" in str(found[0].citation)
    assert "charter_odd" not in codes("lower_secondary", even)


def test_class_teachers_belong_to_a_secondary_school_s_council():
    people = [HEAD, DEPUTY, TEACHER]
    (unknown,) = advice("lower_secondary", people, on=DAY)
    assert unknown.title == "Chưa ghi giáo viên chủ nhiệm"
    inside = Colleague("Lý Thị Xuân", seat="member", is_class_teacher=True)
    assert codes("lower_secondary", [*people, inside]) == []
    (found,) = advice("lower_secondary", [*people, inside, Colleague("Lê Minh Ân", is_class_teacher=True)], on=DAY)
    assert "Lê Minh Ân" in found.detail
    assert "Lý Thị Xuân" not in found.detail


def test_leaders_who_are_left_out_are_named():
    out = Colleague("Bùi Quang Đạo", "department", "Tổ trưởng Tổ 4, 5")
    found = advice("primary", [HEAD, DEPUTY, TEACHER, out], on=DAY)
    assert [each.code for each in found] == ["charter_members"]
    assert "Bùi Quang Đạo (Tổ trưởng Tổ 4, 5)" in found[0].detail


def test_another_chair_than_the_head_is_looked_at():
    people = [Colleague("Hoàng Thị Bích Liên", "head", "Hiệu trưởng", "member"), TEACHER]
    people.append(Colleague("Vũ Đức Thắng", "deputy", "Phó Hiệu trưởng", "chair"))
    assert codes("primary", people) == ["charter_chair"]


def test_what_has_not_been_read_is_marked_and_what_was_not_in_force_says_nothing():
    out = Colleague("Bùi Quang Đạo", "department", "Tổ trưởng")
    (found,) = advice("nursery", [HEAD, out], on=DAY)
    assert not found.citation.is_verified
    assert codes("primary", [HEAD, DEPUTY], on=date(2019, 9, 1)) == []
    assert codes("", [DEPUTY]) == []


def test_no_union_or_party_body_is_ever_asked_for():
    words = " ".join(
        f"{each.title} {each.detail}"
        for level in ("nursery", "primary", "lower_secondary", "upper_secondary", "combined")
        for each in advice(level, [DEPUTY, Colleague("Bùi Quang Đạo", "department", "Tổ trưởng")], on=DAY)
    )
    assert words
    assert not any(body in words for body in ("Công đoàn", "Đoàn", "Đội", "chi bộ", "cấp ủy"))

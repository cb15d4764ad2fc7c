"""Rows of the record that nobody decided here: written once, said again without harm, never contradicted."""

from __future__ import annotations

from datetime import date

import pytest

from audit.models import AuditEntry
from core.errors import DomainError
from core.scoping import scope
from legal.models import Distinction
from records import services
from records.models import InitiativeRecognition, QualityRating, TitleRecord
from tests.factories.dossiers import distinction
from tests.records.ratings import propose

DECISION = {"decision_number": "15/QĐ-UBND", "decided_on": date(2025, 6, 20), "authority": "Chủ tịch UBND huyện"}
TITLE = {"school_year_code": "2024-2025", **DECISION}
INITIATIVE = {"name": "Góc đọc sách ở lớp", "scope": "base", "school_year_code": "2024-2025", **DECISION}
RATING = {"year_code": "2024-2025", "level": "good", "decision_reference": "QĐ số 40", "decided_on": date(2025, 6, 1)}


def title(world, person="teacher", **changes):
    who = {"person": getattr(world, person)} if person else {}
    values = {"organisation": world.school, **who, "distinction": distinction(), **TITLE, "by": world.secretary.user}
    with scope(world.school):
        return services.enter_title(**{**values, **changes})


def initiative(world, *authors, **changes):
    authors = authors or ((world.teacher, 60), (world.teacher2, 40))
    values = {"organisation": world.school, "authors": authors, **INITIATIVE, "by": world.secretary.user}
    with scope(world.school):
        return services.enter_initiative(**{**values, **changes})


def rating(world, **changes):
    values = {"organisation": world.school, "person": world.teacher, **RATING, "by": world.secretary.user}
    with scope(world.school):
        return services.enter_rating(**{**values, **changes})


def prize():
    defaults = {"name": "Giải hội thi", "kind": "prize", "target": "individual", "level": "other"}
    return Distinction.objects.get_or_create(code="HOI_THI", defaults=defaults)[0]


def acts(world):
    with scope(world.school):
        return list(
            AuditEntry.objects.filter(verb__startswith="records.").order_by("pk").values_list("verb", flat=True)
        )


# ---- titles ----


def test_a_title_said_again_changes_nothing(world):
    first = title(world, school_year_code="2024 – 2025", decision_number=" 15/QĐ-UBND ")
    again = title(world)

    assert (first.outcome, again.outcome) == ("new", "same")
    assert first.row == again.row
    assert (first.row.school_year_code, first.row.origin) == ("2024-2025", "entered")
    assert acts(world) == ["records.title_entered"]


def test_another_decision_of_the_same_title_is_refused(world):
    title(world)

    with pytest.raises(DomainError, match="15/QĐ-UBND"):
        title(world, decision_number="16/QĐ-UBND")


def test_a_revoked_title_is_not_entered_again(world):
    row = title(world).row
    with scope(world.school):
        TitleRecord.objects.filter(pk=row.pk).update(revoked_on=date(2026, 1, 5), revoked_by_number="2/QĐ")

    with pytest.raises(DomainError, match="thu hồi"):
        title(world)


def test_two_prizes_of_one_year_are_told_apart_by_their_names(world):
    first = title(world, distinction=prize(), detail="Giải Nhì giáo viên dạy giỏi cấp huyện", basis="other")
    second = title(world, distinction=prize(), detail="Giải Ba cờ vua", basis="other")

    assert first.row != second.row
    with pytest.raises(DomainError, match="tên cụ thể"):
        title(world, distinction=prize())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"school_year_code": "2024"}, "Năm học “2024”"),
        ({"school_year_code": "2024-2026"}, "hai năm liền nhau"),
        ({"school_year_code": "2090-2091"}, "nằm ngoài"),
        ({"decided_on": date(2090, 1, 1)}, "chưa đến"),
        ({"decided_on": date(205, 1, 1)}, "quá xa"),
        ({"decided_on": date(2024, 6, 30)}, "có trước năm học 2024-2025"),
        ({"decision_number": "  "}, "số quyết định"),
        ({"authority": ""}, "cấp ra quyết định"),
    ],
)
def test_what_cannot_be_is_refused_with_how_to_mend_it(world, changes, words):
    with pytest.raises(DomainError, match=words):
        title(world, **changes)


def test_nothing_of_a_school_year_is_decided_before_it(world):
    before = {"decided_on": date(2024, 6, 20)}

    for enter in (initiative, rating):
        with pytest.raises(DomainError, match="có trước năm học 2024-2025"):
            enter(world, **before)
    assert title(world, decided_on=date(2024, 9, 5)).is_new, "a prize of its first weeks"
    assert rating(world, year_kind="calendar_year", year_code="2024", **before).is_new


def test_a_collectives_title_is_not_a_persons(world):
    with pytest.raises(DomainError, match="tập thể"):
        title(world, distinction=Distinction(code="TTLDTT", name="Tập thể LĐTT", kind="title", target="collective"))


# ---- initiatives ----


def test_a_list_with_a_line_for_each_author_makes_one_initiative(world):
    first = initiative(world, (world.teacher, 60))
    second = initiative(world, (world.teacher2, 40))
    again = initiative(world)

    assert [first.outcome, second.outcome, again.outcome] == ["new", "changed", "same"]
    with scope(world.school):
        (row,) = InitiativeRecognition.objects.all()
        shares = list(row.authors.values_list("person__full_name", "share").order_by("share"))
    assert shares == [(world.teacher2.full_name, 40), (world.teacher.full_name, 60)]


def test_shares_over_the_whole_are_refused_and_nothing_is_written(world):
    with pytest.raises(DomainError, match="120%"):
        initiative(world, (world.teacher, 60), (world.teacher2, 60))

    with scope(world.school):
        assert not InitiativeRecognition.objects.exists()


def test_another_share_or_scope_contradicts(world):
    initiative(world)

    with pytest.raises(DomainError, match="60%"):
        initiative(world, (world.teacher, 50))
    with pytest.raises(DomainError, match="phạm vi cơ sở"):
        initiative(world, scope="province")


# ---- ratings ----


def test_a_rating_of_before_is_decided_without_anything_judged(world):
    first, again = rating(world), rating(world)

    row = first.row
    assert (first.outcome, again.outcome) == ("new", "same")
    assert (row.state, row.level, row.findings, row.rules, row.points) == ("decided", "good", [], [], None)
    assert (row.is_history, row.get_origin_display()) == (True, "Nhập tay")
    assert row.decision_reference == "QĐ số 40"


def test_a_rating_of_before_may_come_from_an_import(world):
    row = rating(world, origin="imported", source_key="import:3").row

    assert (row.source_key, row.origin) == ("history:imported:import:3", "imported")


def test_a_rating_that_is_known_otherwise_is_not_overwritten(world):
    rating(world)
    with pytest.raises(DomainError, match="Hoàn thành tốt"):
        rating(world, level="excellent")

    propose(world, world.teacher2)
    with pytest.raises(DomainError, match="phiếu đề nghị"):
        rating(world, person=world.teacher2, year_code="2026-2027", decided_on=date(2026, 9, 20))
    with scope(world.school):
        assert QualityRating.objects.filter(person=world.teacher2).count() == 1

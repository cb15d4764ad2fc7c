"""The yearly rating: fed, entered, decided by the head, replaced and never overwritten; two regimes by the day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEntry, AuditPersonalValue
from core import clock
from core.errors import ConflictError, DomainError
from core.scoping import scope
from legal import services as legal
from legal.models import LegalDocument
from notifications.models import Notification
from organisation.models import Employment
from records import services
from records.models import QualityRating
from tests.records.ratings import DONE, YEAR, decide, desk, propose, save, stored


def codes(rating):
    return {each.code for each in rating.shown_findings}


# ---- feeding ----


def test_points_open_a_rating_with_the_level_they_reach(world):
    rating = propose(world, world.teacher, "85.5")

    assert (rating.state, rating.level, rating.reached, rating.duty_group) == ("proposed", "good", "good", "Giáo viên")
    assert rating.department == world.department
    assert rating.applied_rules.get("points_good").citation.mark == "S"


def test_the_same_points_again_change_nothing(world):
    first = propose(world, world.teacher)
    again = propose(world, world.teacher)

    assert (again.pk, again.version) == (first.pk, first.version)
    with scope(world.school):
        assert AuditEntry.objects.filter(verb__startswith="records.").count() == 1


def test_new_points_move_the_level_until_somebody_chose_one(world):
    propose(world, world.teacher, "85")
    fed = propose(world, world.teacher, "92")
    assert fed.level == "excellent"

    save(world, fed, level="good")
    fed = propose(world, world.teacher, "95")

    assert (fed.level, fed.reached, fed.points) == ("good", "excellent", Decimal(95))


def test_a_decided_rating_is_never_fed_over(world):
    decide(world, propose(world, world.teacher, "85"))
    again = propose(world, world.teacher, "20")

    assert (again.state, again.points, again.level) == ("decided", Decimal(85), "good")
    assert len(stored(world)) == 1


def test_what_shall_replace_a_decided_one_is_not_fed_over_either(world):
    (old,) = decide(world, propose(world, world.teacher, "85"))
    with scope(world.school):
        new = services.replace_rating(old, reason="Nhầm điểm.", by=world.principal.user)

    assert propose(world, world.teacher, "20").pk == new.pk
    assert stored(world, pk=new.pk)[0].points == Decimal(85)


@pytest.mark.parametrize("points", ["-0.01", "100.01"])
def test_points_outside_the_scale_write_nothing(world, points):
    with pytest.raises(DomainError, match="từ 0 đến 100"):
        propose(world, world.teacher, points)

    assert not stored(world)


def test_somebody_of_another_school_is_refused(world):
    with pytest.raises(DomainError, match="không làm việc"):
        propose(world, world.other_teacher)

    assert not stored(world)


def test_one_bad_row_refuses_the_whole_feed(world):
    with scope(world.school), pytest.raises(DomainError):
        services.propose_ratings(
            desk(world),
            [(world.teacher, Decimal(80), "sheet:1"), (world.teacher2, Decimal(180), "sheet:2")],
            by=world.secretary.user,
        )

    assert not stored(world)


def test_a_year_that_is_none_is_refused(world):
    for code, kind in [("2019-2020", "school_year"), ("26", "calendar_year"), ("٢٠٢٦", "calendar_year")]:
        with pytest.raises(DomainError, match="Không có năm"):
            propose(world, world.teacher, code=code, kind=kind)


def test_feeding_many_costs_no_query_more_for_the_law(world, django_assert_max_num_queries):
    with scope(world.school), django_assert_max_num_queries(40):
        services.propose_ratings(
            desk(world),
            [(person, Decimal(80), "sheet:1") for person in (world.teacher, world.teacher2, world.clerk, world.head)],
            by=world.secretary.user,
        )


# ---- two regimes ----


def test_until_june_2026_tasks_count_and_since_july_points(world):
    with clock.travel_to("2026-06-30 09:00"):
        old = propose(world, world.teacher, None, code="2025-2026")
        old = save(world, old, facts=DONE, level="excellent")
    with clock.travel_to("2026-07-01 09:00"):
        new = propose(world, world.teacher2, "91", code="2025-2026")

    assert (old.applied_rules.scheme, old.reached) == ("tasks", "excellent")
    assert old.applied_rules.get("scheme").document.endswith("90/2020/NĐ-CP")
    assert (new.applied_rules.scheme, new.reached) == ("points", "excellent")
    assert new.applied_rules.get("scheme").document.endswith("233/2026/NĐ-CP")
    assert "transition" in codes(new)


def test_good_by_tasks_was_compared_and_so_blocks(world):
    with clock.travel_to("2026-06-01 09:00"):
        row = save(
            world, propose(world, world.teacher, None, code="2025-2026"), facts=DONE | {"on_time": 11}, level="good"
        )
        with pytest.raises(DomainError, match="cao hơn số liệu"):
            decide(world, row)

    assert stored(world)[0].state == "proposed"


def test_a_proposal_of_the_former_scheme_is_not_decided_by_the_next(world):
    with clock.travel_to("2026-06-30 09:00"):
        row = save(world, propose(world, world.teacher, None, code="2025-2026"), facts=DONE, level="good")
    with clock.travel_to("2026-07-02 09:00"), pytest.raises(DomainError, match="quy định trước"):
        decide(world, row)


def test_a_schools_own_compared_value_binds_and_blocks(world):
    document = LegalDocument.objects.create(
        number="15/QĐ", kind="Quy chế", title="Quy chế", issuer="Trường", from_on=date(2026, 9, 1), mark="T"
    )
    for code, value in (("points_excellent", "95/100"), ("scheme", "theo điểm")):
        with scope(world.school):
            legal.enter_parameter(
                organisation=world.school,
                code=f"quality_rating.{code}",
                value=value,
                document=document,
                locator="Điều 5",
                from_on=date(2026, 9, 1),
                mark="T",
                by=world.principal.user,
            )
    row = save(world, propose(world, world.teacher, "93"), level="excellent")

    assert row.applied_rules.scheme == "points"
    assert {each.code for each in row.shown_findings if each.blocks} == {"above_reached"}


def test_a_word_that_is_none_of_the_list_is_refused(world):
    document = LegalDocument.objects.first()
    with scope(world.school), pytest.raises(DomainError, match="Theo điểm"):
        legal.enter_parameter(
            organisation=world.school,
            code="quality_rating.scheme",
            value="1/2",
            document=document,
            locator="",
            from_on=date(2026, 9, 1),
            mark="T",
            by=world.principal.user,
        )


# ---- entering ----


def test_nobody_enters_her_own(world):
    row = propose(world, world.secretary)

    with pytest.raises(DomainError, match="tự nhập"):
        save(world, row, by=world.secretary, level="excellent")

    assert stored(world)[0].level == "good"


def test_two_pages_do_not_overwrite_each_other(world):
    row = propose(world, world.teacher)
    save(world, row, level="completed")

    with pytest.raises(ConflictError):
        save(world, row, level="excellent")

    assert stored(world)[0].level == "completed"


def test_short_service_is_left_to_a_person(world):
    with scope(world.school):
        Employment.objects.filter(person=world.teacher).update(from_on=date(2027, 3, 1))
    with clock.travel_to("2027-06-10"):
        row = propose(world, world.teacher)

    assert "short_service" in codes(row)


# ---- deciding ----


def test_the_head_decides_and_the_person_is_told_once(world):
    row = propose(world, world.teacher)
    (decided,) = decide(world, row)

    assert (decided.state, decided.decided_by, decided.decided_at) == ("decided", world.principal.user, clock.now())
    with scope(world.school):
        told = Notification.objects.get(about="", key__startswith="quality-rating")
        assert (told.person, "Hoàn thành tốt nhiệm vụ" in told.body) == (world.teacher, True)
        assert AuditEntry.objects.filter(verb="records.rating_decided").count() == 1
        entry = AuditEntry.objects.get(verb="records.rating_decided")
        assert "good" not in str(entry.after)  # the level of a person can be erased
        assert AuditPersonalValue.objects.filter(entry=entry, name="level", value="Hoàn thành tốt nhiệm vụ").exists()


def test_without_a_reason_what_needs_a_look_is_not_decided(world):
    with pytest.raises(DomainError, match="lý do"):
        decide(world, propose(world, world.teacher), note=" ")

    assert stored(world)[0].state == "proposed"


def test_all_or_none(world):
    whole, open_one = propose(world, world.teacher), propose(world, world.teacher2, None)

    with pytest.raises(DomainError, match="Lê Minh Ân"):
        decide(world, whole, open_one)

    assert {row.state for row in stored(world)} == {"proposed"}
    with scope(world.school):
        assert not Notification.objects.filter(key__startswith="quality-rating").exists()


def test_what_changed_after_the_page_was_opened_is_not_decided(world):
    row = propose(world, world.teacher)
    save(world, row, level="completed")

    with pytest.raises(ConflictError, match="Đỗ Thị Hòa"):
        decide(world, row)


def test_a_decided_one_is_not_decided_again(world):
    row = propose(world, world.teacher)
    decide(world, row)

    with pytest.raises(ConflictError):
        decide(world, row)


def test_the_heads_own_is_decided_above(world):
    row = propose(world, world.principal)

    with pytest.raises(DomainError, match="cấp trên"):
        decide(world, row)
    (decided,) = decide(world, row, references={row.pk: "Số 12/QĐ-UBND ngày 10/6/2027"})

    assert decided.decision_reference == "Số 12/QĐ-UBND ngày 10/6/2027"


def test_the_units_level_is_asked_for_the_head_and_brought_up_to_date(world):
    row = propose(world, world.principal, "95")
    assert {"unit_unknown"} <= codes(row)
    with scope(world.school):
        services.note_rated_year(
            desk(world), unit_level="good", is_outstanding=False, basis="Số 9/QĐ-UBND", by=world.principal.user
        )

    assert "head_above_unit" in codes(stored(world)[0])


def test_the_units_level_needs_its_document(world):
    with scope(world.school), pytest.raises(DomainError, match="văn bản"):
        services.note_rated_year(
            desk(world), unit_level="good", is_outstanding=False, basis=" ", by=world.principal.user
        )


def test_the_cap_is_frozen_into_what_it_was_asked_of(world):
    row = propose(world, world.teacher, "95")
    (decided,) = decide(world, row)

    detail = next(each.detail for each in decided.shown_findings if each.code == "cap_over")
    assert "HTXSNV: 1 người; mức cho phép 0 = 20% của 0 người" in detail


# ---- replacing ----


def test_a_new_row_takes_the_place_of_the_old_one_when_it_is_decided(world):
    (old,) = decide(world, propose(world, world.teacher))
    with scope(world.school):
        new = services.replace_rating(old, reason="Cộng sót điểm.", by=world.principal.user)
    assert stored(world, pk=old.pk)[0].state == "decided"  # it stands until then

    new = save(world, new, points=Decimal(72), level="good")
    decide(world, new)
    old = stored(world, pk=old.pk)[0]

    assert (old.state, old.points, old.level) == ("replaced", Decimal(85), "good")
    assert stored(world, state="decided")[0].replaces == old


def test_replacing_needs_a_reason_and_happens_once_at_a_time(world):
    (old,) = decide(world, propose(world, world.teacher))
    with scope(world.school):
        with pytest.raises(DomainError, match="lý do"):
            services.replace_rating(old, reason=" ", by=world.principal.user)
        services.replace_rating(old, reason="Sót điểm.", by=world.principal.user)
        with pytest.raises(DomainError, match="Đã có đề nghị thay"):
            services.replace_rating(old, reason="Sót điểm.", by=world.principal.user)

    assert len(stored(world)) == 2


def test_a_withdrawn_replacement_leaves_the_old_one_standing(world):
    (old,) = decide(world, propose(world, world.teacher))
    with scope(world.school):
        new = services.replace_rating(old, reason="Sót điểm.", by=world.principal.user)
        services.withdraw_proposal(new, by=world.principal.user)
        assert [row.pk for row in QualityRating.objects.all().current()] == [old.pk]


def test_nobody_takes_back_what_is_proposed_of_the_own_rating(world):
    row = propose(world, world.secretary, by=world.principal)

    with scope(world.school), pytest.raises(DomainError, match="Không ai tự rút"):
        services.withdraw_proposal(row, by=world.secretary.user)

    row.refresh_from_db()
    assert row.state == "proposed"


def test_the_database_keeps_one_decided_row_a_person_and_year(world):
    row = propose(world, world.teacher)
    decide(world, row)
    with scope(world.school), pytest.raises(IntegrityError), transaction.atomic():
        QualityRating.objects.create(
            organisation=world.school,
            person=world.teacher,
            year_kind="school_year",
            year_code=YEAR,
            duty_group="Giáo viên",
            level="good",
            state="decided",
            proposed_by=world.secretary.user,
            decided_by=world.principal.user,
            decided_at=clock.now(),
        )


def test_the_database_refuses_a_decided_row_without_a_decider(world):
    row = propose(world, world.teacher)
    with scope(world.school), pytest.raises(IntegrityError), transaction.atomic():
        QualityRating.objects.filter(pk=row.pk).update(state="decided")

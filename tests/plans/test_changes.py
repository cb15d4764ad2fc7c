"""A published plan amended or replaced: what is shown, what is done to dates and targets, what stays."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from campaigns import services as campaigns
from core import clock
from core.errors import ConflictError, DomainError
from deadlines import services as deadlines
from deadlines.models import CalendarEntry, Obligation
from documents import services as documents
from documents.content import plain_text
from notifications.models import Notification
from organisation.models import Role
from plans import services
from plans.models import EmulationPlan, PlanTarget
from plans.services import Chosen
from registrations import services as registrations
from tests.factories.estate.campaigns import campaign_values
from tests.plans.plans import imported_plan, published_plan, reviewed_plan
from tests.plans.publishing import acting, begun_change, issued, move, owing, publish_to, url, with_clause

pytestmark = pytest.mark.django_db


def test_a_change_begins_with_the_whole_old_text_and_names_it(school, run_jobs):
    old = published_plan(school, run_jobs)

    new = begun_change(school, old)

    assert "thay thế Kế hoạch số 12/KH-THNC ngày 12/10/2026" in plain_text(new.content)
    assert new.content.letterhead.number is None
    assert acting(new) == acting(old)
    blocks = services.comparison(new)
    # The mark of the end goes from the last sentence of the old text to the clause.
    assert [block.state for block in blocks if not block.is_same] == ["changed", "added"]
    effects = services.effects_of(new)
    assert effects.changed_dates == []
    assert effects.changed_targets == []


def test_a_text_that_does_not_name_what_it_changes_is_not_submitted(school, run_jobs):
    old = published_plan(school, run_jobs)
    new = reviewed_plan(school)
    services.relate_draft(new, changes=old, change="replace", keeps_rest=False, by=school.vice_principal.user)
    new.refresh_from_db()

    with pytest.raises(DomainError, match="12/KH-THNC"):
        services.submit_for_approval(new, by=school.vice_principal.user)


def test_the_effects_are_shown_and_then_done(school, run_jobs):
    old = published_plan(school, run_jobs)
    entry = CalendarEntry.objects.get(purpose="registration")
    months = CalendarEntry.objects.filter(purpose="monthly_review").count()
    deadlines.oblige(
        organisation=school.school, key="registration:x", title="Đăng ký", url_name="todo",
        person=school.teacher, entry=entry,
    )  # fmt: skip
    new = begun_change(school, old)
    move(new, "registration", date(2026, 11, 20))
    new.facts.filter(kind="deadline", purpose="dossier").update(state="refused")
    new = issued(school, new, run_jobs)

    effects = services.effects_of(new)
    shown = {(each.kind, each.title) for each in effects.changed_dates}
    moved = next(each for each in effects.changed_dates if each.kind == "moved")
    services.publish(new, by=school.vice_principal.user, seal=effects.seal)

    assert {kind for kind, _ in shown} == {"moved", "vanishes"}
    assert moved.people == [school.teacher]
    after = CalendarEntry.objects.get(pk=entry.pk)
    assert clock.end_of_day(date(2026, 11, 20)) - after.due_at in (timedelta(0), timedelta(days=1))
    assert after.source_label == "Kế hoạch số 15/KH-THNC"
    assert Obligation.objects.get(key="registration:x").due_at == after.due_at
    assert not CalendarEntry.objects.filter(purpose="dossier").exists()
    assert CalendarEntry.objects.filter(purpose="monthly_review").count() == months
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"deadlines.entry_moved", "deadlines.entry_withdrawn", "plans.plan_changed"} <= verbs


def test_each_person_is_told_once_with_her_new_deadline(school, run_jobs):
    old = published_plan(school, run_jobs)
    entry = CalendarEntry.objects.get(purpose="registration")
    for number in (1, 2):
        deadlines.oblige(
            organisation=school.school, key=f"registration:{number}", title=f"Đăng ký {number}", url_name="todo",
            person=school.teacher, entry=entry,
        )  # fmt: skip
    new = begun_change(school, old)
    move(new, "registration", date(2026, 11, 20))
    new = issued(school, new, run_jobs)
    before = Notification.objects.filter(person=school.teacher).count()

    services.publish(new, by=school.vice_principal.user, chosen=Chosen(departments=[school.department2]))

    mine = Notification.objects.filter(person=school.teacher)
    assert mine.count() == before + 1
    assert "Đăng ký 1" in mine.latest("pk").body
    assert "Đăng ký 2" in mine.latest("pk").body
    assert owing(old) == set()


def test_an_extension_is_never_shortened(school, run_jobs):
    old = published_plan(school, run_jobs)
    entry = CalendarEntry.objects.get(purpose="registration")
    owed = deadlines.oblige(
        organisation=school.school, key="registration:x", title="Đăng ký", url_name="todo",
        person=school.teacher, entry=entry,
    )  # fmt: skip
    longer = clock.end_of_day(date(2026, 12, 31))
    deadlines.extend(owed, new_due_at=longer, reason="Nghỉ ốm.", by=school.secretary.user)
    new = begun_change(school, old)
    move(new, "registration", date(2026, 11, 20))

    services.publish(issued(school, new, run_jobs), by=school.vice_principal.user)

    owed.refresh_from_db()
    assert owed.due_at == longer
    assert entry.times_for(school.teacher)[1] == longer


def test_an_extended_date_that_the_new_text_drops_is_kept(school, run_jobs):
    old = published_plan(school, run_jobs)
    entry = CalendarEntry.objects.get(purpose="dossier")
    deadlines.extend(entry, new_due_at=clock.end_of_day(date(2027, 6, 30)), reason="Hội thi.", by=school.secretary.user)
    new = begun_change(school, old)
    new.facts.filter(kind="deadline", purpose="dossier").update(state="refused")

    services.publish(issued(school, new, run_jobs), by=school.vice_principal.user)

    assert CalendarEntry.objects.filter(pk=entry.pk).exists()


def test_what_is_over_stays_as_it_was(school, run_jobs):
    old = published_plan(school, run_jobs)
    with clock.travel_to("2027-03-10 08:00"):
        over = list(CalendarEntry.objects.filter(cut_off_at__lt=clock.now()).values_list("pk", "due_at"))
        new = begun_change(school, old)
        new.facts.filter(kind="deadline", purpose="monthly_review").update(state="refused")
        new = issued(school, new, run_jobs)
        services.publish(new, by=school.vice_principal.user)

        assert len(over) > 2
        assert list(CalendarEntry.objects.filter(pk__in=[pk for pk, _ in over]).values_list("pk", "due_at")) == over
        assert not CalendarEntry.objects.filter(purpose="monthly_review", opens_at__gt=clock.now()).exists()


def test_an_amendment_that_states_only_what_changes_leaves_the_rest(school, run_jobs):
    old = published_plan(school, run_jobs)
    before = set(CalendarEntry.objects.values_list("pk", flat=True))
    targets = PlanTarget.objects.current().count()
    new = reviewed_plan(school, with_clause("Kế hoạch này sửa đổi, bổ sung Kế hoạch số 12/KH-THNC."))
    services.relate_draft(new, changes=old, change="amend", keeps_rest=True, by=school.vice_principal.user)
    new.facts.exclude(purpose="registration").filter(kind__in=["deadline", "target"]).update(state="refused")
    new.refresh_from_db()

    services.publish(issued(school, new, run_jobs), by=school.vice_principal.user)

    assert set(CalendarEntry.objects.values_list("pk", flat=True)) == before
    assert PlanTarget.objects.current().count() == targets
    assert len(owing(old)) > 0


def test_targets_are_followed_in_their_new_figure(school, run_jobs):
    old = published_plan(school, run_jobs)
    new = begun_change(school, old)
    fact = new.facts.filter(kind="target", state="accepted").exclude(terms__value=None).first()
    fact.terms["value"] = "7"
    fact.save()
    new = issued(school, new, run_jobs)

    changed = [each for each in services.effects_of(new).targets if each.kind == "changed"]
    services.publish(new, by=school.vice_principal.user)

    assert [each.new.fact_id for each in changed] == [fact.pk]
    assert set(PlanTarget.objects.current().values_list("plan", flat=True)) == {new.pk}
    assert PlanTarget.objects.filter(plan=old).exclude(ended_at=None).count() == old.targets.count()


def test_effects_that_changed_since_they_were_shown_are_not_done(school, run_jobs):
    old = published_plan(school, run_jobs)
    new = begun_change(school, old)
    move(new, "registration", date(2026, 11, 20))
    new = issued(school, new, run_jobs)
    seal = services.effects_of(new).seal
    entry = CalendarEntry.objects.get(purpose="registration")
    deadlines.extend(
        entry, new_due_at=clock.end_of_day(date(2026, 12, 31)), reason="Hội thi.", by=school.secretary.user
    )

    with pytest.raises(ConflictError, match="Xem lại"):
        services.publish(new, by=school.vice_principal.user, seal=seal)

    new.refresh_from_db()
    assert new.state == "draft"


def test_two_changes_of_one_plan_do_not_both_take_effect(school, run_jobs):
    old = published_plan(school, run_jobs)
    first, second = begun_change(school, old), begun_change(school, old, "amend")
    services.publish(issued(school, first, run_jobs), by=school.vice_principal.user)

    with pytest.raises(DomainError, match="15/KH-THNC"):
        services.publish(issued(school, second, run_jobs, number=16), by=school.vice_principal.user)
    with pytest.raises(DomainError, match="Được thay thế"):
        begun_change(school, EmulationPlan.objects.get(pk=old.pk))


def test_the_old_plan_stays_readable_and_says_what_stands_in_its_place(school, run_jobs):
    old = published_plan(school, run_jobs)
    page = services.open_page(old, is_indexed=False, by=school.principal.user)
    new = begun_change(school, old)
    move(new, "registration", date(2026, 11, 20))
    new = services.publish(issued(school, new, run_jobs), by=school.vice_principal.user)
    newer = services.open_page(new, is_indexed=False, by=school.principal.user)

    shown = school.client(school.teacher).get(url(old, "plan_detail")).content.decode()
    outside = Client().get(reverse("public:plan", args=[page.code])).content.decode()

    assert documents.state_of(old.document).words.startswith("Được thay thế bởi 15/KH-THNC")
    assert "Được thay thế bởi Kế hoạch số 15/KH-THNC" in shown
    assert url(new, "plan_detail") in shown
    assert "Tôi đã đọc" not in shown
    assert reverse("public:plan", args=[newer.code]) in outside


def test_a_teacher_who_wrote_it_is_not_asked_to_publish_it_but_goes_on_writing_its_change(school, run_jobs):
    plan = reviewed_plan(school)
    EmulationPlan.objects.filter(pk=plan.pk).update(author=school.teacher, drafting_body="council")
    plan.refresh_from_db()
    teacher = school.client(school.teacher)

    plan = issued(school, plan, run_jobs)
    owed = Obligation.objects.owed_by(school.school).open().get(key=f"plan:{plan.pk}:publish")
    shown = teacher.get(url(plan, "plan_detail")).content.decode()

    assert (owed.person, owed.role) == (None, Role.PRINCIPAL)
    assert url(plan, "plan_publish") not in shown

    services.publish(plan, by=school.principal.user)
    assert url(plan, "plan_readers") not in teacher.get(url(plan, "plan_detail")).content.decode()
    began = {"change": "amend", "form_token": uuid.uuid4()}
    assert teacher.post(url(plan, "change_create"), began, follow=True).status_code == 200
    draft = EmulationPlan.objects.get(changes=plan)
    assert (draft.author, draft.drafting_body) == (school.teacher, "council")


def test_the_mark_of_the_end_stands_after_the_clause_that_names_the_old(school, run_jobs):
    new = begun_change(school, published_plan(school, run_jobs))

    closing = [block.text for block in new.content.closing]

    assert closing[-1].endswith("./.")
    assert not [text for text in closing[:-1] if text.endswith("./.")]


def test_the_effects_of_a_change_say_that_something_still_waits(school, run_jobs):
    new = begun_change(school, published_plan(school, run_jobs))
    client, note = school.client(school.vice_principal), "chỉ tính điều đã xác nhận"
    new.facts.filter(state="proposed").update(state="accepted")

    settled = client.get(url(new, "plan_comparison")).content.decode()
    new.facts.filter(pk=new.facts.filter(kind="deadline").first().pk).update(state="proposed")
    waiting = client.get(url(new, "plan_comparison")).content.decode()

    assert note not in settled
    assert note in waiting
    assert "Còn 1 nội dung chưa xác nhận" in waiting


def test_who_was_no_reader_of_the_old_plan_does_not_see_its_words_beside_the_new(school, run_jobs):
    old = publish_to(school, run_jobs, departments=[school.department2])
    page = services.open_page(old, is_indexed=False, by=school.principal.user)
    new = begun_change(school, old)
    move(new, "registration", date(2026, 11, 20))
    new = services.publish(issued(school, new, run_jobs), by=school.vice_principal.user)
    teacher = school.client(school.teacher)  # of the other tổ

    shown = teacher.get(url(new, "plan_detail"))
    compared = teacher.get(url(new, "plan_comparison"))
    outside = Client().get(reverse("public:plan", args=[page.code])).content.decode()

    assert shown.status_code == 200
    assert url(new, "plan_comparison") not in shown.content.decode()
    assert compared.status_code == 403
    assert "đã có văn bản khác" in outside
    assert new.document.full_number not in outside


def test_the_pages_of_a_change_show_words_and_effects_before_it_is_confirmed(school, run_jobs):
    old = published_plan(school, run_jobs)
    new = begun_change(school, old)
    move(new, "registration", date(2026, 11, 20))
    client = school.client(school.vice_principal)

    compared = client.get(url(new, "plan_comparison")).content.decode()
    new = issued(school, new, run_jobs)
    page = client.get(url(new, "plan_publish")).content.decode()

    for shown in (compared, page):
        assert "<ins>" in shown
        assert "20/11/2026" in shown or "19/11/2026" in shown
    seal = re.search(r'name="seal" value="(\w+)"', page)[1]
    client.post(url(new, "plan_publish"), {"to": "everybody", "seal": seal})
    new.refresh_from_db()
    assert new.state == "published"


def test_a_change_is_not_published_without_its_effects_having_been_shown(school, run_jobs):
    new = begun_change(school, published_plan(school, run_jobs))
    move(new, "registration", date(2026, 11, 20))
    new = issued(school, new, run_jobs)

    answer = school.client(school.vice_principal).post(url(new, "plan_publish"), {"to": "everybody"})

    assert "Xem lại rồi xác nhận" in answer.content.decode()
    new.refresh_from_db()
    assert new.state == "draft"


def test_what_hangs_on_a_moved_date_is_named_and_stays(school, run_jobs):
    old = published_plan(school, run_jobs)
    entry = CalendarEntry.objects.get(purpose="registration")
    round = registrations.open_round(entry, by=school.secretary.user)
    new = begun_change(school, old)
    move(new, "registration", date(2026, 11, 20))
    new = issued(school, new, run_jobs)

    moved = next(each for each in services.effects_of(new).changed_dates if each.kind == "moved")
    services.publish(new, by=school.vice_principal.user)

    assert moved.work == ["1 đợt đăng ký"]
    assert school.teacher in moved.people
    round.refresh_from_db()
    assert round.entry_id == entry.pk
    assert registrations_due(school.teacher) == CalendarEntry.objects.get(pk=entry.pk).due_at


def registrations_due(person):
    return Obligation.objects.open().get(person=person, key__startswith="registration:").due_at


def test_a_movement_that_was_begun_is_linked_and_not_offered_again(school, run_jobs):
    plan = published_plan(school, run_jobs)
    fact = plan.facts.accepted().filter(kind="campaign").first()
    client = school.client(school.principal)
    offered = f"?fact={fact.pk}"
    before = client.get(url(plan, "plan_detail")).content.decode()

    campaign = campaigns.create_campaign(plan, values=campaign_values(name=f"“{fact.title}”"), by=school.principal.user)
    after = client.get(url(plan, "plan_detail")).content.decode()

    assert offered in before
    assert offered not in after
    assert reverse("campaigns:campaign_detail", args=[school.school.slug, campaign.pk]) in after


def test_a_pasted_plan_that_names_another_school_says_so_before_approval(school):
    found = {each.code: each for each in services.submission_findings(imported_plan(school))}

    assert found["other_school_named"].severity == "look"
    assert "trích yếu" in found["other_school_named"].detail


def test_a_second_plan_of_the_year_is_told_that_one_counts_already(school, run_jobs):
    published_plan(school, run_jobs)

    found = {each.code: each for each in services.submission_findings(imported_plan(school))}

    assert found["beside_another"].severity == "look"
    assert "Văn bản được thay thế" in found["beside_another"].change


def test_a_second_press_of_the_form_begins_one_change(school, run_jobs):
    old = published_plan(school, run_jobs)
    token = uuid.uuid4()
    client = school.client(school.vice_principal)

    for _ in range(2):
        client.post(url(old, "change_create"), {"change": "amend", "form_token": token})

    assert old.changed_by.count() == 1

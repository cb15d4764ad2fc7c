"""A published plan: its readers, its public page, its versions, and what changing it does to dates and targets."""

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
from core.scoping import scope
from deadlines import services as deadlines
from deadlines.models import CalendarEntry, Obligation
from documents import services as documents
from documents.content import plain_text
from legal.models import LegalDocument, LegalParameter
from notifications.models import Notification
from organisation.models import Department, Employment, Role, StaffGroup
from plans import services
from plans.models import EmulationPlan, PlanFact, PlanTarget, PublicPage
from plans.services import Chosen
from plans.services.year_papers import note_paper, paper_rows
from plans.tasks import keep_readers as keep_readers_task
from registrations import services as registrations
from tests.factories.estate import campaign_values
from tests.factories.people import make_person
from tests.plans.plans import SAMPLE, imported_plan, issued_plan, published_plan, reviewed_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def owing(plan) -> set[str]:
    rows = Obligation.objects.owed_by(plan.organisation).open().filter(key__startswith=f"plan:{plan.pk}:read:")
    return {row.person.full_name for row in rows}


def publish_to(world, run_jobs, **chosen) -> EmulationPlan:
    return services.publish(issued_plan(world, run_jobs), by=world.vice_principal.user, chosen=Chosen(**chosen))


def url(plan, name: str, **more) -> str:
    return reverse(f"plans:{name}", kwargs={"organisation": plan.organisation.slug, "pk": plan.pk, **more})


# ---- readers ----


def test_a_plan_for_one_department_is_owed_by_its_people_alone(school, run_jobs):
    plan = publish_to(school, run_jobs, departments=[school.department])

    assert owing(plan) == {"Trịnh Thị Ánh", "Đỗ Thị Hòa", "Lê Minh Ân"}
    told = Notification.objects.filter(key=f"plan:{plan.pk}:published")
    assert {row.person.full_name for row in told} == owing(plan)


def test_readers_may_be_chosen_as_people_kinds_and_groups(school, run_jobs):
    group = StaffGroup.objects.create(organisation=school.school, name="Nuôi dưỡng")
    Employment.objects.get(person=school.teacher2).groups.add(group)

    plan = publish_to(school, run_jobs, people=[school.teacher], staff_kinds=["support"], groups=[group])

    assert owing(plan) == {"Đỗ Thị Hòa", "Ngô Thị Yến", "Lê Minh Ân"}


def test_who_is_no_reader_may_not_open_it_and_does_not_see_it_listed(school, run_jobs):
    plan = publish_to(school, run_jobs, departments=[school.department2])
    listed = reverse("plans:plan_list", args=[school.school.slug])

    reader, other = school.client(school.outsider_head), school.client(school.teacher)

    assert reader.get(url(plan, "plan_detail")).status_code == 200
    assert other.get(url(plan, "plan_detail")).status_code == 403
    assert plan.title in reader.get(listed).content.decode()
    assert plan.title not in other.get(listed).content.decode()
    assert other.post(url(plan, "plan_acknowledge")).status_code == 403


def test_only_a_reader_is_offered_to_confirm_the_reading(school, run_jobs):
    plan = publish_to(school, run_jobs, departments=[school.department])

    assert "Tôi đã đọc" in school.client(school.teacher).get(url(plan, "plan_detail")).content.decode()
    shown = school.client(school.principal).get(url(plan, "plan_detail")).content.decode()
    assert "Tôi đã đọc" not in shown
    assert school.client(school.principal).post(url(plan, "plan_acknowledge")).status_code == 403


def test_the_paper_of_a_plan_is_for_its_readers_in_the_book_of_documents_too(school, run_jobs):
    plan = issued_plan(school, run_jobs)
    paper = reverse("documents:document_detail", args=[school.school.slug, plan.document_id])
    pdf = reverse("documents:document_pdf", args=[school.school.slug, plan.document_id])
    book = reverse("documents:document_list", args=[school.school.slug])
    reader, other = school.client(school.outsider_head), school.client(school.teacher)
    assert [client.get(pdf).status_code for client in (reader, other)] == [403, 403]  # issued, not published yet

    services.publish(plan, by=school.vice_principal.user, chosen=Chosen(departments=[school.department2]))

    assert [client.get(address).status_code for client in (reader, other) for address in (paper, pdf)] == [
        200,
        200,
        403,
        403,
    ]
    subject = plan.document.subject_line
    assert [subject in client.get(book).content.decode() for client in (reader, other)] == [True, False]


def test_a_choice_without_a_single_reader_is_refused(school, run_jobs):
    empty = Department.objects.create(organisation=school.school, name="Tổ trống", from_on=date(2026, 8, 1))
    plan = issued_plan(school, run_jobs)

    with pytest.raises(DomainError, match="Chưa có ai"):
        services.publish(plan, by=school.vice_principal.user, chosen=Chosen(departments=[empty]))

    plan.refresh_from_db()
    assert plan.state == "draft"


def test_who_joins_owes_the_reading_and_who_leaves_no_longer_counts(school, run_jobs):
    plan = publish_to(school, run_jobs, departments=[school.department])
    services.acknowledge(plan, person=school.head)
    make_person(school.school, "Lâm Thị Mới", Role.STAFF, department=school.department)
    make_person(school.school, "Lâm Văn Khác", Role.STAFF, department=school.department2)
    work = Employment.objects.get(person=school.teacher2)
    work.to_on = clock.today() - timedelta(days=1)
    work.save()

    keep_readers_task()
    once = Notification.objects.count()
    keep_readers_task()

    assert owing(plan) == {"Đỗ Thị Hòa", "Lâm Thị Mới"}
    assert Notification.objects.count() == once
    rows = {row.person.full_name: row.read_at is not None for row in services.reading_rows(plan)}
    assert rows == {"Trịnh Thị Ánh": True, "Đỗ Thị Hòa": False, "Lâm Thị Mới": False}


def test_reminding_reaches_only_those_who_have_not_read_it_and_not_twice(school, run_jobs):
    plan = publish_to(school, run_jobs, departments=[school.department])
    services.acknowledge(plan, person=school.head)

    assert services.remind_unread(plan, by=school.vice_principal.user) == 2

    reminded = Notification.objects.filter(subject__startswith="Nhắc đọc")
    assert {row.person for row in reminded} == {school.teacher, school.teacher2}
    with pytest.raises(DomainError, match="Nhắc lại sau"):
        services.remind_unread(plan, by=school.vice_principal.user)
    with clock.travel_to("2026-10-13 08:00"):
        assert services.remind_unread(plan, by=school.vice_principal.user) == 2


def test_the_readers_page_and_its_export_name_who_has_not_read_it(school, run_jobs):
    plan = published_plan(school, run_jobs)
    services.acknowledge(plan, person=school.teacher)
    client = school.client(school.principal)

    unread = client.get(url(plan, "plan_readers")).content.decode()
    read = client.get(url(plan, "plan_readers") + "?show=read").content.decode()

    assert "Lê Minh Ân" in unread
    assert "Đỗ Thị Hòa" not in unread
    assert "Đỗ Thị Hòa" in read
    exported = client.get(url(plan, "plan_readers_export"))
    assert exported["Content-Type"].endswith("sheet")
    assert AuditEntry.objects.filter(verb="plans.readers_exported").count() == 1


def test_publishing_from_the_page_asks_for_the_chosen_readers(school, run_jobs):
    plan = issued_plan(school, run_jobs)
    client = school.client(school.vice_principal)

    assert "Tổ 1, 2, 3" in client.get(url(plan, "plan_publish")).content.decode()
    refused = client.post(url(plan, "plan_publish"), {"to": "some"})
    assert "Chọn ít nhất một tổ" in refused.content.decode()
    client.post(url(plan, "plan_publish"), {"to": "some", "departments": [school.department.pk]})

    assert len(owing(plan)) == 3


# ---- the public page ----


def test_anybody_reads_the_public_page_until_it_is_withdrawn(school, run_jobs):
    plan = published_plan(school, run_jobs)
    page = services.open_page(plan, is_indexed=False, by=school.principal.user)
    address, file = reverse("public:plan", args=[page.code]), reverse("public:plan_file", args=[page.code])

    shown = Client().get(address)
    text = shown.content.decode()

    assert shown.status_code == 200
    assert "Khơi dậy tinh thần tự giác" in text
    assert school.teacher.full_name not in text
    assert shown["X-Robots-Tag"].startswith("noindex")
    assert b"".join(Client().get(file).streaming_content).startswith(b"%PDF")

    services.withdraw_page(plan, reason="Rà soát lại phần chỉ tiêu.", by=school.principal.user)
    gone = Client().get(address)

    assert (gone.status_code, Client().get(file).status_code) == (410, 410)
    assert "Rà soát lại phần chỉ tiêu." in gone.content.decode()
    assert "Khơi dậy" not in gone.content.decode()
    assert services.open_page(plan, is_indexed=True, by=school.principal.user).code == page.code
    assert "X-Robots-Tag" not in Client().get(address)


def test_an_unknown_address_and_an_unpublished_plan_show_nothing(school, run_jobs):
    plan = issued_plan(school, run_jobs)

    with pytest.raises(DomainError, match="Công bố trong đơn vị trước"):
        services.open_page(plan, is_indexed=False, by=school.principal.user)

    assert Client().get(reverse("public:plan", args=["khong-co-trang-nay"])).status_code == 404


def test_a_page_is_withdrawn_only_with_a_reason(school, run_jobs):
    plan = published_plan(school, run_jobs)
    services.open_page(plan, is_indexed=False, by=school.principal.user)

    with pytest.raises(DomainError, match="lý do"):
        services.withdraw_page(plan, reason="  ", by=school.principal.user)

    assert PublicPage.objects.open().count() == 1


# ---- changing a published plan ----


def begun_change(world, plan, change="replace") -> EmulationPlan:
    return services.begin_change(plan, change=change, form_token=uuid.uuid4(), by=world.vice_principal.user)


def with_clause(sentence: str) -> str:
    """The sample with one more sentence at its end."""
    return SAMPLE.replace("Nơi nhận", f"{sentence}\nNơi nhận")


def acting(plan: EmulationPlan) -> list[tuple]:
    facts = plan.facts.accepted().exclude(kind="doubt")
    return sorted(facts.values_list("kind", "title", "purpose", "to_on"), key=str)


def move(plan: EmulationPlan, purpose: str, day: date) -> PlanFact:
    """Give the one deadline of a purpose another day, as a person does on the review page."""
    fact = plan.facts.get(kind="deadline", purpose=purpose)
    PlanFact.objects.filter(pk=fact.pk).update(from_on=day, to_on=day)
    return fact


def issued(world, plan, run_jobs, *, number=15, issued_on=date(2026, 10, 20)) -> EmulationPlan:
    plan = services.submit_for_approval(plan, by=world.vice_principal.user)
    document = documents.approve(plan.document, content_hash=plan.document.content_hash, by=world.principal.user)
    documents.issue(document, number=number, issued_on=issued_on, by=world.clerk.user)
    run_jobs()
    return EmulationPlan.objects.select_related("document__series", "organisation").get(pk=plan.pk)


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

    assert "Được thay thế bởi Kế hoạch số 15/KH-THNC" in shown
    assert url(new, "plan_detail") in shown
    assert "Tôi đã đọc" not in shown
    assert reverse("public:plan", args=[newer.code]) in outside


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


# ---- regulations ----


def regulation(world, run_jobs, *, number: int, from_on: date, changes=None) -> EmulationPlan:
    draft = regulation_issued(world, run_jobs, number=number, from_on=from_on, issued_on=from_on, changes=changes)
    return services.publish(draft, by=world.vice_principal.user)


def regulation_issued(world, run_jobs, *, number, from_on, issued_on, changes=None) -> EmulationPlan:
    text = SAMPLE if changes is None else with_clause("Quy chế này thay thế Quy chế số 03/QC-THNC.")
    plan = services.import_plan(
        organisation=world.school,
        school_year=world.year,
        text=text,
        form_token=uuid.uuid4(),
        by=world.vice_principal.user,
        kind="regulation",
        from_on=from_on,
    )
    if changes is not None:
        services.relate_draft(plan, changes=changes, change="replace", keeps_rest=False, by=world.vice_principal.user)
        plan.refresh_from_db()
    for fact in plan.facts.waiting():
        services.answer_doubt(fact, note="Giữ như văn bản.", by=world.vice_principal.user)
    return issued(world, plan, run_jobs, number=number, issued_on=issued_on)


def test_a_published_regulation_can_be_cited_and_a_newer_one_ends_it(school, run_jobs):
    first = regulation(school, run_jobs, number=3, from_on=date(2026, 9, 1))
    library = LegalDocument.objects.get(organisation=school.school, number="03/QC-THNC")
    LegalParameter.objects.create(
        organisation=school.school, document=library, code="quorum.emulation_council", value="2/3",
        from_on=date(2026, 9, 1), locator="Điều 5", mark="T",
    )  # fmt: skip

    second = regulation(school, run_jobs, number=9, from_on=date(2026, 12, 1), changes=first)

    assert (library.kind, library.from_on, library.mark) == ("Quy chế", date(2026, 9, 1), "T")
    library.refresh_from_db()
    first.refresh_from_db()
    assert (library.to_on, first.to_on) == (date(2026, 11, 30), date(2026, 11, 30))
    newer = LegalDocument.objects.get(organisation=school.school, number="09/QC-THNC")
    assert (newer.from_on, newer.to_on) == (date(2026, 12, 1), None)
    assert [value.code for value in services.cited_values(first)] == ["quorum.emulation_council"]
    assert not CalendarEntry.objects.exists()
    assert second.document.kind == "regulation"


def test_a_regulation_that_begins_before_the_one_it_replaces_is_refused(school, run_jobs):
    first = regulation(school, run_jobs, number=3, from_on=date(2026, 9, 1))

    with pytest.raises(DomainError, match="ngày có hiệu lực"):
        regulation(school, run_jobs, number=9, from_on=date(2026, 9, 1), changes=first)


def test_a_regulation_is_not_in_force_before_it_was_issued_and_the_page_lets_the_day_be_mended(school, run_jobs):
    days = {"from_on": date(2026, 9, 1), "issued_on": date(2026, 10, 12)}
    draft = regulation_issued(school, run_jobs, number=3, **days)
    client, address = school.client(school.vice_principal), url(draft, "plan_publish")
    choice = {"to": "some", "departments": [school.department.pk]}

    shown = client.get(address).content.decode()
    refused = client.post(address, {**choice, "from_on": "1/9/2026"}).content.decode()
    draft.refresh_from_db()

    assert 'value="01/09/2026"' in shown
    assert "ban hành ngày 12/10/2026 nên không thể có hiệu lực từ ngày 01/09/2026" in refused
    assert 'value="1/9/2026"' in refused
    assert re.search(rf'value="{school.department.pk}"[^>]*checked', refused)
    assert draft.state == "draft"

    client.post(address, {**choice, "from_on": "15/10/2026"})

    draft.refresh_from_db()
    assert (draft.state, draft.from_on) == ("published", date(2026, 10, 15))
    assert LegalDocument.objects.get(number="03/QC-THNC").from_on == date(2026, 10, 15)


def test_regulations_have_a_list_of_their_own(school, run_jobs):
    first = regulation(school, run_jobs, number=3, from_on=date(2026, 9, 1))
    client = school.client(school.teacher)

    own = client.get(reverse("plans:regulation_list", args=[school.school.slug])).content.decode()
    plans = client.get(reverse("plans:plan_list", args=[school.school.slug])).content.decode()

    assert "03/QC-THNC" in own
    assert "03/QC-THNC" not in plans
    assert "Đang có hiệu lực" in client.get(url(first, "plan_detail")).content.decode()


# ---- the year's papers ----


def states(world) -> dict[str, str]:
    return {row.paper.code: row.found.state for row in paper_rows(world.school, world.year)}


def test_the_years_papers_follow_what_is_made(school, run_jobs):
    empty = states(school)
    imported_plan(school)
    drafted = states(school)
    published_plan(school, run_jobs)
    done = states(school)

    assert (empty["plan"], drafted["plan"], done["plan"]) == ("missing", "draft", "issued")
    assert empty["registration_list"] == "missing"
    assert "office_plan" not in empty


def test_a_papers_day_is_that_of_the_plan_where_it_sets_one(school, run_jobs):
    before = {row.paper.code: row.due_on for row in paper_rows(school.school, school.year)}
    published_plan(school, run_jobs)
    after = {row.paper.code: row.due_on for row in paper_rows(school.school, school.year)}

    entry = CalendarEntry.objects.filter(purpose="dossier").order_by("due_at").first()
    assert before["proposal"] == date(2027, 6, 5)
    assert after["proposal"] == entry.due_at.astimezone(clock.ZONE).date()
    assert after["year_report"] == before["year_report"]


def test_a_person_says_of_a_paper_that_it_exists_elsewhere_or_is_not_needed(school):
    note = {"organisation": school.school, "school_year": school.year, "by": school.clerk.user}
    blank = {"number": "", "issued_on": None, "note": ""}

    note_paper(**note, **blank | {"number": "31/BC-THNC"}, code="semester_report", state="elsewhere")
    note_paper(**note, **blank | {"note": "Không phát động."}, code="campaign_papers", state="not_needed")

    assert states(school)["semester_report"] == "issued"
    assert states(school)["campaign_papers"] == "not_needed"
    note_paper(**note, **blank, code="semester_report", state="")
    assert states(school)["semester_report"] == "missing"
    for state in ("elsewhere", "not_needed"):
        with pytest.raises(DomainError):
            note_paper(**note, **blank, code="year_report", state=state)
    with pytest.raises(DomainError):
        note_paper(**note, **blank | {"number": "1"}, code="no-such-paper", state="elsewhere")


def test_the_papers_page_costs_the_same_however_many_documents(school, run_jobs, django_assert_max_num_queries):
    published_plan(school, run_jobs)
    page = reverse("plans:paper_list", args=[school.school.slug])
    client = school.client(school.clerk)

    with django_assert_max_num_queries(45):
        shown = client.get(page)

    assert "Số 12/KH-THNC" in shown.content.decode()

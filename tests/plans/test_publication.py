"""A published plan: its readers and its public page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from core import clock
from core.errors import DomainError
from notifications.models import Notification
from organisation.models import Department, Employment, Role, StaffGroup
from plans import services
from plans.models import PublicPage
from plans.services import Chosen
from plans.tasks import keep_readers as keep_readers_task
from tests.factories.people import make_person
from tests.plans.plans import issued_plan, published_plan
from tests.plans.publishing import owing, publish_to, url

pytestmark = pytest.mark.django_db


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

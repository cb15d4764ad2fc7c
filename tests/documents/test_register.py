"""Sổ văn bản: filtered by series, form and how a document stands; the printed register of outgoing documents."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import jobs
from core.models import Job
from core.scoping import scope
from documents import services
from documents.content import Table, plain_text
from documents.models import OfficialDocument
from documents.register import printed_register, register_lines
from tests.documents import drafts

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 12)


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


@pytest.fixture
def books(school):
    """A plan, its replacement, and a notice."""
    former = drafts.issued(school, 5, DAY, subject="Phong trào trồng cây")
    draft = drafts.draft(school, subject="Thay 05/KH-THNC")
    services.set_effect(draft, target=former, effect="replaces", by=school.vice_principal.user)
    draft = services.submit_for_approval(draft, by=school.vice_principal.user)
    draft = services.approve(draft, content_hash=draft.content_hash, by=school.principal.user)
    services.issue(draft, number=6, issued_on=DAY, by=school.clerk.user)
    drafts.issued(school, 1, DAY, kind="notice", type_code="TB", subject="Thông báo nghỉ lễ")
    return former


def url(world, name, *args):
    return reverse(f"documents:{name}", args=[world.school.slug, *args])


def test_filtered_by_series_form_and_standing(school, books):
    client = school.client(school.clerk)

    def listed(**query):
        return [row["document"].full_number for row in client.get(url(school, "document_list"), query).context["rows"]]

    assert listed(series=books.series_id, sort="number") == ["05/KH-THNC", "06/KH-THNC"]
    assert listed(state="replaced") == ["05/KH-THNC"]
    assert sorted(listed(state="stands")) == ["01/TB-THNC", "06/KH-THNC"]
    assert listed(state="revoked") == []
    assert listed(form="council_minutes") == []
    assert len(listed(series="abc", form="nothing")) == 3


def test_printed_register_has_the_columns_of_the_book(school, books):
    content = printed_register(school.clerk.user, school.school, {})
    [table] = [block for block in content.walk() if isinstance(block, Table)]
    row = next(row for row in table.rows if row[0] == "05/KH-THNC")

    assert (content.title, content.subject, content.is_landscape) == ("SỔ ĐĂNG KÝ VĂN BẢN ĐI", "Năm 2026", True)
    assert row[1:] == [
        "12/10/2026",
        "Kế hoạch: Phong trào trồng cây",
        "Hoàng Thị Bích Liên",
        "Các tổ chuyên môn",
        "VT",
        "",
        "Được thay thế bởi 06/KH-THNC ngày 12/10/2026",
    ]
    assert [row[0] for row in table.rows] == ["05/KH-THNC", "06/KH-THNC", "01/TB-THNC"]
    assert sum(table.widths) <= 257  # millimetres between the margins of A4 on its side


def test_an_empty_year_prints_a_sentence(school):
    assert "Chưa có văn bản nào" in plain_text(printed_register(school.clerk.user, school.school, {}))


def test_the_button_orders_a_file(school, books):
    answer = school.client(school.clerk).post(url(school, "register_print"), {"year_of_date": "2026"})
    job = Job.objects.get(handler="documents.print_register")
    assert str(job.uuid) in answer["Location"]
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result_name) == ("done", "so-dang-ky-van-ban-di-2026.pdf")


def test_lines_and_page_cost_the_same_for_one_row_and_thousands(school, books):
    client, page = school.client(school.clerk), url(school, "document_list")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    with CaptureQueriesContext(connection) as few_lines:
        register_lines(OfficialDocument.objects.select_related("series"))
    _many(books, 3_000)
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    with CaptureQueriesContext(connection) as many_lines:
        assert len(register_lines(OfficialDocument.objects.select_related("series"))) == 3_003

    assert (len(many), len(many_lines)) == (len(few), len(few_lines))


def _many(like: OfficialDocument, count: int) -> None:
    """Copies of an issued row with numbers of their own: one cannot issue thousands through the service in a test."""
    fields = {field.attname: getattr(like, field.attname) for field in like._meta.concrete_fields}
    fields |= {"id": None, "render_job_id": None}
    OfficialDocument.objects.bulk_create(
        OfficialDocument(**fields | {"number": 100 + at, "verification_code": f"{at:012d}"}) for at in range(count)
    )

"""What somebody who wants to know, or to write, what is not hers tries on the pages of records."""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse
from openpyxl import load_workbook

from core.scoping import scope
from legal.models import Distinction
from records.models import DisciplinaryRecord, PendingVerification
from records.services.cases import keep_case
from tests.councils.sessions import rule
from tests.factories.dossiers import make_round
from tests.records.eligibility import YEAR, give, own_value, pending, rate, whole_since
from tests.records.test_verdict_pages import url


def sanction(world, person, sanction="warning", first=date(2026, 9, 10), last=None):
    return DisciplinaryRecord.objects.create(
        organisation=world.school,
        person=person,
        sanction=sanction,
        decision_number="9/QĐ-BIMAT",
        from_on=first,
        to_on=last,
        entered_by=world.principal.user,
    )


@pytest.fixture
def school(world):
    """One whose record is whole and would do for all that is asked; the school asks three years in a row of a title."""
    with scope(world.school):
        whole_since(world, "2022-2023")
        own_value(world, "condition.LDTT.rating", "rating >= good")
        own_value(world, "condition.LDTT.conduct", "undisciplined warning")
        own_value(world, "condition.CSTD_TINH.titles", "title CSTDCS x3 consecutive")
        rate(world, world.teacher, "good")
        for year in ("2023-2024", "2024-2025", "2025-2026", YEAR):
            give(world, "CSTDCS", year, world.teacher)
    return world


# Each stops something else: verification and a sanction in force everything, one of this year that is over what asks
# for a year without, one of an earlier year what is counted over years.
BLOCKS = {
    "looked into": lambda world: pending(world, world.teacher),
    "in force": lambda world: sanction(world, world.teacher, "reprimand"),
    "over this year": lambda world: sanction(world, world.teacher, last=date(2026, 9, 30)),
    "over long ago": lambda world: sanction(world, world.teacher, first=date(2024, 10, 1), last=date(2025, 3, 1)),
}


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def plain(answer) -> str:
    """What a page or workbook says, without what differs from one request to the next."""
    assert answer.status_code == 200
    if answer.content.startswith(b"PK"):
        return str([row for sheet in load_workbook(io.BytesIO(answer.content)) for row in sheet.values])
    text = re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', "", answer.text)
    return re.sub(r'"X-CSRFToken": *"[^"]*"|csrf-token" content="[^"]*"', "", text)


def told(world, reader, pages: dict[str, str], block) -> dict[str, str]:
    client = world.client(reader)
    with undone():
        with scope(world.school):
            block(world)
        return {name: plain(client.get(address)) for name, address in pages.items()}


def differing(world, reader, pages: dict[str, str]) -> set[tuple[str, str]]:
    """(page, kind of block) of which a reader can tell that it is not the first kind."""
    first, *others = BLOCKS
    expected = told(world, reader, pages, BLOCKS[first])
    return {
        (name, kind)
        for kind in others
        for name, text in told(world, reader, pages, BLOCKS[kind]).items()
        if text != expected[name]
    }


def test_nobody_tells_one_kind_of_block_from_another(school):
    person = school.teacher.pk
    pages = {
        "table": url(school, "verdict_list", q="hoa"),
        "higher": url(school, "verdict_list", distinction="CSTD_TINH"),
        "received": url(school, "verdict_list", q="hoa", on="15/06/2027", received="15/09/2026"),
        "file": url(school, "verdict_export", q="hoa"),
        "person": url(school, "person_verdicts", person),
        "forecast": url(school, "forecast_list", distinction="CSTD_TINH"),
        "forecast file": url(school, "forecast_export", distinction="CSTD_TINH"),
        "years to come": url(school, "person_forecast", person),
    }

    assert differing(school, school.secretary, pages) == set()
    shown = told(school, school.secretary, pages, BLOCKS["over long ago"])
    assert "Xem thông báo riêng" in shown["person"]
    assert "Xem thông báo riêng" in shown["years to come"]
    assert "Đỗ Thị Hòa" not in shown["forecast"]


def test_not_even_she_herself_can_tell(school):
    pages = {"own": url(school, "own_verdicts"), "own years to come": url(school, "own_forecast")}

    assert differing(school, school.teacher, pages) == set()


def test_beside_a_registration_all_blocks_look_alike(school):
    with scope(school.school):
        rule(school.school, "condition.LDTT.own", "title LDTT x2 consecutive", locator="Điều 7")
        [row] = make_round(school, [school.teacher])
    pages = {"registration": reverse("registrations:registration_detail", args=[school.school.slug, row.pk])}

    assert differing(school, school.secretary, pages) == set()


@pytest.mark.parametrize("kind", BLOCKS)
def test_the_head_still_reads_which_it_is(school, kind):
    text = told(school, school.principal, {"person": url(school, "person_verdicts", school.teacher.pk)}, BLOCKS[kind])

    assert ("Có việc đang xác minh" in text["person"]) == (kind == "looked into")
    assert "Thiếu" in text["person"] or "Đang trong thời gian" in text["person"] or kind != "over long ago"


def test_a_department_does_not_tell_that_a_member_was_disciplined(school):
    with scope(school.school):
        own_value(school, "condition.TTLDTT.conduct", "undisciplined warning")
    pages = {
        "department": url(school, "department_verdicts", school.department.pk),
        "school": url(school, "school_verdicts"),
        "table": url(school, "verdict_list", distinction="TTLDTT"),
    }
    clean = told(school, school.secretary, pages, lambda world: None)
    blocked = told(school, school.secretary, pages, BLOCKS["over this year"])

    assert clean == blocked
    assert "do thủ trưởng đơn vị xác nhận" in clean["department"]
    head = told(school, school.principal, pages, BLOCKS["over this year"])
    assert "Có kỷ luật trong năm xét" in head["department"]


def test_a_decided_case_shows_others_no_more_than_the_live_page(school):
    def case(block):
        with scope(school.school):
            block(school)
            return keep_case(
                organisation=school.school,
                person=school.teacher,
                distinction=Distinction.objects.get(code="CSTD_TINH"),
                school_year_code=YEAR,
                judged_on=date(2026, 10, 12),
                outcome="refused",
                source_key="nomination:1",
                by=school.secretary.user,
            )

    found = []
    for block in BLOCKS.values():
        with undone():
            kept, client = case(block), school.client(school.secretary)
            pages = [url(school, "case_detail", kept.pk, day="12/10/2026"), url(school, "case_list")]
            texts = [plain(client.get(page)).replace(f"/{kept.pk}/", "/") for page in pages]
            found.append([re.sub(r"Nghị định 152|<time.*?</time>", "", text) for text in texts])

    assert [texts for texts in found if texts[1] != found[0][1]] == []
    assert all("Xem thông báo riêng" in texts[0] for texts in found)


# ---- a head and what his predecessor noted of him ----


@pytest.fixture
def noted(school):
    """What a former head wrote about the one of today."""
    with scope(school.school):
        return [
            sanction(school, school.principal),
            PendingVerification.objects.create(
                organisation=school.school,
                person=school.principal,
                kind="complaint",
                from_on=date(2026, 9, 1),
                entered_by=school.vice_principal.user,
            ),
        ]


def test_a_head_neither_finds_nor_changes_what_was_noted_of_him(school, noted):
    client = school.client(school.principal)
    row, other = noted

    page = client.get(url(school, "conduct_list")).text
    assert "9/QĐ-BIMAT" not in page
    assert "khiếu nại" not in page.lower()
    for name, pk in (
        ("discipline_edit", row.pk),
        ("discipline_remove", row.pk),
        ("pending_edit", other.pk),
        ("pending_remove", other.pk),
    ):
        assert client.get(url(school, name, pk)).status_code == 404
        assert client.post(url(school, name, pk), {}).status_code == 404
    with scope(school.school):
        assert DisciplinaryRecord.objects.count() == PendingVerification.objects.count() == 1


@pytest.mark.parametrize("name", ["person_verdicts", "own_verdicts", "verdict_list", "own_forecast"])
def test_a_head_reads_no_more_of_himself_than_others_of_themselves(school, noted, name):
    args = [school.principal.pk] if name == "person_verdicts" else []
    page = school.client(school.principal).get(url(school, name, *args)).text

    assert "Xem thông báo riêng" in page
    for word in ("xác minh", "ảnh cáo", "thi hành kỷ luật"):
        assert word not in page.replace("Kỷ luật, xác minh", "").replace("Không có kỷ luật, xác minh mới", "")

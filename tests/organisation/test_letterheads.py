"""What stands at the head of papers on a day: its own name, former names, the People's Committee's."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import DomainError
from core.scoping import scope
from documents import layout, services
from organisation import letterheads
from organisation.models import LetterheadPeriod
from tests.documents import drafts

pytestmark = pytest.mark.django_db
LAST_OF_DISTRICT, FIRST_OF_WARD = date(2025, 6, 30), date(2025, 7, 1)
SCHOOL = "TRƯỜNG TIỂU HỌC NGỌC CẦU"
DISTRICT = {
    "superior_lines": "ỦY BAN NHÂN DÂN HUYỆN HOA SƠN\n",
    "issuer_lines": SCHOOL,
    "symbol": "TH NC",
    "place": "Hoa Sơn",
}
COMMITTEE = {
    "superior_lines": "",
    "issuer_lines": "UỶ BAN NHÂN DÂN\nPHƯỜNG HOA LƯ",
    "symbol": "UBND",
    "place": "Hoa Lư",
}


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


@pytest.fixture
def office(world):
    with scope(world.office):
        yield world


def former(world, **days):
    days = {"from_on": None, "to_on": LAST_OF_DISTRICT} | days
    return letterheads.add_period(world.school, face="own", names=DISTRICT, by=world.clerk.user, **days)


def committee(world, signing, **more):
    more = {"from_on": FIRST_OF_WARD, "to_on": None} | more
    return letterheads.add_period(
        world.office, face="committee", names=COMMITTEE, signing=signing, by=world.leader.user, **more
    )


def test_a_paper_bears_the_names_of_its_day(school):
    former(school)
    before = services.letterhead_for(school.school, type_code="KH", on=LAST_OF_DISTRICT)
    after = services.letterhead_for(school.school, type_code="KH", on=FIRST_OF_WARD)

    assert (before.superior, before.symbol, before.place) == (["ỦY BAN NHÂN DÂN HUYỆN HOA SƠN"], "KH-THNC", "Hoa Sơn")
    assert (after.superior, after.place) == (["UBND PHƯỜNG HOA LƯ"], "Hoa Lư")


def test_renamed_from_a_day_on_keeps_the_name_before(school):
    names = {**DISTRICT, "issuer_lines": "TRƯỜNG TIỂU HỌC SỐ 1", "symbol": "THS1"}
    letterheads.rename(school.school, from_on=date(2027, 1, 1), names=names, by=school.clerk.user)
    school.school.refresh_from_db()

    assert services.letterhead_for(school.school, type_code="KH", on=date(2026, 12, 31)).issuer == [SCHOOL]
    renamed = services.letterhead_for(school.school, type_code="KH", on=date(2027, 1, 1))
    assert (renamed.issuer, renamed.symbol) == (["TRƯỜNG TIỂU HỌC SỐ 1"], "KH-THS1")
    with pytest.raises(DomainError, match="01/01/2027"):
        letterheads.rename(school.school, from_on=date(2026, 12, 1), names=DISTRICT, by=school.clerk.user)
    assert [each.from_on for each in letterheads.all_names(school.school)] == [date(2027, 1, 1), None]


def test_two_names_of_a_face_never_hold_the_same_day(school):
    former(school)
    with pytest.raises(DomainError, match="Những ngày này đã ghi tên"):
        former(school, from_on=date(2024, 1, 1), to_on=date(2024, 12, 31))
    row = LetterheadPeriod.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterheadPeriod.objects.create(
            organisation=school.school, issuer_lines="X", symbol="X", place="X", to_on=row.to_on
        )


def test_a_former_name_needs_its_last_day(school):
    with pytest.raises(DomainError, match="ngày cuối"):
        former(school, to_on=None)


@pytest.mark.parametrize(
    ("signing", "lines", "name"),
    [
        ("by_order", ["TL. CHỦ TỊCH", "TRƯỞNG PHÒNG"], "Đinh Công Tráng"),
        ("chair", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "Nguyễn Văn Lâm"),
        ("deputy", ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "Nguyễn Văn Lâm"),
    ],
)
def test_in_the_name_of_the_committee_issuer_symbol_and_signer_follow(office, signing, lines, name):
    committee(office, signing, signer_name="Nguyễn Văn Lâm")
    head = services.letterhead_for(office.office, type_code="QĐ", on=FIRST_OF_WARD, face="committee")
    letter = services.letterhead_for(office.office, type_code="", on=FIRST_OF_WARD, face="committee")
    signed = layout.signature(services.head_signatory(office.office, FIRST_OF_WARD, face="committee"))

    assert (head.superior, head.issuer) == ([], ["UỶ BAN NHÂN DÂN", "PHƯỜNG HOA LƯ"])
    assert (head.symbol, letter.symbol) == ("QĐ-UBND", "UBND-VHXH")
    assert (signed.lines, signed.name) == (lines, name)
    with pytest.raises(DomainError, match="Chưa ghi tên Ủy ban nhân dân"):
        services.letterhead_for(office.office, type_code="QĐ", on=LAST_OF_DISTRICT, face="committee")


def test_names_of_another_day_are_a_finding_and_a_council_under_the_school_is_none(school):
    former(school)
    content = drafts.content(school.school)

    def codes(day):
        return [each.code for each in services.letterhead_findings(school.school, content, on=day)]

    assert codes(FIRST_OF_WARD) == []
    assert codes(LAST_OF_DISTRICT) == ["letterhead_of_another_day"]
    content.letterhead.superior, content.letterhead.issuer = [SCHOOL.title()], ["HỘI ĐỒNG SÁNG KIẾN"]
    assert codes(LAST_OF_DISTRICT) == []


def test_issuing_under_another_days_name_is_asked_about_once_more(world):
    with scope(world.school):
        former(world, to_on=date(2026, 9, 30))
        document = drafts.approved(world)
    client = world.client(world.clerk)
    page = reverse("documents:document_issue", args=[world.school.slug, document.pk])
    shown = client.post(page, {"number": "5", "issued_on": "30/09/2026"}).content.decode()
    assert "Tên cơ quan trên văn bản không phải tên ngày 30/9/2026" in shown.replace("30/09", "30/9")
    with scope(world.school):
        document.refresh_from_db()
        assert document.number is None


def test_a_draft_takes_the_names_of_a_day_and_face_on_its_page(world):
    with scope(world.office):
        committee(world, "by_order")
        draft = services.create_document(
            organisation=world.office,
            kind="plan",
            form="plan",
            content=drafts.content(world.office),
            by=world.leader.user,
        )
    client = world.client(world.leader)
    page = reverse("documents:document_letterhead", args=[world.office.slug, draft.pk])
    client.post(page, {"version": draft.version, "face": "committee", "on": "12/10/2026"})
    with scope(world.office):
        draft.refresh_from_db()
        head, [signatory] = draft.content.letterhead, draft.content.signatories
        assert (head.symbol, signatory.capacity, signatory.on_behalf) == ("KH-UBND", "TL.", "CHỦ TỊCH")


def test_pages_show_enter_and_preview(world):
    client = world.client(world.clerk)
    new = reverse("organisation:letterhead_create", args=[world.school.slug])
    data = DISTRICT | {"face": "own", "to_on": "30/06/2025", "signing": "head"}
    shown = client.post(new, data | {"preview": "1"}).content.decode()
    assert "Phần đầu văn bản sẽ in" in shown
    with scope(world.school):
        assert not LetterheadPeriod.objects.exists()
    listed = client.post(new, data, follow=True).content.decode()
    assert "HUYỆN HOA SƠN" in listed
    assert SCHOOL in listed

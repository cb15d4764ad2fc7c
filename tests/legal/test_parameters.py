from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from core.errors import DomainError
from core.scoping import scope
from legal import services
from legal.models import LegalDocument, LegalParameter

pytestmark = pytest.mark.django_db
CODE = "vote_threshold.CSTDCS"
in_force = LegalParameter.objects.in_force


@pytest.fixture
def regulation(world):
    return LegalDocument.objects.create(
        number="15/QĐ-THNC",
        kind="Quy chế",
        title="Quy chế",
        issuer=world.school.name,
        from_on=date(2026, 9, 1),
        mark="T",
    )


def enter(world, regulation, **changes):
    values = {"code": CODE, "value": "2/3", "locator": "Điều 5", "from_on": date(2026, 9, 1), "mark": "T"} | changes
    with scope(world.school):
        return services.enter_parameter(
            organisation=world.school, document=regulation, by=world.principal.user, **values
        )


def test_row_of_its_day_binds_as_it_was_read(world):
    row = in_force(CODE, on=date(2022, 5, 20), at=world.school)

    assert (row.fraction, row.citation.is_verified) == (Fraction(7, 10), True)


def test_last_known_row_is_carried_forward_as_unverified(world):
    row = in_force(CODE, on=date(2026, 10, 12), at=world.school)

    assert (row.value, row.mark, row.citation.is_verified) == ("70/100", "K", False)


def test_what_was_never_entered_is_an_error_not_a_guess(world):
    with pytest.raises(LookupError):
        in_force("vote_threshold.TTLDTT", on=date(2026, 10, 12), at=world.school)


def test_own_row_wins_here_and_only_here(world, regulation):
    enter(world, regulation)

    assert in_force(CODE, on=date(2026, 10, 12), at=world.school).value == "2/3"
    assert in_force(CODE, on=date(2026, 10, 12), at=world.other_school).value == "70/100"
    assert in_force(CODE, on=date(2026, 8, 31), at=world.school).value == "70/100"


def test_row_of_the_office_above_binds_its_schools(world, regulation):
    LegalParameter.objects.create(
        organisation=world.office, code=CODE, value="3/4", document=regulation, from_on=date(2026, 9, 1), mark="T"
    )

    assert in_force(CODE, on=date(2026, 10, 12), at=world.school).value == "3/4"


def test_new_row_ends_the_old_one_the_day_before(world, regulation):
    first = enter(world, regulation)
    second = enter(world, regulation, value="3/4", from_on=date(2026, 11, 1))
    first.refresh_from_db()

    assert first.to_on == date(2026, 10, 31)
    assert in_force(CODE, on=date(2026, 11, 1), at=world.school) == second


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        *(({"value": value}, "chưa đúng") for value in ("1.5", "0/3", "3/2", "0.6667", "1e-999999999", "1/0", "²/3")),
        ({"from_on": date(2026, 8, 1)}, "Đã có giá trị"),
    ],
)
def test_entry_that_cannot_stand_is_refused(world, regulation, changes, sentence):
    enter(world, regulation)

    with pytest.raises(DomainError, match=sentence):
        enter(world, regulation, **changes)


TYPED = {
    "code": "vote_threshold.TTLDTT",
    "value": "1/2",
    "number": "15/QĐ-THNC",
    "kind": "Quy chế",
    "title": "Quy chế thi đua, khen thưởng",
    "issuer": "Trường Tiểu học Ngọc Cầu",
    "locator": "Điều 6",
    "from_on": "01/09/2026",
    "mark": "T",
}


def test_what_one_school_typed_of_a_document_does_not_stand_at_another(world):
    named = {"number": "9/2026/TT-BGDĐT", "issuer": "Bộ Giáo dục và Đào tạo"}
    LegalDocument.objects.create(
        organisation=world.other_school,
        kind="Thông tư",
        title="Gõ nhầm",
        from_on=date(2026, 9, 1),
        mark="T",
        **named,
    )

    world.client(world.principal).post("/o/th-ngoc-cau/legal/parameters/new/", {**TYPED, **named, "mark": "S"})

    row = in_force(TYPED["code"], on=date(2026, 10, 12), at=world.school)
    assert (row.document.title, row.document.mark) == (TYPED["title"], "S")


def test_document_of_the_nation_is_entered_once(world):
    national = LegalDocument.objects.get(number="06/2022/QH15")
    typed = {**TYPED, "number": national.number, "issuer": national.issuer}

    world.client(world.principal).post("/o/th-ngoc-cau/legal/parameters/new/", typed)

    assert in_force(TYPED["code"], on=date(2026, 10, 12), at=world.school).document == national


def test_principal_enters_a_value_in_the_browser(world):
    response = world.client(world.principal).post("/o/th-ngoc-cau/legal/parameters/new/", TYPED, follow=True)

    assert response.status_code == 200
    assert "Điều 6" in response.text
    assert in_force("vote_threshold.TTLDTT", on=date(2026, 10, 12), at=world.school).value == "1/2"


def test_teacher_reads_but_does_not_enter(world):
    client = world.client(world.teacher)

    assert client.get("/o/th-ngoc-cau/legal/parameters/").status_code == 200
    assert client.get("/o/th-ngoc-cau/legal/parameters/new/").status_code == 403

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from core import clock
from core.errors import ConflictError, DomainError
from core.scoping import scope
from deadlines.models import Obligation
from deadlines.services import extend
from documents.models import Evidence
from evaluations import services
from evaluations.criteria import Cell
from evaluations.models import EvaluationSheet, Score
from evaluations.services.proofs import MOST_PROOFS
from evaluations.services.sheets import cells_of
from notifications.models import Notification
from tests.evaluations.months import (
    DURING,
    cells,
    make_period,
    picture,
    reviewed,
    rubric_of,
    scored,
    sheet_of,
    submitted,
)

State = EvaluationSheet.State


@pytest.fixture(autouse=True)
def _during(on_day):
    with clock.travel_to(DURING):
        yield


def test_a_draft_keeps_four_kinds_of_cells(world, period):
    sheet = scored(period, world.teacher, 0, "18.5", "not_applicable", "exempt", None)

    stored = list(cells_of(sheet, Score.Column.SELF).values())
    assert stored == [
        Cell("scored", Decimal(0)),
        Cell("scored", Decimal("18.5")),
        Cell("not_applicable"),
        Cell("exempt"),
    ]


def test_a_cell_may_become_blank_again(world, period):
    scored(period, world.teacher, 5, 6)

    sheet = scored(period, world.teacher, None, 6)

    assert [cell.amount for cell in cells_of(sheet, Score.Column.SELF).values()] == [6]


def test_points_beyond_the_criterion_are_refused_and_nothing_is_stored(world, period):
    with pytest.raises(DomainError, match=r"Điểm tiêu chí 1\.1 là 21, cao hơn mức tối đa 20"):
        scored(period, world.teacher, 21, 5)

    assert not Score.objects.exists()


def test_a_criterion_of_another_rubric_is_refused(world, period):
    with pytest.raises(DomainError, match="không thuộc biểu điểm"):
        services.save_draft(sheet_of(period, world.teacher), cells={999999: None}, version=1, by=world.teacher.user)


def test_another_page_never_overwrites(world, period):
    scored(period, world.teacher, 5)
    sheet = sheet_of(period, world.teacher)

    with pytest.raises(ConflictError, match="đã được sửa ở nơi khác lúc 09:00"):
        services.save_draft(sheet, cells=cells(period, 7), version=1, page="khác", by=world.teacher.user)

    assert Score.objects.get().amount == 5
    services.save_draft(sheet, cells=cells(period, 7), version=1, page="thử", by=world.teacher.user)
    assert Score.objects.get().amount == 7


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2026-10-19 23:59", "Phiếu mở từ 00:00 ngày 20/10/2026"),
        ("2026-10-26 17:01", "Đã hết hạn nộp lúc 17:00 ngày 26/10/2026"),
    ],
)
def test_the_window_is_asked_of_the_clock(world, period, moment, sentence):
    with clock.travel_to(moment), pytest.raises(DomainError, match=sentence):
        scored(period, world.teacher, 5)

    assert not Score.objects.exists()


# ---- handing in ----


def test_handing_in_gives_a_number_and_fulfils(world, period):
    sheet = submitted(period, world.teacher, 0, 0, 0, 0, 0)
    second = submitted(period, world.teacher2)

    assert (sheet.state, sheet.code, second.code) == (State.SUBMITTED, "TĐ-2026-10-0001", "TĐ-2026-10-0002")
    assert Obligation.objects.get(key=f"sheet:{sheet.pk}").state == "fulfilled"
    assert "TĐ-2026-10-0001" in Notification.objects.get(person=world.teacher, key__contains="submitted").body
    asked = Obligation.objects.get(key=f"review:{period.pk}:{world.department.pk}")
    assert (asked.state, asked.why) == ("open", "2 phiếu đang chờ nhận xét")


def test_a_blank_is_not_handed_in(world, period):
    sheet = scored(period, world.teacher, 1, 2, 3, None, 5)

    with pytest.raises(DomainError, match=r"Tiêu chí 2\.2 chưa có điểm"):
        services.submit(sheet, version=sheet.version, by=world.teacher.user)

    assert sheet_of(period, world.teacher).state == State.DRAFT


@pytest.mark.parametrize(("moment", "is_late"), [("2026-10-24 17:00", False), ("2026-10-24 17:01", True)])
def test_after_the_deadline_it_is_late_but_taken(world, period, moment, is_late):
    sheet = scored(period, world.teacher, 1, 1, 1, 1, 1)

    with clock.travel_to(moment):
        sent = services.submit(sheet, version=sheet.version, late_reason="Đi tập huấn", by=world.teacher.user)

    assert (sent.is_late, sent.late_reason) == (is_late, "Đi tập huấn" if is_late else "")


def test_late_without_a_reason_is_asked_for_one(world, period):
    sheet = scored(period, world.teacher, 1, 1, 1, 1, 1)

    with clock.travel_to("2026-10-24 17:01"), pytest.raises(DomainError, match="Ghi lý do nộp muộn"):
        services.submit(sheet, version=sheet.version, late_reason="  ", by=world.teacher.user)


def test_an_extension_for_one_is_hers_alone(world, period):
    sheets = [scored(period, person, 1, 1, 1, 1, 1) for person in (world.teacher, world.teacher2)]
    extend(
        Obligation.objects.get(key=f"sheet:{sheets[0].pk}"),
        new_due_at=clock.at(date(2026, 10, 30), 17),
        reason="Nghỉ ốm",
        by=world.secretary.user,
    )

    with clock.travel_to("2026-10-29 08:00"):
        first = services.submit(sheets[0], version=sheets[0].version, by=world.teacher.user)
        with pytest.raises(DomainError, match="Đã hết hạn nộp"):
            services.submit(sheets[1], version=sheets[1].version, by=world.teacher2.user)

    assert first.is_late is False


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_hand_in_once_and_numbers_are_not_shared(transactional_world):
    world = transactional_world
    period = make_period(world)
    people = [world.teacher, world.teacher2, world.head, world.clerk]
    with scope(world.school):
        sheets = [scored(period, person, 1, 1, 1, 1, 1) for person in people]
    errors = []

    def press(sheet, person):
        try:
            with scope(world.school):
                services.submit(sheet, version=sheet.version, by=person.user)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    pairs = list(zip(sheets, people, strict=True)) * 2
    threads = [threading.Thread(target=press, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with scope(world.school):
        codes = sorted(EvaluationSheet.objects.submitted().values_list("code", flat=True))
        versions = set(EvaluationSheet.objects.submitted().values_list("version", flat=True))
        told = Notification.objects.filter(key__contains=":submitted:").count()
    assert errors == []
    assert codes == [f"TĐ-2026-10-{number:04d}" for number in range(1, 5)]
    assert (versions, told) == ({3}, 4)


# ---- taking back ----


def test_a_sheet_taken_back_keeps_its_number(world, period):
    sheet = submitted(period, world.teacher)

    services.recall(sheet, by=world.teacher.user)
    again = submitted(period, world.teacher)

    assert again.code == sheet.code
    assert Obligation.objects.get(key=f"sheet:{sheet.pk}").state == "fulfilled"


def test_a_sheet_the_to_has_begun_is_not_taken_back(world, period):
    sheet = submitted(period, world.teacher)
    reviewed(period, sheet, world.head, 5, recommend=False)

    with pytest.raises(DomainError, match="Tổ đã bắt đầu chấm"):
        services.recall(sheet, by=world.teacher.user)


def test_a_draft_cannot_be_taken_back(world, period):
    with pytest.raises(DomainError, match="trạng thái “Nháp”"):
        services.recall(sheet_of(period, world.teacher), by=world.teacher.user)


def test_what_is_handed_in_is_not_written_any_more(world, period):
    sheet = submitted(period, world.teacher)

    with pytest.raises(DomainError, match="trạng thái “Đã nộp”"):
        services.save_draft(sheet, cells=cells(period, 1), version=sheet.version, by=world.teacher.user)


# ---- proofs ----


def attach(sheet, criterion, person, *, name="du-gio.png", data=None):
    data = data or picture()
    return services.attach_evidence(sheet, criterion=criterion, upload=SimpleUploadedFile(name, data), by=person.user)


def test_a_proof_hangs_on_its_criterion_and_may_be_taken_off(world, period):
    sheet, criterion = sheet_of(period, world.teacher), rubric_of(period).criteria.first()

    link = attach(sheet, criterion, world.teacher)
    services.detach_evidence(link, by=world.teacher.user)

    assert not sheet.evidence_links.exists()
    assert Evidence.objects.get().person == world.teacher


def test_an_unfit_file_is_refused_in_words(world, period):
    with pytest.raises(DomainError, match="là chương trình máy tính"):
        attach(
            sheet_of(period, world.teacher), rubric_of(period).criteria.first(), world.teacher, name="a.exe", data=b"MZ"
        )


def test_a_criterion_takes_so_many_proofs(world, period):
    sheet, criterion = sheet_of(period, world.teacher), rubric_of(period).criteria.first()
    for number in range(MOST_PROOFS):
        attach(sheet, criterion, world.teacher, data=picture(number))

    with pytest.raises(DomainError, match="đã có 10 minh chứng"):
        attach(sheet, criterion, world.teacher)


def test_proofs_are_fixed_once_handed_in(world, period):
    criterion = rubric_of(period).criteria.first()
    link = attach(sheet_of(period, world.teacher), criterion, world.teacher)
    sheet = submitted(period, world.teacher)

    with pytest.raises(DomainError, match="không sửa được"):
        attach(sheet, criterion, world.teacher)
    with pytest.raises(DomainError, match="không sửa được"):
        services.detach_evidence(link, by=world.teacher.user)

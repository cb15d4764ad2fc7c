"""Reports of results: what they may hold, how they are sent, returned and sent again."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.errors import ConflictError, DomainError
from core.scoping import scope
from deadlines import services as deadlines
from deadlines.models import Obligation
from organisation.models import Supervision
from submissions import services
from submissions.models import Submission
from submissions.reports import Group, LevelTotal, Period, Report, Tally, Term, UnitResult, joined_names, total_of
from tests.factories.reports import SEMESTER, TERM, full_report, group, issued_notice, make_report, send_report

# ---- what a report may hold ----


def test_a_report_is_read_as_it_was_written():
    report = full_report()

    assert Report.read(report.manifest()) == report
    assert Report.read({**report.manifest(), "files": []}) == report


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"people": 12}, "12 người nhưng 10 được xếp loại, 1 miễn và 0 không xếp loại cộng lại là 11"),
        ({"graded": 9, "unrated": 1}, "9 người được xếp loại nhưng các mức cộng lại là 10"),
        ({"exempt": -1, "people": 9}, "số miễn phải là số nguyên từ 0 trở lên"),
        ({"people": 11.0}, "số người phải là số nguyên"),
        ({"people": True}, "số người phải là số nguyên"),
        ({"grades": (("Tốt", 5), ("Tốt", 5))}, "được ghi hai lần"),
        ({"grades": (("Tốt ", 10),)}, "khoảng trắng thừa"),
        ({"name": ""}, "để trống"),
    ],
)
def test_counts_that_do_not_agree_are_refused(changes, words):
    with pytest.raises(DomainError, match=words):
        dataclasses.replace(group(), **changes)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(people=["Nguyễn Văn An"]),
        lambda data: data["groups"][0].update(points={"Nguyễn Văn An": 92}),
        lambda data: data["groups"][0].update(people=99),
        lambda data: data["period"].update(note="x"),
        lambda data: data["organisation"].update(head="Nguyễn Văn An"),
        lambda data: data["organisation"].update(points="chín mươi"),
        lambda data: data.pop("collectives"),
        lambda data: data.update(schema=2),
        lambda data: data.update(level="university"),
        lambda data: data.update(groups=[]),
        lambda data: data["groups"].append(data["groups"][0]),
    ],
)
def test_a_manifest_that_holds_anything_else_is_refused(spoil):
    data = full_report().manifest()
    spoil(data)

    with pytest.raises(DomainError):
        Report.read(data)


def test_groups_and_levels_do_not_stand_in_one_report():
    level = LevelTotal(level="primary", units=1, reported=1, people=1, graded=1, grades=(("Tốt", 1),))

    with pytest.raises(DomainError, match="không ghi cả hai"):
        make_report("", levels=(level,))
    with pytest.raises(DomainError, match="nhiều hơn số trường"):
        dataclasses.replace(level, reported=2)


@pytest.mark.parametrize(
    ("kind", "starts_on", "ends_on", "code", "name"),
    [
        ("semester", date(2026, 9, 5), date(2027, 1, 10), "semester-1", "học kỳ I năm học 2026-2027"),
        ("semester", date(2026, 12, 28), date(2027, 5, 31), "semester-2", "học kỳ II năm học 2026-2027"),
        ("school_year", date(2026, 8, 1), date(2027, 5, 31), "school-year", "năm học 2026-2027"),
        ("calendar_year", date(2026, 1, 1), date(2026, 12, 31), "calendar-year", "năm 2026"),
    ],
)
def test_each_schools_own_days_lead_to_one_term(kind, starts_on, ends_on, code, name):
    term = Period(kind=kind, label="Kỳ", starts_on=starts_on, ends_on=ends_on, school_year="2026-2027").term

    assert (term.code, term.name) == (code, name)


@pytest.mark.parametrize("kind", ["month", "quarter", "round", ""])
def test_only_semesters_and_years_are_reported(kind):
    with pytest.raises(DomainError, match="học kỳ, năm hoặc năm học"):
        dataclasses.replace(SEMESTER, kind=kind)


@pytest.mark.parametrize("year", ["2026", "2026-2028", "2026-26", "abcd-efgh", ""])
def test_a_term_names_a_school_year(year):
    with pytest.raises(DomainError):
        Term(year, "semester-1")


def test_names_of_grades_are_joined_only_where_they_are_equal():
    assert joined_names([["A", "B", "D"], ["A", "C", "D"], ["Tốt"]]) == ["A", "B", "C", "D", "Tốt"]
    assert joined_names([["Xuất sắc", "Tốt", "Khá"], ["Tốt", "Đạt"], ["Giỏi", "Khá"]]) == [
        "Xuất sắc",
        "Tốt",
        "Giỏi",
        "Khá",
        "Đạt",
    ]
    total = total_of([group(grades=(("Tốt", 2), ("Đạt", 1))), group(grades=(("Tốt", 1), ("tốt", 4)))])
    assert dict(total.grades) == {"Tốt": 3, "tốt": 4, "Đạt": 1}


NAMES = ("Xuất sắc", "Tốt", "Khá")
figures = st.lists(st.lists(st.integers(0, 500), min_size=5, max_size=5), max_size=6)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(figures)
def test_a_total_of_sound_counts_is_sound_and_counts_everybody_once(rows):
    parts = [
        Tally(
            people=sum(row),
            graded=sum(row[2:]),
            exempt=row[0],
            unrated=row[1],
            grades=tuple(zip(NAMES, row[2:], strict=True)),
        )
        for row in rows
    ]

    total = total_of(parts)  # made at all: its own counts agree

    assert total.people == sum(map(sum, rows))
    assert [total.count_of(name) for name in NAMES] == [sum(row[place] for row in rows) for place in (2, 3, 4)]


def test_shares_are_of_those_graded():
    assert group().shares == [("Xuất sắc", 3, "30%"), ("Tốt", 5, "50%"), ("Khá", 2, "20%")]


# ---- sending ----


def owe(world, due=date(2027, 1, 15)):
    return deadlines.oblige(
        organisation=world.school,
        key=TERM.key,
        title="Nộp báo cáo",
        url_name="submissions:sent_list",
        role="council_secretary",
        owed_to=world.office,
        due_at=clock.at(due, 17),
    )


def send(world, report=None, **values):
    return send_report(world.school, report or full_report(), by=world.secretary.user, **values)


def test_a_report_goes_up_the_professional_line_with_its_own_series_of_codes(world):
    owe(world)

    row = send(world)

    assert (row.recipient, row.line, row.kind, row.code) == (world.office, "professional", "report", "BC-2026-0001")
    assert row.title == "Báo cáo kết quả học kỳ I năm học 2026-2027"
    assert row.due_at == clock.at(date(2027, 1, 15), 17)
    assert row.report == full_report()
    assert Obligation.objects.owed_by(world.school).get(key=TERM.key).state == "fulfilled"
    waiting = Obligation.objects.owed_by(world.office).open().get()
    assert (waiting.title, waiting.url_name) == (f"Tiếp nhận báo cáo: {row.title}", "oversight:submission_detail")


def test_a_second_click_sends_once_and_another_reader_is_told(world):
    first = send(world)

    assert send(world) == first
    with pytest.raises(DomainError, match=first.code):
        send_report(world.school, full_report(), by=world.principal.user)
    assert Submission.objects.count() == 1


def test_what_is_sent_is_what_was_shown(world):
    shown = services.shown_hash(make_report())

    with pytest.raises(ConflictError), scope(world.school):
        services.send_report(organisation=world.school, report=full_report(), shown=shown, by=world.secretary.user)
    assert not Submission.objects.exists()


def test_a_report_of_another_level_and_one_to_nobody_are_refused(world):
    with pytest.raises(DomainError, match="cấp học khác"):
        send(world, full_report("nursery"))
    Supervision.objects.filter(subordinate=world.school, line="professional").delete()
    with pytest.raises(DomainError, match="tuyến chuyên môn"):
        send(world)


def test_the_issued_report_is_pinned_with_the_figures(world):
    document = issued_notice(world.school, by=world.secretary.user)

    row = send(world, document=document)

    assert [(file.part, file.title) for file in row.files.all()] == [
        ("report", f"Thông báo số {document.full_number}: Kết quả thi đua học kỳ I")
    ]
    assert row.manifest["files"][0]["sha256"] == document.file_sha256


def test_a_document_of_somebody_else_or_without_a_file_is_refused(world):
    unissued = issued_notice(world.school, by=world.secretary.user, rendered=False)

    with pytest.raises(DomainError, match="chưa có tệp PDF"):
        send(world, document=unissued)
    with pytest.raises(DomainError, match="của đơn vị gửi"):
        services.send_report(
            organisation=world.other_school,
            report=full_report("lower_secondary"),
            document=unissued,
            shown="",
            by=world.other_secretary.user,
        )


def test_a_returned_report_is_owed_again_and_the_next_version_answers_it(world):
    owe(world)
    first = services.receive(send(world), by=world.officer.user)
    returned = services.return_for_revision(
        first, part="", reason="Thiếu tổ Văn phòng", due_on=date(2026, 10, 20), by=world.officer.user
    )
    again = Obligation.objects.owed_by(world.school).get(key=TERM.key)
    assert (again.state, again.due_at) == ("open", clock.end_of_day(date(2026, 10, 20)))
    assert returned.part_label == "Toàn bộ báo cáo"

    second = send(world, make_report())

    returned.refresh_from_db()
    assert (second.version, second.subject_key, returned.resolved_by) == (2, first.subject_key, second)
    assert Submission.objects.get(pk=first.pk).report == full_report()


def test_refusals_name_the_report_as_what_it_is(world):
    with pytest.raises(DomainError, match="Báo cáo BC-2026-0001 đang"):
        services.accept(send(world), by=world.officer.user)


def test_a_unit_grade_needs_points_that_are_a_number():
    assert UnitResult("Tốt", "92.5").points_shown == "92,5"
    with pytest.raises(DomainError, match="không phải là số"):
        UnitResult("Tốt", "chín")


def test_a_group_is_named_by_one_line():
    with pytest.raises(DomainError):
        Group(name="Giáo viên\nAn", people=0)

"""Reports of results in a few lines; the figures are invented."""

from __future__ import annotations

from datetime import date

from core import clock
from core.scoping import scope
from documents import services as documents
from documents.content import Content, Paragraph, Run
from documents.models import OfficialDocument
from submissions import services
from submissions.models import Submission
from submissions.reports import Group, Period, Report, Term, UnitResult
from tests.factories.dossiers import issue

SEMESTER = Period(
    kind="semester",
    label="Học kỳ I",
    starts_on=date(2026, 9, 5),
    ends_on=date(2027, 1, 10),
    school_year="2026-2027",
)
SEMESTER_2 = Period(
    kind="semester",
    label="Học kỳ II",
    starts_on=date(2027, 1, 12),
    ends_on=date(2027, 5, 31),
    school_year="2026-2027",
)
TERM = Term("2026-2027", "semester-1")
TEACHERS = (("Xuất sắc", 3), ("Tốt", 5), ("Khá", 2))


def group(name: str = "Giáo viên", grades=TEACHERS, *, exempt: int = 1, unrated: int = 0) -> Group:
    graded = sum(count for _, count in grades)
    people = graded + exempt + unrated
    return Group(name=name, people=people, graded=graded, exempt=exempt, unrated=unrated, grades=tuple(grades))


def make_report(level: str = "primary", *groups: Group, period: Period = SEMESTER, **values) -> Report:
    return Report(period=period, level=level, groups=groups or (group(),), **values)


def full_report(level: str = "primary") -> Report:
    return make_report(
        level,
        group(),
        group("Nhân viên", (("Tốt", 2), ("Đạt", 1)), exempt=0, unrated=1),
        collectives=(("Tổ 1, 2, 3", "Xuất sắc"), ("Tổ 4, 5", "Tốt")),
        organisation=UnitResult("Tốt", "92.5", "Biểu chấm điểm thi đua các trường"),
    )


def send_report(organisation, report: Report, *, by, document=None) -> Submission:
    with scope(organisation):
        return services.send_report(
            organisation=organisation,
            report=report,
            document=document,
            shown=services.shown_hash(report, document),
            by=by,
        )


def issued_notice(organisation, *, by, rendered: bool = True) -> OfficialDocument:
    """A paper that may go with the figures."""
    with scope(organisation):
        content = Content(
            title="THÔNG BÁO",
            subject="Kết quả thi đua học kỳ I",
            letterhead=documents.letterhead_for(organisation, type_code="TB"),
            blocks=[Paragraph([Run("Nhà trường thông báo.")])],
            signatories=[documents.head_signatory(organisation, clock.today())],
        )
        document = documents.create_document(organisation=organisation, kind="notice", content=content, by=by)
        return issue(document, by=by, rendered=rendered)

"""The papers that carry out a published plan: hướng dẫn, thông báo lịch, nghị quyết, báo cáo; drafts from its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.tables import DataTable
from core.vietnamese import clean_line
from documents import services as documents
from documents.content import Content
from documents.layout import date_words
from documents.models import OfficialDocument
from documents.wording import short_day
from plans import counts
from plans.models import EmulationPlan
from plans.papers.guidance import SENT, Duty, Guidance, guidance_content
from plans.papers.notice import CalendarNotice, Dated, calendar_notice_content
from plans.papers.report import TargetLine, YearReport, year_report_content
from plans.papers.resolution import Conference, Resolution, resolution_content
from plans.services.changes import entries_of, lineage
from plans.services.targets import target_rows

PAGE = "plans:plan_papers"
TYPE_CODES = {"guidance": "HD", "notice": "TB", "interim_report": "BC", "final_report": "BC", "resolution": "NQ"}


def cited(document: OfficialDocument | None, issuer: str) -> str:
    """“Kế hoạch số 05/KH-… ngày … của … về …”; "" for what has no number yet."""
    if document is None or not document.number:
        return ""
    kind, day = document.get_kind_display(), date_words(document.issued_on)
    about = clean_line(document.subject_line)
    return f"{kind} số {document.full_number} {day} của {issuer} về {about[:1].lower()}{about[1:]}"


@transaction.atomic
def draft_paper(plan: EmulationPlan, form: str, *, by) -> tuple[OfficialDocument, bool]:
    """A guidance, notice or report of a published plan as a draft, and whether it was made now."""
    makers: dict[str, Callable[[EmulationPlan], Content]] = {
        "guidance": _guidance,
        "notice": _notice,
        "interim_report": lambda plan: _report(plan, is_final=False),
        "final_report": lambda plan: _report(plan, is_final=True),
    }
    if form not in makers:
        raise DomainError("Không có mẫu văn bản này. Mở lại trang và chọn một văn bản trong danh sách.")
    return _draft(plan, form, lambda: makers[form](plan), by=by)


@transaction.atomic
def draft_resolution(plan: EmulationPlan, conference: Conference, *, by) -> OfficialDocument:
    """The nghị quyết of a conference as a draft, from what its author states and the plan's figures."""
    if conference.present > conference.summoned:
        raise DomainError("Số người có mặt nhiều hơn số người được triệu tập. Kiểm tra lại hai số này.")
    if conference.agreed + conference.against > conference.present:
        raise DomainError("Số người biểu quyết nhiều hơn số người có mặt. Kiểm tra lại số đồng ý và không đồng ý.")
    if conference.agreed * 2 <= conference.present:
        raise DomainError("Số người đồng ý chưa quá nửa số người có mặt nên nghị quyết chưa được thông qua.")
    document, is_new = _draft(plan, "resolution", lambda: _resolution(plan, conference), by=by)
    if not is_new:
        raise DomainError(
            "Kế hoạch này đã có một nghị quyết chưa ban hành. Mở bản đó để sửa, hoặc ban hành rồi lập bản khác."
        )
    return document


def _draft(plan: EmulationPlan, form: str, content: Callable[[], Content], *, by) -> tuple[OfficialDocument, bool]:
    if plan.state != EmulationPlan.State.PUBLISHED or plan.is_regulation:
        raise DomainError("Kế hoạch chưa công bố nên chưa lập văn bản thực hiện được. Công bố kế hoạch trước.")
    document, is_new = documents.draft_about(plan, form=form, content=content, page=PAGE, by=by)
    if is_new:
        audit.record("plans.paper_drafted", plan, by=by, after={"document": document.pk, "form": form})
    return document, is_new


def _corners(plan: EmulationPlan, form: str) -> dict:
    organisation = plan.organisation
    return {
        "letterhead": documents.letterhead_for(organisation, type_code=TYPE_CODES[form]),
        "signatory": documents.head_signatory(organisation, clock.today()),
    }


def _addressed(organisation) -> str:
    return "các trường" if organisation.is_office else "các tổ, cá nhân"


def _coming(plan: EmulationPlan):
    """Its dates that are not over, those of what comes back (every month) each."""
    entries = entries_of(plan.organisation, lineage(plan)).with_extended().order_by("due_at", "pk")
    now = clock.now()
    found = [entry for entry in entries if entry.closes_at >= now]
    if not found:
        raise DomainError("Kế hoạch không còn mốc nào sắp tới nên không có gì để hướng dẫn, thông báo.")
    return found


def _guidance(plan: EmulationPlan) -> Content:
    organisation = plan.organisation
    contact = ", ".join(filter(None, [organisation.contact_name, organisation.contact_phone]))
    guidance = Guidance(
        issuer=organisation.name,
        school_year=plan.school_year.code,
        plan=cited(plan.document, organisation.name),
        who=_addressed(organisation),
        duties=[
            Duty(entry.title, short_day(entry.closes_at), short_day(entry.opens_at), SENT.get(entry.purpose, ""))
            for entry in _coming(plan)
        ],
        contact=contact,
    )
    return guidance_content(guidance, **_corners(plan, "guidance"))


def _notice(plan: EmulationPlan) -> Content:
    organisation = plan.organisation
    notice = CalendarNotice(
        issuer=organisation.name,
        who=_addressed(organisation),
        plan=cited(plan.document, organisation.name),
        since=date_words(clock.today()),
        dates=[Dated(entry.title, short_day(entry.opens_at), short_day(entry.closes_at)) for entry in _coming(plan)],
    )
    return calendar_notice_content(notice, **_corners(plan, "notice"))


def _target_lines(plan: EmulationPlan) -> list[TargetLine]:
    return [
        TargetLine(
            row.target.award,
            row.target.who,
            row.target.amount,
            row.registered.count if row.registered else None,
            row.achieved.count if row.achieved else None,
        )
        for row in target_rows(plan)
    ]


def _span(plan: EmulationPlan, *, is_final: bool) -> counts.Span:
    """The first semester, or the whole year as far as it has come."""
    year, today = plan.school_year, clock.today()
    last = year.ends_on if is_final else year.semester_two_starts_on - timedelta(days=1)
    return counts.Span(plan.organisation, year, year.starts_on, max(min(last, today), year.starts_on))


def _report(plan: EmulationPlan, *, is_final: bool) -> Content:
    organisation, span = plan.organisation, _span(plan, is_final=is_final)
    code = plan.school_year.code
    report = YearReport(
        issuer=organisation.name,
        span=f"năm học {code}" if is_final else f"học kỳ I năm học {code}",
        from_on=span.from_on,
        to_on=span.to_on,
        as_of=clock.today(),
        is_final=is_final,
        plan=cited(plan.document, organisation.name),
        targets=_target_lines(plan),
        tables=counts.tables(span),
    )
    return year_report_content(report, **_corners(plan, "final_report" if is_final else "interim_report"))


def _resolution(plan: EmulationPlan, conference: Conference) -> Content:
    organisation, year = plan.organisation, plan.school_year
    span = counts.Span(organisation, year, year.starts_on, clock.today())
    tables: list[DataTable] = counts.COUNTERS[counts.REGISTERED](span) if counts.REGISTERED in counts.COUNTERS else []
    resolution = Resolution(
        issuer=organisation.name,
        school_year=year.code,
        plan=cited(plan.document, organisation.name),
        as_of=clock.today(),
        targets=_target_lines(plan),
        tables=tables,
        conference=conference,
    )
    return resolution_content(
        resolution, letterhead=documents.letterhead_for(organisation, type_code=TYPE_CODES["resolution"])
    )

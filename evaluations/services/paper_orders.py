"""Papers of a period: what is printed by a worker, and the announcement as an official document."""

from __future__ import annotations

from django.db import transaction

from audit import services as audit
from core import clock
from core import jobs as work
from core.errors import DomainError
from core.models import Job
from core.templatetags.ui import vi_date
from documents import services as documents
from documents.content import Content, Section
from documents.models import OfficialDocument
from documents.tables import table_blocks
from documents.wording import text
from evaluations.criteria import UNGRADED
from evaluations.jobs import PAPER
from evaluations.models import EvaluationPeriod, EvaluationPolicy, EvaluationSheet
from evaluations.models.rubrics import Subject
from evaluations.papers.announcement import KIND, TYPE_CODE, Announcement, announcement_content
from evaluations.papers.results import Result, grade_table, praise_table
from evaluations.services.papers import loaded, paper_period
from evaluations.services.policies import policy_for

State = EvaluationSheet.State
Sees = EvaluationPolicy.StaffSees


@transaction.atomic
def request_paper(what: str, about, *, label: str, by, query: dict[str, str] | None = None) -> Job:
    """Order a paper about a period or a sheet; what is printed is what `by` may see when the work begins."""
    job = work.enqueue(
        PAPER, organisation=about.organisation, label=label, by=by, what=what, pk=about.pk, query=query or {}
    )
    audit.record("evaluations.paper_requested", about, by=by, after={"paper": what, "job": job.pk})
    return job


# ---- the announcement ----


def announcement_refusal(period: EvaluationPeriod) -> str:
    """Why a period's results cannot be announced to the staff; "" where they can."""
    if not period.published_at:
        return f"Kết quả {period.label} chưa công bố nên chưa lập thông báo được."
    sees = policy_for(period).staff_sees
    if sees == Sees.NOTHING:
        return "Quy định đánh giá không cho toàn trường xem kết quả, nên kỳ này không có thông báo."
    published = EvaluationSheet.objects.of_period(period).filter(state=State.PUBLISHED)
    if sees == Sees.COMMENDED and not published.exclude(praise="").exists():
        return f"Không có ai được biểu dương {period.label}, và quy định chỉ cho thông báo danh sách biểu dương."
    reopened = EvaluationSheet.objects.of_period(period).filter(edition__gt=0).exclude(state=State.PUBLISHED).count()
    if reopened:
        return f"Có {reopened} phiếu đang xét lại. Công bố lại các phiếu này rồi lập thông báo."
    return ""


@transaction.atomic
def announce(period: EvaluationPeriod, *, by) -> OfficialDocument:
    """The announcement of published results, a draft to be approved and numbered; made anew while it is a draft.

    Once one is issued, what changed since goes into another that names it.
    """
    rows = EvaluationPeriod.objects.for_organisation(period.organisation).select_for_update(of=("self",))
    period = rows.select_related("organisation", "announcement", "announcement__series").get(pk=period.pk)
    if refusal := announcement_refusal(period):
        raise DomainError(refusal)
    old = period.announcement
    content = announced_content(period)
    if old and old.state in (OfficialDocument.State.SUBMITTED, OfficialDocument.State.APPROVED):
        raise DomainError("Thông báo đang chờ duyệt hoặc chờ số. Trả lại thông báo rồi lập lại.")
    if old and old.state == OfficialDocument.State.DRAFT:
        amended = _named_in(old)
        content = _amending(content, amended) if amended else content
        return documents.update_content(old, content, version=old.version, by=by)
    if old:
        if _same_results(old.content, content):
            raise DomainError(f"Thông báo số {old.full_number} đã ban hành và kết quả chưa thay đổi.")
        content = _amending(content, _replaced_words(old))
    period.announcement = documents.create_document(
        organisation=period.organisation,
        kind=KIND,
        form="result_announcement",
        content=content,
        by=by,
        origin_name="evaluations:period_detail",
        origin_kwargs={"pk": period.pk},
    )
    period.save(update_fields=["announcement"])
    after = {"document": period.announcement_id, "follows": old.pk if old else None}
    audit.record("evaluations.period_announced", period, by=by, after=after)
    return period.announcement


def announced_content(period: EvaluationPeriod) -> Content:
    """People first, collectives after them; only what the staff may see."""
    policy = policy_for(period)
    only_commended = policy.staff_sees == Sees.COMMENDED
    rows = EvaluationSheet.objects.of_period(period).exclude(subject=Subject.UNIT)
    sheets = loaded(rows)
    people = [sheet for sheet in sheets if sheet.subject == Subject.PERSON]
    others = [sheet for sheet in sheets if sheet.subject != Subject.PERSON]
    first = people or others
    told = Announcement(
        issuer=period.organisation.name,
        period=paper_period(period, first, is_collective=not people),
        results=_announced(period, first, only_commended),
        bases=_bases(policy, period),
        only_commended=only_commended,
    )
    today = clock.today()
    letterhead = documents.letterhead_for(period.organisation, type_code=TYPE_CODE, on=today)
    signatory = documents.head_signatory(period.organisation, today)
    content = announcement_content(told, letterhead=letterhead, signatory=signatory)
    if people and others:
        _add_collectives(content, period, others, only_commended)
    return content


def _announced(period, sheets, only_commended: bool):
    """Published results for everybody's eyes: grades and praise, no points, no reason why somebody was exempt."""
    return [
        _announced_one(sheet)
        for sheet in sheets
        if not only_commended or (sheet.praise and sheet.state == State.PUBLISHED)
    ]


def _announced_one(sheet: EvaluationSheet) -> Result:
    is_person = sheet.subject == Subject.PERSON
    is_published = sheet.state == State.PUBLISHED
    return Result(
        sheet.candidate_name,
        sheet.department.name if is_person and sheet.department else "",
        grade=sheet.grade if is_published else UNGRADED,
        praise=sheet.praise if is_published else "",
        is_exempt=sheet.state == State.EXEMPT,
    )


def _add_collectives(content: Content, period, sheets, only_commended: bool) -> None:
    told = paper_period(period, sheets, is_collective=True)
    results = _announced(period, sheets, only_commended)
    if not results:
        return
    table = praise_table(told, results) if only_commended else grade_table(told, results)
    heading = "Tập thể được biểu dương" if only_commended else "Xếp loại từng tập thể"
    content.blocks.append(Section(heading, table_blocks(table), style="arabic"))


def _bases(policy: EvaluationPolicy, period: EvaluationPeriod) -> list[str]:
    named = ", ".join(filter(None, [policy.locator, period.policy.get("document", "")]))
    return [f"Căn cứ {named}"] if period.policy.get("document") else []


def _same_results(old: Content, new: Content) -> bool:
    return (old.blocks, old.appendices) == (new.blocks, new.appendices)


def _replaced_words(old: OfficialDocument) -> str:
    issued = f" ngày {vi_date(old.issued_on)}" if old.issued_on else ""
    return f"Thông báo này thay thế Thông báo số {old.full_number}{issued}, do có kết quả được xét lại"


def _amending(content: Content, words: str) -> Content:
    content.closing.insert(0, text(f"{words.rstrip('.')}."))
    return content


def _named_in(draft: OfficialDocument) -> str:
    """What an amending draft says of the one it replaces."""
    return next((each.text for each in draft.content.closing if each.text.startswith("Thông báo này thay thế")), "")

"""The last steps: the provisional result that each person sees first, publication, and opening a result again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.findings import Finding, blocking
from core.templatetags.ui import vi_date, vi_datetime
from deadlines.models import DeadlineExtension
from deadlines.services import cancel, days_off_at, effective_times
from evaluations import criteria
from evaluations.models import EvaluationPeriod, EvaluationSheet, Objection, SheetEdition
from evaluations.models.rubrics import Subject
from evaluations.services.candidates import locked_period
from evaluations.services.meetings import meeting_findings
from evaluations.services.policies import policy_for
from evaluations.services.results import record_results, standings_of, stored_result
from evaluations.services.rubrics import bands_of
from evaluations.services.sheets import locked_after_period
from evaluations.services.unit_results import send_unit_result, tell_unit
from notifications.services import notify

State = EvaluationSheet.State
DECIDED = (State.COUNCIL_PASSED, State.HEAD_DECIDED)


# ---- what stands in the way ----


def publication_findings(period: EvaluationPeriod) -> list[Finding]:
    """What stands between the period and its publication, and what a person should look at first."""
    sheets = list(
        EvaluationSheet.objects.of_period(period)
        .judged()
        .select_related("person", "department", "organisation", "submission__organisation", "rubric")
        .prefetch_related("rubric__grades")
        .order_by("person__sort_key", "pk")
    )
    standings = standings_of([sheet for sheet in sheets if sheet.state == State.DEPARTMENT_RECOMMENDED])
    groups: dict[str, list[EvaluationSheet]] = {}
    for sheet in sheets:
        groups.setdefault(standings.get(sheet.pk, sheet.state), []).append(sheet)
    still_writing = _extended_beyond_now(period, groups.get(State.DRAFT, []))
    found = _window_findings(period, still_writing) + _chain_findings(period, groups)
    found += _share_findings(groups) + _objection_findings(period, groups) + meeting_findings(period, sheets)
    found += _draft_findings(period, [sheet for sheet in groups.get(State.DRAFT, []) if sheet not in still_writing])
    decided = _decided(groups)
    if decided:
        found.append(Finding("evaluations.passed", "ok", f"{len(decided)} phiếu đã có kết quả"))
    elif not any(finding.blocks for finding in found):
        found.append(
            Finding("evaluations.nothing", "must", "Chưa có phiếu nào có kết quả", "", "Chưa có gì để công bố.")
        )
    return found


def _draft_findings(period: EvaluationPeriod, drafts: list[EvaluationSheet]) -> list[Finding]:
    if period.is_rolled_up:
        change = "Bấm “Xem và tổng hợp” để tính kết quả của những người này từ các kỳ ngắn."
        return _named_finding(drafts, "evaluations.not_rolled_up", "must", "Có phiếu chưa tổng hợp", change)
    return _named_finding(
        drafts,
        "evaluations.not_submitted",
        "look",
        "Có người không nộp phiếu",
        "Công bố thì những người này không được xếp loại trong kỳ. Cần nộp thêm thì gia hạn trước.",
    )


def _decided(groups: dict[str, list[EvaluationSheet]]) -> list[EvaluationSheet]:
    states = ("passed", State.COUNCIL_PASSED, State.HEAD_DECIDED, State.PROVISIONAL)
    return [sheet for state in states for sheet in groups.get(state, [])]


def _window_findings(period: EvaluationPeriod, still_writing: list[EvaluationSheet]) -> list[Finding]:
    found = []
    _, _, cut_off_at = effective_times(period.entry)
    if clock.now() <= cut_off_at and not period.is_rolled_up:
        found.append(
            Finding(
                "evaluations.still_open",
                "must",
                "Chưa hết thời gian nộp phiếu",
                f"Phiếu còn nhận đến {vi_datetime(cut_off_at)}.",
                "Công bố sau thời điểm đó.",
            )
        )
    return found + _named_finding(
        still_writing,
        "evaluations.extended",
        "must",
        "Có người được gia hạn nộp phiếu",
        "Công bố sau khi những người này nộp, hoặc khi hết hạn riêng của họ.",
    )


def _chain_findings(period: EvaluationPeriod, groups: dict[str, list[EvaluationSheet]]) -> list[Finding]:
    found = _named_finding(
        groups.get(State.SUBMITTED),
        "evaluations.not_reviewed",
        "must",
        "Có phiếu tổ chưa chấm xong",
        "Người nhận xét chấm đủ các tiêu chí và bấm “Lưu và đề nghị”.",
    )
    if policy_for(period).uses_council:
        title, change = "Có phiếu chưa đưa ra hội đồng", "Đưa các phiếu này vào một phiên họp đang chuẩn bị."
    else:
        title, change = "Có phiếu thủ trưởng chưa quyết định", "Thủ trưởng bấm “Quyết định kết quả”."
    found += _named_finding(groups.get(State.DEPARTMENT_RECOMMENDED), "evaluations.not_handed", "must", title, change)
    found += _named_finding(
        groups.get("pending"),
        "evaluations.council_pending",
        "must",
        "Hội đồng chưa biểu quyết xong",
        "Công bố được sau khi phiên họp kết thúc.",
    )
    return found + _named_finding(
        groups.get("not_passed", []) + groups.get(State.COUNCIL_NOT_PASSED, []),
        "evaluations.not_passed",
        "must",
        "Có xếp loại hội đồng không thông qua",
        "Tổ chấm lại các phiếu này rồi đưa ra phiên họp khác.",
    )


def _share_findings(groups: dict[str, list[EvaluationSheet]]) -> list[Finding]:
    """Grades of which the rubric allows only a share of its group."""
    by_rubric: dict[int, list[EvaluationSheet]] = {}
    for sheet in _decided(groups):
        if sheet.rubric_id and sheet.grade and sheet.grade != criteria.UNGRADED:
            by_rubric.setdefault(sheet.rubric_id, []).append(sheet)
    found = []
    for sheets in by_rubric.values():
        rubric, bands = sheets[0].rubric, bands_of(sheets[0].rubric)
        for place, band in enumerate(bands):
            counted = [name.name for name in bands[place : place + 2]] if band.share_base == "next" else None
            base = sum(counted is None or sheet.grade in counted for sheet in sheets)
            count = sum(sheet.grade == band.name for sheet in sheets)
            sentence = criteria.share_sentence(band, count=count, base=base, group=str(rubric))
            if sentence:
                found.append(
                    Finding(
                        "evaluations.share",
                        "must",
                        f"Mức {band.name} vượt tỷ lệ của biểu điểm",
                        sentence,
                        "Xét lại các phiếu của mức này.",
                        facts={"count": count, "base": base},
                    )
                )
    return found


def _objection_findings(period: EvaluationPeriod, groups: dict[str, list[EvaluationSheet]]) -> list[Finding]:
    days = policy_for(period).objection_days
    waiting = groups.get(State.PROVISIONAL, [])
    unanswered = _unanswered_finding(period, waiting)
    if not days:
        return unanswered
    found = _named_finding(
        groups.get("passed", []) + groups.get(State.COUNCIL_PASSED, []) + groups.get(State.HEAD_DECIDED, []),
        "evaluations.not_shown",
        "must",
        "Có kết quả chưa báo cho người được đánh giá",
        f"Bấm “Báo kết quả dự kiến”; mỗi người có {days} ngày làm việc để giải trình.",
    )
    if waiting and period.objections_until and clock.now() <= period.objections_until:
        found.append(
            Finding(
                "evaluations.objection_window",
                "must",
                "Chưa hết thời gian giải trình",
                f"Ý kiến nhận đến hết {vi_date(period.objections_until)} ({days} ngày làm việc).",
                "Công bố sau ngày đó.",
            )
        )
    return found + unanswered


def _unanswered_finding(period: EvaluationPeriod, waiting: list[EvaluationSheet]) -> list[Finding]:
    asked = Objection.objects.for_organisation(period.organisation).filter(
        sheet__period=period, outcome="", withdrawn_at=None
    )
    open_ones = set(asked.values_list("sheet_id", flat=True))
    return _named_finding(
        [sheet for sheet in waiting if sheet.pk in open_ones],
        "evaluations.objection_open",
        "must",
        "Có ý kiến chưa được trả lời",
        "Trả lời từng ý kiến, nêu lý do.",
    )


def _extended_beyond_now(period: EvaluationPeriod, drafts: list[EvaluationSheet]) -> list[EvaluationSheet]:
    """Those whose own extension, or their tổ's, still runs, although the window of all others is over."""
    running = DeadlineExtension.objects.for_organisation(period.organisation).filter(new_due_at__gte=clock.now())
    people = set(running.filter(obligation__entry=period.entry_id).values_list("obligation__person_id", flat=True))
    departments = set(running.filter(entry=period.entry_id).values_list("department_id", flat=True)) - {None}
    people -= {None}
    return [sheet for sheet in drafts if sheet.person_id in people or sheet.department_id in departments]


def _named_finding(sheets, code: str, severity: str, title: str, change: str) -> list[Finding]:
    if not sheets:
        return []
    names = ", ".join(sheet.candidate_name for sheet in sheets[:10])
    more = f" và {len(sheets) - 10} phiếu khác" if len(sheets) > 10 else ""
    return [
        Finding(code, severity, title, f"{len(sheets)} phiếu: {names}{more}.", change, facts={"count": len(sheets)})
    ]


def again_blocking(found: list[Finding]) -> list[Finding]:
    """What stands in the way of publishing a reopened result: the rest of the period is over."""
    codes = ("share", "not_shown", "objection_open", "objection_window")
    return [each for each in blocking(found) if each.code.removeprefix("evaluations.") in codes]


# ---- provisional ----


@transaction.atomic
def announce_provisional(period: EvaluationPeriod, *, by) -> int:
    """Show each person her decided result and let her speak until the end of the counted days; returns how many.

    Called again for results decided later, the days count anew from then for everybody.
    """
    period = locked_period(period)
    record_results(period, by=by)
    rows = EvaluationSheet.objects.of_period(period).filter(state__in=DECIDED).select_for_update(of=("self",))
    sheets = list(rows.select_related("person", "organisation").order_by("pk"))
    if not sheets:
        raise DomainError(f"Chưa có kết quả {period.label} nào được quyết định để báo dự kiến.")
    for sheet in sheets:
        sheet.move_to(State.PROVISIONAL)
    EvaluationSheet.objects.bulk_update(sheets, ["state"])
    period.provisional_at, period.provisional_by = clock.now(), by
    period.objections_until = objections_until(period)
    period.save(update_fields=["provisional_at", "provisional_by", "objections_until"])
    until = vi_date(period.objections_until)
    for sheet in sheets:
        _tell(
            sheet,
            key=f"{sheet.subject_key}:provisional:{sheet.version}:{sheet.edition}",
            subject=f"Kết quả dự kiến {period.label}",
            body=f"Xếp loại dự kiến: {sheet.grade}. Có ý kiến thì gửi trước hết ngày {until}.",
        )
    audit.record("evaluations.provisional_announced", period, by=by, after={"count": len(sheets)})
    return len(sheets)


def objections_until(period: EvaluationPeriod) -> datetime:
    """The end of the last of the counted working days; today is not counted."""
    days = policy_for(period).objection_days
    return clock.end_of_day(days_off_at(period.organisation).after(clock.today(), days))


# ---- publication ----


@transaction.atomic
def publish(period: EvaluationPeriod, *, by) -> EvaluationPeriod:
    """Publish every decided sheet and tell each person of her own; DomainError with findings otherwise.

    A second call publishes only what was reopened and decided anew.
    """
    period = locked_period(period)
    record_results(period, by=by)
    is_again = period.published_at is not None
    ready = (*DECIDED, State.PROVISIONAL)
    rows = EvaluationSheet.objects.of_period(period).filter(state__in=ready)
    rows = rows.filter(edition__gt=0) if is_again else rows
    if is_again and not rows.exists():
        raise DomainError(f"Kết quả {period.label} đã công bố lúc {vi_datetime(period.published_at)}.")
    found = publication_findings(period)
    lacks = again_blocking(found) if is_again else blocking(found)
    if lacks:
        raise DomainError(f"Chưa công bố được: {lacks[0].title.lower()}.", findings=lacks)
    sheets = list(rows.select_for_update(of=("self",)).select_related("person", "organisation").order_by("pk"))
    for sheet in sheets:
        sheet.move_to(State.PUBLISHED)
        sheet.edition += 1
    EvaluationSheet.objects.bulk_update(sheets, ["state", "edition"])
    if not is_again:
        period.published_at, period.published_by = clock.now(), by
        if policy_for(period).public_days:
            period.public_code = secrets.token_urlsafe(18)
        period.save(update_fields=["published_at", "published_by", "public_code"])
        for sheet in EvaluationSheet.objects.of_period(period).drafts():
            cancel(period.organisation, sheet.subject_key)
    for sheet in sheets:
        again = " (công bố lại)" if sheet.edition > 1 else ""
        _tell(
            sheet,
            key=f"{sheet.subject_key}:published" + (f":{sheet.edition}" if sheet.edition > 1 else ""),
            subject=f"Kết quả đánh giá {period.label}{again}",
            body=f"Xếp loại: {sheet.grade}. Xem điểm từng tiêu chí trong phiếu.",
        )
        if sheet.subject == Subject.UNIT:
            send_unit_result(sheet, by=by)
    audit.record("evaluations.period_published", period, by=by, after={"count": len(sheets)})
    return period


def _tell(sheet: EvaluationSheet, *, key: str, subject: str, body: str) -> None:
    if sheet.subject == Subject.UNIT:
        tell_unit(sheet, key=key, subject=subject, body=body)
    if sheet.person_id is None:
        return
    notify(
        sheet.person,
        organisation=sheet.organisation,
        key=key,
        subject=subject,
        body=body,
        url=reverse("evaluations:sheet_detail", args=[sheet.organisation.slug, sheet.pk]),
    )


# ---- opening again ----


@transaction.atomic
def reopen(sheet: EvaluationSheet, *, reason: str, by) -> EvaluationSheet:
    """Open a published result again: what stood is kept as an edition, the tổ's column is judged anew."""
    reason = reason.strip()
    if not reason:
        raise DomainError("Ghi lý do mở lại kết quả đã công bố.")
    sheet = locked_after_period(sheet)
    if sheet.state != State.PUBLISHED:
        raise DomainError("Chỉ mở lại được kết quả đã công bố.")
    if sheet.is_about(by):
        raise DomainError("Không ai mở lại kết quả của chính mình. Nhờ thư ký hội đồng hoặc hiệu trưởng mở lại.")
    SheetEdition.objects.create(
        organisation=sheet.organisation,
        sheet=sheet,
        number=sheet.edition,
        content=_edition_of(sheet),
        reason=reason,
        made_by=by,
    )
    sheet.move_to(State.DEPARTMENT_RECOMMENDED)
    sheet.reviewed_at = clock.now()  # what the council decided before no longer counts
    sheet.touch()
    sheet.save()
    _tell(
        sheet,
        key=f"{sheet.subject_key}:reopened:{sheet.edition}",
        subject=f"Kết quả {sheet.period.label} được mở lại",
        body=f"Lý do: {reason}",
    )
    audit.record("evaluations.sheet_reopened", sheet, by=by, after={"edition": sheet.edition, "reason": reason})
    return sheet


def _edition_of(sheet: EvaluationSheet) -> dict:
    scores: Iterable = sheet.scores.select_related("criterion").order_by("criterion__position", "column")
    return stored_result(sheet) | {
        "department_note": sheet.department_note,
        "council_note": sheet.council_note,
        "sources": sheet.sources,
        "cells": [
            {
                "code": each.criterion.code,
                "column": each.column,
                "state": each.state,
                "amount": None if each.amount is None else str(each.amount),
            }
            for each in scores
        ],
    }

"""The results of a longer period out of the published ones of the shorter periods in its span.

Nothing is filled in: the sheets are settled with points, grade, praise and reasons and stand where the tổ recommends,
so that council or head, provisional result and publication follow as for every other period. A result that was handed
on is never changed here; that a shorter one was published anew since is said instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.findings import Finding, blocking
from core.templatetags.ui import vi_date
from evaluations import rollups
from evaluations.criteria import UNGRADED
from evaluations.models import EvaluationPeriod, EvaluationSheet, GradeBand, RollUp
from evaluations.models.rubrics import Subject
from evaluations.rollups import ABSENT_STATE, EXEMPT_STATE, GRADED_STATE, UNGRADED_STATE, Formula, Result, Source
from evaluations.services.candidates import locked_period
from evaluations.services.results import standings_of
from evaluations.services.rubric_drafts import catalogue_names

State = EvaluationSheet.State
Key = tuple[str, int | None]  # subject, and the id of whoever is judged
NAMED = 10  # of a finding
SETTLED = (
    "state",
    "points",
    "reachable",
    "grade",
    "praise",
    "reasons",
    "sources",
    "submitted_at",
    "reviewed_at",
    "reviewed_by",
    "version",
    "saved_at",
    "saved_from",
)


def formula_of(period: EvaluationPeriod, subject: str = Subject.PERSON) -> Formula:
    """The period's own copy of the formula, for everybody or by subject; DomainError where it cannot be read."""
    data = period.formula
    try:
        return rollups.read_formula(data if "method" in data else data[subject])
    except (KeyError, ValueError) as error:
        raise DomainError(
            f"Kỳ {period.label} chưa có công thức tổng hợp dùng được cho {Subject(subject).label.lower()}."
        ) from error


def frozen_formula(organisation, *, school_year, kind: str, subjects: Sequence[str]) -> dict[str, Any]:
    """What a new period keeps: the formula of each subject that has one in the year; {} where none has."""
    rows = RollUp.objects.for_organisation(organisation).filter(school_year=school_year, period_kind=kind)
    return dict(rows.filter(subject__in=subjects).order_by("pk").values_list("subject", "formula"))


# ---- what there is to roll up ----


@dataclass(frozen=True)
class Worked:
    """One sheet of the longer period with what the formula makes of it now."""

    sheet: EvaluationSheet
    sources: list[dict[str, Any]]
    result: Result

    @property
    def is_changed(self) -> bool:
        """Whether the stored result is another one, or none yet."""
        return self.sheet.state == State.DRAFT or self.sheet.sources != self.sources or not self.is_same

    @property
    def is_same(self) -> bool:
        sheet, result = self.sheet, self.result
        stored = (sheet.points, sheet.reachable, sheet.grade, sheet.praise, tuple(sheet.reasons))
        return stored == (result.points, result.reachable, result.grade, result.praise, result.reasons)


@dataclass
class RollUpDesk:
    """A rolled-up period as it stands: shorter periods, their sheets, the longer one's. Seven queries, however many."""

    period: EvaluationPeriod
    sheets: list[EvaluationSheet]
    formulas: dict[str, Formula]  # by subject

    @cached_property
    def shorter(self) -> list[EvaluationPeriod]:
        """The shorter periods that belong to the span, in their order, whether published or not."""
        period, kinds = self.period, {formula.of for formula in self.formulas.values()}
        rows = EvaluationPeriod.objects.for_organisation(period.organisation).filter(
            kind__in=kinds, starts_on__lte=period.ends_on, ends_on__gte=period.starts_on
        )
        return [
            each
            for each in rows.exclude(pk=period.pk).order_by("starts_on", "ends_on", "pk")
            if rollups.belongs(each.starts_on, each.ends_on, first=period.starts_on, last=period.ends_on)
        ]

    @cached_property
    def shorter_sheets(self) -> dict[tuple[int, Key], EvaluationSheet]:
        """By period and candidate."""
        rows = EvaluationSheet.objects.for_organisation(self.period.organisation).filter(period__in=self.shorter)
        rows = rows.filter(subject__in=self.formulas).select_related("submission", "person", "department")
        return {(sheet.period_id, key_of(sheet)): sheet for sheet in rows}

    @cached_property
    def wholes(self) -> dict[tuple[int, int | None], Decimal]:
        """The most that could be reached by a rubric in a period: the denominator of a sheet never handed in."""
        found: dict[tuple[int, int | None], Decimal] = {}
        for sheet in self.shorter_sheets.values():
            if sheet.reachable:
                key = (sheet.period_id, sheet.rubric_id)
                found[key] = max(found.get(key, Decimal(0)), sheet.reachable)
        return found

    @cached_property
    def standings(self) -> dict[int, str]:
        waiting = [sheet for sheet in self.sheets if sheet.state == State.DEPARTMENT_RECOMMENDED]
        return standings_of(waiting)

    @cached_property
    def worked(self) -> list[Worked]:
        """What the formula makes of every sheet that is judged."""
        return [self._work(sheet) for sheet in self.sheets if sheet.state != State.EXEMPT]

    @property
    def exempt(self) -> list[EvaluationSheet]:
        return [sheet for sheet in self.sheets if sheet.state == State.EXEMPT]

    @property
    def open_rows(self) -> list[Worked]:
        """Those whose result may be written: neither decided nor before the council."""
        return [row for row in self.worked if self.is_open(row.sheet)]

    @property
    def held_rows(self) -> list[Worked]:
        """Those handed on, whose shorter results are others now."""
        computed = [row for row in self.worked if row.sheet.sources and not self.is_open(row.sheet)]
        return [row for row in computed if row.sheet.sources != row.sources]

    def is_open(self, sheet: EvaluationSheet) -> bool:
        """After publication only what was reopened is computed again."""
        if self.period.published_at and not sheet.edition:
            return False
        if sheet.state == State.DEPARTMENT_RECOMMENDED:
            return self.standings.get(sheet.pk) in (None, "not_passed")
        return sheet.state in (State.DRAFT, State.SUBMITTED, State.COUNCIL_NOT_PASSED)

    def _work(self, sheet: EvaluationSheet) -> Worked:
        formula, key = self.formulas[sheet.subject], key_of(sheet)
        rows = [(each, self.shorter_sheets.get((each.pk, key))) for each in self.shorter if each.kind == formula.of]
        sources = [self._source(period, found) for period, found in rows]
        stored = [_stored(source, found) for source, (_, found) in zip(sources, rows, strict=True)]
        return Worked(sheet, stored, rollups.roll_up(formula, sources))

    def _source(self, period: EvaluationPeriod, sheet: EvaluationSheet | None) -> Source:
        """Exempt and absent have no number; what was never handed in before publication is ungraded."""
        number = rollups.number_of(period.kind, period.starts_on, period.ends_on)
        if sheet is None or sheet.state == State.EXEMPT:
            return Source(period.label, ABSENT_STATE if sheet is None else EXEMPT_STATE, number=number)
        state = GRADED_STATE if sheet.state == State.PUBLISHED and sheet.grade != UNGRADED else UNGRADED_STATE
        reachable = sheet.reachable or (
            self.wholes.get((period.pk, sheet.rubric_id)) if state == UNGRADED_STATE else None
        )
        return Source(period.label, state, sheet.points, reachable, sheet.grade, number)

    # ---- what stands in the way ----

    def findings(self) -> list[Finding]:
        """What keeps the period from being computed (must), and what a person should see first (look)."""
        if not self.sheets:
            return [_finding("empty", "must", "Kỳ chưa có phiếu nào", "Cập nhật danh sách người tham gia của kỳ.")]
        return [
            *self._time_findings(),
            *self._period_findings(),
            *self._sheet_findings(),
            *self._missing_findings(),
            *self._held_findings(),
        ]

    def _time_findings(self) -> list[Finding]:
        opens_at = self.period.entry.opens_at
        if clock.now() >= opens_at:
            return []
        return [
            _finding("early", "must", "Chưa đến ngày tổng hợp", f"Kỳ {self.period.label} mở ngày {vi_date(opens_at)}.")
        ]

    def _period_findings(self) -> list[Finding]:
        if not self.shorter:
            noun = rollups.NOUNS[next(iter(self.formulas.values())).of]
            span = f"{vi_date(self.period.starts_on)} – {vi_date(self.period.ends_on)}"
            return [_finding("none", "must", f"Chưa có kỳ {noun} nào trong khoảng {span}", "Lập các kỳ đó trước.")]
        waiting = [period.label for period in self.shorter if not period.published_at]
        return _listed("unpublished", "must", "Có kỳ chưa công bố", waiting, "kỳ", "Công bố các kỳ này rồi tổng hợp.")

    def _sheet_findings(self) -> list[Finding]:
        """Results that were opened again and stand open in a published period."""
        published = {period.pk: period.label for period in self.shorter if period.published_at}
        done = (State.PUBLISHED, State.EXEMPT, State.DRAFT)
        open_ones = [
            f"{sheet.person or sheet.department or 'cả đơn vị'} ({published[sheet.period_id]})"
            for sheet in self.shorter_sheets.values()
            if sheet.period_id in published and sheet.state not in done
        ]
        return _listed(
            "reopened",
            "must",
            "Có kết quả đang mở lại",
            open_ones,
            "phiếu",
            "Quyết định và công bố lại các phiếu này rồi tổng hợp.",
        )

    def _missing_findings(self) -> list[Finding]:
        if not any(formula.of == "month" for formula in self.formulas.values()):
            return []
        have = {
            (middle.year, middle.month)
            for middle in (each.starts_on + (each.ends_on - each.starts_on) / 2 for each in self.shorter)
        }
        expected = rollups.months_within(self.period.starts_on, self.period.ends_on)
        lacking = [f"tháng {month}/{year}" for year, month in expected if (year, month) not in have]
        return _listed(
            "no_period", "look", "Có tháng không có kỳ đánh giá", lacking, "tháng", "Những tháng này không được tính."
        )

    def _held_findings(self) -> list[Finding]:
        return _listed(
            "held",
            "look",
            "Có kết quả kỳ ngắn đã đổi sau khi tổng hợp",
            [row.sheet.candidate_name for row in self.held_rows],
            "phiếu",
            "Phiếu đã đưa ra xét nên giữ kết quả cũ. Tính lại được khi hội đồng không thông qua phiếu, hoặc khi mở lại"
            " phiếu đã công bố.",
        )


def key_of(sheet: EvaluationSheet) -> Key:
    if sheet.subject == Subject.PERSON:
        return sheet.subject, sheet.person_id
    if sheet.subject == Subject.DEPARTMENT:
        return sheet.subject, sheet.department_id
    return sheet.subject, sheet.submission.organisation_id if sheet.submission_id else None


def _place(sheet: EvaluationSheet) -> tuple:
    """The whole organisation, its tổ, then its people in their order."""
    order = {Subject.ORGANISATION: 0, Subject.DEPARTMENT: 1}
    name = sheet.person.sort_key if sheet.person_id else sheet.candidate_name
    return order.get(sheet.subject, 2), name, sheet.pk


def _stored(source: Source, sheet: EvaluationSheet | None) -> dict[str, Any]:
    """One counted period as the sheet keeps it; numbers as strings with a dot."""
    return {
        "sheet": sheet.pk if sheet else None,
        "edition": sheet.edition if sheet else 0,
        "label": source.label,
        "state": source.state,
        "points": None if source.points is None else str(source.points),
        "reachable": None if source.reachable is None else str(source.reachable),
        "grade": source.grade,
    }


def _finding(code: str, severity: str, title: str, detail: str, change: str = "") -> Finding:
    return Finding(f"roll_up.{code}", severity, title, detail, change)


def _listed(code: str, severity: str, title: str, names: list[str], noun: str, change: str) -> list[Finding]:
    if not names:
        return []
    more = f" và {len(names) - NAMED} {noun} khác" if len(names) > NAMED else ""
    detail = f"{len(names)} {noun}: {', '.join(names[:NAMED])}{more}."
    return [Finding(f"roll_up.{code}", severity, title, detail, change, facts={"count": len(names)})]


def open_roll_up(period: EvaluationPeriod, *, lock: bool = False) -> RollUpDesk:
    """The period with what the formula would make of it now; DomainError where it has no usable formula."""
    if not period.is_rolled_up:
        raise DomainError(f"Kỳ {period.label} được chấm bằng phiếu, không tổng hợp từ các kỳ ngắn hơn.")
    rows = EvaluationSheet.objects.of_period(period).with_names()
    rows = rows.select_for_update(of=("self",)).order_by("pk") if lock else rows
    sheets = sorted(rows, key=_place)
    # A formula that cannot be read is refused here, not halfway through a page.
    return RollUpDesk(period, sheets, {each: formula_of(period, each) for each in {sheet.subject for sheet in sheets}})


@transaction.atomic
def compute_roll_up(period: EvaluationPeriod, *, by) -> int:
    """Write the result into every sheet that is not handed on yet; returns how many changed.

    The same act again changes nothing. DomainError with findings where a shorter period is not published or one of
    its results stands open.
    """
    period = locked_period(period)
    desk = open_roll_up(period, lock=True)
    if lacks := blocking(desk.findings()):
        raise DomainError(f"Chưa tổng hợp được: {lacks[0].title.lower()}. {lacks[0].change}".strip(), findings=lacks)
    changed = [row for row in desk.open_rows if row.is_changed or row.sheet.state != State.DEPARTMENT_RECOMMENDED]
    for row in changed:
        _settle(row, by=by)
    EvaluationSheet.objects.bulk_update([row.sheet for row in changed], SETTLED)
    if changed:
        ungraded = sum(not row.result.is_graded for row in changed)
        after = {"count": len(changed), "ungraded": ungraded, "periods": [each.pk for each in desk.shorter]}
        audit.record("evaluations.rolled_up", period, by=by, after=after)
    return len(changed)


def _settle(row: Worked, *, by) -> None:
    sheet, result, moment = row.sheet, row.result, clock.now()
    if sheet.state == State.DRAFT:
        sheet.move_to(State.SUBMITTED)
        sheet.submitted_at = moment
    if sheet.state != State.DEPARTMENT_RECOMMENDED:
        sheet.move_to(State.DEPARTMENT_RECOMMENDED)
    sheet.reviewed_by, sheet.reviewed_at = by, moment  # what a council said of other numbers no longer counts
    sheet.points, sheet.reachable = result.points, result.reachable
    sheet.grade, sheet.praise, sheet.reasons = result.grade, result.praise, list(result.reasons)
    sheet.sources = row.sources
    sheet.touch()


# ---- the formulas of a year ----


def roll_ups_of(organisation, school_year):
    rows = RollUp.objects.for_organisation(organisation).filter(school_year=school_year)
    return rows.select_related("document")


def known_grades(organisation) -> list[str]:
    """The grades of the adopted rubrics, the best first, each once."""
    rows = GradeBand.objects.for_organisation(organisation).filter(rubric__adopted_at__isnull=False)
    return list(dict.fromkeys(rows.order_by("-minimum", "pk").values_list("name", flat=True)))


def formula_findings(organisation, data: Mapping[str, Any], *, kind: str) -> list[Finding]:
    """Everything against a formula of this organisation; the legal catalogue's names among it."""
    return rollups.findings_of(
        rollups.read_formula(data), kind=kind, known=known_grades(organisation) or None, titles=catalogue_names()
    )


@transaction.atomic
def save_roll_up(
    roll_up: RollUp, *, name: str, formula: Mapping[str, Any], document=None, locator: str = "", version: int = 0, by
) -> RollUp:
    """Store a new or changed formula; periods that exist keep the copy they were opened with.

    DomainError with findings where the formula is wrong; ConflictError where somebody saved it meanwhile.
    """
    is_new = roll_up.pk is None
    if not is_new:
        rows = RollUp.objects.for_organisation(roll_up.organisation).select_for_update(of=("self",))
        roll_up = rows.select_related("organisation", "school_year").get(pk=roll_up.pk)
        if roll_up.version != version:
            raise ConflictError("Công thức này vừa được lưu từ nơi khác. Xem phần khác nhau rồi lưu lại.")
    elif _same(roll_up).exists():
        raise DomainError(
            f"Năm học này đã có công thức cho kỳ {roll_up.get_period_kind_display().lower()}"
            f" ({roll_up.get_subject_display().lower()}). Mở công thức đó để sửa."
        )
    if lacks := blocking(formula_findings(roll_up.organisation, formula, kind=roll_up.period_kind)):
        raise DomainError(" ".join(finding.title for finding in lacks), findings=lacks)
    before = None if is_new else {"name": roll_up.name, "formula": roll_up.formula}
    roll_up.name, roll_up.formula = name, dict(formula)
    roll_up.document, roll_up.locator = document, locator
    if not is_new:
        roll_up.touch()
    roll_up.save()
    audit.record(
        "evaluations.roll_up_created" if is_new else "evaluations.roll_up_edited",
        roll_up,
        by=by,
        before=before,
        after={"name": name, "formula": roll_up.formula},
    )
    return roll_up


def _same(roll_up: RollUp):
    rows = RollUp.objects.for_organisation(roll_up.organisation)
    return rows.filter(school_year=roll_up.school_year, period_kind=roll_up.period_kind, subject=roll_up.subject)


@transaction.atomic
def delete_roll_up(roll_up: RollUp, *, by) -> None:
    """Take a formula away; periods that are rolled up by a copy of it stay so, new ones are filled in."""
    audit.record(
        "evaluations.roll_up_deleted", roll_up, by=by, before={"name": roll_up.name, "formula": roll_up.formula}
    )
    roll_up.delete()

"""The yearly quality rating: proposed from facts or points, decided by the head, replaced and never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.findings import Finding, blocking
from notifications.services import notify
from organisation.models import Organisation, Person
from records.caps import CapCheck
from records.criteria import EXCELLENT, WHOLE
from records.models import QualityRating, RatedYear
from records.services.rating_years import RatingDesk, open_desk

State = QualityRating.State
ENTERED = ("level", "points", "facts", "duty_group", "remark", "exclusion_grounds")


# ---- proposing ----


def propose_rating(
    *, organisation, person, year_kind: str, year_code: str, by, points: Decimal | None = None, source_key: str = ""
) -> QualityRating:
    """Open one person's rating of a year, or bring the points of an open one up to date; see `propose_ratings`."""
    desk = open_desk(organisation, year_kind, year_code)
    return propose_ratings(desk, [(person, points, source_key)], by=by)[0]


@transaction.atomic
def propose_ratings(desk: RatingDesk, rows: Iterable[tuple[Person, Decimal | None, str]], *, by) -> list[QualityRating]:
    """Open or feed the ratings of a year from (person, points out of 100 or None, where they come from).

    The same rows again change nothing. A decided rating is returned as it is, and so is the proposal of one that is to
    replace it: what a person entered with a reason is not fed over. DomainError for points outside 0–100 and for
    somebody who did not work here in the year; then nothing of the whole call is written.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=desk.organisation.pk)
    known = {row.person_id: row for row in desk.rows().current().select_for_update(of=("self",))}
    return [_propose(desk, organisation, known.get(person.pk), person, *fed, by=by) for person, *fed in rows]


def _propose(desk, organisation, row, person, points, source_key, *, by) -> QualityRating:
    _refuse_points_outside(points, person)
    if row is None:
        place = desk.place_of(person)
        row = QualityRating(
            organisation=organisation,
            person=person,
            year_kind=desk.kind,
            year_code=desk.code,
            proposed_by=by,
            **asdict(place),
        )
    elif not _takes(row, points, source_key):
        return row
    former, is_new = row.reached, row.pk is None
    row.points, row.source_key = points, source_key
    reached = desk.judge(row).level
    if row.level in ("", former):  # nobody chose another level
        row.level = reached
    _judge(desk, row)
    if not is_new:
        row.touch()
    row.save()
    audit.record(
        "records.rating_opened" if is_new else "records.rating_fed",
        row,
        by=by,
        after={"year": row.year_name},
        personal={"person": person.full_name},
    )
    return row


def _takes(row: QualityRating, points, source_key) -> bool:
    """Whether points are news to an existing row that may still be fed."""
    if row.state != State.PROPOSED or row.replaces_id or points is None:
        return False
    return (row.points, row.source_key) != (points, source_key)


def _refuse_points_outside(points: Decimal | None, person) -> None:
    if points is not None and not 0 <= points <= WHOLE:
        raise DomainError(
            f"Điểm xếp loại của {person.full_name} là {points}, cần nằm từ 0 đến {WHOLE}. Quy điểm về thang {WHOLE} rồi"
            " nhập lại."
        )


def _judge(desk: RatingDesk, row: QualityRating, *, extra: Iterable[Finding] = ()) -> list[Finding]:
    """Write what the rules of the desk's day say into the row. The caller saves."""
    verdict = desk.judge(row)
    found = [*verdict.findings, *extra]
    row.reached, row.rules = verdict.level, desk.frozen_rules
    row.findings = [asdict(each) for each in found]
    return found


def people_without_rating(desk: RatingDesk) -> list[Person]:
    """Who worked here in the year and has no rating of it, by name."""
    rated = set(desk.rows().current().values_list("person_id", flat=True))
    people = [works[0].person for pk, works in desk.employments.items() if pk not in rated]
    return sorted(people, key=lambda person: (person.sort_key, person.pk))


@transaction.atomic
def save_proposal(
    rating: QualityRating, *, values: Mapping[str, Any], version: int, page: str = "", by
) -> QualityRating:
    """Enter level, facts and remark of an open proposal (`ENTERED`; what is not named stays).

    Nobody enters her own. ConflictError where somebody else saved since the page was opened.
    """
    rating = _locked(rating)
    if rating.state != State.PROPOSED:
        raise DomainError(
            f"Xếp loại của {rating.person.full_name} đã ở trạng thái “{rating.get_state_display()}” nên không sửa được."
            " Muốn đổi mức đã quyết định, lập đề nghị thay."
        )
    if rating.person.user_id == by.pk:
        raise DomainError("Không ai tự nhập xếp loại của mình. Nhờ người đứng đầu hoặc thư ký nhập.")
    if rating.is_stale_for(version=version, page=page):
        raise ConflictError("Phiếu này vừa được lưu từ nơi khác. Xem phần khác nhau rồi lưu lại nếu vẫn muốn thay.")
    for name in ENTERED:
        if name in values:
            setattr(rating, name, values[name])
    _refuse_points_outside(rating.points, rating.person)
    _judge(open_desk(rating.organisation, rating.year_kind, rating.year_code), rating)
    rating.touch(page=page)
    rating.save()
    audit.record(
        "records.rating_edited",
        rating,
        by=by,
        after={"year": rating.year_name},
        personal={"person": rating.person.full_name, "level": rating.get_level_display()},
    )
    return rating


@transaction.atomic
def withdraw_proposal(rating: QualityRating, *, by) -> QualityRating:
    """Take a proposal back; what stood before it stands on."""
    rating = _locked(rating)
    if rating.state != State.PROPOSED:
        raise DomainError(f"Chỉ rút được phiếu đang đề nghị; phiếu này “{rating.get_state_display()}”.")
    if rating.person.user_id == by.pk:
        raise DomainError("Không ai tự rút phiếu xếp loại của mình. Nhờ người đứng đầu hoặc thư ký rút.")
    rating.move_to(State.WITHDRAWN)
    rating.touch()
    rating.save(update_fields=["state", "version", "saved_at", "saved_from"])
    audit.record(
        "records.rating_withdrawn",
        rating,
        by=by,
        after={"year": rating.year_name},
        personal={"person": rating.person.full_name},
    )
    return rating


@transaction.atomic
def replace_rating(rating: QualityRating, *, reason: str, by) -> QualityRating:
    """Propose another rating in the place of a decided one, which stands until the new one is decided."""
    rating = _locked(rating)
    name = rating.person.full_name
    if rating.state != State.DECIDED:
        raise DomainError(f"Chỉ thay được mức đã quyết định; phiếu của {name} “{rating.get_state_display()}”.")
    if rating.replacements.filter(state=State.PROPOSED).exists():
        raise DomainError(f"Đã có đề nghị thay mức của {name}. Mở đề nghị đó để sửa tiếp.")
    if not reason.strip():
        raise DomainError("Ghi lý do thay mức đã quyết định.")
    copied = ("organisation", "person", "department", "year_kind", "year_code", "duty_group", "is_manager", "is_head")
    copied += ("level", "points", "facts", "exclusion_grounds", "remark", "source_key")
    new = QualityRating(
        **{field: getattr(rating, field) for field in copied},
        replaces=rating,
        replace_reason=reason.strip(),
        proposed_by=by,
    )
    _judge(open_desk(rating.organisation, rating.year_kind, rating.year_code), new)
    new.save()
    audit.record(
        "records.rating_replacement_proposed",
        new,
        by=by,
        after={"year": new.year_name, "replaces": rating.pk},
        personal={"person": name, "reason": new.replace_reason},
    )
    return new


# ---- the unit's own level ----


@transaction.atomic
def note_rated_year(desk: RatingDesk, *, unit_level: str, is_outstanding: bool, basis: str, by) -> RatedYear:
    """Note the unit's level and whether its results raise the cap, with the document that says so."""
    if (unit_level or is_outstanding) and not basis.strip():
        raise DomainError("Ghi số, ngày của văn bản xếp loại đơn vị.")
    year, _ = RatedYear.objects.update_or_create(
        organisation=desk.organisation,
        year_kind=desk.kind,
        year_code=desk.code,
        defaults={
            "unit_level": unit_level,
            "is_outstanding": is_outstanding,
            "basis": basis.strip(),
            "noted_by": by,
            "noted_at": clock.now(),
        },
    )
    audit.record(
        "records.rated_year_noted",
        year,
        by=by,
        after={"year": desk.year_name, "level": unit_level, "document": year.basis},
    )
    desk.__dict__.pop("rated_year", None)
    for row in desk.rows().filter(state=State.PROPOSED, is_head=True).select_for_update():
        _judge(desk, row)
        row.save(update_fields=["reached", "rules", "findings"])
    return year


# ---- deciding ----


@dataclass(frozen=True)
class Candidate:
    """One proposal as the head sees it before deciding."""

    rating: QualityRating
    findings: list[Finding]
    needs_reference: bool

    @property
    def blocking(self) -> list[Finding]:
        return blocking(self.findings)

    @property
    def open_findings(self) -> list[Finding]:
        return [each for each in self.findings if each.severity != "ok"]


@dataclass(frozen=True)
class DecisionCheck:
    """Everything the act would meet, judged by the parameters of today."""

    candidates: list[Candidate]
    caps: list[CapCheck]

    @property
    def needs_note(self) -> bool:
        return any(each.open_findings for each in self.candidates) or any(
            cap.finding.severity != "ok" for cap in self.caps
        )


def decision_check(desk: RatingDesk, rows: Iterable[QualityRating], *, by) -> DecisionCheck:
    """Judge proposals again by today's parameters; nothing is written."""
    return DecisionCheck([_candidate(desk, row, by=by) for row in rows], desk.caps())


def _candidate(desk: RatingDesk, row: QualityRating, *, by) -> Candidate:
    found = desk.judge(row).findings
    entered_by = row.applied_rules.scheme
    if entered_by and entered_by != desk.rules.scheme:
        change = "Mở phiếu, nhập số liệu theo quy định đang áp dụng rồi lưu lại."
        found.insert(0, Finding("other_scheme", "must", "Phiếu lập theo quy định trước", change=change))
    return Candidate(row, found, row.is_head or row.person.user_id == by.pk)


@transaction.atomic
def decide_ratings(
    desk: RatingDesk,
    chosen: Mapping[int, int],
    *,
    note: str = "",
    references: Mapping[int, str] | None = None,
    by,
) -> list[QualityRating]:
    """Decide proposals, named by id with the version that was seen; all of them or none.

    Refused where one changed meanwhile, has a finding that blocks, or exceeds a cap whose text was compared. Findings
    to be looked at need `note`. The head's own rating is decided by the office above: `references` names its document.
    """
    if not chosen:
        raise DomainError("Chưa chọn phiếu nào. Chọn những phiếu cần quyết định.")
    Organisation.objects.select_for_update(no_key=True).get(pk=desk.organisation.pk)  # the caps count everybody
    rows = desk.rows().filter(pk__in=chosen, state=State.PROPOSED).with_names()
    rows = list(rows.select_for_update(of=("self",)).order_by("person__sort_key", "pk"))
    changed = [row.person.full_name for row in rows if row.version != chosen[row.pk]]
    if len(rows) < len(chosen) or changed:
        who = ", ".join(changed) or f"{len(chosen) - len(rows)} phiếu"
        raise ConflictError(f"Có thay đổi sau khi mở trang: {who}. Xem lại rồi quyết định.")
    check = decision_check(desk, rows, by=by)
    _refuse_what_blocks(check, note, references or {})
    for candidate in check.candidates:
        _decide(desk, candidate.rating, check.caps, note, (references or {}).get(candidate.rating.pk, ""), by=by)
    return rows


def _refuse_what_blocks(check: DecisionCheck, note: str, references: Mapping[int, str]) -> None:
    blocked = [each for each in check.candidates if each.blocking]
    if blocked:
        first = blocked[0]
        raise DomainError(
            f"Chưa quyết định được {len(blocked)} phiếu. {first.rating.person.full_name}: {first.blocking[0].title}."
            f" {first.blocking[0].change}",
            findings=[finding for each in blocked for finding in each.blocking],
        )
    groups = {row.duty_group for row in (each.rating for each in check.candidates) if row.level == EXCELLENT}
    over = [cap.finding for cap in check.caps if groups and cap.group in ("", *groups) and cap.finding.blocks]
    if over:
        raise DomainError(f"{over[0].title}. {over[0].detail} {over[0].change}", findings=over)
    for each in check.candidates:
        if each.needs_reference and not references.get(each.rating.pk, "").strip():
            raise DomainError(
                f"Mức của {each.rating.person.full_name} do cấp trên quyết định. Ghi số, ngày văn bản của cấp trên."
            )
    if check.needs_note and not note.strip():
        raise DomainError("Có nội dung cần xem xét. Ghi lý do quyết định.")


def _decide(desk, row: QualityRating, caps: list[CapCheck], note: str, reference: str, *, by) -> None:
    extra = [cap.finding for cap in caps if cap.group in ("", row.duty_group)] if row.level == EXCELLENT else []
    _judge(desk, row, extra=extra)
    if row.replaces_id:
        old = QualityRating.objects.select_for_update().get(pk=row.replaces_id)
        old.move_to(State.REPLACED)
        old.save(update_fields=["state"])
    row.move_to(State.DECIDED)
    row.decided_by, row.decided_at = by, clock.now()
    row.decision_note, row.decision_reference = note.strip(), reference.strip()
    row.touch()
    row.save()
    audit.record(
        "records.rating_decided",
        row,
        by=by,
        after={"year": row.year_name, "replaces": row.replaces_id},
        personal={"person": row.person.full_name, "level": row.get_level_display()},
    )
    notify(
        row.person,
        organisation=row.organisation,
        key=f"quality-rating:{row.pk}:decided",
        subject=f"Đã có kết quả xếp loại chất lượng {row.year_name}",
        body=f"Mức của Thầy/Cô: {row.get_level_display()}.",
        url=reverse("records:own_rating", args=[row.organisation.slug, row.pk]),
    )


def _locked(rating: QualityRating) -> QualityRating:
    rows = QualityRating.objects.select_for_update(of=("self",)).select_related("person", "organisation")
    return rows.get(pk=rating.pk)

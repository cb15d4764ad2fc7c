"""Rows of the record that no decision in the system wrote: entered by hand, read from Excel, sent by an earlier place.

Each `enter_…` may be called again with the same content: it changes nothing and says so (`Entered.outcome`). What
contradicts a row that is there is refused, never written over it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.templatetags.ui import vi_date
from core.vietnamese import clean_line
from legal.models import Distinction
from organisation.models import Employment, Organisation, SchoolYear
from records.criteria import LEVEL_NAMES
from records.models import (
    HISTORY,
    InitiativeAuthor,
    InitiativeRecognition,
    Origin,
    QualityRating,
    TitleRecord,
    YearKind,
)

NEW, CHANGED, SAME = "new", "changed", "same"
EARLIEST = date(1950, 1, 1)
SUMMER = 7  # the month before whose first day no school year begins
DECISION = ("decision_number", "decided_on", "authority")
TITLE_FIELDS = ("distinction", "detail", "basis", "school_year_code", *DECISION)
INITIATIVE_FIELDS = ("kind", "name", "scope", "school_year_code", *DECISION, "effect_reference")


class Entered(NamedTuple):
    """`outcome`: NEW, CHANGED (authors or shares were added to what was there) or SAME (it was all there)."""

    row: Any
    outcome: str

    @property
    def is_new(self) -> bool:
        return self.outcome == NEW


# ---- titles, commendations, prizes, awards of mass organisations, biểu dương ----


@transaction.atomic
def enter_title(
    *,
    organisation,
    person=None,
    department=None,
    distinction: Distinction,
    school_year_code: str,
    decision_number: str,
    decided_on: date,
    authority: str,
    detail: str = "",
    basis: str = TitleRecord.Basis.MERIT,
    origin: str = Origin.ENTERED,
    source_key: str = "",
    by,
) -> Entered:
    """Write one thing that a person, a tổ or (neither) the organisation holds.

    DomainError for a year, a day or a distinction that cannot be, and where the same one of the same year is recorded
    by another decision or was revoked.
    """
    values = clean_title(
        distinction=distinction,
        detail=detail,
        basis=basis,
        school_year_code=school_year_code,
        decision_number=decision_number,
        decided_on=decided_on,
        authority=authority,
    )
    _refuse_other_target(distinction, is_person=person is not None)
    _refuse_own([person], origin, by)
    key = {"person": person, "department": department, **{name: values.pop(name) for name in TITLE_KEY}}
    rows = TitleRecord.objects.for_organisation(organisation)
    record, is_new = rows.get_or_create(
        organisation=organisation,
        **key,
        defaults={**values, "origin": origin, "source_key": source_key, "recorded_by": by},
    )
    if not is_new:
        _refuse_contradiction(record, values)
        return Entered(record, SAME)
    audit.record(
        "records.title_entered",
        record,
        by=by,
        after={**told_title(record), "origin": origin},
        personal={"candidate": record.candidate_name},
    )
    return Entered(record, NEW)


TITLE_KEY = ("distinction", "school_year_code", "detail")


def clean_title(**values) -> dict[str, Any]:
    """The `TITLE_FIELDS` as they are stored; DomainError with how to mend what cannot be."""
    found = {**values, **_clean_decision(values), "detail": clean_line(values["detail"])}
    found["school_year_code"] = school_year(values["school_year_code"])
    refuse_day(found["decided_on"], found["school_year_code"])
    kind = values["distinction"].kind
    if kind in (Distinction.Kind.PRIZE, Distinction.Kind.MASS, Distinction.Kind.OWN) and not found["detail"]:
        raise DomainError(f"Ghi tên cụ thể của “{values['distinction'].name}”: giải gì, hội thi nào, tổ chức nào khen.")
    return found


def told_title(record: TitleRecord) -> dict[str, Any]:
    """What the log keeps of a row, before and after."""
    return {
        "distinction": record.distinction.code,
        "detail": record.detail,
        "basis": record.basis,
        "school_year": record.school_year_code,
        "decision": record.decision_number,
        "decided_on": record.decided_on,
        "authority": record.authority,
    }


def _refuse_other_target(distinction: Distinction, *, is_person: bool) -> None:
    target = Distinction.Target.COLLECTIVE if is_person else Distinction.Target.INDIVIDUAL
    if distinction.target == target:
        whose = "tập thể" if is_person else "cá nhân"
        raise DomainError(f"{distinction.name} là của {whose}. Chọn danh hiệu khác, hoặc ghi vào hồ sơ của {whose}.")


def _refuse_contradiction(record: TitleRecord, values: dict[str, Any]) -> None:
    known = f"{record.candidate_name} đã có {record.distinction.name} năm học {record.school_year_code} theo Quyết định"
    known += f" số {record.decision_number} ngày {vi_date(record.decided_on)}"
    if record.revoked_on:
        raise DomainError(f"{known}, đã bị thu hồi ngày {vi_date(record.revoked_on)} nên không ghi thêm.")
    if (record.decision_number, record.decided_on) != (values["decision_number"], values["decided_on"]):
        raise DomainError(f"{known} nên không ghi thêm. Nếu dòng đang có bị sai, sửa dòng đó.")


# ---- initiatives ----


@transaction.atomic
def enter_initiative(
    *,
    organisation,
    name: str,
    scope: str,
    school_year_code: str,
    decision_number: str,
    decided_on: date,
    authority: str,
    authors: Sequence[tuple[Any, int | None]],
    kind: str = InitiativeRecognition.Kind.INITIATIVE,
    effect_reference: str = "",
    origin: str = Origin.ENTERED,
    source_key: str = "",
    by,
) -> Entered:
    """Write a recognised initiative with its authors: (person, share in percent or None where it is not stated).

    The same initiative of the same decision with further authors adds these (CHANGED): a list has a line for each.
    """
    values = clean_initiative(
        kind=kind,
        name=name,
        scope=scope,
        school_year_code=school_year_code,
        decision_number=decision_number,
        decided_on=decided_on,
        authority=authority,
        effect_reference=effect_reference,
    )
    if not authors:
        raise DomainError(f"Ghi ít nhất một tác giả của “{values['name']}”.")
    _refuse_own([person for person, _ in authors], origin, by)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # the shares count all authors
    key = {field: values.pop(field) for field in ("name", "decision_number", "decided_on")}
    row, is_new = InitiativeRecognition.objects.for_organisation(organisation).get_or_create(
        organisation=organisation,
        **key,
        defaults={**values, "origin": origin, "source_key": source_key, "recorded_by": by},
    )
    if not is_new:
        _refuse_other_initiative(row, values)
    added = _add_authors(row, authors)
    outcome = NEW if is_new else (CHANGED if added else SAME)
    if outcome != SAME:
        audit.record(
            "records.initiative_entered" if is_new else "records.initiative_authors_added",
            row,
            by=by,
            after={**told_initiative(row), "origin": origin, "authors": len(added)},
            personal={"authors": ", ".join(added)},
        )
    return Entered(row, outcome)


def clean_initiative(**values) -> dict[str, Any]:
    """The `INITIATIVE_FIELDS` as they are stored."""
    found = {**values, **_clean_decision(values), "name": clean_line(values["name"])}
    found["effect_reference"] = clean_line(values["effect_reference"])
    found["school_year_code"] = school_year(values["school_year_code"])
    refuse_day(found["decided_on"], found["school_year_code"])
    if not found["name"]:
        raise DomainError("Ghi tên sáng kiến, đề tài.")
    return found


def told_initiative(row: InitiativeRecognition) -> dict[str, Any]:
    """What the log keeps of a row, before and after."""
    return {
        "kind": row.kind,
        "name": row.name,
        "scope": row.scope,
        "school_year": row.school_year_code,
        "decision": row.decision_number,
        "decided_on": row.decided_on,
        "authority": row.authority,
        "effect": row.effect_reference,
    }


def _refuse_other_initiative(row: InitiativeRecognition, values: dict[str, Any]) -> None:
    if (row.kind, row.scope, row.school_year_code) != (values["kind"], values["scope"], values["school_year_code"]):
        raise DomainError(
            f"“{row.name}” đã ghi theo Quyết định số {row.decision_number} ngày {vi_date(row.decided_on)}:"
            f" {row.get_kind_display()}, {row.get_scope_display().lower()}, năm học {row.school_year_code}. Nếu dòng"
            " đang có bị sai, sửa dòng đó."
        )


def _add_authors(row: InitiativeRecognition, authors: Sequence[tuple[Any, int | None]]) -> list[str]:
    """Add who is not there yet and shares not stated yet; gives the names that changed."""
    known = {each.person_id: each for each in row.authors.select_for_update()}
    changed = []
    for person, share in authors:
        refuse_share(share, person)
        author = known.get(person.pk)
        if author is None:
            known[person.pk] = InitiativeAuthor.objects.create(
                organisation=row.organisation, recognition=row, person=person, share=share
            )
            changed.append(person.full_name)
        elif share is not None and author.share is None:
            author.share = share
            author.save(update_fields=["share"])
            changed.append(person.full_name)
        elif share is not None and author.share != share:
            raise DomainError(
                f"{person.full_name} đã ghi đóng góp {author.share}% vào “{row.name}”, khác với {share}%. Sửa dòng đang"
                " có nếu bị sai."
            )
    refuse_sum(row.name, [each.share for each in known.values()])
    return changed


def refuse_share(share: int | None, person) -> None:
    if share is not None and not 1 <= share <= 100:
        raise DomainError(f"Tỷ lệ đóng góp của {person.full_name} là {share}%, cần nằm từ 1 đến 100.")


def refuse_sum(name: str, shares: Sequence[int | None]) -> None:
    total = sum(share or 0 for share in shares)
    if total > 100:
        raise DomainError(f"Tỷ lệ đóng góp của các tác giả “{name}” cộng lại {total}%, quá 100%. Xem lại từng người.")


# ---- yearly ratings from before ----


@transaction.atomic
def enter_rating(
    *,
    organisation,
    person,
    year_code: str,
    level: str,
    decision_reference: str,
    decided_on: date,
    year_kind: str = YearKind.SCHOOL_YEAR,
    origin: str = Origin.ENTERED,
    source_key: str = "",
    by,
) -> Entered:
    """Write a yearly rating that was decided before, or elsewhere, as a decided one without figures and findings.

    It stands for what the document says (`decision_reference`), nothing is judged. `decided_by` is who entered it.
    `source_key` becomes "history:<origin>:<source_key>". DomainError where the year has another level or an open
    proposal.
    """
    year_code, reference = rated_year_code(year_kind, year_code), clean_line(decision_reference)
    if level not in LEVEL_NAMES:
        raise DomainError("Chọn mức xếp loại trong danh sách.")
    if not reference:
        raise DomainError(f"Ghi số, ngày văn bản xếp loại năm {year_code} của {person.full_name}.")
    refuse_day(decided_on, year_code if year_kind == YearKind.SCHOOL_YEAR else "")
    _refuse_own([person], origin, by)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    rows = QualityRating.objects.for_organisation(organisation).of_year(year_kind, year_code).of_person(person)
    known = rows.current().first()
    if known is not None:
        _refuse_other_level(known, level)
        return Entered(known, SAME)
    row = QualityRating.objects.create(
        organisation=organisation,
        person=person,
        year_kind=year_kind,
        year_code=year_code,
        state=QualityRating.State.DECIDED,
        level=level,
        source_key=":".join(filter(None, (HISTORY, origin, source_key)))[:120],
        proposed_by=by,
        decided_by=by,
        decided_at=clock.at(decided_on),
        decision_reference=reference,
        **_place_then(organisation, person, decided_on),
    )
    audit.record(
        "records.rating_entered",
        row,
        by=by,
        after={"year": row.year_name, "document": reference, "decided_on": decided_on, "origin": origin},
        personal={"person": person.full_name, "level": row.get_level_display()},
    )
    return Entered(row, NEW)


def _refuse_other_level(known: QualityRating, level: str) -> None:
    who = f"{known.person.full_name}, {known.year_name}"
    if known.state != QualityRating.State.DECIDED:
        raise DomainError(f"{who}: đang có phiếu đề nghị. Quyết định hoặc rút phiếu đó trước.")
    if known.level != level:
        raise DomainError(
            f"{who}: hồ sơ đang ghi {known.get_level_display()}, khác với {LEVEL_NAMES[level]}. Nếu dòng đang có bị"
            " sai, sửa dòng đó."
        )


def _place_then(organisation, person, day: date) -> dict[str, Any]:
    """Her tổ and group on the day of the decision; nothing is known of somebody who came later."""
    work = Employment.objects.for_organisation(organisation).on(day).filter(person=person).first()
    if work is None:
        return {"duty_group": ""}
    return {
        "department_id": work.department_id,
        "duty_group": work.get_staff_kind_display(),
        "is_manager": work.staff_kind == Employment.StaffKind.MANAGER,
    }


# ---- what is asked of every row ----


def school_year(text: str) -> str:
    """A school year as it is stored: "2024 – 2025" and "2024-25" are "2024-2025"; DomainError for one that is none."""
    found = re.fullmatch(r"(\d{4})\s*[-–—/]\s*(\d{4}|\d{2})", clean_line(text))
    first = int(found[1]) if found else 0
    if not found or int(found[2]) not in (first + 1, (first + 1) % 100):
        raise DomainError(f"Năm học “{clean_line(text)}” không đúng. Ghi hai năm liền nhau, ví dụ 2024-2025.")
    if not EARLIEST.year <= first <= clock.today().year:
        raise DomainError(f"Năm học {first}-{first + 1} nằm ngoài khoảng ghi được. Kiểm tra lại năm.")
    return f"{first}-{first + 1}"


def rated_year_code(kind: str, text: str) -> str:
    """A school year, or a calendar year of four digits."""
    if kind == YearKind.SCHOOL_YEAR:
        return school_year(text)
    code = clean_line(text)
    if not re.fullmatch(r"(19|20)\d\d", code) or not EARLIEST.year <= int(code) <= clock.today().year:
        raise DomainError(f"Năm “{code}” không đúng. Ghi năm đã qua bằng bốn chữ số, ví dụ 2024.")
    return code


def known_years(organisation, *, count: int = 15) -> list[str]:
    """School years that rows can be of, latest first: those of the organisation and as many before."""
    codes = set(SchoolYear.objects.for_organisation(organisation).values_list("code", flat=True))
    last = max([clock.today().year - (clock.today().month < 8), *(int(code[:4]) for code in codes)])
    codes |= {f"{year}-{year + 1}" for year in range(last - count, last + 1)}
    return sorted((code for code in codes if int(code[:4]) <= clock.today().year), reverse=True)


def _refuse_own(people: Sequence[Any], origin: str, by) -> None:
    """By hand nobody enters what is her own; a list with everybody's names, her own too, is another thing."""
    if origin == Origin.ENTERED and any(person is not None and person.user_id == by.pk for person in people):
        raise DomainError("Không ai tự ghi vào hồ sơ của mình. Nhờ người khác trong ban lãnh đạo hoặc thư ký ghi.")


def refuse_day(day: date, school_year_code: str = "") -> None:
    """Refuse a day that cannot be a decision's; of a school year nothing is decided before the summer it begins in."""
    if day > clock.today():
        raise DomainError(f"Ngày quyết định {vi_date(day)} chưa đến. Kiểm tra lại ngày.")
    if day < EARLIEST:
        raise DomainError(f"Ngày quyết định {vi_date(day)} quá xa. Kiểm tra lại năm.")
    if school_year_code and day < date(int(school_year_code[:4]), SUMMER, 1):
        raise DomainError(
            f"Ngày quyết định {vi_date(day)} có trước năm học {school_year_code}. Kiểm tra lại ngày hoặc năm học."
        )


def _clean_decision(values: dict[str, Any]) -> dict[str, Any]:
    number, authority = clean_line(values["decision_number"]), clean_line(values["authority"])
    if not number:
        raise DomainError("Ghi số quyết định.")
    if not authority:
        raise DomainError("Ghi cấp ra quyết định, ví dụ: Chủ tịch Ủy ban nhân dân phường.")
    refuse_day(values["decided_on"])
    return {"decision_number": number, "decided_on": values["decided_on"], "authority": authority}

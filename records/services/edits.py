"""Changing rows of the record by hand: entered ones are edited or taken out, all are revoked only by a decision.

A row that a decision in the system wrote is never edited. Every change keeps what stood before in the log. Nobody
changes what is her own. `seen` is the fingerprint of the row as the page showed it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.templatetags.ui import vi_date
from core.vietnamese import clean_line
from notifications.services import notify
from organisation.models import Organisation
from records.criteria import LEVEL_NAMES
from records.models import (
    InitiativeAuthor,
    InitiativeRecognition,
    InitiativeUse,
    Origin,
    QualityRating,
    TitleRecord,
    YearKind,
)
from records.services.entries import (
    INITIATIVE_FIELDS,
    TITLE_FIELDS,
    TITLE_KEY,
    clean_initiative,
    clean_title,
    refuse_day,
    refuse_share,
    refuse_sum,
    told_initiative,
    told_title,
)

BY_DECISION = "Dòng này ghi theo quyết định trong hệ thống nên không sửa được; sai thì thu hồi theo số quyết định."
OWN = "Không ai tự sửa hồ sơ của mình. Nhờ người khác trong ban lãnh đạo hoặc thư ký sửa."


def refuse_own(people: Sequence[Any], by) -> None:
    """DomainError where the user is one of the people."""
    if any(person is not None and person.user_id == by.pk for person in people):
        raise DomainError(OWN)


def fingerprint(row: TitleRecord | InitiativeRecognition | QualityRating) -> str:
    """What a page that shows a row sends back, so that nobody overwrites what she has not seen."""
    told = _told(row)
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()[:16]


def _told(row) -> dict[str, Any]:
    if isinstance(row, TitleRecord):
        return {**told_title(row), "revoked_on": row.revoked_on}
    if isinstance(row, InitiativeRecognition):
        authors = sorted(row.authors.values_list("person_id", "share"))
        return {**told_initiative(row), "authors": authors}
    return told_rating(row)


def _refuse_unseen(row, seen: str) -> None:
    if seen != fingerprint(row):
        raise ConflictError("Dòng này vừa được sửa từ nơi khác. Xem nội dung đang lưu rồi lưu lại nếu vẫn muốn thay.")


def tell_changed(person, organisation, what: str) -> None:
    """Tell her once a day that her record changed; without a letter."""
    if person is None:
        return
    notify(
        person,
        organisation=organisation,
        key=f"record:{person.pk}:{clock.today()}",
        subject="Hồ sơ của Thầy/Cô vừa được cập nhật",
        body=f"{what} Mở hồ sơ để xem; thấy sai thì gửi đề nghị sửa.",
        url=reverse("records:own_record", args=[organisation.slug]),
        mail=False,
    )


# ---- titles, commendations, prizes ----


@transaction.atomic
def edit_title(record: TitleRecord, *, values: dict[str, Any], seen: str, by) -> TitleRecord:
    """Write the `TITLE_FIELDS` of an entered row anew; the same values change nothing."""
    record = _locked_title(record, by)
    if record.origin == Origin.DECISION:
        raise DomainError(BY_DECISION)
    if record.revoked_on:
        raise DomainError("Dòng này đã thu hồi nên không sửa được.")
    _refuse_unseen(record, seen)
    cleaned, before = clean_title(**{name: values[name] for name in TITLE_FIELDS}), told_title(record)
    for name, value in cleaned.items():
        setattr(record, name, value)
    if told_title(record) == before:
        return record
    _refuse_double(record)
    record.save(update_fields=list(cleaned))
    audit.record(
        "records.title_edited",
        record,
        by=by,
        before=before,
        after=told_title(record),
        personal={"candidate": record.candidate_name},
    )
    tell_changed(record.person, record.organisation, f"Đã sửa: {record.distinction.name} {record.school_year_code}.")
    return record


def _refuse_double(record: TitleRecord) -> None:
    same = {name: getattr(record, name) for name in TITLE_KEY}
    rows = TitleRecord.objects.for_organisation(record.organisation).exclude(pk=record.pk)
    if rows.filter(person=record.person_id, department=record.department_id, **same).exists():
        raise DomainError(
            f"{record.candidate_name} đã có dòng {record.distinction.name} năm học {record.school_year_code} khác. Xóa"
            " dòng nhập thừa thay vì sửa."
        )


@transaction.atomic
def revoke_title(record: TitleRecord, *, number: str, on: date, by) -> TitleRecord:
    """Note the decision that revoked it; the row stays. She is told."""
    record = _locked_title(record, by)
    number = clean_line(number)
    if record.revoked_on:
        raise DomainError(
            f"Đã thu hồi theo Quyết định số {record.revoked_by_number} ngày {vi_date(record.revoked_on)}."
        )
    if not number:
        raise DomainError("Ghi số quyết định thu hồi.")
    refuse_day(on)
    if on < record.decided_on:
        raise DomainError(f"Ngày thu hồi cần từ ngày quyết định khen ({vi_date(record.decided_on)}) trở đi.")
    record.revoked_by_number, record.revoked_on = number[:60], on
    record.save(update_fields=["revoked_by_number", "revoked_on"])
    audit.record(
        "records.title_revoked",
        record,
        by=by,
        after={"number": number, "decided_on": on, "distinction": record.distinction.code},
        personal={"candidate": record.candidate_name},
    )
    if record.person:
        notify(
            record.person,
            organisation=record.organisation,
            key=f"title:{record.pk}:revoked:{number}",
            subject=f"Thu hồi {record.distinction.name} năm học {record.school_year_code}",
            body=f"Theo Quyết định số {number} ngày {vi_date(on)}.",
            url=reverse("records:own_record", args=[record.organisation.slug]),
        )
    return record


@transaction.atomic
def restore_title(record: TitleRecord, *, reason: str, by) -> TitleRecord:
    """Take back a revocation that was noted by mistake, with the reason."""
    record = _locked_title(record, by)
    if not record.revoked_on:
        raise DomainError("Dòng này không bị thu hồi.")
    if not reason.strip():
        raise DomainError("Ghi lý do bỏ ghi thu hồi.")
    before = {"number": record.revoked_by_number, "decided_on": record.revoked_on}
    record.revoked_by_number, record.revoked_on = "", None
    record.save(update_fields=["revoked_by_number", "revoked_on"])
    audit.record("records.title_restored", record, by=by, before=before, after={"reason": reason.strip()})
    tell_changed(
        record.person, record.organisation, f"Bỏ ghi thu hồi {record.distinction.name} {record.school_year_code}."
    )
    return record


@transaction.atomic
def remove_title(record: TitleRecord, *, reason: str, by) -> None:
    """Take out a row that was entered by mistake; refused where a sheet or a dossier rests on it."""
    record = _locked_title(record, by)
    if record.origin == Origin.DECISION:
        raise DomainError(BY_DECISION)
    _remove(record, "records.title_removed", told_title(record), reason, {"candidate": record.candidate_name}, by=by)
    tell_changed(record.person, record.organisation, f"Đã xóa: {record.distinction.name} {record.school_year_code}.")


def _remove(row, verb: str, before: dict, reason: str, personal: dict[str, str], *, by) -> None:
    if not reason.strip():
        raise DomainError("Ghi lý do xóa, ví dụ: nhập nhầm người.")
    audit.record(verb, row, by=by, before=before, after={"reason": reason.strip()[:250]}, personal=personal)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise DomainError("Dòng này đang được dùng trong phiếu, hồ sơ hoặc lần xét nên không xóa được.") from error


def _locked_title(record: TitleRecord, by) -> TitleRecord:
    rows = TitleRecord.objects.for_organisation(record.organisation).select_for_update(of=("self",))
    record = _still(rows.with_names().filter(pk=record.pk).first())
    refuse_own([record.person], by)
    return record


# ---- initiatives ----


@transaction.atomic
def edit_initiative(
    row: InitiativeRecognition,
    *,
    values: dict[str, Any],
    authors: Sequence[tuple[Any, int | None]],
    seen: str,
    by,
) -> InitiativeRecognition:
    """Write the `INITIATIVE_FIELDS` and the authors anew. Of one in use only the paper about its effect changes.

    The paper comes after the decision as a rule, so a row by a decision takes it too.
    """
    row = _locked_initiative(row, by)
    _refuse_unseen(row, seen)
    cleaned = clean_initiative(**{name: values[name] for name in INITIATIVE_FIELDS})
    before = _told(row)
    for name, value in cleaned.items():
        setattr(row, name, value)
    wanted = {person.pk: (person, share) for person, share in authors}
    after = {**told_initiative(row), "authors": sorted((pk, share) for pk, (_, share) in wanted.items())}
    if after == before:
        return row
    if {**after, "effect": ""} != {**before, "effect": ""}:
        _refuse_fixed(row)
        refuse_own([person for person, _ in authors], by)
        _write_authors(row, wanted)
    if InitiativeRecognition.objects.for_organisation(row.organisation).exclude(pk=row.pk).filter(
        name=row.name, decision_number=row.decision_number, decided_on=row.decided_on
    ).exists():  # fmt: skip
        raise DomainError(f"“{row.name}” theo quyết định này đã có một dòng khác. Xóa dòng nhập thừa thay vì sửa.")
    row.save(update_fields=list(cleaned))
    names = ", ".join(person.full_name for person, _ in wanted.values())
    audit.record("records.initiative_edited", row, by=by, before=before, after=after, personal={"authors": names})
    for person, _ in wanted.values():
        tell_changed(person, row.organisation, f"Đã sửa sáng kiến “{row.name}”.")
    return row


def _write_authors(row: InitiativeRecognition, wanted: dict[int, tuple[Any, int | None]]) -> None:
    if not wanted:
        raise DomainError(f"Ghi ít nhất một tác giả của “{row.name}”.")
    for person, share in wanted.values():
        refuse_share(share, person)
    refuse_sum(row.name, [share for _, share in wanted.values()])
    known = {author.person_id: author for author in row.authors.select_for_update()}
    for pk in known.keys() - wanted.keys():
        _delete_author(known[pk])
    for pk, (person, share) in wanted.items():
        if pk not in known:
            InitiativeAuthor.objects.create(organisation=row.organisation, recognition=row, person=person, share=share)
        elif known[pk].share != share:
            known[pk].share = share
            known[pk].save(update_fields=["share"])


def _delete_author(author: InitiativeAuthor) -> None:
    try:
        with transaction.atomic():
            author.delete()
    except ProtectedError as error:
        raise DomainError(
            f"{author.person.full_name} đã từng dùng sáng kiến này để đề nghị nên không bỏ khỏi danh sách tác giả được."
        ) from error


def in_use(row: InitiativeRecognition) -> InitiativeUse | None:
    """What holds it for one of its authors."""
    uses = InitiativeUse.objects.for_organisation(row.organisation).filter(
        author__recognition=row, state__in=InitiativeUse.HELD
    )
    return uses.select_related("author__person", "distinction").first()


def _refuse_fixed(row: InitiativeRecognition) -> None:
    if use := in_use(row):
        what = f" ({use.for_what})" if use.for_what else ""
        raise DomainError(
            f"{use.author.person.full_name} {use.get_state_display().lower()} sáng kiến này{what}, nên chỉ bổ sung được"
            " văn bản xác nhận hiệu quả."
        )
    if row.origin == Origin.DECISION:
        raise DomainError(
            "Sáng kiến này ghi theo quyết định trong hệ thống, nên chỉ bổ sung được văn bản xác nhận hiệu quả."
        )


@transaction.atomic
def remove_initiative(row: InitiativeRecognition, *, reason: str, by) -> None:
    """Take out one that was entered by mistake and nobody ever used."""
    row = _locked_initiative(row, by)
    if use := in_use(row):
        raise DomainError(
            f"Sáng kiến này đang gắn với {use.author.person.full_name}: {use.get_state_display().lower()}"
            f"{' ' + use.for_what if use.for_what else ''}, nên không xóa được."
        )
    if row.origin == Origin.DECISION:
        raise DomainError(BY_DECISION)
    people = [author.person for author in row.authors.select_related("person")]
    names = ", ".join(person.full_name for person in people)
    _remove(row, "records.initiative_removed", _told(row), reason, {"authors": names}, by=by)
    for person in people:
        tell_changed(person, row.organisation, f"Đã xóa sáng kiến “{row.name}”.")


def _locked_initiative(row: InitiativeRecognition, by) -> InitiativeRecognition:
    """The row with its authors, both locked: the ledger locks authors before it uses one."""
    Organisation.objects.select_for_update(no_key=True).get(pk=row.organisation_id)
    rows = InitiativeRecognition.objects.for_organisation(row.organisation).select_for_update(of=("self",))
    row = _still(rows.select_related("organisation").filter(pk=row.pk).first())
    authors = row.authors.select_related("person").order_by("pk").select_for_update(of=("self",))
    refuse_own([author.person for author in authors], by)
    return row


# ---- yearly ratings from before ----


@transaction.atomic
def edit_rating(
    rating: QualityRating, *, level: str, decision_reference: str, decided_on: date, seen: str, by
) -> QualityRating:
    """Write a rating that was entered from a document anew; one decided here is replaced by a proposal instead."""
    rating = _locked_rating(rating, by)
    _refuse_unseen(rating, seen)
    reference = clean_line(decision_reference)
    if level not in LEVEL_NAMES:
        raise DomainError("Chọn mức xếp loại trong danh sách.")
    if not reference:
        raise DomainError("Ghi số, ngày văn bản xếp loại.")
    refuse_day(decided_on, rating.year_code if rating.year_kind == YearKind.SCHOOL_YEAR else "")
    before, former = told_rating(rating), rating.get_level_display()
    rating.level, rating.decision_reference, rating.decided_at = level, reference[:250], clock.at(decided_on)
    if told_rating(rating) == before:
        return rating
    rating.touch()
    rating.save()
    audit.record(
        "records.history_rating_edited",
        rating,
        by=by,
        before={"document": before["document"], "decided_on": before["decided_on"]},
        after={"year": rating.year_name, "document": reference, "decided_on": decided_on},
        personal={
            "person": rating.person.full_name,
            "former_level": former,
            "level": rating.get_level_display(),
        },
    )
    tell_changed(rating.person, rating.organisation, f"Đã sửa xếp loại {rating.year_name}.")
    return rating


@transaction.atomic
def remove_rating(rating: QualityRating, *, reason: str, by) -> None:
    """Take out one that was entered by mistake."""
    rating = _locked_rating(rating, by)
    told = {"year": rating.year_name, "document": rating.decision_reference}
    who = {"person": rating.person.full_name, "level": rating.get_level_display()}
    _remove(rating, "records.history_rating_removed", told, reason, who, by=by)
    tell_changed(rating.person, rating.organisation, f"Đã xóa xếp loại {rating.year_name}.")


def told_rating(rating: QualityRating) -> dict[str, Any]:
    return {"level": rating.level, "document": rating.decision_reference, "decided_on": day_decided(rating)}


def day_decided(rating: QualityRating) -> date | None:
    return rating.decided_at.astimezone(clock.ZONE).date() if rating.decided_at else None


def _locked_rating(rating: QualityRating, by) -> QualityRating:
    rows = QualityRating.objects.for_organisation(rating.organisation).select_for_update(of=("self",))
    rating = _still(rows.select_related("person", "organisation").filter(pk=rating.pk).first())
    if not rating.is_history or rating.state != QualityRating.State.DECIDED:
        raise DomainError("Mức này được quyết định trong hệ thống. Muốn đổi, mở phiếu và lập đề nghị thay.")
    refuse_own([rating.person], by)
    return rating


def _still(row):
    if row is None:
        raise DomainError("Dòng này đã bị xóa ở nơi khác.")
    return row

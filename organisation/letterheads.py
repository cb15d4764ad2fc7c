"""What is printed at the head of an organisation's papers on a day, and every change of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

import audit.services as audit
from core.errors import DomainError
from core.vietnamese import clean_line
from organisation.models import LetterheadPeriod, Organisation

Face, Signing = LetterheadPeriod.Face, LetterheadPeriod.Signing
NAMES = ("superior_lines", "issuer_lines", "symbol", "place")


@dataclass(frozen=True)
class Names:
    """Lines as printed; `from_on` and `to_on` None are open ends."""

    face: str
    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    symbol: str
    place: str
    signing: str = Signing.HEAD
    signer_name: str = ""
    from_on: date | None = None
    to_on: date | None = None
    pk: int | None = None  # of its period; None: what the organisation itself says

    @property
    def face_label(self) -> str:
        return Face(self.face).label

    @property
    def signing_label(self) -> str:
        return Signing(self.signing).label

    def holds(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(clean_line, text.splitlines()) if line)


def names_on(organisation: Organisation, day: date, face: str = Face.OWN) -> Names | None:
    """What stands at the head of a paper of that day; None where the organisation has no such face then."""
    period = LetterheadPeriod.objects.for_organisation(organisation).on(day).filter(face=face).first()
    if period is not None:
        return _names(period, face)
    return _names(organisation, face) if face == Face.OWN else None


def faces_on(organisation: Organisation, day: date) -> list[Names]:
    """Its own name, and the others in which it issues that day; one query."""
    periods = [_names(row, row.face) for row in LetterheadPeriod.objects.for_organisation(organisation).on(day)]
    if not any(each.face == Face.OWN for each in periods):
        periods.append(_names(organisation, Face.OWN))
    return sorted(periods, key=lambda each: each.face != Face.OWN)


def all_names(organisation: Organisation) -> list[Names]:
    """Every face with its periods, the latest first; the present own name is the first of its face."""
    rows = [_names(row, row.face) for row in LetterheadPeriod.objects.for_organisation(organisation)]
    own = [each for each in rows if each.face == Face.OWN]
    last_on = max((each.to_on for each in own), default=None)
    present = _names(organisation, Face.OWN, from_on=last_on + timedelta(days=1) if last_on else None)
    others = [each for each in rows if each.face != Face.OWN]
    return [present, *reversed(own), *reversed(others)]


def _names(source: Organisation | LetterheadPeriod, face: str, *, from_on: date | None = None) -> Names:
    names = {
        "face": face,
        "superior": lines_of(source.superior_lines),
        "issuer": lines_of(source.issuer_lines),
        "symbol": source.symbol,
        "place": source.place,
    }
    if isinstance(source, Organisation):
        return Names(**names, from_on=from_on)
    return Names(
        **names,
        signing=source.signing,
        signer_name=source.signer_name,
        from_on=source.from_on,
        to_on=source.to_on,
        pk=source.pk,
    )


# ---- writing ----


@transaction.atomic
def rename(organisation: Organisation, *, from_on: date | None, names: dict[str, str], by) -> Organisation:
    """Its own name from a day on; what stood until then stays for the days before. None corrects what was mistyped.

    `names` are `superior_lines`, `issuer_lines`, `symbol` and `place`.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before, after = {name: getattr(organisation, name) for name in NAMES}, _cleaned(names)
    if before == after:
        raise DomainError("Chưa có gì thay đổi so với hiện nay. Sửa tên, ký hiệu hoặc địa danh rồi lưu.")
    if from_on is not None:
        _close_present(organisation, before, last_on=from_on - timedelta(days=1))
    for name, value in after.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(NAMES))
    facts = {"from_on": from_on} if from_on else {}
    audit.record(
        "organisation.letterhead_changed",
        organisation,
        organisation=organisation,
        by=by,
        before=before,
        after=after | facts,
    )
    return organisation


def _close_present(organisation: Organisation, names: dict[str, str], *, last_on: date) -> None:
    """Keep the present name as a period that ends on a day."""
    rows = LetterheadPeriod.objects.for_organisation(organisation).filter(face=Face.OWN)
    latest = max((row.to_on for row in rows), default=None)
    if latest is not None and last_on <= latest:
        raise DomainError(
            f"Tên hiện nay được ghi từ ngày {latest + timedelta(days=1):%d/%m/%Y}; ngày thay đổi phải sau ngày đó."
            " Sửa điều ghi nhầm thì để trống ngày."
        )
    from_on = latest + timedelta(days=1) if latest else None
    LetterheadPeriod.objects.create(organisation=organisation, from_on=from_on, to_on=last_on, **names)


@transaction.atomic
def add_period(
    organisation: Organisation,
    *,
    face: str,
    names: dict[str, str],
    from_on: date | None,
    to_on: date | None,
    signing: str = Signing.HEAD,
    signer_name: str = "",
    by,
) -> LetterheadPeriod:
    """A former name of its own, or a face in which it issues for a People's Committee."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if from_on and to_on and to_on < from_on:
        raise DomainError("Ngày cuối phải sau ngày đầu. Kiểm tra lại hai ngày.")
    if face == Face.OWN and to_on is None:
        raise DomainError("Tên trước đây của đơn vị cần có ngày cuối. Tên từ nay về sau ghi ở “Đổi tên từ một ngày”.")
    rows = LetterheadPeriod.objects.for_organisation(organisation).filter(face=face)
    other = rows.overlapping(from_on, to_on).first()
    if other is not None:
        raise DomainError(f"Những ngày này đã ghi tên “{other}”. Chọn ngày khác, hoặc bỏ tên đó trước.")
    period = LetterheadPeriod.objects.create(
        organisation=organisation,
        face=face,
        from_on=from_on,
        to_on=to_on,
        signing=Signing.HEAD if face == Face.OWN else signing,
        signer_name=clean_line(signer_name),
        **_cleaned(names),
    )
    audit.record("organisation.letterhead_entered", period, by=by, after=_facts(period))
    return period


@transaction.atomic
def remove_period(period: LetterheadPeriod, *, by) -> None:
    """Take back a period that was entered by mistake; issued papers keep what they print."""
    Organisation.objects.select_for_update().get(pk=period.organisation_id)
    audit.record("organisation.letterhead_removed", period, by=by, before=_facts(period))
    period.delete()


def _facts(period: LetterheadPeriod) -> dict:
    facts = {name: getattr(period, name) for name in NAMES}
    return facts | {"face": period.face, "from_on": period.from_on, "to_on": period.to_on}


def _cleaned(names: dict[str, str]) -> dict[str, str]:
    """Lines without empty ones; the symbol without white space."""
    found = {name: "\n".join(lines_of(names[name])) for name in ("superior_lines", "issuer_lines")}
    return found | {"symbol": "".join(names["symbol"].split()), "place": clean_line(names["place"])}

"""Entering law as data: the first rows of the library, and an organisation's own provisions."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q

import audit.services as audit
from core.errors import DomainError
from legal.catalogue import CHOICES, STRICT_PREFIXES, stored_value
from legal.models import Distinction, LegalDocument, LegalParameter
from organisation.models import Organisation

FIRST_ROWS = Path(__file__).parent / "data" / "first_rows.toml"


@transaction.atomic
def load_first_rows() -> None:
    """Add the rows of the library that are not there yet; what somebody entered or closed is left alone."""
    data = tomllib.loads(FIRST_ROWS.read_text(encoding="utf-8"))
    documents = {}
    for row in data["document"]:
        key = {"number": row.pop("number"), "issuer": row.pop("issuer"), "organisation": None}
        documents[key["number"]], _ = LegalDocument.objects.get_or_create(**key, defaults=row)
    for row in data["parameter"]:
        key = {"code": row.pop("code"), "organisation": None, "from_on": row.pop("from_on")}
        document = documents[row.pop("document")]
        LegalParameter.objects.get_or_create(**key, defaults={**row, "document": document})
    for position, row in enumerate(data["distinction"], start=1):
        Distinction.objects.get_or_create(code=row.pop("code"), defaults={**row, "position": position})


@transaction.atomic
def enter_own_document(
    *,
    organisation,
    number: str,
    kind: str,
    title: str,
    issued_on: date | None,
    from_on: date,
    to_on: date | None,
    by,
) -> LegalDocument:
    """An organisation's own regulation in the library, entered or brought up to date; its whole text lies here (T)."""
    values = {
        "kind": kind,
        "title": title[:500],
        "issued_on": issued_on,
        "from_on": from_on,
        "to_on": to_on,
        "mark": "T",
    }
    document, _ = LegalDocument.objects.update_or_create(
        organisation=organisation, number=number[:60], issuer=organisation.name[:200], defaults=values
    )
    audit.record(
        "legal.own_document_entered",
        document,
        by=by,
        organisation=organisation,
        after={"document": str(document), "from_on": from_on, "to_on": to_on},
    )
    return document


@transaction.atomic
def enter_parameter(
    *,
    organisation,
    code: str,
    value: str,
    document: LegalDocument,
    locator: str,
    from_on: date,
    mark: str,
    note: str = "",
    by,
) -> LegalParameter:
    """Add an organisation's own value of a parameter; the row in force until then ends the day before.

    Two rows of one code in force at one place on one day are refused; no earlier row is edited but its last day.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # two at once would not see each other
    value = stored_value(code, value)
    if code in CHOICES:
        _refuse_unknown_word(code, value)
    elif not _is_fraction(value.removeprefix(">") if code.startswith(STRICT_PREFIXES) else value):
        raise DomainError(
            f"Giá trị “{value}” chưa đúng. Nhập phân số như 2/3 hoặc phần trăm như 70/100, lớn hơn 0;"
            " tỷ lệ biểu quyết “quá nửa” ghi >1/2 hoặc quá 1/2."
        )
    own = LegalParameter.objects.select_for_update().filter(code=code, organisation=organisation)
    later = own.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on), from_on__gte=from_on).first()
    if later is not None:
        raise DomainError(
            f"Đã có giá trị {later.value} áp dụng từ {later.from_on:%d/%m/%Y} ({later.document}). "
            "Chọn ngày bắt đầu sau ngày đó."
        )
    own.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on)).update(to_on=from_on - timedelta(days=1))
    row = LegalParameter.objects.create(
        organisation=organisation,
        code=code,
        value=value,
        document=document,
        locator=locator,
        from_on=from_on,
        mark=mark,
        note=note,
    )
    audit.record(
        "legal.parameter_entered",
        row,
        by=by,
        organisation=organisation,
        after={"code": code, "value": value, "document": str(document), "from_on": from_on},
    )
    return row


def _refuse_unknown_word(code: str, value: str) -> None:
    words = CHOICES[code]
    if value not in words:
        raise DomainError(f"Giá trị “{value}” chưa đúng. Nhập một trong các từ: {'; '.join(words.values())}.")


def _is_fraction(value: str) -> bool:
    """Two whole numbers: a decimal rounds ("0.6667" is not 2/3), an exponent could take for ever to work out."""
    if not re.fullmatch(r"[0-9]{1,4}/[0-9]{1,4}", value):
        return False
    part, whole = map(int, value.split("/"))
    return 0 < part <= whole

"""An organisation's own provisions: its documents and the values that stand in them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

import audit.services as audit
from core.errors import DomainError
from legal.catalogue import check_code, check_value, named_in, stored_value
from legal.conditions import PREFIX, circle_in
from legal.models import Distinction, LegalDocument, LegalParameter
from organisation.models import Organisation

EARLIEST = date(1945, 9, 2)  # no text of this state is older


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
    read_where: str = "",
    by,
) -> LegalParameter:
    """Add an organisation's own value of a parameter; the row in force until then ends the day before.

    Two rows of one code in force at one place on one day are refused; no earlier row is edited but its last day.
    Nothing is compared (mark T) with a text that is no longer in force on the row's first day. Where the library itself
    does not know the wording of the document, whoever says that it was compared says where it was read.
    """
    if mark == "T" and document.to_on is not None and document.to_on < from_on:
        raise DomainError(
            f"{document} đã hết hiệu lực ngày {document.to_on:%d/%m/%Y}. Ghi văn bản đang có hiệu lực, hoặc chọn mức "
            "đối chiếu “Chưa đối chiếu”."
        )
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)  # two at once would not see each other
    if from_on < EARLIEST:
        raise DomainError(f"Ngày áp dụng {from_on:%d/%m/%Y} quá xa. Kiểm tra lại năm.")
    value = _checked(code, value)
    if mark == "T" and document.mark != "T" and not read_where.strip():
        raise DomainError(
            f"Thư viện chưa có nguyên văn {document}. Đã đọc thì ghi nguyên văn được đọc ở đâu; chưa đọc thì chọn mức "
            "đối chiếu “Chưa đối chiếu”."
        )
    if code.startswith(PREFIX):
        _refuse_circle(organisation, code, value, from_on)
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
        read_where=read_where,
    )
    audit.record(
        "legal.parameter_entered",
        row,
        by=by,
        organisation=organisation,
        after={
            "code": code,
            "value": value,
            "document": str(document),
            "from_on": from_on,
            "mark": mark,
            "read_where": read_where,
        },
    )
    return row


@transaction.atomic
def end_parameter(row: LegalParameter, *, last_day: date, by) -> LegalParameter:
    """An own value binds no longer than a day; what stands above binds again from the next."""
    row = LegalParameter.objects.select_for_update().get(pk=row.pk)
    if row.organisation_id is None:
        raise DomainError("Chỉ thôi áp dụng được giá trị riêng của đơn vị.")
    if last_day < row.from_on:
        raise DomainError(f"Giá trị áp dụng từ {row.from_on:%d/%m/%Y}. Chọn ngày từ ngày đó trở đi.")
    if row.to_on is not None and last_day > row.to_on:
        raise DomainError(f"Giá trị đã hết áp dụng ngày {row.to_on:%d/%m/%Y}. Muốn áp dụng lại thì nhập giá trị mới.")
    before, row.to_on = row.to_on, last_day
    row.save(update_fields=["to_on"])
    audit.record(
        "legal.parameter_ended",
        row,
        by=by,
        organisation=row.organisation,
        before={"to_on": before},
        after={"code": row.code, "value": row.value, "to_on": last_day},
    )
    return row


def _checked(code: str, typed: str) -> str:
    """What was typed as it is stored; refused where the code, the value or a distinction in it is not known."""
    titles = set(Distinction.objects.values_list("code", flat=True))
    try:
        check_code(code, titles)
        value = stored_value(code, typed)
        check_value(code, value)
    except ValueError as error:
        raise DomainError(str(error)) from error
    if unknown := sorted(named_in(code, value) - titles):
        raise DomainError(f"“{unknown[0]}” không có trong danh mục danh hiệu, hình thức khen thưởng.")
    return value


def _refuse_circle(organisation, code: str, value: str, day: date) -> None:
    """No distinction may need itself, neither at once nor by way of others."""
    needs: dict[str, set[str]] = {}
    rows = LegalParameter.objects.all_in_force(PREFIX, on=day, at=organisation)
    formulas = {each.code: each.value for each in rows.values()} | {code: value}
    for each, formula in formulas.items():
        needs.setdefault(each.removeprefix(PREFIX).partition(".")[0], set()).update(named_in(each, formula))
    if circle := circle_in(needs):
        names = dict(Distinction.objects.values_list("code", "name"))
        raise DomainError(
            "Điều kiện lập thành vòng tròn: " + " cần ".join(names.get(each, each) for each in circle) + "."
        )

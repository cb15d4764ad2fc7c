"""The book of numbers of a symbol, and what a careful clerk would look at twice."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Max

from core import clock
from core.errors import DomainError
from core.findings import Finding
from documents.models import NumberSeries, OfficialDocument

HIGHEST_NUMBER = 99_999


def number_series(organisation, symbol: str) -> NumberSeries | None:
    """The series of a symbol, if a document of it was ever numbered or the school declared it."""
    return NumberSeries.objects.for_organisation(organisation).filter(symbol=whole_symbol(symbol)).first()


def last_number(series: NumberSeries | None, year: int) -> int | None:
    """The highest number known here; None where there is none."""
    if series is None:
        return None
    rows = OfficialDocument.objects.for_organisation(series.organisation).filter(series=series, year=year)
    return rows.aggregate(last=Max("number"))["last"]


def following_number(series: NumberSeries, year: int) -> int:
    """The next number of a series of ours; only whoever holds its lock may use it."""
    return max(last_number(series, year) or 0, series.numbers_on_paper(year)) + 1


def whole_symbol(symbol: str) -> str:
    return re.sub(r"\s+", "", symbol).lstrip("/")


def locked_series(organisation, symbol: str) -> NumberSeries:
    symbol = whole_symbol(symbol)
    if not symbol or len(symbol) > NumberSeries._meta.get_field("symbol").max_length:
        raise DomainError("Văn bản chưa có ký hiệu dùng được (ví dụ KH-THNC) nên chưa cho số được. Trả lại để bổ sung.")
    NumberSeries.objects.get_or_create(organisation=organisation, symbol=symbol)
    return NumberSeries.objects.for_organisation(organisation).select_for_update().get(symbol=symbol)


def checked_number(series: NumberSeries, number: int | None, year: int) -> int:
    """The number to use; the caller holds the lock of the series."""
    if series.is_ours_in(year):
        following = following_number(series, year)
        if number not in (None, following):
            raise DomainError(f"Sổ {series.symbol} do hệ thống cấp số: số kế tiếp của năm {year} là {following:02d}.")
        return following
    if number is None:
        raise DomainError("Chưa có số. Nhập số lấy từ sổ đăng ký văn bản đi.")
    if not 1 <= number <= HIGHEST_NUMBER:
        raise DomainError(f"Số văn bản phải từ 1 đến {HIGHEST_NUMBER}.")
    used = OfficialDocument.objects.for_organisation(series.organisation).filter(series=series, year=year)
    holder = used.filter(number=number).select_related("series").first()
    if holder is not None:
        raise DomainError(
            f"Số {holder.full_number} năm {year} đã cấp cho “{holder}” ngày {holder.issued_on:%d/%m/%Y}."
            " Kiểm tra sổ rồi nhập số khác."
        )
    return number


def number_findings(document: OfficialDocument, *, number: int | None, issued_on: date) -> list[Finding]:
    """What a careful clerk would look at twice; nothing here refuses."""
    found = []
    if issued_on > clock.today():
        found.append(_look("date_in_future", "Ngày văn bản sau hôm nay", f"Ngày văn bản là {issued_on:%d/%m/%Y}."))
    approved_on = document.approved_at and document.approved_at.astimezone(clock.ZONE).date()
    if approved_on and issued_on < approved_on:
        detail = f"Ngày văn bản là {issued_on:%d/%m/%Y}, văn bản được duyệt ngày {approved_on:%d/%m/%Y}."
        found.append(_look("date_before_approval", "Ngày văn bản trước ngày duyệt", detail))
    series = number_series(document.organisation, document.content.letterhead.symbol)
    if series is not None and number is None and series.is_ours_in(issued_on.year):
        number = following_number(series, issued_on.year)
    if series is None or number is None:
        return found
    return found + _order_findings(document, series, number, issued_on)


def _order_findings(document, series: NumberSeries, number: int, issued_on: date) -> list[Finding]:
    """A lower number with a later date, or a higher one with an earlier date."""
    rows = OfficialDocument.objects.for_organisation(document.organisation).exclude(pk=document.pk)
    rows = rows.filter(series=series, year=issued_on.year).select_related("series")
    lower = rows.filter(number__lt=number, issued_on__gt=issued_on).order_by("-number").first()
    higher = rows.filter(number__gt=number, issued_on__lt=issued_on).order_by("number").first()
    return [
        _look(
            "date_out_of_order",
            "Ngày không theo thứ tự số",
            f"Số {number:02d} mang ngày {issued_on:%d/%m/%Y}, trong khi số {other.full_number} mang ngày"
            f" {other.issued_on:%d/%m/%Y}.",
        )
        for other in (lower, higher)
        if other is not None
    ]


def _look(code: str, title: str, detail: str) -> Finding:
    return Finding(code, "look", title, detail, change="Đối chiếu với sổ đăng ký văn bản đi.")

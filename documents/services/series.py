"""The books of numbers of an organisation: whose they are, who numbers, and how full they are in a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audit import services as audit
from core import clock, jobs
from core.errors import ConflictError, DomainError
from core.models import Job
from core.vietnamese import clean_line
from documents.models import NumberSeries, OfficialDocument
from documents.services.numbering import HIGHEST_NUMBER, last_number, locked_series, number_series, whole_symbol

LONGEST_REASON = 250
LONGEST_BODY = NumberSeries._meta.get_field("body").max_length


@dataclass(frozen=True)
class YearOfSeries:
    """A series in one year of document dates. `missing` are stretches of numbers that are not known here."""

    series: NumberSeries
    count: int = 0
    last_number: int | None = None
    last_on: date | None = None
    missing: tuple[tuple[int, int], ...] = ()

    @property
    def missing_words(self) -> str:
        """ "03, 07–09"."""
        return ", ".join(f"{low:02d}" if low == high else f"{low:02d}–{high:02d}" for low, high in self.missing)


def books_of(organisation, year: int) -> list[YearOfSeries]:
    """Every series with what was numbered in a year; two queries."""
    numbered: dict[int, list[tuple[int, date]]] = {}
    rows = OfficialDocument.objects.for_organisation(organisation).filter(year=year, number__isnull=False)
    for series_id, number, issued_on in rows.order_by("number").values_list("series_id", "number", "issued_on"):
        numbered.setdefault(series_id, []).append((number, issued_on))
    return [
        _book(series, numbered.get(series.pk, []), year)
        for series in NumberSeries.objects.for_organisation(organisation)
    ]


def _book(series: NumberSeries, numbered: list[tuple[int, date]], year: int) -> YearOfSeries:
    if not numbered:
        return YearOfSeries(series)
    last, last_on = numbered[-1]
    missing = tuple(_missing((number for number, _ in numbered), above=series.numbers_on_paper(year)))
    return YearOfSeries(series, len(numbered), last, last_on, missing)


def _missing(numbers: Iterable[int], *, above: int) -> Iterable[tuple[int, int]]:
    """The stretches between rising numbers; those up to `above` stand on paper and are not asked about."""
    expected = above + 1
    for number in numbers:
        if number > expected:
            yield expected, number - 1
        expected = max(expected, number + 1)


def numbered_years(organisation) -> list[int]:
    """The years of document dates with a number, and this one; the latest first."""
    rows = OfficialDocument.objects.for_organisation(organisation).filter(number__isnull=False)
    return sorted({*rows.order_by().values_list("year", flat=True).distinct(), clock.today().year}, reverse=True)


@transaction.atomic
def enter_series(*, organisation, symbol: str, body: str, by) -> NumberSeries:
    """A series before its first document; `body` "" is the organisation's own. One symbol has one series."""
    if number_series(organisation, symbol) is not None:
        raise DomainError(f"Sổ {whole_symbol(symbol)} đã có trong danh sách. Mở sổ đó để sửa.")
    series = locked_series(organisation, symbol)
    series.body = clean_line(body)[:LONGEST_BODY]
    series.save(update_fields=["body"])
    audit.record("documents.series_entered", series, by=by, after=_facts(series))
    return series


def keep_series(*, organisation, symbol: str, body: str, by) -> NumberSeries:
    """The series of a body that has one of its own: entered, or said whose it is."""
    series = number_series(organisation, symbol)
    if series is None:
        return enter_series(organisation=organisation, symbol=symbol, body=body, by=by)
    return name_series(series, body=body, by=by)


@transaction.atomic
def name_series(series: NumberSeries, *, body: str, by) -> NumberSeries:
    """Say whose a series is."""
    series = locked_series(series.organisation, series.symbol)
    before, series.body = series.body, clean_line(body)[:LONGEST_BODY]
    if before != series.body:
        series.save(update_fields=["body"])
        audit.record("documents.series_named", series, by=by, before={"body": before}, after={"body": series.body})
    return series


@transaction.atomic
def number_by_application(series: NumberSeries, *, paper_last: int, by) -> NumberSeries:
    """From now on the application numbers this series, after the highest number used on paper this year."""
    series = locked_series(series.organisation, series.symbol)
    if series.is_ours:
        raise ConflictError(f"Sổ {series.symbol} đã do hệ thống cấp số. Tải lại trang để xem.")
    year = clock.today().year
    if not 0 <= paper_last < HIGHEST_NUMBER:
        raise DomainError(f"Số lớn nhất đã dùng phải từ 0 đến {HIGHEST_NUMBER - 1}.")
    known = last_number(series, year) or 0
    if paper_last < known:
        raise DomainError(
            f"Năm {year} ở đây đã ghi đến số {known:02d}/{series.symbol}, lớn hơn số vừa nhập."
            " Nhập số lớn nhất đã dùng, tính cả số ghi ở đây."
        )
    before = _facts(series)
    series.is_ours, series.ours_from_year, series.paper_last = True, year, paper_last
    series.save(update_fields=["is_ours", "ours_from_year", "paper_last"])
    audit.record("documents.series_taken_over", series, by=by, before=before, after=_facts(series))
    return series


@transaction.atomic
def number_by_clerk(series: NumberSeries, *, reason: str, by) -> NumberSeries:
    """Back to the clerk's own book: number and date are typed again. Numbers given so far stay given."""
    series = locked_series(series.organisation, series.symbol)
    reason = clean_line(reason)[:LONGEST_REASON]
    if not reason:
        raise DomainError("Chưa có lý do. Ghi vì sao sổ trở lại do văn thư cho số.")
    if not series.is_ours:
        raise ConflictError(f"Sổ {series.symbol} đang do văn thư cho số. Tải lại trang để xem.")
    before = _facts(series)
    series.is_ours, series.ours_from_year, series.paper_last = False, None, 0
    series.save(update_fields=["is_ours", "ours_from_year", "paper_last"])
    after = _facts(series) | {"reason": reason}
    audit.record("documents.series_given_back", series, by=by, before=before, after=after)
    return series


def _facts(series: NumberSeries) -> dict:
    return {"code": series.symbol, "body": series.body, "is_ours": series.is_ours, "paper_last": series.paper_last}


# ---- the register on paper ----

REGISTER = "documents.print_register"


@transaction.atomic
def order_register(organisation, *, query: dict[str, str], by) -> Job:
    """Have the register printed; `query` are the filters of its page. What `by` may read then is what is printed."""
    job = jobs.enqueue(REGISTER, organisation=organisation, label="Sổ đăng ký văn bản đi (PDF)", by=by, query=query)
    audit.record("documents.register_printed", organisation, by=by, organisation=organisation)
    return job

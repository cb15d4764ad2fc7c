"""The books of numbers: whose they are, who numbers, what is missing in them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core.errors import ConflictError, DomainError
from core.scoping import scope
from documents import services
from documents.models import NumberSeries
from tests.documents import drafts

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 12)


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def series_of(world, symbol="KH-THNC", **values) -> NumberSeries:
    return NumberSeries.objects.create(organisation=world.school, symbol=symbol, **values)


def take_over(world, series, paper_last):
    return services.number_by_application(series, paper_last=paper_last, by=world.clerk.user)


def issue(world, on, number=None):
    return services.issue(drafts.approved(world), number=number, issued_on=on, by=world.clerk.user)


def test_taken_over_series_goes_on_after_the_paper_book(school):
    series = take_over(school, series_of(school), 27)

    assert [issue(school, DAY).number, issue(school, DAY).number] == [28, 29]
    assert issue(school, date(2027, 1, 4)).number == 1  # a new year of document dates begins at 01
    assert series.is_ours_in(2026)
    assert not series.is_ours_in(2025)


def test_a_date_before_the_take_over_still_stands_in_the_clerks_book(school):
    take_over(school, series_of(school), 27)

    with pytest.raises(DomainError, match="Chưa có số"):
        issue(school, date(2025, 12, 30))
    assert issue(school, date(2025, 12, 30), number=61).number == 61


def test_a_number_lower_than_what_is_known_is_refused(school):
    series = drafts.issued(school, 9).series

    with pytest.raises(DomainError, match="09/KH-THNC"):
        take_over(school, series, 8)
    assert not NumberSeries.objects.get(pk=series.pk).is_ours


def test_given_back_with_a_reason_the_clerk_types_again(school):
    series = take_over(school, series_of(school), 0)
    issue(school, DAY)
    with pytest.raises(DomainError, match="lý do"):
        services.number_by_clerk(series, reason=" ", by=school.clerk.user)
    services.number_by_clerk(series, reason="Dùng lại sổ giấy", by=school.clerk.user)

    with pytest.raises(DomainError, match="Số 01/KH-THNC năm 2026 đã cấp"):
        issue(school, DAY, number=1)
    with pytest.raises(ConflictError, match="văn thư cho số"):
        services.number_by_clerk(series, reason="Lần nữa", by=school.clerk.user)


def test_a_date_before_the_last_issued_one_is_looked_at_in_a_series_of_ours(school):
    take_over(school, series_of(school), 0)
    issue(school, DAY)
    document = drafts.approved(school)

    found = services.number_findings(document, number=None, issued_on=date(2026, 10, 9))

    assert "date_out_of_order" in [finding.code for finding in found]
    assert services.issue(document, number=None, issued_on=date(2026, 10, 9), by=school.clerk.user).number == 2


def test_a_book_knows_its_last_number_and_what_is_missing(school):
    for number, day in ((2, date(2026, 9, 7)), (3, date(2026, 9, 8)), (7, DAY)):
        issue(school, day, number=number)

    [book] = services.books_of(school.school, 2026)

    assert (book.count, book.last_number, book.last_on) == (3, 7, DAY)
    assert book.missing_words == "01, 04–06"
    assert services.books_of(school.school, 2025)[0].last_number is None


def test_numbers_of_the_paper_book_are_not_asked_about(school):
    take_over(school, series_of(school), 27)
    issue(school, DAY)

    assert services.books_of(school.school, 2026)[0].missing == ()


def test_page_asks_the_same_number_of_queries_however_full_the_books_are(school, django_assert_max_num_queries):
    issue(school, DAY, number=1)
    client, url = school.client(school.clerk), reverse("documents:series_list", args=[school.school.slug])
    client.get(url)
    with django_assert_max_num_queries(60) as one:
        client.get(url)
    for number in range(2, 6):
        issue(school, DAY, number=number)
    series_of(school, "BB-HĐTĐKT", body="Hội đồng Thi đua - Khen thưởng")
    with django_assert_max_num_queries(60) as many:
        page = client.get(url).content.decode()

    assert len(many) == len(one)
    assert "Hội đồng Thi đua - Khen thưởng" in page


def test_clerk_takes_a_series_over_and_gives_it_back_on_pages(world):
    client = world.client(world.clerk)
    with scope(world.school):
        series = series_of(world)
    page = reverse("documents:series_take_over", args=[world.school.slug, series.pk])
    assert "Năm nay chưa dùng số nào thì nhập 0" in client.post(page, {"paper_last": ""}).content.decode()
    client.post(page, {"paper_last": "12"})
    with scope(world.school):
        series.refresh_from_db()
        assert (series.is_ours, series.paper_last, series.ours_from_year) == (True, 12, 2026)
        document = drafts.approved(world)
    issue_page = reverse("documents:document_issue", args=[world.school.slug, document.pk])
    client.post(issue_page, {"number": "", "issued_on": "12/10/2026"})
    with scope(world.school):
        document.refresh_from_db()
        assert document.full_number == "13/KH-THNC"

    client.post(reverse("documents:series_give_back", args=[world.school.slug, series.pk]), {"reason": "Về sổ giấy"})
    with scope(world.school):
        series.refresh_from_db()
        assert not series.is_ours


def test_one_symbol_has_one_series(school):
    enter = {"organisation": school.school, "symbol": "BB-HĐTĐKT", "body": "Hội đồng", "by": school.clerk.user}
    services.enter_series(**enter)

    with pytest.raises(DomainError, match="đã có trong danh sách"):
        services.enter_series(**enter | {"symbol": "/BB-HĐTĐKT "})

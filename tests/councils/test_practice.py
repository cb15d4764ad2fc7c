"""Practice has the pages of a session and leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from core import clock
from core.errors import DomainError
from councils import ballots, services
from councils.models import CouncilSession
from councils.services.practice import begin_practice, erase_old_practice, erase_practice
from councils.tasks import erase_old_practice as nightly
from documents.models import OfficialDocument
from tests.councils import sessions

pytestmark = pytest.mark.django_db
KEPT = {"audit.auditentry", "core.job"}  # that there was practice; the cleaning of the ballot tables


def counts() -> dict[str, int]:
    return {model._meta.label_lower: model._base_manager.count() for model in apps.get_models()}


@pytest.fixture
def council(school):
    return sessions.make_council(school)


def practised(school, council):
    """A practice session voted on to its end."""
    session = begin_practice(council, school_year=school.year, by=school.secretary.user)
    sessions.call_roll(school, session, absent=[school.head])
    session = services.open_session(session, by=school.secretary.user)
    behind = services.electorates(session, list(session.motions.by_hands()))
    counts = {pk: (electorate.entitled, 0, 0) for pk, electorate in behind.items()}
    services.record_hands(session, counts=counts, by=school.secretary.user)
    ballots.open_box(session, accepts_small=True, by=school.secretary.user)
    sessions.cast(session, school.principal)
    sessions.counted(school, session)
    return services.close_session(session, by=school.secretary.user)


def test_practice_leaves_nothing_but_a_line_in_the_log(school, council):
    before = counts()
    session = practised(school, council)
    assert session.motions.filter(passed=True).exists()
    assert not OfficialDocument.objects.exists()

    erase_practice(session, by=school.secretary.user)

    after = counts()
    assert {name for name in after if after[name] != before[name]} <= KEPT


def test_a_real_session_is_never_erased(school, council):
    session = sessions.convene(school, council)

    with pytest.raises(DomainError, match="Chỉ xóa được phiên họp thử"):
        erase_practice(session, by=school.secretary.user)


def test_practice_that_was_forgotten_is_erased_after_two_days(school, council):
    begin_practice(council, school_year=school.year, by=school.secretary.user)
    assert erase_old_practice() == 0

    with clock.travel_to(clock.now() + timedelta(days=3)):
        nightly()

    assert not CouncilSession.objects.exists()


def test_the_pages_say_that_it_is_practice(school, council):
    client = school.client(school.secretary)
    page = client.post(reverse("councils:practice_begin", args=[school.school.slug, council.pk]), follow=True)

    assert "is-practice" in page.content.decode()
    session = CouncilSession.objects.get()
    address = reverse("councils:practice_erase", args=[school.school.slug, session.pk])
    assert "Xóa phiên họp thử" in client.get(address).content.decode()
    assert "Đã xóa phiên họp thử" in client.post(address, follow=True).content.decode()
    assert not CouncilSession.objects.exists()

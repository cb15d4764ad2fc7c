"""A council with the school's seal: issuer of its papers, with numbers of its own."""

from __future__ import annotations

from datetime import date

import pytest

from councils import services
from councils.papers import facts
from councils.papers.letterheads import letterhead_of
from documents import layout
from documents.models import NumberSeries
from tests.councils import sessions

DAY = date(2026, 10, 12)


@pytest.fixture
def council(school):
    return sessions.make_council(school, 7)


def seal(school, council, symbol=""):
    return services.set_seal(council, uses_seal=True, symbol=symbol, by=school.secretary.user)


def test_without_the_seal_papers_stand_on_the_schools_paper(school, council):
    head = letterhead_of(council, type_code="BB", on=DAY)

    assert (head.symbol, head.issuer) == ("BB-THNC", ["TRƯỜNG TIỂU HỌC NGỌC CẦU"])


def test_with_the_seal_the_council_is_the_issuer_under_the_school(school, council):
    council.name = f"Hội đồng Thi đua - Khen thưởng {school.school.name}"
    council.save()
    council = seal(school, council)
    head = letterhead_of(council, type_code="BB", on=DAY)

    assert (head.symbol, head.superior) == ("BB-HĐTĐKT", ["TRƯỜNG TIỂU HỌC NGỌC CẦU"])
    assert head.issuer == ["Hội đồng Thi đua - Khen thưởng"]
    series = NumberSeries.objects.filter(body=council.name).values_list("symbol", flat=True)
    assert set(series) == {"BB-HĐTĐKT", "GM-HĐTĐKT"}


def test_a_symbol_of_its_own_stands_in_invitation_minutes_and_decision(school, council):
    seal(school, council, symbol=" HĐ TĐ ")
    session = sessions.convene(school, sessions.fresh(council))
    invitation = services.draft_invitation(session, by=school.secretary.user).content
    decision = services.draft_decision(council.decisions.get(), by=school.secretary.user).content

    assert invitation.letterhead.symbol == "GM-HĐTĐ"
    opened = sessions.open_session_of(
        school, sessions.fresh(council), prepare=lambda each: sessions.hands(school, each)
    )
    assert facts.seal_session(opened)["words"]["letterhead"]["symbol"] == "BB-HĐTĐ"
    signature = layout.signature(invitation.signatories[0])
    assert (signature.lines, signature.own_post) == (["TM. HỘI ĐỒNG", "CHỦ TỊCH"], "HIỆU TRƯỞNG")
    assert "được sử dụng con dấu" in str(decision.blocks)

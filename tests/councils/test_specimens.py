"""Specimens of the papers that were given out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.errors import DomainError
from councils import paper_ballots, services
from councils.services.practice import begin_practice
from documents.content import Table
from documents.models import OfficialDocument
from tests.councils.test_paper_ballots import opened


@pytest.fixture
def counting(school):
    return opened(school)


def test_each_kind_of_paper_is_kept_once_with_its_rows_and_how_many_were_given_out(school, counting):
    session = counting.session
    kept = services.keep_specimens(session, by=school.secretary.user)
    papers = [paper for paper in paper_ballots.papers_in(session.boxes.get()) if paper.issued]
    assert len(kept) == len(papers)
    for document, paper in zip(kept, papers, strict=True):
        [table] = [block for block in document.content.blocks if isinstance(block, Table)]
        assert [row[1] for row in table.rows] == [motion.heading for motion in paper.motions]
        assert f"phát ra {paper.issued:02d} tờ" in document.content.blocks[0].text
        assert (document.form, document.state, document.number) == ("ballot", "issued", None)
    assert services.keep_specimens(session, by=school.secretary.user) == kept


def test_members_of_the_council_read_them_and_others_do_not(school, counting):
    [first, *_] = services.keep_specimens(counting.session, by=school.secretary.user)
    view = "documents.view_officialdocument"
    assert school.head.user.has_perm(view, first)
    assert not school.teacher.user.has_perm(view, first)


def test_a_session_without_papers_and_practice_keep_none(school, counting):
    address = reverse("councils:papers_keep", args=[school.school.slug, counting.session.pk])
    counting.session.boxes.update(mode="device")
    page = school.client(school.secretary).post(address, follow=True)
    assert "không có lượt bỏ phiếu giấy" in page.content.decode()
    practice = begin_practice(counting.session.council, school_year=school.year, by=school.secretary.user)
    with pytest.raises(DomainError, match="họp thử"):
        services.keep_specimens(practice, by=school.secretary.user)
    assert not OfficialDocument.objects.filter(form="ballot").exists()

"""Dossiers, quality ratings, and what is sent up to the office."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from awards import services as awards
from awards.models import DecisionPaper, Dossier, DossierPart
from core.scoping import scope
from councils import services as councils
from councils.models import Motion
from deadlines.models import Obligation
from documents import services as documents
from legal.models import Distinction, LegalDocument, LegalParameter
from organisation.models import SchoolYear
from oversight import services as oversight
from records import services as records
from records.models import QualityRating
from records.services import record_title
from submissions import services as submissions
from submissions.models import Submission
from tests.factories.estate.councils import call_roll, convene, secretary_of
from tests.factories.estate.holdings import PDF, TODAY, Holdings
from tests.factories.estate.papers import issue
from tests.factories.minutes import sign_minutes
from tests.factories.people import make_year


def add_awards(holdings: Holdings) -> None:
    """A dossier that lacks nothing, and one of the year before that was sent."""
    organisation, secretary = holdings.organisation, secretary_of(holdings)
    session = convene(holdings, "xét danh hiệu")
    motion = councils.add_motion(
        session,
        method=Motion.Method.SHOW_OF_HANDS,
        label="Đề nghị danh hiệu",
        subject_key=f"registration:{holdings.registration.pk}",
        threshold=LegalParameter.objects.in_force("vote_threshold.LDTT", on=TODAY, at=organisation),
        person=holdings.cast["colleague"],
        snapshot={"distinction": "LDTT", "name": holdings.cast["colleague"].full_name, "place": ""},
        by=secretary,
    )
    call_roll(holdings, session)
    session = councils.open_session(session, by=secretary)
    councils.record_hands(session, counts={motion.pk: (5, 0, 0)}, by=secretary)
    session = councils.close_session(session, by=secretary)
    minutes = sign_minutes(session, by=secretary)
    minutes = documents.issue(minutes, number=1, issued_on=TODAY, by=holdings.user("clerk"))
    documents.store_rendering(minutes, PDF)

    holdings.dossier = awards.create_dossier(organisation=organisation, school_year=holdings.year, by=secretary)
    Dossier.objects.filter(pk=holdings.dossier.pk).update(title=f"Hồ sơ {holdings.sent}")
    for number, kind in ((41, DossierPart.Kind.LIST), (42, DossierPart.Kind.PROPOSAL)):
        issue(holdings, awards.draft_part(holdings.dossier, kind=kind, by=secretary), number)
    holdings.dossier = awards.locked_dossier(holdings.dossier)
    holdings.nomination = holdings.dossier.nominations.get()

    years = SchoolYear.objects.for_organisation(organisation)
    for first in (2024, 2025):
        if not years.filter(code=f"{first}-{first + 1}").exists():
            make_year(organisation, first).save()
    last_year = years.get(code="2025-2026")
    holdings.sent_dossier = awards.create_dossier(organisation=organisation, school_year=last_year, by=secretary)
    record_title(
        organisation=organisation,
        person=holdings.cast["teacher"],
        distinction=holdings.title,
        school_year_code="2024-2025",
        decision_number="12/QĐ",
        decided_on=date(2025, 6, 20),
        authority=f"Chủ tịch {holdings.inside}",
        source_key="",
        by=secretary,
    )


def add_own_decisions(holdings: Holdings) -> None:
    """The head may decide by the school's own rule: a decision that is numbered, one that is recorded; a report."""
    organisation, secretary = holdings.organisation, secretary_of(holdings)
    rule = LegalDocument.objects.create(
        organisation=organisation,
        number=f"5/QC-{holdings.letter}",
        kind="Quy chế",
        title="Quy chế khen thưởng",
        issuer=organisation.name,
        from_on=date(2026, 8, 1),
        mark="T",
    )
    for code in ("LDTT", "GIAY_KHEN"):
        LegalParameter.objects.create(
            code=f"award.decider.{code}",
            value="head",
            organisation=organisation,
            document=rule,
            mark="T",
            from_on=date(2026, 8, 1),
        )
    holdings.own_paper, recorded = (_commend(holdings, number) for number in (51, 52))
    holdings.own_decision = awards.record_issued(recorded, by=secretary)
    report = awards.save_report(
        holdings.head_registration,
        values={"duties": "Tổ trưởng.", "achievements": f"Dạy tốt {holdings.inside}"},
        version=0,
        by=holdings.user("head"),
    )
    holdings.report = awards.submit_report(report, version=report.version, by=holdings.user("head"))


def _commend(holdings: Holdings, number: int) -> DecisionPaper:
    paper = awards.draft_commendation(
        holdings.organisation,
        distinction=Distinction.objects.get(code="GIAY_KHEN"),
        period=f"trong phong trào {holdings.inside}",
        school_year_code=holdings.year.code,
        people=[awards.Commended(f"Người được khen {number}", "", "Có thành tích xuất sắc")],
        authority=awards.first_authority(holdings.organisation),
        by=secretary_of(holdings),
    )
    issue(holdings, paper.document, number)
    return paper


def add_ratings(holdings: Holdings) -> None:
    """A proposal, and two decided yearly ratings: the teacher's own and another one."""
    holdings.own_rating = _rate(holdings, "teacher", exclusion_grounds=f"Nội dung {holdings.private}")
    holdings.decided_rating = _rate(holdings, "member", remark=f"Ghi chú {holdings.inside}")
    holdings.rating = _rate(holdings, "colleague", remark=f"Ghi chú {holdings.inside}")
    desk = records.open_desk(holdings.organisation, "school_year", holdings.year.code)
    decided = {row.pk: row.version for row in (holdings.own_rating, holdings.decided_rating)}
    records.decide_ratings(desk, decided, note="Đã xem xét.", by=holdings.user("principal"))


def _rate(holdings: Holdings, role: str, **values: str) -> QualityRating:
    row = records.propose_rating(
        organisation=holdings.organisation,
        person=holdings.cast[role],
        year_kind="school_year",
        year_code=holdings.year.code,
        points=Decimal(80),
        source_key="",
        by=secretary_of(holdings),
    )
    return records.save_proposal(row, values=values, version=row.version, by=holdings.user("principal"))


def send_up(holdings: Holdings, office: Holdings) -> None:
    """One delivery in each state to the office, and a decision that came back."""
    officer = office.user("officer")
    holdings.asked = Obligation.objects.owed_by(holdings.organisation).get(owed_to=office.organisation)
    with scope(holdings.organisation):
        holdings.submitted_up = _send(holdings, office, holdings.sent_dossier.subject_key)
        holdings.received_up, holdings.returned_up, holdings.accepted_up, holdings.decided_up = (
            _send(holdings, office, f"estate:{number}") for number in range(4)
        )
    for submission in (holdings.received_up, holdings.returned_up, holdings.accepted_up, holdings.decided_up):
        submissions.receive(submission, by=officer)
    submissions.return_for_revision(
        holdings.returned_up, part="", reason=f"Bổ sung {holdings.sent}", due_on=date(2026, 10, 20), by=officer
    )
    for submission in (holdings.accepted_up, holdings.decided_up):
        oversight.accept_dossier(submission, by=officer)
    with scope(office.organisation):
        holdings.decision = awards.enter_decision(
            holdings.decided_up,
            number=f"128/QĐ-{holdings.sent}",
            decided_on=TODAY,
            authority="Chủ tịch Ủy ban nhân dân phường",
            granted={holdings.nomination.pk: True},
            by=officer,
        )
    holdings.delivery = Submission.objects.addressed_to(holdings.organisation).decisions().get()


def _send(holdings: Holdings, office: Holdings, subject_key: str) -> Submission:
    nomination = {
        "nomination": holdings.nomination.pk,
        "name": f"Người được đề nghị {holdings.sent}",
        "place": "",
        "distinction": "LDTT",
        "distinction_name": holdings.title.name,
        "votes_for": 5,
        "base": 5,
        "share": "5/5",
    }
    return submissions.submit(
        organisation=holdings.organisation,
        recipient=office.organisation,
        line="awarding",
        kind=Submission.Kind.DOSSIER,
        subject_key=subject_key,
        title=f"Hồ sơ {holdings.sent}",
        school_year_code=holdings.year.code,
        manifest={
            "title": f"Hồ sơ {holdings.sent}",
            "counts": [{"name": holdings.title.name, "count": 1}],
            "nominations": [nomination],
        },
        files=[("proposal", f"Tờ trình {holdings.sent}", holdings.issued)],
        due_at=None,
        by=secretary_of(holdings),
    )

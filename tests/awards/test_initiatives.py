"""Initiatives from registration to the decision that recognises them."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from django.urls import reverse

from awards import services
from awards.papers.initiatives import FIRST_SCALE, InitiativeLine, Recognition, recognition_content
from awards.scale_forms import ScaleForm
from core import clock
from core.errors import DomainError
from core.scoping import scope
from councils import ballots
from councils import services as councils
from councils.models import BallotBox, Council, CouncilMember, CouncilSession, Vote
from documents import services as documents
from documents.content import Letterhead, Signatory, Table, from_json, plain_text, to_json
from documents.models import OfficialDocument
from records.models import InitiativeRecognition
from tests.councils.sessions import rule
from tests.factories.dossiers import issue, make_round

TITLES = {"teacher": "Trạm đọc sách trong giờ ra chơi", "teacher2": "Vở toán có mã quét"}


@pytest.fixture
def school(world):
    with scope(world.school), clock.travel_to("2026-10-12 09:00"):
        rule(world.school, "vote_threshold.initiative", "1/2", locator="Điều 6")
        rule(world.school, "quorum.initiative_council", "2/3", locator="Điều 5")
        registrations = make_round(world, [world.teacher, world.teacher2, world.head])
        for registration, title in zip(registrations, TITLES.values(), strict=False):
            registration.initiative_title = title
            registration.save(update_fields=["initiative_title"])
        yield world


def a_session(world, kind=Council.Kind.INITIATIVE) -> CouncilSession:
    council = Council.objects.create(
        organisation=world.school, kind=kind, name="Hội đồng sáng kiến", from_on=date(2026, 8, 1)
    )
    people = [world.principal, world.secretary, world.vice_principal, world.head, world.clerk]
    seats = ["chair", "secretary", "member", "member", "member"]
    for position, (person, seat) in enumerate(zip(people, seats, strict=True)):
        CouncilMember.objects.create(
            organisation=world.school,
            council=council,
            person=person,
            seat=seat,
            from_on=council.from_on,
            position=position,
        )
    return CouncilSession.objects.create(
        organisation=world.school,
        council=council,
        school_year=world.year,
        title="Xét sáng kiến",
        held_on=date(2026, 10, 12),
        starts_at=time(14),
        place="Phòng họp",
    )


def voted(world, session, *, refused: str = "") -> CouncilSession:
    """Held and closed; the initiative named `refused` fails."""
    members = list(CouncilMember.objects.filter(council=session.council))
    present = {member.pk: "present" for member in members}
    councils.take_roll_call(session, states=present, reasons={}, by=world.secretary.user)
    session = councils.open_session(session, by=world.secretary.user)
    ballots.open_box(session, mode=BallotBox.Mode.DEVICE, accepts_small=True, by=world.secretary.user)
    for member in members:
        choices = {
            row.pk: Vote.Choice.DISAGREE if row.snapshot["initiative_title"] == refused else Vote.Choice.AGREE
            for row in ballots.paper_of(session, member.person.user)
        }
        ballots.cast(session, choices=choices, by=member.person.user)
    ballots.close_box(session, by=world.secretary.user)
    ballots.release(session, by=world.principal.user)
    session.refresh_from_db()
    return councils.close_session(session, by=world.secretary.user)


def url(world, name, session):
    return reverse(f"awards:{name}", args=[world.school.slug, session.pk])


# ---- before the council ----


def test_every_registered_initiative_is_put_once_with_its_author_and_the_rule(school):
    session = a_session(school)
    motions = services.propose_initiatives(session, by=school.secretary.user)
    assert {motion.snapshot["initiative_title"] for motion in motions} == set(TITLES.values())
    assert {motion.person for motion in motions} == {school.teacher, school.teacher2}
    assert all(motion.is_secret and motion.threshold == "1/2" for motion in motions)
    with pytest.raises(DomainError, match="Không có sáng kiến nào"):
        services.propose_initiatives(session, by=school.secretary.user)


def test_another_council_judges_no_initiatives(school):
    session = a_session(school, Council.Kind.EMULATION)
    with pytest.raises(DomainError, match="không phải hội đồng sáng kiến"):
        services.propose_initiatives(session, by=school.secretary.user)
    assert school.client(school.secretary).get(url(school, "initiative_list", session)).status_code == 404


def test_without_a_rule_nothing_is_put_and_the_page_leads_to_where_it_is_entered(world):
    with scope(world.school), clock.travel_to("2026-10-12 09:00"):
        [registration] = make_round(world, [world.teacher])
        registration.initiative_title = TITLES["teacher"]
        registration.save(update_fields=["initiative_title"])
        session = a_session(world)
        page = world.client(world.secretary).post(url(world, "initiatives_put", session))
        assert "Chưa có quy định về tỷ lệ phiếu cần đạt để công nhận sáng kiến" in page.content.decode()
        assert reverse("legal:parameter_list", args=[world.school.slug]) in page.content.decode()
        assert not session.motions.exists()


# ---- phiếu chấm ----


def test_each_initiative_has_one_scoring_sheet_with_the_schools_scale(school):
    session = a_session(school)
    services.propose_initiatives(session, by=school.secretary.user)
    page = school.client(school.secretary).post(
        url(school, "scoring_sheets", session), {"scale": "Tính mới: 40\n\nHiệu quả | 60"}, follow=True
    )
    assert "Đã lập 2 phiếu chấm" in page.content.decode()
    sheets = OfficialDocument.objects.filter(form="initiative_scoring")
    assert {sheet.subject_line for sheet in sheets} == set(TITLES.values())
    text = plain_text(sheets.get(subject_line=TITLES["teacher"]).content)
    assert "Tính mới | 40" in text
    assert "Tổng điểm | 100" in text
    assert f"Tác giả: {school.teacher.full_name}" in text
    again = school.client(school.secretary)
    again.post(url(school, "scoring_sheets", session), {"scale": "Tính mới: 40\nHiệu quả: 60"})
    assert sheets.count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Chưa có tiêu chí nào"),
        ("Tính mới", "Dòng 1: “Tính mới” chưa có điểm tối đa"),
        ("Tính mới: 20\nHiệu quả: 0", "Dòng 2"),
        ("\n".join(f"Tiêu chí {n}: 1" for n in range(31)), "Có 31 tiêu chí"),
    ],
)
def test_a_scale_that_cannot_be_marked_is_refused_and_stays_typed(typed, said):
    form = ScaleForm({"scale": typed})
    assert not form.is_valid()
    assert said in str(form.errors)
    assert form["scale"].value() == typed


# ---- the decision ----


def test_the_decision_names_what_passed_and_the_minutes(school):
    session = a_session(school)
    services.propose_initiatives(session, by=school.secretary.user)
    session = voted(school, session, refused=TITLES["teacher2"])
    with pytest.raises(DomainError, match="chưa có số"):
        services.draft_recognition(session, by=school.secretary.user)
    issue(session.minutes, by=school.clerk.user, number=4, rendered=False)
    session.refresh_from_db()

    document, is_new = services.draft_recognition(session, by=school.secretary.user)
    assert is_new
    text = plain_text(document.content)
    assert (document.kind, document.form, document.state) == ("decision", "initiative_decision", "draft")
    assert TITLES["teacher"] in text
    assert TITLES["teacher2"] not in text
    assert f"Biên bản số {session.minutes.full_number} của Hội đồng sáng kiến" in text
    assert services.draft_recognition(session, by=school.secretary.user) == (document, False)


def test_what_was_written_into_the_draft_stays_and_an_issued_decision_is_not_made_again(school):
    session = a_session(school)
    services.propose_initiatives(session, by=school.secretary.user)
    session = voted(school, session)
    issue(session.minutes, by=school.clerk.user, number=4, rendered=False)
    session.refresh_from_db()
    document, _ = services.draft_recognition(session, by=school.secretary.user)
    content = document.content
    content.recipients = ["Phòng Văn hóa - Xã hội"]
    documents.update_content(document, content, version=document.version, by=school.secretary.user)
    page = school.client(school.secretary).post(url(school, "recognition_create", session), follow=True)
    assert "không lập bản thứ hai" in page.content.decode()
    document.refresh_from_db()
    assert document.content.recipients == ["Phòng Văn hóa - Xã hội"]
    issue(document, by=school.clerk.user, number=9, rendered=False)
    with pytest.raises(DomainError, match="số 09/QĐ-THNC đã ban hành"):
        services.draft_recognition(session, by=school.secretary.user)


def recognised(school, *, refused: str = ""):
    """A session with its issued decision, not yet written into any record."""
    session = a_session(school)
    services.propose_initiatives(session, by=school.secretary.user)
    session = voted(school, session, refused=refused)
    issue(session.minutes, by=school.clerk.user, number=4, rendered=False)
    session.refresh_from_db()
    return session, services.draft_recognition(session, by=school.secretary.user)[0]


def test_the_issued_decision_is_written_into_the_authors_records_once(school):
    session, document = recognised(school, refused=TITLES["teacher2"])
    with pytest.raises(DomainError, match="chưa ban hành"):
        services.record_recognised(session, by=school.secretary.user)
    document = issue(document, by=school.clerk.user, number=9, rendered=False)
    client = school.client(school.secretary)
    assert "Ghi vào hồ sơ của tác giả" in client.get(url(school, "initiative_list", session)).text

    client.post(url(school, "recognition_record", session))

    row = InitiativeRecognition.objects.get()
    assert (row.name, row.scope, row.decision_number) == (TITLES["teacher"], "base", "09/QĐ-THNC")
    assert (row.authority, row.origin) == ("Hiệu trưởng Trường Tiểu học Ngọc Cầu", "decision")
    assert [author.person for author in row.authors.all()] == [school.teacher]
    assert services.record_recognised(session, by=school.secretary.user) == 0
    assert "Đã ghi 1 sáng kiến" in client.get(url(school, "initiative_list", session)).text


def test_a_decision_that_names_another_initiative_is_not_read_into_records(school):
    session, document = recognised(school)
    text = json.dumps(to_json(document.content), ensure_ascii=False)
    content = from_json(json.loads(text.replace(TITLES["teacher"], "Tên khác")))
    documents.update_content(document, content, version=document.version, by=school.secretary.user)
    document.refresh_from_db()
    assert TITLES["teacher"] not in plain_text(document.content)
    issue(document, by=school.clerk.user, number=9, rendered=False)

    with pytest.raises(DomainError, match="không nêu sáng kiến"):
        services.record_recognised(session, by=school.secretary.user)
    assert not InitiativeRecognition.objects.exists()


def test_members_of_the_council_read_the_sheets_they_mark(school):
    session = a_session(school)
    services.propose_initiatives(session, by=school.secretary.user)
    [sheet, *_] = services.draw_scoring_sheets(session, FIRST_SCALE, by=school.secretary.user)
    assert school.head.user.has_perm("documents.view_officialdocument", sheet)
    assert not school.teacher.user.has_perm("documents.view_officialdocument", sheet)


def test_before_the_end_and_where_nothing_passed_there_is_no_decision(school):
    session = a_session(school)
    services.propose_initiatives(session, by=school.secretary.user)
    with pytest.raises(DomainError, match="chưa kết thúc"):
        services.draft_recognition(session, by=school.secretary.user)
    page = school.client(school.secretary).post(url(school, "recognition_create", session), follow=True)
    assert "chưa kết thúc" in page.content.decode()


def test_one_initiative_reads_as_one():
    line = InitiativeLine("Góc đọc", "Nguyễn Thị Ánh", "Giáo viên, Tổ 1", "5/5")
    facts = Recognition("Hội đồng sáng kiến", "Trường A", date(2026, 5, 4), "02/BB-HĐSK", "năm học 2025-2026", [line])
    content = recognition_content(facts, letterhead=Letterhead(), signatory=Signatory("HIỆU TRƯỞNG"))
    assert "Công nhận 01 sáng kiến" in plain_text(content)
    [table] = [block for block in content.walk() if isinstance(block, Table)]
    assert table.rows == [["1", "Góc đọc", "Nguyễn Thị Ánh", "Giáo viên, Tổ 1"]]


def test_the_first_scale_is_a_hundred():
    assert sum(line.most for line in FIRST_SCALE) == 100


def test_only_those_who_run_the_session_see_the_page(school):
    session = a_session(school)
    assert school.client(school.secretary).get(url(school, "initiative_list", session)).status_code == 200
    assert school.client(school.teacher).get(url(school, "initiative_list", session)).status_code == 403

"""Papers come from sealed facts: made again they are the same, no page and no SQL changes a number."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from audit.models import AuditEntry
from core import clock
from core.errors import ConflictError, DomainError
from councils import ballots, services
from councils.models import CouncilSession, Motion, Recusal, SealedFacts, Vote
from councils.papers import count_sheet, facts, minutes
from councils.recount import recount_of
from councils.services.minutes import sealed_facts
from councils.services.practice import begin_practice, erase_practice
from documents import services as documents
from documents.content import Table, canonical_bytes, plain_text
from tests.councils import sessions
from tests.councils.unguarded import unguarded

REFUSED = (IntegrityError, InternalError)
CLOSED = re.compile("closed|released and cannot|insert-only")


@pytest.fixture
def voted(school):
    """Seven members, one away: a row by hands, two secret ones counted and released."""
    council = sessions.make_council(school, 7)
    members = list(council.members.all())

    def prepare(session):
        sessions.hands(school, session, person=school.teacher)
        sessions.secret(school, session, person=school.teacher)
        sessions.secret(school, session, person=school.head)

    session = sessions.open_session_of(school, council, absent=[members[6].person], prepare=prepare)
    row = session.motions.by_hands().get()
    services.record_hands(session, counts={row.pk: (6, 0, 0)}, by=school.secretary.user)
    ballots.open_box(session, accepts_small=True, by=school.secretary.user)
    for index, person in enumerate(sessions.voters(session)):
        sessions.cast(session, person, "disagree" if index == 0 else "agree")
    sessions.counted(school, session)
    return session


@pytest.fixture
def closed(school, voted):
    return services.close_session(voted, by=school.secretary.user)


def rename_everything(world, session):
    """What the papers printed is called otherwise by now."""
    for member in session.council.members.select_related("person"):
        member.person.full_name = f"Đổi Tên {member.pk}"
        member.person.save()
    session.council.members.update(seat="member")
    session.council.name, session.council.uses_seal, session.council.symbol = "Hội đồng khác", True, "HĐK"
    session.council.save()
    world.school.issuer_lines, world.school.symbol = "TRƯỜNG ĐÃ ĐỔI TÊN", "TDDT"
    world.school.save()


# ---- made again they are the same ----


def test_made_again_after_everything_was_renamed_the_papers_are_the_same_bytes(school, closed):
    rename_everything(school, closed)
    session = sessions.fresh(closed)
    box = session.boxes.get()

    with clock.travel_to("2027-03-01 10:00"):
        again = minutes.content_of(sealed_facts(session))
        sheet = count_sheet.content_of(sealed_facts(box))

    assert canonical_bytes(again) == canonical_bytes(session.minutes.content)
    assert canonical_bytes(sheet) == canonical_bytes(box.count_sheet.content)
    assert "Đổi Tên" not in plain_text(again)
    assert "TRƯỜNG ĐÃ ĐỔI TÊN" not in plain_text(again)
    assert sessions.papers_are_whole(session)


def test_issued_papers_still_match(school, closed):
    sign(school, services.submit_minutes(closed, by=school.secretary.user))
    document = documents.issue(closed.minutes, number=7, issued_on=date(2026, 10, 14), by=school.clerk.user)

    assert document.full_number == "07/BB-THNC"
    assert sessions.papers_are_whole(sessions.fresh(closed))


def test_a_changed_document_or_a_changed_row_is_noticed(school, closed):
    session = sessions.fresh(closed)
    data = session.minutes.data
    data["blocks"][1]["runs"][1]["text"] = "Nơi khác"
    type(session.minutes).objects.filter(pk=session.minutes_id).update(data=data)
    whole = {check.name: check for check in services.checks_of(sessions.fresh(closed))}

    assert whole["Biên bản họp"].text_matches is False
    assert whole["Biên bản họp"].figures_match
    assert whole["Biên bản kiểm phiếu lượt 1"].is_whole

    with unguarded():  # somebody who may switch triggers off
        Motion.objects.filter(session=session, method="show_of_hands").update(votes_for=5, votes_against=1)
    checks = services.checks_of(sessions.fresh(closed))
    assert [check.figures_match for check in checks] == [False, True]
    assert not sessions.papers_are_whole(session)


def test_the_log_keeps_the_fingerprint_of_what_was_sealed(closed):
    entry = AuditEntry.objects.get(verb="councils.session_closed")

    assert entry.after["sealed"] == facts.fingerprint(SealedFacts.objects.get(session=closed).data)


# ---- no page and no SQL changes a number ----


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE councils_motion SET votes_for = 1 WHERE session_id = {session} AND method = 'show_of_hands'",
        "UPDATE councils_motion SET votes_for = 1 WHERE session_id = {session} AND method = 'secret_ballot'",
        "UPDATE councils_motion SET label = 'Khác' WHERE session_id = {session}",
        "DELETE FROM councils_motion WHERE session_id = {session} AND method = 'show_of_hands'",
        "UPDATE councils_attendance SET state = 'absent' WHERE session_id = {session}",
        "DELETE FROM councils_attendance WHERE session_id = {session}",
        "DELETE FROM councils_recusal WHERE motion_id IN (SELECT id FROM councils_motion WHERE session_id = {session})",
        "UPDATE councils_ballotbox SET electorate_count = 9 WHERE session_id = {session}",
        "UPDATE councils_ballotbox SET released_at = NULL WHERE session_id = {session}",
        "DELETE FROM councils_ballotbox WHERE session_id = {session}",
        "UPDATE councils_vote SET choice = 'agree'",
        "DELETE FROM councils_vote",
        "UPDATE councils_credential SET is_used = false",
        "UPDATE councils_councilsession SET state = 'open' WHERE id = {session}",
        "UPDATE councils_councilsession SET is_practice = true WHERE id = {session}",
        "UPDATE councils_councilsession SET member_count = 3 WHERE id = {session}",
        "DELETE FROM councils_councilsession WHERE id = {session}",
        "UPDATE councils_sealedfacts SET data = '{{}}'",
        "DELETE FROM councils_sealedfacts",
        "INSERT INTO councils_agendaitem (organisation_id, session_id, position, text, presenter)"
        " SELECT organisation_id, id, 1, 'Thêm', '' FROM councils_councilsession WHERE id = {session}",
        "UPDATE councils_motion SET session_id = {session} WHERE subject_key = 'other:1'",
    ],
)
def test_the_database_refuses_to_change_a_closed_session(school, closed, statement):
    other = sessions.convene(school, closed.council, held_on=date(2026, 10, 13))
    sessions.hands(school, other, subject_key="other:1")
    assert Recusal.objects.filter(motion__session=closed).exists()

    with pytest.raises(REFUSED, match=CLOSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(session=closed.pk))

    assert sessions.papers_are_whole(sessions.fresh(closed))


def test_released_results_and_counted_votes_stay_while_the_session_goes_on(school, voted):
    for change in (
        lambda: voted.motions.secret().update(votes_for=1),
        lambda: Vote.objects.filter(box__session=voted).delete(),
        lambda: voted.boxes.update(state="open"),
    ):
        with pytest.raises(REFUSED, match=CLOSED), transaction.atomic():
            change()


def test_a_practice_session_keeps_no_papers_and_is_erased_after_its_end(school):
    council = sessions.make_council(school, 5)
    session = begin_practice(council, school_year=school.year, by=school.secretary.user)
    sessions.call_roll(school, session)
    session = services.open_session(session, by=school.secretary.user)
    rows = list(session.motions.by_hands())
    services.record_hands(session, counts={row.pk: (5, 0, 0) for row in rows}, by=school.secretary.user)
    ballots.open_box(session, accepts_small=True, by=school.secretary.user)
    for person in sessions.voters(session):
        sessions.cast(session, person)
    sessions.counted(school, session)
    session = services.close_session(session, by=school.secretary.user)

    assert session.minutes is None
    assert session.boxes.get().count_sheet is None
    assert not SealedFacts.objects.exists()
    assert services.checks_of(session) == []
    erase_practice(session, by=school.secretary.user)
    assert not CouncilSession.objects.filter(pk=session.pk).exists()


# ---- remarks ----


def test_remarks_go_into_the_minutes_and_leave_every_number(school, closed):
    tables = [block.rows for block in closed.minutes.content.walk() if isinstance(block, Table)]

    services.write_remarks(
        closed, text="Bà Liên khai mạc.\n\n  Không ai có ý kiến khác. ", before="", by=school.secretary.user
    )

    session = sessions.fresh(closed)
    content = session.minutes.content
    assert session.remarks == "Bà Liên khai mạc.\nKhông ai có ý kiến khác."
    assert "Ý KIẾN, DIỄN BIẾN\nBà Liên khai mạc.\nKhông ai có ý kiến khác.\nKẾT LUẬN" in plain_text(content)
    assert [block.rows for block in content.walk() if isinstance(block, Table)] == tables
    assert sessions.papers_are_whole(session)


def test_remarks_of_another_page_are_not_overwritten(school, closed):
    services.write_remarks(closed, text="Một", before="", by=school.secretary.user)
    with pytest.raises(ConflictError, match="Người khác vừa ghi"):
        services.write_remarks(closed, text="Hai", before="", by=school.secretary.user)


def test_no_remark_after_the_minutes_were_submitted(school, closed):
    services.submit_minutes(closed, by=school.secretary.user)
    with pytest.raises(DomainError, match="đã trình ký"):
        services.write_remarks(closed, text="Thêm", before="", by=school.secretary.user)


def test_no_editor_of_documents_changes_the_minutes(school, closed):
    document = closed.minutes
    content = document.content
    content.subject = "Tên khác"
    with pytest.raises(DomainError, match="lập từ số liệu đã chốt"):
        documents.write_draft(document, content, before=document.content_hash, note="Sửa", by=school.secretary.user)
    client = school.client(school.secretary)
    base = f"/{school.school.slug}/documents/{document.pk}/"
    for name in ("edit/", "edit/keep/", "versions/restore/"):
        client.post(base + name, {"before": document.content_hash, "subject": "Tên khác", "number": 1})
    page = client.get(base).content.decode()

    document.refresh_from_db()
    assert document.subject_line == closed.title
    assert document.version == 1
    assert "edit/" not in page
    assert "Trình duyệt" not in page


# ---- signed in their order ----


def sign(world, document):
    document = documents.approve(document, content_hash=document.content_hash, by=world.secretary.user)
    return documents.approve(document, content_hash=document.content_hash, by=world.principal.user)


def test_the_secretary_signs_before_the_chair(school, closed):
    document = services.submit_minutes(closed, by=school.secretary.user)
    with pytest.raises(DomainError, match="đang chờ Phạm Thu Trang"):
        documents.approve(document, content_hash=document.content_hash, by=school.principal.user)

    document = documents.approve(document, content_hash=document.content_hash, by=school.secretary.user)
    assert document.state == "submitted"
    document = documents.approve(document, content_hash=document.content_hash, by=school.principal.user)
    assert document.state == "approved"


def test_no_route_of_the_school_changes_the_order(school, closed):
    documents.set_route(
        organisation=school.school,
        kind="minutes",
        steps=[documents.Step(person=school.principal)],
        version=0,
        by=school.principal.user,
    )
    with pytest.raises(DomainError, match="có người ký riêng"):
        documents.submit_for_approval(closed.minutes, by=school.secretary.user)
    document = services.submit_minutes(closed, by=school.secretary.user)

    assert [step.who for step in document.approval_steps.order_by("position")] == [
        "Phạm Thu Trang",
        "Hoàng Thị Bích Liên",
    ]


def test_the_count_sheet_is_drawn_when_the_results_are_released(school, voted):
    sheet = voted.boxes.get().count_sheet

    assert sheet.content.is_landscape
    assert "Kiểm phiếu lượt 1" in sheet.subject_line
    [table] = [block for block in sheet.content.walk() if isinstance(block, Table)]
    assert table.rows[0][2:] == ["6", "6", "6", "0", "0", "5", "1", "71,4%", "5/7", "Thông qua"]
    sign(school, services.submit_count_sheet(voted.boxes.get(), by=school.secretary.user))
    assert voted.boxes.get().count_sheet.state == "approved"


# ---- counted again ----


def test_anybody_counts_again_and_finds_no_order(voted):
    rows = recount_of(voted)

    assert all(row.agrees for row in rows)
    assert rows[0].votes == ["Đồng ý"] * 5 + ["Không đồng ý"]

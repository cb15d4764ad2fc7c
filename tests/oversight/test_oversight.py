"""The office: its board, one dossier, and what it must never see."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.models import Job
from core.scoping import scope
from deadlines import services as deadlines
from deadlines.models import Obligation
from organisation.models import Role
from oversight import criteria, services
from oversight.criteria import standing
from oversight.querysets import board_rows, ordered
from submissions import services as submissions
from submissions.models import Submission
from tests.factories.dossiers import make_dossier, sent_dossier
from tests.factories.people import OrganisationFactory, make_person, supervise
from tests.submissions.test_services import send, tamper

CODE = "2026-2027"
DUE = date(2026, 10, 20)


def url(name, organisation, *args):
    return reverse(f"oversight:{name}", args=[organisation.slug, *args])


def call(world, due=DUE):
    with scope(world.office):
        return services.call_for_dossiers(
            world.office, school_year_code=CODE, due_at=clock.at(due, 17), by=world.officer.user
        )


def rows(world) -> dict:
    with scope(world.office):
        return {row.school: row for row in board_rows(world.office, CODE)}


# ---- the call ----


def test_every_supervised_school_is_obliged_once(world):
    assert call(world) == 2
    call(world, date(2026, 10, 25))

    owed = Obligation.objects.addressed_to(world.office)
    assert {(row.organisation, row.role, row.key) for row in owed} == {
        (school, "council_secretary", f"dossier:{CODE}") for school in (world.school, world.other_school)
    }
    assert {row.due_at for row in owed} == {clock.at(date(2026, 10, 25), 17)}


def test_a_school_that_has_sent_is_not_called_again(world):
    call(world)
    sent_dossier(world)

    assert call(world, date(2026, 10, 25)) == 1
    assert Obligation.objects.owed_by(world.school).get(key=f"dossier:{CODE}").state == "fulfilled"


def test_a_deadline_in_the_past_is_refused(world):
    with pytest.raises(DomainError):
        call(world, date(2026, 10, 1))


def test_the_call_is_made_in_the_browser_and_keeps_what_was_typed(world):
    client = world.client(world.officer)

    wrong = client.post(url("call", world.office), {"due_on": "30/40/2026", "due_time": "17:00"})
    right = client.post(url("call", world.office), {"due_on": "20/10/2026", "due_time": "17:00"})

    assert "không có trong lịch" in wrong.content.decode()
    assert "30/40/2026" in wrong.content.decode()
    assert right.status_code == 302
    assert Obligation.objects.addressed_to(world.office).count() == 2


# ---- the board ----


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        ("", "2026-10-20 17:00", ("waiting", 0)),
        ("", "2026-10-20 17:01", ("late", 1)),
        ("", "2026-11-01 08:00", ("late", 12)),
        ("revision_requested", "2026-10-20 10:00", ("revision_requested", 0)),
        ("revision_requested", "2026-10-22 10:00", ("late", 2)),
        ("received", "2026-11-01 08:00", ("received", 0)),
    ],
)
def test_lateness_counts_days_of_the_calendar(state, now, expected):
    with clock.travel_to(now):
        found = standing(
            submitted_state=state,
            is_decided=False,
            due_at=clock.at(DUE, 17),
            first_sent_at=clock.at(date(2026, 10, 19)) if state else None,
            now=clock.now(),
        )

    assert (found.state, found.days_late) == expected


def test_the_board_follows_a_dossier_from_the_call_to_the_decision(world):
    seen = [rows(world)[world.school].standing.state]
    call(world)
    seen.append(rows(world)[world.school].standing.state)
    with clock.travel_to("2026-10-23 08:00"):
        seen.append(rows(world)[world.school].standing.state)
        _, row = sent_dossier(world)
        seen.append(rows(world)[world.school].standing.state)
        assert rows(world)[world.school].standing.days_late_when_sent == 3
        assert rows(world)[world.other_school].standing == criteria.Standing("late", days_late=3)
        submissions.receive(row, by=world.officer.user)
        seen.append(rows(world)[world.school].standing.state)
        submissions.return_for_revision(row, part="", reason="Thiếu", due_on=date(2026, 10, 25), by=world.officer.user)
        seen.append(rows(world)[world.school].standing.state)

    assert seen == ["not_asked", "waiting", "late", "submitted", "received", "revision_requested"]


def test_an_extension_of_one_school_moves_that_one_alone(world):
    call(world)
    obligation = Obligation.objects.owed_by(world.school).get(key=f"dossier:{CODE}")
    with scope(world.office):
        deadlines.extend(
            obligation, new_due_at=clock.at(date(2026, 10, 30), 17), reason="Mưa lũ", by=world.officer.user
        )

    with clock.travel_to("2026-10-23 08:00"):
        found = rows(world)
    assert found[world.school].standing.state == "waiting"
    assert found[world.other_school].standing.state == "late"


def test_the_board_opens_on_the_29th_of_february(world):
    with clock.travel_to("2028-02-29 08:00"), scope(world.office):
        assert ordered(board_rows(world.office, "2027-2028"), "due") != []


def test_filters_sort_and_nonsense(world):
    call(world)
    client = world.client(world.officer)
    address = url("board", world.office)

    with clock.travel_to("2026-10-23 08:00"):
        sent_dossier(world)
        late = client.get(address, {"state": "late"}).context["page"].object_list
        primary = client.get(address, {"level": "primary"}).context["page"].object_list
        named = client.get(address, {"q": "song hong"}).context["page"].object_list
        first = client.get(address).context["page"].object_list[0]
        downward = client.get(address, {"sort": "-name"}).context["page"].object_list
        nonsense = client.get(address, {"sort": "--x", "state": "x", "level": "x", "page": "z"})

    assert [row.school for row in late] == [world.other_school]
    assert [row.school for row in primary] == [world.school]
    assert [row.school for row in named] == [world.other_school]
    assert first.school == world.other_school  # what is late stands first
    assert [row.school for row in downward] == [world.school, world.other_school]
    assert nonsense.status_code == 200


def test_the_board_costs_the_same_for_one_school_and_for_twenty(world, django_assert_num_queries):
    client = world.client(world.officer)
    call(world)
    send(world)
    client.get(url("board", world.office))
    with CaptureQueriesContext(connection) as few:
        client.get(url("board", world.office))
    for number in range(18):
        school = OrganisationFactory()
        supervise(world.office, school)
        with scope(school):
            secretary = make_person(school, f"Thư Ký {number}", Role.COUNCIL_SECRETARY)
        send(world, organisation=school, by=secretary.user)
    call(world, date(2026, 10, 25))

    with django_assert_num_queries(len(few)):
        page = client.get(url("board", world.office))
    assert page.context["total"] == 20


def test_names_of_schools_are_never_formulas_in_the_export(world):
    world.other_school.name = "=HYPERLINK(1)"
    world.other_school.save()
    call(world)

    response = world.client(world.officer).get(url("board_export", world.office))

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["=HYPERLINK(1)"] == "s"


@pytest.mark.parametrize("name", ["board", "board_export", "call"])
def test_a_school_has_no_board(world, name):
    assert world.client(world.principal).get(url(name, world.school)).status_code == 403


# ---- one dossier ----


def test_the_officer_receives_returns_and_accepts_in_the_browser(world):
    _, row = sent_dossier(world)
    client = world.client(world.officer)
    detail = url("submission_detail", world.office, row.pk)

    assert "Tiếp nhận" in client.get(detail).content.decode()
    client.post(url("submission_receive", world.office, row.pk))
    empty = client.post(
        url("submission_return", world.office, row.pk), {"part": "proposal", "reason": "", "due_on": ""}
    )
    past = client.post(
        url("submission_return", world.office, row.pk),
        {"part": "proposal", "reason": "Ghi rõ căn cứ", "due_on": "01/10/2026"},
    )
    assert "Ghi lý do" in empty.content.decode()
    assert "từ hôm nay trở đi" in past.content.decode()
    assert "Ghi rõ căn cứ" in past.content.decode()
    assert client.get(url("submission_accept", world.office, row.pk)).status_code == 200
    client.post(url("submission_accept", world.office, row.pk))

    row.refresh_from_db()
    assert row.state == "accepted"
    assert "Nhập quyết định" in client.get(detail).content.decode()
    assert Obligation.objects.owed_by(world.office).open().get().key == f"submission:{row.pk}:decide"


def test_a_second_click_is_a_sentence(world):
    _, row = sent_dossier(world)
    client = world.client(world.officer)

    client.post(url("submission_receive", world.office, row.pk))
    page = client.post(url("submission_receive", world.office, row.pk), follow=True)

    assert page.status_code == 200
    assert "đang ở trạng thái “Đã tiếp nhận”" in page.content.decode()


def test_the_whole_dossier_comes_as_one_file_to_whoever_asked(world, run_jobs):
    _, row = sent_dossier(world)
    client = world.client(world.officer)

    progress = client.post(url("submission_merge", world.office, row.pk))
    run_jobs()

    with scope(world.office):
        job = Job.objects.get(handler="oversight.merge_dossier")
    assert (job.state, job.done_count, job.total_count, job.result_name) == ("done", 3, 3, "HS-2026-0001.pdf")
    assert progress["Location"].endswith(f"/jobs/{job.uuid}/")
    address = reverse("core:job_file", args=[world.office.slug, job.uuid])
    data = b"".join(client.get(address).streaming_content)
    assert len(pikepdf.open(io.BytesIO(data)).pages) == 4
    assert world.client(world.leader).get(address).status_code == 403


def test_rights_are_asked_again_when_the_file_is_merged(world, run_jobs):
    _, row = sent_dossier(world)
    world.client(world.officer).post(url("submission_merge", world.office, row.pk))
    with scope(world.office):
        world.officer.role_assignments.update(to_on=date(2026, 10, 11))
    run_jobs()

    with scope(world.office):
        job = Job.objects.get(handler="oversight.merge_dossier")
    assert (job.state, bool(job.result_file)) == ("failed", False)


def test_a_changed_file_is_neither_downloaded_nor_merged(world, run_jobs):
    _, row = sent_dossier(world)
    tamper(row.files.last())
    client = world.client(world.officer)

    page = client.get(url("submission_file", world.office, row.pk, 3), follow=True)
    client.post(url("submission_merge", world.office, row.pk))
    run_jobs()

    assert "không còn đúng với bản đã nộp" in page.content.decode()
    with scope(world.office):
        assert Job.objects.get(handler="oversight.merge_dossier").state == "failed"


# ---- what the office never sees ----


@pytest.fixture
def other_office(world):
    """An office beside ours, with its own officer and a school below it."""
    office = OrganisationFactory(kind="office", level="", name="Phòng Văn hóa - Xã hội phường Tân An", slug="tan-an")
    with scope(office):
        office.officer = make_person(office, "Hồ Thị Mận", Role.OFFICE_OFFICER)
    return office


GETS = ["submission_detail", "submission_return", "submission_accept"]


@pytest.mark.parametrize("name", GETS)
def test_another_offices_dossiers_do_not_exist(world, other_office, name):
    _, row = sent_dossier(world)

    assert world.client(other_office.officer).get(url(name, other_office, row.pk)).status_code == 404


@pytest.mark.parametrize("name", ["submission_receive", "submission_merge"])
def test_another_office_acts_on_nothing(world, other_office, name):
    _, row = sent_dossier(world)

    assert world.client(other_office.officer).post(url(name, other_office, row.pk)).status_code == 404
    row.refresh_from_db()
    assert row.state == "submitted"


def test_files_and_decisions_of_another_office_do_not_exist(world, other_office):
    _, row = sent_dossier(world)
    client = world.client(other_office.officer)

    assert client.get(url("submission_file", other_office, row.pk, 1)).status_code == 404
    assert client.get(reverse("awards:decision_create", args=[other_office.slug, row.pk])).status_code == 404
    assert world.school.name not in client.get(url("board", other_office)).content.decode()


def test_the_school_does_not_act_as_its_receiver(world):
    _, row = sent_dossier(world)
    client = world.client(world.secretary)

    assert client.post(url("submission_receive", world.school, row.pk)).status_code == 404
    assert client.post(url("submission_receive", world.office, row.pk)).status_code == 404  # no role there


def test_nothing_of_a_school_before_it_is_sent(world):
    with scope(world.school):
        dossier = make_dossier(world)
        nominee = dossier.nominations.first().candidate_name
    client = world.client(world.officer)

    page = client.get(url("board", world.office)).content.decode()

    assert nominee not in page
    assert "HS-2026" not in page
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "awards:dossier_list",
        "registrations:registration_list",
        "evaluations:period_list",
        "councils:session_list",
        "documents:document_list",
        "records:record_list",
    ],
)
def test_the_office_opens_no_page_of_the_school(world, name):
    with scope(world.school):
        make_dossier(world)

    assert world.client(world.officer).get(reverse(name, args=[world.school.slug])).status_code == 404


def test_the_offices_own_document_list_holds_nothing_of_a_school(world):
    _, row = sent_dossier(world)
    page = world.client(world.officer).get(reverse("documents:document_list", args=[world.office.slug]))

    assert row.files.first().title not in page.content.decode()
    assert "Xét danh hiệu thi đua" not in page.content.decode()


def test_pages_of_acts_that_are_out_of_order_lead_back(world):
    _, row = sent_dossier(world)
    client = world.client(world.officer)
    detail = url("submission_detail", world.office, row.pk)

    for name in ("submission_return", "submission_accept"):
        assert client.get(url(name, world.office, row.pk))["Location"] == detail

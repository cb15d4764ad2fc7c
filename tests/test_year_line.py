"""The year's line: each node's state and fact follow the rows of its room, by the clock and by acts."""

from __future__ import annotations

from datetime import time

import pytest

from awards.models import Dossier
from core import clock
from core.scoping import scope
from councils.models import Council, CouncilSession
from deadlines import services
from evaluations.models import EvaluationPeriod
from registrations.models import RegistrationRound
from submissions.models import Submission
from tests.deadlines.obligations import make_entry, moment
from thiduakhenthuong import office_year, school_year


def node(world, label: str) -> tuple[str, str]:
    with scope(world.school):
        found = {each.label: (each.state, each.fact) for each in school_year.nodes(world.school, world.year)}
    return found[label]


def make_round(world) -> RegistrationRound:
    with scope(world.school):
        return RegistrationRound.objects.create(
            organisation=world.school, school_year=world.year, entry=make_entry(world)
        )


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-09-30 08:00", ("later", "Từ 01/10/2026")),
        ("2026-10-24 17:00", ("here", "Hạn 24/10/2026")),
        ("2026-10-25 08:00", ("here", "Hết hạn 24/10/2026, chờ khóa")),
    ],
)
def test_registration_follows_the_clock(world, now, shown):
    make_round(world)

    with clock.travel_to(now):
        assert node(world, "Đăng ký danh hiệu") == shown


def test_registration_shows_what_was_extended_and_then_that_it_is_locked(world):
    found = make_round(world)
    services.extend(found.entry, new_due_at=moment("2026-10-30 17:00"), reason="Mưa bão", by=world.secretary.user)

    with clock.travel_to("2026-10-25 08:00"):
        assert node(world, "Đăng ký danh hiệu") == ("here", "Hạn 30/10/2026")

    with scope(world.school):
        RegistrationRound.objects.update(
            state="locked", locked_by=world.secretary.user, locked_at=moment("2026-10-31 09:00")
        )
    assert node(world, "Đăng ký danh hiệu") == ("past", "Đã khóa 31/10/2026")


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-10-19 08:00", ("here", "Kỳ tới 20/10/2026")),
        ("2026-10-22 08:00", ("here", "Tháng 10/2026 đang mở")),
        ("2026-10-25 08:00", ("here", "Tháng 10/2026 chờ công bố")),
    ],
)
def test_the_month_follows_the_clock(world, now, shown):
    entry = make_entry(world, purpose="monthly_review", opens_at=moment("2026-10-20 07:00"))
    with scope(world.school):
        EvaluationPeriod.objects.create(
            organisation=world.school,
            school_year=world.year,
            entry=entry,
            label="Tháng 10/2026",
            starts_on="2026-10-01",
            ends_on="2026-10-31",
        )

    with clock.travel_to(now):
        assert node(world, "Đánh giá") == shown


def test_the_council_shows_its_next_session(world):
    with scope(world.school):
        council = Council.objects.create(organisation=world.school, name="Hội đồng", from_on="2026-08-01")
        CouncilSession.objects.create(
            organisation=world.school,
            council=council,
            school_year=world.year,
            title="Phiên tháng 10",
            held_on="2026-10-27",
            starts_at=time(14),
            place="Phòng họp",
        )
    assert node(world, "Hội đồng") == ("here", "Phiên tới 27/10/2026")


def test_the_dossier_shows_its_state(world):
    with scope(world.school):
        dossier = Dossier.objects.create(
            organisation=world.school,
            school_year=world.year,
            recipient=world.office,
            title="Hồ sơ",
            created_by=world.secretary.user,
        )

    assert node(world, "Hồ sơ") == ("here", "Đang soạn")
    send(world, world.school, world.office, subject_key=dossier.subject_key, state="revision_requested")
    assert node(world, "Hồ sơ") == ("here", "Yêu cầu bổ sung")
    send(world, world.school, world.office, subject_key=dossier.subject_key, version=2, state="accepted")
    assert node(world, "Hồ sơ") == ("past", "Đã chấp nhận")


def send(world, sender, recipient, **values):
    values = {"kind": "dossier", "subject_key": "dossier:1", "version": 1, "state": "submitted"} | values
    if values["state"] != "submitted":
        values |= {"received_by": world.officer.user, "received_at": clock.now()}
    if values["state"] in ("revision_requested", "accepted"):
        values |= {"closed_by": world.officer.user, "closed_at": clock.now()}
    return Submission.objects.create(
        organisation=sender,
        recipient=recipient,
        line="awarding",
        title="Hồ sơ",
        school_year_code="2026-2027",
        code=f"{sender.pk}-{values['subject_key']}-{values['version']}",
        manifest={},
        manifest_sha256="0" * 64,
        submitted_by=world.secretary.user,
        **values,
    )


def test_decisions_are_counted_where_they_were_sent(world):
    send(world, world.office, world.school, kind="decision", subject_key="decision:1")
    send(world, world.office, world.other_school, kind="decision", subject_key="decision:2")

    assert node(world, "Quyết định") == ("past", "1 quyết định")


def test_an_office_counts_each_dossier_by_its_last_version(world):
    send(world, world.school, world.office, version=1, state="revision_requested")
    send(world, world.school, world.office, version=2, state="accepted")
    send(world, world.other_school, world.office, state="received")

    with scope(world.office):
        found = {each.label: (each.state, each.fact) for each in office_year.nodes(world.office, world.office_year)}

    assert found["Tiếp nhận"] == ("past", "2 trong 2 trường đã nộp")
    assert found["Thẩm định"] == ("here", "1 hồ sơ đang thẩm định")
    assert found["Tổng hợp"] == ("here", "1 trong 2 trường đã xong")

"""What the rewriting of the ballot box costs: one cast by the size of the box, thirty members at once, the count.

The baseline of a cast, in the same run: the same paper inserted by `bulk_create` in a transaction, its credential
marked by one UPDATE, and nothing rewritten. Casts are measured into a box that is otherwise full, so that each rewrites
all of it. The thirty cast by thirty real connections.

python -m bench ballots
"""

from __future__ import annotations

import statistics
import time
from datetime import date
from datetime import time as moment
from threading import Barrier, Thread

from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from accounts.models import User
from bench import opening
from bench._measure import report, rolled_back
from core import clock
from core.scoping import scope
from councils import ballots
from councils.models import Attendance, BallotBox, Council, CouncilMember, CouncilSession, Credential, Motion, Vote
from organisation.models import Organisation, Person, SchoolYear

SIZES, ROWS, ROUNDS = (9, 30, 100), (10, 60), 5


def school_of(count: int) -> Organisation:
    """A school of so many people, each with an account, and a council of them all."""
    run = f"{clock.now():%y%m%d%H%M%S}"
    opening.make(1, count, run)
    with scopes_disabled():
        school = Organisation.objects.get(slug=f"{opening.SLUG}{run}-0")
        people = list(Person.objects.filter(employments__organisation=school, user=None))
        users = User.objects.bulk_create(
            User(username=f"{opening.SLUG}{run}-{place}", full_name=person.full_name)
            for place, person in enumerate(people)
        )
        for person, user in zip(people, users, strict=True):
            person.user = user
        Person.objects.bulk_update(people, ["user"])
        council = Council.objects.create(
            organisation=school, kind=Council.Kind.EMULATION, name="Hội đồng", from_on=date(2020, 8, 1)
        )
        CouncilMember.objects.bulk_create(
            CouncilMember(organisation=school, council=council, person=person, position=place, from_on=date(2020, 8, 1))
            for place, person in enumerate(Person.objects.filter(employments__organisation=school).order_by("pk"))
        )
    return school


def opened(school: Organisation, size: int, rows: int, *, used: int = 0) -> CouncilSession:
    """A session with an open box of `size` voters and `rows` rows, of which `used` have cast."""
    council = Council.objects.get(organisation=school)
    members = list(council.members.select_related("person__user").order_by("position")[:size])
    session = CouncilSession.objects.create(
        organisation=school,
        council=council,
        school_year=SchoolYear.objects.filter(organisation=school).first(),
        title="Phiên đo",
        held_on=clock.today(),
        starts_at=moment(8, 0),
        place="Phòng họp",
        state=CouncilSession.State.OPEN,
        quorum="2/3",
        member_count=size,
        opened_at=clock.now(),
        presided_by=members[0],
        recorded_by=members[1],
    )
    box = BallotBox.objects.create(
        organisation=school, session=session, electorate_count=size, present_count=size, opened_at=clock.now()
    )
    Attendance.objects.bulk_create(
        Attendance(organisation=school, session=session, member=member, state=Attendance.State.PRESENT)
        for member in members
    )
    motions = Motion.objects.bulk_create(
        Motion(
            organisation=school,
            session=session,
            box=box,
            position=place,
            method=Motion.Method.SECRET_BALLOT,
            label=f"Dòng {place}",
            threshold="2/3",
        )
        for place in range(rows)
    )
    Credential.objects.bulk_create(
        Credential(organisation=school, box=box, member=member, is_used=place < used)
        for place, member in enumerate(members)
    )
    Vote.objects.bulk_create(
        Vote(organisation=school, box=box, motion=motion, choice="agree") for motion in motions for _ in range(used)
    )
    session.voters = [member.person.user for member in members]
    return session


def cast(session: CouncilSession, user) -> None:
    choices = {motion.pk: "agree" for motion in ballots.paper_of(session, user)}
    ballots.cast(session, choices=choices, by=user)


def bare(session: CouncilSession, user) -> None:
    """The same rows and nothing rewritten."""
    with transaction.atomic():
        box = session.boxes.get()
        motions = ballots.paper_of(session, user)
        Credential.objects.filter(box=box, member__person__user=user).update(is_used=True)
        Vote.objects.bulk_create(
            Vote(organisation_id=box.organisation_id, box=box, motion=motion, choice="agree") for motion in motions
        )


def timed(school, size: int, rows: int, act) -> float:
    """Milliseconds of the last voter's cast, each time into a fresh box that is otherwise full."""
    times = []
    for _ in range(ROUNDS):
        with scope(school), rolled_back():
            session = opened(school, size, rows, used=size - 1)
            start = time.perf_counter()
            act(session, session.voters[-1])
            times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def at_once(school, session) -> float:
    """Seconds until all voters have cast, each on a connection of her own."""
    barrier, errors = Barrier(len(session.voters) + 1), []

    def one(user) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            with scope(school):
                cast(session, user)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(user,)) for user in session.voters]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return time.perf_counter() - start


def everybody(school, size: int, rows: int) -> None:
    with scope(school):
        session = opened(school, size, rows)
        seconds = at_once(school, session)
        box = session.boxes.get()
        stored = box.votes.count(), box.credentials.filter(is_used=True).count()
    if stored != (size * rows, size):
        raise RuntimeError(f"{stored} votes and papers stored of {size} × {rows}")
    print(f"{size} members cast {rows} rows at once: {seconds:.2f} s until all are in the box, 0 lost", flush=True)


def counting(school) -> None:
    found = []
    for size, rows in ((9, 6), (30, 60)):
        times = []
        for _ in range(ROUNDS):
            with scope(school), rolled_back():
                session = opened(school, size, rows, used=size)
                with CaptureQueriesContext(connection) as queries:
                    start = time.perf_counter()
                    ballots.close_box(session, by=session.voters[0])
                    times.append((time.perf_counter() - start) * 1000)
        found.append((statistics.median(times), len(queries)))
    (small, few), (large, many) = found
    report("count of 6 rows × 9 members", small, small, f"{few} queries")
    report("count of 60 rows × 30 members", large, small, f"{many} queries")


def remove() -> None:
    with scopes_disabled():
        ours = {"organisation__slug__startswith": opening.SLUG}
        for model in (Vote, Credential):
            model._base_manager.filter(**ours).delete()
        Motion._base_manager.filter(**ours).delete()
        for model in (Attendance, BallotBox, CouncilSession, CouncilMember, Council):
            model._base_manager.filter(**ours).delete()
        Person.objects.filter(user__username__startswith=opening.SLUG).update(user=None)
        User.objects.filter(username__startswith=opening.SLUG).delete()
    opening.remove()


def main() -> None:
    try:
        with override_settings(DEBUG=False):
            school = school_of(max(SIZES))
            for rows in ROWS:
                for size in SIZES:
                    baseline = timed(school, size, rows, bare)
                    report(f"a cast: {size} members × {rows} rows", timed(school, size, rows, cast), baseline)
            for rows in ROWS:
                everybody(school, 30, rows)
            counting(school)
    finally:
        remove()

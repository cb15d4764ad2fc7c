"""10,000 reminders written and sent to a mail server on this machine; memory must stay flat.

Memory is the most this process held while it worked (Linux's VmHWM, set back before each size), for 1,000 reminders and
for 10,000 more. The people are entered by another process, so that their memory does not hide ours; the mails go to a
server that forgets them.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from datetime import time as hour
from pathlib import Path

from _measure import set_up

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]
os.environ |= {
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_PORT": str(PORT),
    "DEBUG": "0",
}
set_up()

from django_scopes import scopes_disabled  # noqa: E402 (Django first)

from core import clock  # noqa: E402
from core.scoping import scope  # noqa: E402
from deadlines import services  # noqa: E402
from deadlines.models import Obligation, Reminder, ReminderLadder  # noqa: E402
from notifications import services as notifications  # noqa: E402
from notifications.models import Letter, MailHours, Notification  # noqa: E402
from organisation.models import Employment, Organisation, Person, Role, RoleAssignment  # noqa: E402
from tests.factories.people import START, OrganisationFactory  # noqa: E402

FEW, MANY = 1_000, 10_000


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def make_school(count: int):
    """A school in which `count` people owe one thing each, due tomorrow."""
    school = OrganisationFactory(slug=f"bench-{count}")
    people = [
        Person(full_name=f"Nguyễn Thị Số {number}", email=f"so{number}@vidu.test", sort_key=f"{number:06}")
        for number in range(count)
    ]
    Person.objects.bulk_create(people, batch_size=1000)
    dated = {"organisation": school, "from_on": START}
    with scope(school):
        ReminderLadder.objects.create(organisation=school, remind_at=hour(0))
        MailHours.objects.create(organisation=school, quiet_from=hour(0), quiet_to=hour(0))
        Employment.objects.bulk_create((Employment(person=each, **dated) for each in people), batch_size=1000)
        RoleAssignment.objects.bulk_create(
            (RoleAssignment(person=each, role=Role.STAFF, **dated) for each in people), batch_size=1000
        )
    due_at = clock.end_of_day(clock.today())
    Obligation.objects.bulk_create(
        (
            Obligation(
                organisation=school,
                owed_to=school,
                person=person,
                key=f"bench:{number}",
                title="Nộp phiếu đánh giá",
                url_name="todo",
                opens_at=clock.at(START),
                due_at=due_at,
            )
            for number, person in enumerate(people)
        ),
        batch_size=1000,
    )
    return school


def measure(school, count: int) -> float:
    """Sweep and mail; prints the figures and returns the peak of memory in MB."""
    forget_peak()
    start = time.perf_counter()
    services.sweep()
    swept = time.perf_counter()
    sent = 0
    while more := notifications.send_pending():
        sent += more
    mailed = time.perf_counter()
    with scope(school):
        written = Reminder.objects.count()
        letters = Letter.objects.filter(state="sent").count()
    if (written, letters, sent) != (count, count, count):
        raise RuntimeError(f"{written} reminders, {letters} letters, {sent} mails instead of {count}")
    each = 1000 / count
    print(
        f"{count:6,} reminders: written {(swept - start) * each:6.2f} ms each, mailed {(mailed - swept) * each:6.2f} ms"
        f" each, at most {peak_mb():6.1f} MB",
        flush=True,
    )
    return peak_mb()


def open_for(count: int) -> Organisation:
    """The school of that size, whose people owe it from now on; the other one waits."""
    school = Organisation.objects.get(slug=f"bench-{count}")
    Obligation.objects.filter(organisation=school).update(state="open", closed_at=None)
    return school


def remove() -> None:
    schools = Organisation.objects.filter(slug__startswith="bench-")
    with scopes_disabled():
        people = list(Person.objects.filter(employments__organisation__in=schools).values_list("pk", flat=True))
        for model in (
            Reminder,
            Notification,
            Letter,
            Obligation,
            RoleAssignment,
            Employment,
            MailHours,
            ReminderLadder,
        ):
            rows = model._base_manager.filter(organisation__in=schools)
            rows._raw_delete(rows.db)
    Person.objects.filter(pk__in=people).delete()
    schools.delete()


def main() -> None:
    sink = subprocess.Popen(
        [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{PORT}", "-c", "aiosmtpd.handlers.Sink"]
    )
    try:
        subprocess.run([sys.executable, __file__, "make"], check=True)
        before = measure(open_for(FEW), FEW)
        after = measure(open_for(MANY), MANY)
    finally:
        sink.terminate()
        sink.wait(10)
        remove()
    print(f"memory grew by {after - before:.1f} MB, {(after / before - 1) * 100:.1f} %", flush=True)


if sys.argv[1:] == ["make"]:
    remove()  # what a run that was stopped left
    make_school(FEW)
    make_school(MANY)
    Obligation.objects.filter(organisation__slug__startswith="bench-").update(state="cancelled", closed_at=clock.now())
else:
    main()

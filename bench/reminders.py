"""10,000 reminders written and sent to a mail server on this machine; memory must stay flat.

Memory is the most this process held while it worked (Linux's VmHWM, set back before each size), for 1,000 reminders and
for 10,000 more. The people are entered by another process, so that their memory does not hide ours; the mails go to a
server that forgets them.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from datetime import time as hour
from pathlib import Path

from django.test import override_settings
from django_scopes import scopes_disabled

from core import clock
from core.scoping import scope
from deadlines import services
from deadlines.models import Obligation, Reminder, ReminderLadder
from notifications import services as notifications
from notifications.models import Letter, MailHours, Notification
from organisation.models import Employment, Organisation, Person, Role, RoleAssignment
from tests.factories.people import START, OrganisationFactory

FEW, MANY = 1_000, 10_000


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


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


def make() -> None:
    remove()  # what a run that was stopped left
    make_school(FEW)
    make_school(MANY)
    Obligation.objects.filter(organisation__slug__startswith="bench-").update(state="cancelled", closed_at=clock.now())


def main(act: str = "") -> None:
    if act == "make":
        make()
        return
    port = free_port()
    sink = subprocess.Popen(
        [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    )
    mail = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    try:
        subprocess.run([sys.executable, "-m", "bench", "reminders", "make"], check=True)
        with override_settings(**mail, EMAIL_PORT=port, DEBUG=False):
            before = measure(open_for(FEW), FEW)
            after = measure(open_for(MANY), MANY)
    finally:
        sink.terminate()
        sink.wait(10)
        remove()
    print(f"memory grew by {after - before:.1f} MB, {(after / before - 1) * 100:.1f} %", flush=True)

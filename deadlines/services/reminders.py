"""Reminding those who have not done it yet."""

from __future__ import annotations

import logging

from django.db import transaction

from core import clock
from core.scoping import scope
from core.templatetags.ui import due_in, vi_datetime
from deadlines.criteria import LATE, reminder_step
from deadlines.models import Obligation, Reminder
from deadlines.services.concerned import Concerned
from notifications.services import notify
from organisation.models import Organisation, Person

logger = logging.getLogger(__name__)


def sweep() -> int:
    """Remind of what is late or due within two days; returns how many messages were written.

    Each message is a row with its own reminder, so a second run writes none, and after a stop there is one per
    obligation: of what is late only the lateness is told.
    """
    due = Obligation.objects.to_remind(clock.now()).order_by().values("organisation_id")
    return sum(_sweep_organisation(each) for each in Organisation.objects.filter(pk__in=due).order_by("pk"))


def _sweep_organisation(organisation) -> int:
    sent = 0
    with scope(organisation):
        concerned = Concerned(organisation)
        obligations = list(
            Obligation.objects.owed_by(organisation).to_remind(clock.now()).select_related("person").order_by("pk")
        )
        rows = Reminder.objects.filter(obligation__in=obligations)
        told = set(rows.values_list("obligation_id", "person_id", "step", "due_at"))
        for obligation in obligations:
            step = _step(obligation)
            people = [
                person
                for person in concerned.by(obligation)
                if (obligation.pk, person.pk, step, obligation.due_at) not in told
            ]
            try:
                sent += remind(obligation, people) if people else 0
            except Exception:
                logger.exception("Could not remind of obligation %s; the others go on.", obligation.pk)
    return sent


@transaction.atomic
def remind(obligation: Obligation, people: list[Person]) -> int:
    """Write reminder and message for each person, unless it was done, moved or told meanwhile. Returns how many."""
    obligation = Obligation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=obligation.pk)
    step = _step(obligation)
    if step is None or obligation.state != Obligation.State.OPEN:
        return 0
    sent = 0
    for person in people:
        reminder, is_new = Reminder.objects.get_or_create(
            organisation=obligation.organisation,
            obligation=obligation,
            person=person,
            step=step,
            due_at=obligation.due_at,
        )
        if is_new:
            notify(person, organisation=obligation.organisation, **_reminder_text(obligation, reminder))
            sent += 1
    return sent


def _step(obligation: Obligation) -> str | None:
    return reminder_step(opens_at=obligation.opens_at, due_at=obligation.due_at, at=clock.now())


def _reminder_text(obligation: Obligation, reminder: Reminder) -> dict[str, str]:
    due = vi_datetime(obligation.due_at)
    if reminder.step == LATE:
        subject, sentence = f"Đã quá hạn: {obligation.title}", f"Hạn là {due}. Việc này chưa được hoàn thành."
    else:
        subject, sentence = f"{due_in(obligation.due_at)}: {obligation.title}", f"Hạn: {due}."
    return {
        "key": f"reminder:{reminder.pk}",
        "subject": subject,
        "body": "\n".join(filter(None, [sentence, obligation.why])),
        "url": obligation.address,
    }

"""Reminding those, and only those, for whom a sheet waits; nobody twice on one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.templatetags.ui import due_in, vi_datetime
from evaluations.models import EvaluationSheet
from notifications.models import Notification
from notifications.services import notify
from organisation.models import Person, Role, RoleAssignment

MOST_NAMES = 30  # in one message


@dataclass(frozen=True)
class Reminded:
    """Ids of the people who were told now, and of those who had been reminded of all of it today."""

    told: frozenset[int]
    told_before: frozenset[int]

    @property
    def sentence(self) -> str:
        before = f"{len(self.told_before)} người đã được nhắc hôm nay nên không nhắc lại."
        if not self.told:
            return f"Không nhắc thêm ai: {before}"
        return f"Đã nhắc {len(self.told)} người." + (f" {before}" if self.told_before else "")


@dataclass(frozen=True)
class Message:
    key: str
    subject: str
    body: str
    url: str
    about: str = ""


@transaction.atomic
def remind_to_hand_in(organisation, sheets: Iterable[EvaluationSheet], *, by) -> Reminded:
    """Remind whoever writes each sheet: drafts that can still be handed in, with their `due_at`."""
    heads, secretaries = _holders(organisation)
    messages: dict[int, list[Message]] = defaultdict(list)
    for sheet in sheets:
        for person_id in _writers(sheet, heads, secretaries):
            messages[person_id].append(_to_hand_in(organisation, sheet))
    return _tell(organisation, messages, what="handing", by=by)


@transaction.atomic
def remind_to_review(organisation, sheets: Iterable[EvaluationSheet], *, by) -> Reminded:
    """Remind the heads of the tổ, or the secretaries where no other head is: one message for each period."""
    heads, secretaries = _holders(organisation)
    waiting = defaultdict(list)
    for sheet in sheets:
        others = heads.get(sheet.department_id, set()) - {sheet.person_id} if sheet.person_id else set()
        reviewers = others or secretaries - {sheet.person_id}  # no head scores the tổ's own sheet
        for person_id in reviewers:
            waiting[person_id, sheet.period].append(sheet)
    messages = _grouped(organisation, waiting, "tổ chưa chấm xong", "review", "evaluations:department_review")
    return _tell(organisation, messages, what="review", by=by)


@transaction.atomic
def remind_to_publish(organisation, sheets: Iterable[EvaluationSheet], *, by) -> Reminded:
    """Remind those who publish."""
    rows = _on_duty(organisation, Role.COUNCIL_SECRETARY, Role.PRINCIPAL)
    people = set(rows.values_list("person_id", flat=True))
    waiting = defaultdict(list)
    for sheet in sheets:
        for person_id in people:
            waiting[person_id, sheet.period].append(sheet)
    messages = _grouped(organisation, waiting, "chưa công bố", "publication", "evaluations:period_detail")
    return _tell(organisation, messages, what="publication", by=by)


def _on_duty(organisation, *roles: str):
    return RoleAssignment.objects.for_organisation(organisation).on(clock.today()).filter(role__in=roles)


def _holders(organisation) -> tuple[dict[int, set[int]], set[int]]:
    """(ids of the heads by tổ, ids of the secretaries)."""
    heads: dict[int, set[int]] = defaultdict(set)
    secretaries = set()
    rows = _on_duty(organisation, Role.DEPARTMENT_HEAD, Role.COUNCIL_SECRETARY)
    for role, department_id, person_id in rows.values_list("role", "department_id", "person_id"):
        if role == Role.DEPARTMENT_HEAD:
            heads[department_id].add(person_id)
        else:
            secretaries.add(person_id)
    return heads, secretaries


def _writers(sheet: EvaluationSheet, heads, secretaries) -> set[int]:
    if sheet.subject == "person":
        return {sheet.person_id}
    return heads.get(sheet.department_id, set()) if sheet.subject == "department" else secretaries


def _to_hand_in(organisation, sheet: EvaluationSheet) -> Message:
    whose = "" if sheet.subject == "person" else f" của {sheet.candidate_name}"
    return Message(
        key=f"nudge:{sheet.subject_key}:{clock.today()}",
        subject=f"Nhắc nộp phiếu tự đánh giá{whose} {sheet.period.label}",
        body=f"Hạn: {vi_datetime(sheet.due_at)} ({due_in(sheet.due_at)}). Phiếu chưa được nộp.",
        url=reverse("evaluations:sheet_edit", args=[organisation.slug, sheet.pk]),
        about=f"obligation:{sheet.subject_key}",
    )


def _grouped(organisation, waiting, words: str, what: str, url_name: str) -> dict[int, list[Message]]:
    messages = defaultdict(list)
    for (person_id, period), sheets in waiting.items():
        names = [sheet.candidate_name for sheet in sheets]
        more = f" và {len(names) - MOST_NAMES} phiếu nữa" if len(names) > MOST_NAMES else ""
        messages[person_id].append(
            Message(
                key=f"nudge:{what}:{period.pk}:{clock.today()}",
                subject=f"{len(names)} phiếu {period.label} {words}",
                body=f"{', '.join(names[:MOST_NAMES])}{more}.",
                url=reverse(url_name, args=[organisation.slug, period.pk]),
            )
        )
    return messages


def _tell(organisation, messages: dict[int, list[Message]], *, what: str, by) -> Reminded:
    """Write what was not said today, by hand or by the ladder. DomainError where there is nobody to tell."""
    own = getattr(by, "person", None)
    if what != "handing" and own:
        messages.pop(own.pk, None)
    if not messages:
        raise DomainError("Không có ai để nhắc: việc này đã xong, đã hết thời gian nộp, hoặc đang chờ chính thầy/cô.")
    said = _said_today(organisation, messages)
    people = Person.objects.in_bulk(list(messages))
    told = set()
    for person_id, each in messages.items():
        for message in each:
            if (person_id, message.key) in said or (message.about and (person_id, message.about) in said):
                continue
            notify(
                people[person_id],
                organisation=organisation,
                key=message.key,
                about=message.about,
                subject=message.subject,
                body=message.body,
                url=message.url,
            )
            told.add(person_id)
    audit.record(
        "evaluations.missing_reminded",
        organisation,
        by=by,
        organisation=organisation,
        after={"what": what, "people": sorted(told)},
    )
    return Reminded(frozenset(told), frozenset(set(messages) - told))


def _said_today(organisation, messages) -> set[tuple[int, str]]:
    rows = Notification.objects.for_organisation(organisation).filter(
        person__in=list(messages), created_at__gte=clock.at(clock.today())
    )
    return {(person_id, word) for person_id, *words in rows.values_list("person_id", "key", "about") for word in words}

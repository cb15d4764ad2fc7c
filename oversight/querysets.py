"""The office's board: its schools beside what they owe and what they sent. It reads nothing else of a school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from awards.models import Decision
from core import clock
from core.vietnamese import search_key
from deadlines.models import Obligation
from organisation.models import Organisation, Supervision
from oversight import criteria
from oversight.criteria import Standing, standing
from submissions.models import Submission


@dataclass(frozen=True)
class Row:
    school: Organisation
    standing: Standing
    due_at: datetime | None
    submission: Submission | None

    @property
    def level(self) -> str:
        return self.school.get_level_display() if self.school.level else ""


def supervised_schools(office):
    """Those below in the awarding line today."""
    rows = Organisation.objects.supervised_by(office, line=Supervision.Line.AWARDING, on=clock.today())
    return rows.filter(kind=Organisation.Kind.SCHOOL).order_by("name")


def board_rows(office, school_year_code: str) -> list[Row]:
    """One row a school: those supervised today, and those that sent a dossier of the year before they moved away."""
    obligations = {
        row.organisation_id: row
        for row in Obligation.objects.addressed_to(office)
        .filter(key=f"dossier:{school_year_code}")
        .exclude(state=Obligation.State.CANCELLED)
        .select_related("organisation")
    }
    versions = list(
        Submission.objects.addressed_to(office)
        .dossiers()
        .filter(school_year_code=school_year_code)
        .select_related("organisation", "returned")
        .order_by("organisation", "version")
    )
    first = {row.organisation_id: row for row in reversed(versions)}
    last = {row.organisation_id: row for row in versions}
    decided = set(Decision.objects.for_organisation(office).values_list("submission_id", flat=True))
    schools = {row.pk: row for row in supervised_schools(office)}
    schools |= {row.organisation_id: row.organisation for row in last.values()}
    return [
        _row(school, obligations.get(school.pk), first.get(school.pk), last.get(school.pk), decided)
        for school in schools.values()
    ]


def _row(school, obligation, first, last, decided) -> Row:
    is_decided = last is not None and last.pk in decided
    found, due_at = standing_of(obligation, first, last, is_decided=is_decided)
    return Row(school=school, standing=found, due_at=due_at, submission=last)


def standing_of(
    obligation: Obligation | None, first: Submission | None, last: Submission | None, *, is_decided: bool = False
) -> tuple[Standing, datetime | None]:
    """How a unit stands by what it owes and the first and last version it sent, and until when it has to send."""
    is_back = last is not None and last.state == Submission.State.RETURNED
    asked = obligation if last is None or is_back else first
    due_at = asked.due_at.astimezone(clock.ZONE) if asked and asked.due_at else None
    found = standing(
        submitted_state=last.state if last else "",
        is_decided=is_decided,
        due_at=due_at,
        first_sent_at=first.submitted_at if first else None,
        now=clock.now(),
    )
    if found.state == criteria.NOT_ASKED and obligation is not None:
        found = Standing(criteria.WAITING)
    return found, due_at


def matching(rows: list[Row], *, state: str = "", level: str = "", words: str = "") -> list[Row]:
    """The filters of the board; an empty one filters nothing."""
    return [
        row
        for row in rows
        if (not state or row.standing.state == state)
        and (not level or row.school.level == level)
        and (not words or search_key(words) in search_key(row.school.name))
    ]


def ordered(rows: list[Row], sort: str) -> list[Row]:
    """By "state" (what is late stands first, the latest on top), "name", "due" or "sent"; "-" turns it round."""
    order = list(criteria.LABELS)
    far = clock.at(date.max)
    keys = {
        "state": lambda row: (order.index(row.standing.state), -row.standing.days_late),
        "name": lambda row: 0,
        "due": lambda row: row.due_at or far,
        "sent": lambda row: row.submission.submitted_at if row.submission else far,
    }
    by_name = sorted(rows, key=lambda row: search_key(row.school.name), reverse=sort == "-name")
    return sorted(by_name, key=keys[sort.lstrip("-")], reverse=sort.startswith("-"))

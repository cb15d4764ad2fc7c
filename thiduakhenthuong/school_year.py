"""The eight nodes of a school's year, each with one line of fact read from its room's rows."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Max, Q
from django.db.models.functions import Greatest

from awards.models import Dossier
from campaigns.models import Campaign
from core import clock
from core.templatetags.ui import vi_date
from core.together import as_day, as_moment, read_together
from councils.models import CouncilSession
from deadlines.judged import REVIEWS
from deadlines.models import CalendarEntry
from evaluations.models import EvaluationPeriod
from plans.models import EmulationPlan
from registrations.models import RegistrationRound
from submissions.models import Submission

PAST, HERE, LATER = "past", "here", "later"
# The pages of the room that are about plans: documents from above and the year's papers have places of their own.
PLAN_PAGES = tuple(f"plans:{name}" for name in ("plan", "fact", "target", "change", "regulation"))


class Coming(NamedTuple):
    """The nearest coming date of a purpose."""

    opens_at: datetime
    last_day_at: datetime


class Node(NamedTuple):
    label: str
    url_name: str
    pages: tuple[str, ...]  # how the names of its pages begin: there the node is the current one
    state: str
    fact: str


def nodes(school, year) -> list[Node]:
    """One query for all rooms, whatever the number of their rows."""
    now = clock.now()
    read = read_together(
        entries=_entries(school, year, now),
        plans=(_of_year(EmulationPlan, school, year).plans(), ["state", "created_at", "published_at"]),
        campaigns=_campaigns_of(school, year),
        rounds=_timed(RegistrationRound, school, year, "state", "locked_at"),
        periods=_timed(EvaluationPeriod, school, year, "label", "starts_on", "published_at"),
        sessions=(_of_year(CouncilSession, school, year).real(), ["state", "held_on"]),
        dossiers=(_of_year(Dossier, school, year), ["id"]),
        sent=_sent(school, year),
        decisions=_decisions_of(school, year),
    )
    entries = _first_entries(read["entries"])
    facts = [
        ("Kế hoạch", "plans:plan_list", PLAN_PAGES, *_plan(read["plans"], year)),
        ("Phong trào", "campaigns:campaign_list", ("campaigns:campaign",), *_campaigns(read["campaigns"], now)),
        (
            "Đăng ký danh hiệu",
            "registrations:registration_list",
            ("registrations:",),
            *_registration(read["rounds"], entries, now),
        ),
        ("Đánh giá", "evaluations:period_list", ("evaluations:",), *_evaluation(read["periods"], entries, now)),
        ("Sáng kiến", "initiatives:initiative_list", ("initiatives:",), LATER, "Chưa mở"),
        ("Hội đồng", "councils:session_list", ("councils:",), *sessions(read["sessions"])),
        ("Hồ sơ", "awards:dossier_list", ("awards:dossier",), *_dossier(read["dossiers"], read["sent"], entries)),
        ("Quyết định", "awards:decision_list", ("awards:decision",), *_decisions(len(read["decisions"]))),
    ]
    return [Node(*each) for each in facts]


# ---- what is read ----


def _of_year(model, school, year):
    return model.objects.for_organisation(school).filter(school_year=year)


def _entries(school, year, now: datetime):
    coming = CalendarEntry.objects.for_organisation(school).filter(school_year=year).coming(now)
    return coming, ["id", "purpose", "opens_at", "last_day_at"]


def _campaigns_of(school, year):
    launched = Campaign.objects.for_organisation(school).filter(plan__school_year=year, state=Campaign.State.LAUNCHED)
    return launched, ["from_on", "to_on"]


def _timed(model, school, year, *columns: str):
    """Rows under an entry, with its times: the deadline or the longer one that was granted to everybody."""
    # GREATEST passes over NULL in PostgreSQL.
    extended = Max("entry__extensions__new_due_at", filter=Q(entry__extensions__department=None))
    rows = _of_year(model, school, year).annotate(
        opens_at=F("entry__opens_at"),
        end_at=Greatest("entry__due_at", extended),
        closes_at=Greatest("entry__cut_off_at", extended),
    )
    return rows, [*columns, "opens_at", "end_at", "closes_at"]


def _sent(school, year):
    rows = Submission.objects.sent_by(school).filter(kind=Submission.Kind.DOSSIER, school_year_code=year.code)
    return rows, ["subject_key", "version", "state"]


def _decisions_of(school, year):
    sent_down = Submission.objects.addressed_to(school)
    return sent_down.filter(kind=Submission.Kind.DECISION, school_year_code=year.code), ["id"]


# ---- what it says ----


def _first_entries(rows: list[dict]) -> dict[str, Coming]:
    """The nearest coming date of each purpose."""
    found: dict[str, Coming] = {}
    for row in sorted(rows, key=lambda row: (as_moment(row["last_day_at"]), row["id"])):
        coming = Coming(as_moment(row["opens_at"]), as_moment(row["last_day_at"]))
        found.setdefault(row["purpose"], coming)
    return found


def _plan(rows: list[dict], year) -> tuple[str, str]:
    found = {row["state"]: row["published_at"] for row in sorted(rows, key=lambda row: as_moment(row["created_at"]))}
    if EmulationPlan.State.PUBLISHED in found:
        return PAST, f"Công bố {vi_date(as_moment(found[EmulationPlan.State.PUBLISHED]))}"
    if found:
        return HERE, "Đang soạn"
    return (HERE if year.holds(clock.today()) else LATER), "Chưa có kế hoạch"


def _campaigns(rows: list[dict], now: datetime) -> tuple[str, str]:
    days = sorted((as_day(row["from_on"]), as_day(row["to_on"])) for row in rows)
    today = now.date()
    running = sum(start <= today <= end for start, end in days)
    if running:
        return HERE, f"{running} đang diễn ra"
    coming = [start for start, _ in days if start > today]
    if coming:
        return LATER, f"Từ {vi_date(coming[0])}"
    return (PAST, f"{len(days)} đã kết thúc") if days else (LATER, "Chưa phát động")


def _registration(rows: list[dict], entries, now: datetime) -> tuple[str, str]:
    if not rows:
        entry = entries.get(CalendarEntry.Purpose.REGISTRATION)
        if entry is None:
            return LATER, "Chưa mở"
        return LATER, f"Từ {vi_date(entry.opens_at)}" if entry.opens_at > now else f"Hạn {vi_date(entry.last_day_at)}"
    found, end = rows[0], vi_date(as_moment(rows[0]["end_at"]))
    if found["state"] == RegistrationRound.State.LOCKED:
        return PAST, f"Đã khóa {vi_date(as_moment(found['locked_at']))}"
    if as_moment(found["opens_at"]) > now:
        return LATER, f"Từ {vi_date(as_moment(found['opens_at']))}"
    is_over = as_moment(found["closes_at"]) < now
    return HERE, f"Hết hạn {end}, chờ khóa" if is_over else f"Hạn {end}"


def _evaluation(rows: list[dict], entries, now: datetime) -> tuple[str, str]:
    periods = [row | {name: as_moment(row[name]) for name in ("opens_at", "closes_at")} for row in rows]
    periods.sort(key=lambda period: period["starts_on"])
    unpublished = [period for period in periods if period["published_at"] is None]
    if begun := [period for period in unpublished if period["opens_at"] <= now <= period["closes_at"]]:
        return HERE, f"{_one_or_count(begun)} đang mở"
    if over := [period for period in unpublished if period["closes_at"] < now]:
        return HERE, f"{_one_or_count(over)} chờ công bố"
    coming = [period["opens_at"] for period in periods if period["opens_at"] > now]
    if not coming:
        coming = [entries[purpose].opens_at for purpose in REVIEWS if purpose in entries]
    if coming:
        first = min(coming)
        return (HERE if periods else LATER), f"Kỳ tới {vi_date(first)}" if first > now else "Sắp mở"
    return (PAST, f"{len(periods)} kỳ đã công bố") if periods else (LATER, "Chưa mở")


def _one_or_count(periods: list[dict]) -> str:
    return periods[0]["label"] if len(periods) == 1 else f"{len(periods)} kỳ"


def sessions(rows: list[dict]) -> tuple[str, str]:
    days = sorted((as_day(row["held_on"]), row["state"]) for row in rows)
    if any(state == CouncilSession.State.OPEN for _, state in days):
        return HERE, "Đang họp"
    coming = [day for day, state in days if state == CouncilSession.State.DRAFT]
    if coming:
        return HERE, f"Phiên tới {vi_date(coming[0])}"
    closed = [day for day, state in days if state == CouncilSession.State.CLOSED]
    return (PAST, f"Phiên gần nhất {vi_date(closed[-1])}") if closed else (LATER, "Chưa có phiên họp")


def _dossier(rows: list[dict], sent: list[dict], entries) -> tuple[str, str]:
    if rows:
        key = Dossier(pk=max(row["id"] for row in rows)).subject_key
        versions = sorted((row["version"], row["state"]) for row in sent if row["subject_key"] == key)
        if not versions:
            return HERE, "Đang soạn"
        state = versions[-1][1]
        return (PAST if state == Submission.State.ACCEPTED else HERE), Submission.State(state).label
    entry = entries.get(CalendarEntry.Purpose.DOSSIER)
    return LATER, f"Hạn {vi_date(entry.last_day_at)}" if entry else "Chưa mở"


def _decisions(count: int) -> tuple[str, str]:
    return (PAST, f"{count} quyết định") if count else (LATER, "Chưa có")

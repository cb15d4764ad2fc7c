"""The eight nodes of a school's year, each with one line of fact read from its room's rows."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Max, Q
from django.db.models.functions import Greatest

from awards.models import Dossier
from campaigns.models import Campaign
from core import clock
from core.templatetags.ui import vi_date
from councils.models import CouncilSession
from deadlines.models import CalendarEntry
from evaluations.models import EvaluationPeriod
from plans.models import EmulationPlan
from registrations.models import RegistrationRound
from submissions.models import Submission

PAST, HERE, LATER = "past", "here", "later"


class Node(NamedTuple):
    label: str
    url_name: str
    pages: tuple[str, ...]  # how the names of its pages begin: there the node is the current one
    state: str
    fact: str


def nodes(school, year) -> list[Node]:
    """One query per room, whatever the number of its rows."""
    now = clock.now()
    entries = _first_entries(school, year, now)
    facts = [
        ("Kế hoạch", "plans:plan_list", ("plans:",), *_plan(school, year)),
        ("Phong trào", "campaigns:campaign_list", ("campaigns:campaign",), *_campaigns(school, year, now)),
        (
            "Đăng ký danh hiệu",
            "registrations:registration_list",
            ("registrations:",),
            *_registration(school, year, entries, now),
        ),
        ("Đánh giá tháng", "evaluations:period_list", ("evaluations:",), *_evaluation(school, year, entries, now)),
        ("Sáng kiến", "initiatives:initiative_list", ("initiatives:",), LATER, "Chưa mở"),
        ("Hội đồng", "councils:session_list", ("councils:",), *sessions(school, year, now)),
        ("Hồ sơ", "awards:dossier_list", ("awards:dossier",), *_dossier(school, year, entries)),
        ("Quyết định", "awards:decision_list", ("awards:decision",), *_decisions(school, year)),
    ]
    return [Node(*each) for each in facts]


def _first_entries(school, year, now: datetime) -> dict[str, CalendarEntry]:
    """The nearest coming date of each purpose."""
    coming = CalendarEntry.objects.for_organisation(school).filter(school_year=year).coming(now)
    found: dict[str, CalendarEntry] = {}
    for entry in coming:
        found.setdefault(entry.purpose, entry)
    return found


def _of_year(model, school, year):
    return model.objects.for_organisation(school).filter(school_year=year)


def _with_end(rows):
    """Annotate `end_at`: the entry's deadline, or the longer one that was granted to everybody."""
    # GREATEST passes over NULL in PostgreSQL.
    extended = Max("entry__extensions__new_due_at", filter=Q(entry__extensions__department=None))
    return rows.select_related("entry").annotate(
        end_at=Greatest("entry__due_at", extended), closes_at=Greatest("entry__cut_off_at", extended)
    )


def _plan(school, year) -> tuple[str, str]:
    rows = _of_year(EmulationPlan, school, year).order_by("created_at").values_list("state", "published_at")
    found = dict(rows)
    if EmulationPlan.State.PUBLISHED in found:
        return PAST, f"Công bố {vi_date(found[EmulationPlan.State.PUBLISHED])}"
    if found:
        return HERE, "Đang soạn"
    return (HERE if year.holds(clock.today()) else LATER), "Chưa có kế hoạch"


def _campaigns(school, year, now: datetime) -> tuple[str, str]:
    launched = Campaign.objects.for_organisation(school).filter(plan__school_year=year, state=Campaign.State.LAUNCHED)
    days = list(launched.order_by("from_on").values_list("from_on", "to_on"))
    today = now.date()
    running = sum(start <= today <= end for start, end in days)
    if running:
        return HERE, f"{running} đang diễn ra"
    coming = [start for start, _ in days if start > today]
    if coming:
        return LATER, f"Từ {vi_date(coming[0])}"
    return (PAST, f"{len(days)} đã kết thúc") if days else (LATER, "Chưa phát động")


def _registration(school, year, entries, now: datetime) -> tuple[str, str]:
    found = _with_end(_of_year(RegistrationRound, school, year)).first()
    if found is None:
        entry = entries.get(CalendarEntry.Purpose.REGISTRATION)
        if entry is None:
            return LATER, "Chưa mở"
        return LATER, f"Từ {vi_date(entry.opens_at)}" if entry.opens_at > now else f"Hạn {vi_date(entry.last_day_at)}"
    if found.state == RegistrationRound.State.LOCKED:
        return PAST, f"Đã khóa {vi_date(found.locked_at)}"
    if found.entry.opens_at > now:
        return LATER, f"Từ {vi_date(found.entry.opens_at)}"
    is_over = found.closes_at < now
    return HERE, f"Hết hạn {vi_date(found.end_at)}, chờ khóa" if is_over else f"Hạn {vi_date(found.end_at)}"


def _evaluation(school, year, entries, now: datetime) -> tuple[str, str]:
    periods = list(_with_end(_of_year(EvaluationPeriod, school, year)).order_by("starts_on"))
    for period in periods:
        if period.entry.opens_at <= now <= period.closes_at:
            return HERE, f"{period.label} đang mở"
    unpublished = [period for period in periods if period.closes_at < now and period.published_at is None]
    if unpublished:
        return HERE, f"{unpublished[0].label} chờ công bố"
    coming = [period.entry.opens_at for period in periods if period.entry.opens_at > now]
    entry = entries.get(CalendarEntry.Purpose.MONTHLY_REVIEW)
    if not coming and entry is not None:
        coming = [entry.opens_at]
    if coming:
        first = coming[0]
        return (HERE if periods else LATER), f"Kỳ tới {vi_date(first)}" if first > now else "Sắp mở"
    return (PAST, f"{len(periods)} kỳ đã công bố") if periods else (LATER, "Chưa mở")


def sessions(organisation, year, now: datetime) -> tuple[str, str]:
    rows = list(_of_year(CouncilSession, organisation, year).order_by("held_on").values_list("state", "held_on"))
    if any(state == CouncilSession.State.OPEN for state, _ in rows):
        return HERE, "Đang họp"
    coming = [day for state, day in rows if state == CouncilSession.State.DRAFT]
    if coming:
        return HERE, f"Phiên tới {vi_date(coming[0])}"
    closed = [day for state, day in rows if state == CouncilSession.State.CLOSED]
    return (PAST, f"Phiên gần nhất {vi_date(closed[-1])}") if closed else (LATER, "Chưa có phiên họp")


def _dossier(school, year, entries) -> tuple[str, str]:
    found = _of_year(Dossier, school, year).first()
    if found is not None:
        sent = Submission.objects.sent_by(school).filter(subject_key=found.subject_key).order_by("-version")
        state = sent.values_list("state", flat=True).first()
        if state is None:
            return HERE, "Đang soạn"
        return (PAST if state == Submission.State.ACCEPTED else HERE), Submission.State(state).label
    entry = entries.get(CalendarEntry.Purpose.DOSSIER)
    return LATER, f"Hạn {vi_date(entry.last_day_at)}" if entry else "Chưa mở"


def _decisions(school, year) -> tuple[str, str]:
    sent_down = Submission.objects.addressed_to(school).filter(
        kind=Submission.Kind.DECISION, school_year_code=year.code
    )
    count = sent_down.count()
    return (PAST, f"{count} quyết định") if count else (LATER, "Chưa có")

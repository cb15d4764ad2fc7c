"""What could come: who could qualify this year, who is one step away, and for a person the way to each title."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Paginator
from django.shortcuts import render

from audit import services as audit
from core.access import access
from core.vietnamese import search_key
from core.workbook import workbook_response
from legal.models import Distinction
from records.eligibility.facts import Facts
from records.eligibility.forecasting import ASSUMPTIONS, Prospect, Way, outlook, way_to
from records.eligibility.judging import SEE_NOTICE
from records.services import snapshots
from records.views.eligibility import PAGE_SIZE, CandidatePage, own_page, person_page
from records.views.verdict_desk import Candidate, VerdictDesk, desk_of

QUALIFIES, UNPROVEN, ONE_STEP = "qualifies", "unproven", "one_step"
STATES = {QUALIFIES: "Không còn thiếu điều kiện", UNPROVEN: "Đạt nếu bổ sung được", ONE_STEP: "Còn một bước"}
LEVELS = {
    Distinction.Level.BASE.value: "Tất cả cấp cơ sở",
    Distinction.Level.PROVINCE.value: "Tất cả cấp tỉnh, bộ",
    Distinction.Level.STATE.value: "Tất cả cấp Nhà nước",
}


@dataclass(frozen=True)
class OutlookRow:
    """Somebody who could qualify, or wants one step, as everybody may see it."""

    candidate: Candidate
    distinction: Distinction
    state: str
    step: str
    proofs: list[str]
    url: str

    @property
    def state_name(self) -> str:
        return STATES[self.state]


class Outlook:
    """The people of a year who are near a distinction, as an address asks for them."""

    def __init__(self, desk: VerdictDesk, asked):
        self.desk = desk
        self.words = asked.get("q", "").strip()[:100]
        self.state = asked.get("state") if asked.get("state") in STATES else ""
        self.scope = asked.get("distinction", "")
        if self.scope not in (*LEVELS, *self.choices):
            self.scope = Distinction.Level.BASE.value
        self.department = next((pk for pk in desk.departments if str(pk) == asked.get("department")), None)

    @property
    def choices(self) -> dict[str, Distinction]:
        """What a person may receive."""
        collective = Distinction.Target.COLLECTIVE
        return {code: each for code, each in self.desk.distinctions.items() if each.target != collective}

    @cached_property
    def codes(self) -> list[str]:
        if self.scope in self.choices:
            return [self.scope]
        return [code for code, each in self.choices.items() if each.level == self.scope]

    @cached_property
    def rows(self) -> list[OutlookRow]:
        desk = self.desk
        facts = {
            pk: its
            for pk, its in snapshots.facts_of_people(desk.organisation, desk.year.code).items()
            if not desk.is_held_from_reader(its, pk)
        }
        found = [self._row(each) for each in outlook(facts, desk.book, self.codes) if self._is_open(each)]
        order = list(STATES)
        return sorted(found, key=lambda row: (row.distinction.position, order.index(row.state), row.candidate.sort_key))

    def _is_open(self, prospect: Prospect) -> bool:
        """What has no conditions is open to everybody and tells nothing; what was received is no forecast."""
        received = prospect.facts.years_of.get(prospect.code, ())
        return bool(self.desk.book.conditions(prospect.code)) and prospect.facts.judged not in received

    def _row(self, prospect: Prospect) -> OutlookRow:
        candidate = self.desk.people[prospect.key]
        proofs = [each.title for each in prospect.verdict.missing_proofs]
        state = ONE_STEP if prospect.step else UNPROVEN if proofs else QUALIFIES
        return OutlookRow(
            candidate=candidate,
            distinction=self.desk.distinctions[prospect.code],
            state=state,
            step=prospect.step.sentence if prospect.step else "",
            proofs=proofs,
            url=self.desk.candidate_url(candidate, distinction=prospect.code),
        )

    @cached_property
    def counts(self) -> list[tuple[Distinction, list[tuple[str, str, int]]]]:
        """By distinction, how many could qualify and how many want one step."""
        return [
            (
                self.choices[code],
                [
                    (state, words, sum(row.distinction.code == code and row.state == state for row in self.rows))
                    for state, words in STATES.items()
                ],
            )
            for code in self.codes
        ]

    @cached_property
    def shown(self) -> list[OutlookRow]:
        key, rows = search_key(self.words), self.rows
        if self.state:
            rows = [row for row in rows if row.state == self.state]
        if self.department is not None:
            rows = [row for row in rows if row.candidate.department_id == self.department]
        return [row for row in rows if key in search_key(row.candidate.name)] if key else rows

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.state or self.department is not None)


@access("records.view_eligibility", methods=["GET"])
def forecast_list(request):
    """Who could qualify this year, who is one step away, and which step."""
    desk = desk_of(request)
    found = Outlook(desk, request.GET)
    context = {
        "desk": desk,
        "outlook": found,
        "years": desk.years,
        "levels": LEVELS.items(),
        "states": STATES.items(),
        "page": Paginator(found.shown, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "records/forecast_list.html", context)


@access("records.view_eligibility", methods=["GET"])
def forecast_export(request):
    """The same list as an Excel file."""
    desk = desk_of(request)
    desk.sees_blocks = False  # a file travels further than a page
    rows = Outlook(desk, request.GET).shown
    audit.record(
        "records.forecast_exported",
        request.organisation,
        organisation=request.organisation,
        by=request.user,
        after={"year": desk.year.code, "count": len(rows)},
    )
    header = ["TT", "Họ và tên", "Tổ", "Danh hiệu, hình thức", "Khả năng", "Bước còn thiếu", "Cần bổ sung, xác nhận"]
    body = [
        [
            number,
            row.candidate.name,
            row.candidate.department,
            row.distinction.name,
            row.state_name,
            row.step,
            "\n".join(row.proofs),
        ]
        for number, row in enumerate(rows, start=1)
    ]
    return workbook_response(f"Du-bao-{desk.year.code}", f"Dự báo {desk.year.code}", header, body)


# ---- one person ----


@dataclass(frozen=True)
class Path:
    """The way to one distinction, its steps by school year, and the one that proof still to be brought would open."""

    distinction: Distinction
    way: Way
    is_held: bool

    @property
    def sure(self) -> Way:
        """What is promised: nothing that is not on record is counted on."""
        return self.way.sure or self.way

    @property
    def is_doubtful(self) -> bool:
        return bool(self.sure.proofs)

    @property
    def earliest_words(self) -> str:
        return f"Sớm nhất năm học {self.sure.earliest_year}"

    @property
    def steps(self) -> list[tuple[str, list[str]]]:
        return _by_year(self.sure)

    @property
    def is_sooner_with_proofs(self) -> bool:
        return self.way.earliest_year is not None and self.way.earliest_year != self.sure.earliest_year


def _by_year(way: Way) -> list[tuple[str, list[str]]]:
    years: dict[str, list[str]] = {}
    for step in way.steps:
        years.setdefault(step.year, []).append(step.sentence)
    return [(year, list(dict.fromkeys(sentences))) for year, sentences in years.items()]


@access("records.view_eligibility", person_page, methods=["GET"])
def person_forecast(request, page):
    """The way of one person to every title, for those who advise her."""
    return _forecast_page(request, page)


@access("records.view_own_record", methods=["GET"])
def own_forecast(request):
    """One's own way to every title."""
    return _forecast_page(request, own_page(request), is_own=True)


def _forecast_page(request, page: CandidatePage, *, is_own: bool = False):
    desk, candidate = page.desk, page.candidate
    facts = snapshots.facts_of_people(desk.organisation, desk.year.code, [candidate.person_id])[candidate.person_id]
    codes = desk.codes_for(candidate)
    is_held = desk.is_held_from_reader(facts, candidate.person_id)
    paths = [] if is_held else [_path(desk, facts, code) for code in codes if desk.book.conditions(code)]
    context = {
        "desk": desk,
        "candidate": candidate,
        "is_own": is_own,
        "years": desk.years,
        "verdicts_url": desk.address("own_verdicts") if is_own else desk.candidate_url(candidate),
        "forecast_url": desk.address("own_forecast")
        if is_own
        else desk.address("person_forecast", candidate.person_id),
        "paths": paths,
        "see_notice": SEE_NOTICE if is_held else "",
        "without_conditions": [desk.distinctions[code] for code in codes if not desk.book.conditions(code)],
        "assumptions": ASSUMPTIONS,
    }
    return render(request, "records/person_forecast.html", context)


def _path(desk: VerdictDesk, facts: Facts, code: str) -> Path:
    is_held = facts.judged in facts.years_of.get(code, ())
    return Path(desk.distinctions[code], way_to(facts, desk.book, code), is_held)

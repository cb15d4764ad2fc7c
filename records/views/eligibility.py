"""Who meets the conditions of what in a year: everybody's verdicts in one table, and all verdicts of one candidate."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from audit import services as audit
from core.access import access
from core.findings import Finding
from core.vietnamese import search_key
from core.workbook import workbook_response
from legal.models import Distinction
from records.eligibility.judging import NEEDS_REVIEW, OUTCOME_WORDS, Verdict
from records.eligibility.transition import Settled
from records.views.fact_words import facts_in_words
from records.views.verdict_desk import Candidate, Judged, VerdictDesk, desk_of

PAGE_SIZE = 25
SORTS = ("name", "department", "distinction", "outcome")
ORDER = {"must": 0, "look": 1}
PROVISIONAL = "provisional"
WAITS, PROOF, DOUBTED, PRIVATE = "waits", "proof", "doubted", "private"
REVIEW_KINDS = {
    WAITS: "chỉ chờ đối chiếu văn bản",
    PROOF: "thiếu giấy tờ, số liệu",
    DOUBTED: "chưa đạt theo quy định chưa đối chiếu",
    PRIVATE: "xem thông báo riêng",
}


def review_kind(verdict: Verdict) -> str:
    """Why a person has to look at it: a block, a condition failed by a rule nobody compared, missing proof, or none."""
    if verdict.outcome != NEEDS_REVIEW:
        return ""
    if verdict.is_blocked:
        return PRIVATE
    if verdict.shortfalls:
        return DOUBTED
    return PROOF if any(each.severity == "look" and each.code != PROVISIONAL for each in verdict.findings) else WAITS


@dataclass(frozen=True)
class VerdictRow:
    """One candidate and one distinction, as the reader may see it."""

    candidate: Candidate
    distinction: Distinction
    verdict: Verdict
    url: str
    settled: Settled | None = None

    @property
    def outcome_name(self) -> str:
        return f"{self.verdict.words}: {self.review_words}" if self.review_words else self.verdict.words

    @property
    def review_words(self) -> str:
        """Why a person has to look at it; "" where nobody has to."""
        return REVIEW_KINDS.get(review_kind(self.verdict), "")

    @property
    def only_waits(self) -> bool:
        return review_kind(self.verdict) == WAITS

    @property
    def reasons(self) -> list[Finding]:
        return by_gravity(self.verdict.findings)


def by_gravity(findings) -> list[Finding]:
    """What speaks against it or has to be looked at, the gravest first; that a rule was not compared comes last."""
    open_ones = [each for each in findings if each.severity != "ok"]
    return sorted(open_ones, key=lambda each: (ORDER[each.severity], each.code == PROVISIONAL))


class VerdictTable:
    """The verdicts of a year as an address asks for them: what is not known in it is ignored."""

    def __init__(self, desk: VerdictDesk, asked):
        self.desk = desk
        self.asked = asked
        self.words = asked.get("q", "").strip()[:100]
        self.outcome = asked.get("outcome") if asked.get("outcome") in (*OUTCOME_WORDS, *REVIEW_KINDS) else ""
        self.distinction = asked.get("distinction") if asked.get("distinction") in desk.distinctions else ""
        self.department = next((pk for pk in desk.departments if str(pk) == asked.get("department")), None)
        sort = asked.get("sort", "name")
        self.sort = sort if sort.lstrip("-") in SORTS else "name"

    @cached_property
    def codes(self) -> list[str]:
        """What is judged: the chosen distinction, or all of the first level."""
        if self.distinction:
            return [self.distinction]
        return [code for code, each in self.desk.distinctions.items() if each.level == Distinction.Level.BASE]

    @cached_property
    def rows(self) -> list[VerdictRow]:
        desk = self.desk
        return [
            VerdictRow(
                each.candidate,
                each.distinction,
                shown,
                desk.candidate_url(each.candidate, distinction=each.distinction.code),
                desk.shown_settled(each, shown),
            )
            for each, shown in ((each, desk.shown(each)) for each in desk.judged(self.codes))
        ]

    @cached_property
    def counts(self) -> list[dict]:
        """By distinction, how many of each outcome, before any filter but the distinction."""
        found: dict[str, list[Verdict]] = {}
        for row in self.rows:
            found.setdefault(row.distinction.code, []).append(row.verdict)
        return [self._count(code, found[code]) for code in self.codes if code in found]

    def _count(self, code: str, verdicts: list[Verdict]) -> dict:
        outcomes = Counter(verdict.outcome for verdict in verdicts)
        kinds = Counter(map(review_kind, verdicts))
        return {
            "distinction": self.desk.distinctions[code],
            "figures": [(outcome, words, outcomes[outcome]) for outcome, words in OUTCOME_WORDS.items()],
            "kinds": [(kind, words, kinds[kind]) for kind, words in REVIEW_KINDS.items() if kinds[kind]],
            "total": len(verdicts),
        }

    @cached_property
    def shown(self) -> list[VerdictRow]:
        key, rows = search_key(self.words), self.rows
        if self.outcome:
            rows = [row for row in rows if self.outcome in (row.verdict.outcome, review_kind(row.verdict))]
        if self.department is not None:
            rows = [row for row in rows if row.candidate.department_id == self.department]
        if key:
            rows = [row for row in rows if key in search_key(row.candidate.name)]
        return sorted(rows, key=self._order, reverse=self.sort.startswith("-"))

    def _order(self, row: VerdictRow) -> tuple:
        name = (row.candidate.is_person, row.candidate.sort_key, row.distinction.position)
        match self.sort.lstrip("-"):
            case "department":
                return row.candidate.department, *name
            case "distinction":
                return row.distinction.position, *name
            case "outcome":
                return list(OUTCOME_WORDS).index(row.verdict.outcome), *name
        return name

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.outcome or self.department is not None)


@access("records.view_eligibility", methods=["GET"])
def verdict_list(request):
    """The verdicts of a year, with figures by outcome."""
    desk = desk_of(request)
    table = VerdictTable(desk, request.GET)
    context = {
        "desk": desk,
        "received_text": request.GET.get("received", "").strip()[:40],
        "table": table,
        "years": desk.years,
        "page": Paginator(table.shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "outcomes": OUTCOME_WORDS.items(),
        "kinds": REVIEW_KINDS.items(),
        "sort": table.sort,
    }
    return render(request, "records/verdict_list.html", context)


@access("records.view_eligibility", methods=["GET"])
def verdict_export(request):
    """The table as it is filtered, as an Excel file; what is private stays out of it."""
    desk = desk_of(request)
    desk.sees_blocks = False  # a file travels further than a page
    rows = VerdictTable(desk, request.GET).shown
    audit.record(
        "records.verdicts_exported",
        request.organisation,
        organisation=request.organisation,
        by=request.user,
        after={"year": desk.year.code, "count": len(rows)},
    )
    header = ["TT", "Họ tên, tập thể", "Tổ", "Danh hiệu, hình thức", "Kết quả", "Vì sao", "Căn cứ", "Cần làm"]
    header.append("Theo quy định ngày")
    body = [_export_row(number, row, desk.on) for number, row in enumerate(rows, start=1)]
    return workbook_response(f"Xet-dieu-kien-{desk.year.code}", f"Xét điều kiện {desk.year.code}", header, body)


def _export_row(number: int, row: VerdictRow, on: date) -> list:
    reasons = row.reasons
    return [
        number,
        row.candidate.name,
        row.candidate.department,
        row.distinction.name,
        row.outcome_name,
        "\n".join(each.title for each in reasons),
        "\n".join(dict.fromkeys(_cited(each) for each in reasons if each.citation)),
        "\n".join(each.change for each in reasons if each.change),
        row.settled.law_day if row.settled else on,
    ]


def _cited(finding: Finding) -> str:
    mark = "" if finding.citation.is_verified else " (chưa đối chiếu văn bản)"
    return f"{finding.citation}{mark}"


# ---- one candidate ----


@dataclass(frozen=True)
class CandidatePage:
    """Whose page it is; the right to it is asked of the acting organisation."""

    desk: VerdictDesk
    candidate: Candidate

    @property
    def organisation(self):
        return self.desk.organisation


def person_page(request, pk) -> CandidatePage:
    desk = desk_of(request)
    if pk not in desk.people:
        raise Http404
    return CandidatePage(desk, desk.people[pk])


def _department_page(request, pk) -> CandidatePage:
    desk = desk_of(request)
    if pk not in desk.departments:
        raise Http404
    return CandidatePage(desk, desk.collective(pk))


def own_page(request) -> CandidatePage:
    person = getattr(request.user, "person", None)
    if person is None:
        raise Http404
    return person_page(request, person.pk)


@access("records.view_eligibility", person_page, methods=["GET"])
def person_verdicts(request, page):
    """Everything that could be given to one person this year, for those who prepare it."""
    return _verdict_page(request, page.desk, page.candidate)


@access("records.view_eligibility", _department_page, methods=["GET"])
def department_verdicts(request, page):
    """What could be given to a tổ this year."""
    return _verdict_page(request, page.desk, page.candidate)


@access("records.view_eligibility", methods=["GET"])
def school_verdicts(request):
    """What could be given to the whole organisation this year."""
    desk = desk_of(request)
    return _verdict_page(request, desk, desk.collective(None))


@access("records.view_own_record", methods=["GET"])
def own_verdicts(request):
    """One's own verdicts; a block is told in a letter, not here."""
    page = own_page(request)
    return _verdict_page(request, page.desk, page.candidate, is_own=True)


def _verdict_page(request, desk: VerdictDesk, candidate: Candidate, *, is_own: bool = False):
    """All verdicts of one candidate by level, the facts they rest on beside them."""
    people = [candidate.person_id] if candidate.is_person else None
    found = [each for each in desk.judged(desk.codes_for(candidate), people=people) if each.candidate == candidate]
    cards = [_card(desk, each, is_own=is_own) for each in found]
    asked = request.GET.get("distinction", "")
    sees_blocks = desk.sees_blocks_of(candidate.person_id) and not is_own
    context = {
        "desk": desk,
        "received_text": request.GET.get("received", "").strip()[:40],
        "candidate": candidate,
        "is_own": is_own,
        "cards": cards,
        "levels": _by_level(cards),
        "opened": asked if asked in desk.distinctions else "",
        "facts": facts_in_words(found[0].facts, desk.names, sees_blocks=sees_blocks) if found else [],
        "years": desk.years,
        "own_url": desk.address("own_verdicts") if is_own else desk.candidate_url(candidate),
        "forecast_url": _forecast_url(desk, candidate, is_own=is_own),
    }
    return render(request, "records/candidate_verdicts.html", context)


def _card(desk: VerdictDesk, each: Judged, *, is_own: bool) -> VerdictCard:
    shown = desk.shown(each, is_own=is_own)
    return VerdictCard(each.distinction, shown, desk.shown_settled(each, shown))


def _forecast_url(desk: VerdictDesk, candidate: Candidate, *, is_own: bool) -> str:
    """ "" for a collective: what it may receive in years to come hangs on people who are not known yet."""
    if not candidate.is_person:
        return ""
    return desk.address("own_forecast") if is_own else desk.address("person_forecast", candidate.person_id)


@dataclass(frozen=True)
class VerdictCard:
    distinction: Distinction
    verdict: Verdict
    settled: Settled | None = None

    @property
    def first_reason(self) -> str:
        return next((each.title for each in by_gravity(self.verdict.findings)), "")


def _by_level(cards: list[VerdictCard]) -> list[tuple[str, list[VerdictCard]]]:
    levels = [(level.label, [card for card in cards if card.distinction.level == level]) for level in Distinction.Level]
    return [(name, found) for name, found in levels if found]

"""How many are put up for each distinction, live, against how many may be."""

from __future__ import annotations

from dataclasses import dataclass

from django.shortcuts import render

from core.access import access
from legal.families import QUOTA_PREFIX
from legal.models import Distinction
from records import proposals
from records.eligibility.facts import Facts
from records.eligibility.quotas import (
    NOT_STATED,
    STATED,
    UNLIMITED,
    ZERO,
    QuotaCheck,
    bases_of,
    quota_check,
    share_check,
)
from records.models import TitleRecord
from records.services import snapshots
from records.views.verdict_desk import VerdictDesk, desk_of

STATE_WORDS = {
    STATED: ("info", "list", "Có mức cho phép"),
    UNLIMITED: ("ok", "check", "Không giới hạn"),
    ZERO: ("danger", "x", "Không xét trường hợp nào"),
    NOT_STATED: ("warn", "help", "Chưa quy định"),
}


@dataclass(frozen=True)
class QuotaLine:
    """One distinction: who received it, who is put up or has received it (what is checked), who registered for it."""

    distinction: Distinction
    held: int
    proposed: int
    registered: int
    check: QuotaCheck
    if_all: QuotaCheck | None
    managers: QuotaCheck | None

    @property
    def code(self) -> str:
        """The parameter that says how many."""
        return QUOTA_PREFIX + self.distinction.code

    @property
    def look(self) -> tuple[str, str, str]:
        return STATE_WORDS[self.check.state]


def quota_lines(desk: VerdictDesk, book=None) -> list[QuotaLine]:
    """Every distinction that is judged; `book`: other rules than those that bind."""
    book = book or desk.book
    facts = snapshots.facts_of_people(desk.organisation, desk.year.code)
    held = _held(desk)
    proposed = proposals.named(proposals.PROPOSED, desk.organisation, desk.year.code)
    registered = proposals.named(proposals.REGISTERED, desk.organisation, desk.year.code)
    # A dossier names who is put up for a title and who is put up on the strength of it: both count as its base.
    waiting = {code: len(found - held.get(code, set())) for code, found in proposed.items()}
    bases = bases_of(facts.values(), waiting)
    lines = []
    for code, distinction in desk.distinctions.items():
        put_up = proposed.get(code, set()) | held.get(code, set())
        everybody = put_up | registered.get(code, set())
        lines.append(
            QuotaLine(
                distinction=distinction,
                held=len(held.get(code, ())),
                proposed=waiting.get(code, 0),
                registered=len(registered.get(code, ())),
                check=quota_check(book, code, len(put_up), bases),
                if_all=quota_check(book, code, len(everybody), bases) if len(everybody) > len(put_up) else None,
                managers=share_check(book, code, "managers", _managers(put_up, facts), len(put_up), "cán bộ quản lý"),
            )
        )
    return lines


def _held(desk: VerdictDesk) -> dict[str, set[proposals.Candidate]]:
    rows = TitleRecord.objects.for_organisation(desk.organisation).order_by()
    rows = rows.filter(school_year_code=desk.year.code, revoked_on=None)
    found: dict[str, set[proposals.Candidate]] = {}
    for code, person, department in rows.values_list("distinction__code", "person_id", "department_id"):
        found.setdefault(code, set()).add(proposals.candidate_of(person, department))
    return found


def _managers(candidates: set[proposals.Candidate], facts: dict[int, Facts]) -> int:
    return sum(kind == "person" and pk in facts and facts[pk].is_manager for kind, pk in candidates)


@access("records.view_eligibility", methods=["GET"])
def quota_list(request):
    """Counts against boundaries, each boundary with its base and the rule that sets it."""
    desk = desk_of(request)
    lines = quota_lines(desk)
    context = {
        "desk": desk,
        "years": desk.years,
        "can_enter": request.user.has_perm("legal.enter_legalparameter", request.organisation),
        "stated": [line for line in lines if line.check.state != NOT_STATED],
        "not_stated": [line for line in lines if line.check.state == NOT_STATED],
    }
    return render(request, "records/quota_list.html", context)

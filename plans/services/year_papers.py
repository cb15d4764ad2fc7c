"""“Giấy tờ của năm”: the papers a year needs, each with where it stands, read from the rooms above this one.

The set is data (`plans/data/papers.toml`). What the system cannot see, a person says: the paper exists elsewhere, with
its number, or is not needed this year, with the reason.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from councils.models import Council
from deadlines.models import CalendarEntry
from documents.models import OfficialDocument
from plans.models import EmulationPlan, YearPaper
from submissions.models import Submission

DATA = Path(__file__).parents[1] / "data" / "papers.toml"
MISSING, DRAFT, WAITING, ISSUED, NOT_NEEDED = "missing", "draft", "waiting", "issued", "not_needed"
NEAR = timedelta(days=30)
AROUND = timedelta(days=60)  # a paper of the year may be drafted before it begins or after it ends
OF_DOCUMENT = {"draft": DRAFT, "submitted": WAITING, "approved": WAITING, "issued": ISSUED}


@dataclass(frozen=True)
class Paper:
    """One line of the data file."""

    code: str
    title: str
    kinds: list[str]
    due: str
    finder: str
    make: str = ""
    purpose: str = ""
    document: str = ""
    form: str = ""
    origin: str = ""
    since: str = ""
    until: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Found:
    """Where a paper stands: `text` names it, `url` leads to it."""

    state: str
    text: str = ""
    url: str = ""


@dataclass
class PaperRow:
    paper: Paper
    due_on: date
    found: Found
    make_url: str
    said: YearPaper | None = None

    @property
    def is_late(self) -> bool:
        return self.found.state in (MISSING, DRAFT, WAITING) and self.due_on < clock.today()

    @property
    def is_near(self) -> bool:
        """Whether it is time to begin with it."""
        return self.due_on - clock.today() <= NEAR

    @property
    def is_done(self) -> bool:
        return self.found.state in (ISSUED, NOT_NEEDED)


@cache
def papers() -> tuple[Paper, ...]:
    return tuple(Paper(**row) for row in tomllib.loads(DATA.read_text(encoding="utf-8"))["paper"])


def papers_of(organisation) -> list[Paper]:
    return [paper for paper in papers() if organisation.kind in paper.kinds]


def paper_rows(organisation, school_year) -> list[PaperRow]:
    """The year's papers in the order of their days; one query for each kind of source."""
    sources = _Sources(organisation, school_year)
    said = {row.code: row for row in YearPaper.objects.for_organisation(organisation).filter(school_year=school_year)}
    rows = []
    for paper in papers_of(organisation):
        found = _said(said[paper.code]) if paper.code in said else sources.find(paper)
        rows.append(PaperRow(paper, sources.due_on(paper), found, _make_url(organisation, paper), said.get(paper.code)))
    return sorted(rows, key=lambda row: (row.due_on, row.paper.code))


def _said(row: YearPaper) -> Found:
    if row.state == YearPaper.State.NOT_NEEDED:
        return Found(NOT_NEEDED, row.note)
    day = f", ngày {row.issued_on:%d/%m/%Y}" if row.issued_on else ""
    return Found(ISSUED, f"Số {row.number}{day}")


def _make_url(organisation, paper: Paper) -> str:
    try:
        return reverse(paper.make, args=[organisation.slug]) if paper.make else ""
    except NoReverseMatch:
        return ""


def _day(text: str, school_year) -> date:
    """“09-30” in the school year: from August on in its first calendar year."""
    month, day = map(int, text.split("-"))
    return date(school_year.starts_on.year if month >= 8 else school_year.ends_on.year, month, day)


class _Sources:
    """What the system knows of a year, read once."""

    def __init__(self, organisation, school_year):
        self.organisation, self.year = organisation, school_year
        span = (clock.at(school_year.starts_on - AROUND), clock.end_of_day(school_year.ends_on + AROUND))
        documents = OfficialDocument.objects.for_organisation(organisation).filter(created_at__range=span)
        self.documents = list(documents.select_related("series").defer("data", "frozen").order_by("created_at"))
        self.plans = list(
            EmulationPlan.objects.for_organisation(organisation).select_related("document__series").defer("source_text")
        )
        entries = CalendarEntry.objects.for_organisation(organisation).filter(school_year=school_year)
        self.dates = {entry.purpose: entry.due_at for entry in entries.order_by("-due_at")}

    def due_on(self, paper: Paper) -> date:
        """The year's own date where the plan sets one, else the usual one."""
        planned = self.dates.get(paper.purpose)
        return planned.astimezone(clock.ZONE).date() if planned else _day(paper.due, self.year)

    def find(self, paper: Paper) -> Found:
        return getattr(self, f"_{paper.finder}")(paper)

    def _said(self, paper: Paper) -> Found:
        return Found(MISSING)

    def _document(self, paper: Paper) -> Found:
        rows = [each for each in self.documents if each.kind == paper.document]
        rows = [each for each in rows if not paper.origin or each.origin_name == paper.origin]
        rows = [each for each in rows if not paper.form or each.form == paper.form]
        if paper.since:
            rows = [each for each in rows if _date(each.created_at) >= _day(paper.since, self.year)]
        if paper.until:
            rows = [each for each in rows if _date(each.created_at) <= _day(paper.until, self.year)]
        return self._best([(OF_DOCUMENT[each.state], each, self._document_url(each)) for each in rows])

    def _plan(self, paper: Paper) -> Found:
        mine = [each for each in self.plans if not each.is_regulation and each.school_year_id == self.year.pk]
        return self._best([self._of_plan(each) for each in mine])

    def _regulation(self, paper: Paper) -> Found:
        """One in force in this year, whenever it was made."""
        mine = [each for each in self.plans if each.is_regulation]
        mine = [each for each in mine if each.to_on is None or each.to_on >= self.year.starts_on]
        mine = [each for each in mine if each.from_on is None or each.from_on <= self.year.ends_on]
        return self._best([self._of_plan(each) for each in mine])

    def _council(self, paper: Paper) -> Found:
        councils = Council.objects.for_organisation(self.organisation).of_kind(Council.Kind.EMULATION)
        councils = councils.filter(from_on__lte=self.year.ends_on)
        current = [each for each in councils if each.to_on is None or each.to_on >= self.year.starts_on]
        if not current:
            return Found(MISSING)
        newest = max(current, key=lambda each: each.from_on)
        url = reverse("councils:council_detail", args=[self.organisation.slug, newest.pk])
        return Found(ISSUED if newest.decision else DRAFT, newest.decision or newest.name, url)

    def _decision(self, paper: Paper) -> Found:
        rows = Submission.objects.addressed_to(self.organisation).decisions().latest()
        count = rows.filter(school_year_code=self.year.code).count()
        return (
            Found(ISSUED, f"{count} quyết định đã nhận", _make_url(self.organisation, paper))
            if count
            else Found(MISSING)
        )

    def _of_plan(self, plan: EmulationPlan) -> tuple[str, OfficialDocument | None, str]:
        state = OF_DOCUMENT[plan.document.state] if plan.document_id else DRAFT
        return state, plan.document, reverse("plans:plan_detail", args=[self.organisation.slug, plan.pk])

    def _best(self, rows: list[tuple[str, OfficialDocument | None, str]]) -> Found:
        """The one that is furthest; of several the newest."""
        order = [DRAFT, WAITING, ISSUED]
        best = max(enumerate(rows), key=lambda each: (order.index(each[1][0]), each[0]), default=None)
        if best is None:
            return Found(MISSING)
        state, document, url = best[1]
        if document is None or not document.number:
            return Found(state, document.get_state_display() if document else "Nháp", url)
        count = sum(row[0] == ISSUED for row in rows)
        more = f" và {count - 1} văn bản khác" if count > 1 else ""
        return Found(state, f"Số {document.full_number}, ngày {document.issued_on:%d/%m/%Y}{more}", url)

    def _document_url(self, document: OfficialDocument) -> str:
        return reverse("documents:document_detail", args=[self.organisation.slug, document.pk])


def _date(moment) -> date:
    return moment.astimezone(clock.ZONE).date()


@transaction.atomic
def note_paper(
    *, organisation, school_year, code: str, state: str, number: str, issued_on: date | None, note: str, by
) -> YearPaper | None:
    """Say of a paper that it exists elsewhere or is not needed; an empty state takes back what was said."""
    if code not in {paper.code for paper in papers_of(organisation)}:
        raise DomainError("Danh mục giấy tờ của năm không có loại này.")
    rows = YearPaper.objects.for_organisation(organisation).select_for_update().filter(school_year=school_year)
    before = rows.filter(code=code).first()
    number, note = clean_line(number)[:60], clean_line(note)[:300]
    if state == YearPaper.State.ELSEWHERE and not number:
        raise DomainError("Ghi số, ký hiệu của văn bản đã có.")
    if state == YearPaper.State.NOT_NEEDED and not note:
        raise DomainError("Ghi vì sao năm nay không cần văn bản này.")
    row = None
    if state:
        values = {"state": state, "number": number, "issued_on": issued_on, "note": note}
        row, _ = YearPaper.objects.update_or_create(
            organisation=organisation,
            school_year=school_year,
            code=code,
            defaults={**values, "noted_by": by, "noted_at": clock.now()},
        )
    elif before is not None:
        before.delete()
    audit.record(
        "plans.paper_noted",
        school_year,
        by=by,
        before={"state": before.state} if before else {},
        after={"code": code, "state": state, "number": number, "issued_on": issued_on},
    )
    return row

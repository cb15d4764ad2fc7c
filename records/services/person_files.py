"""Everything that is on record about one person at one organisation, in one read however much there is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from core import clock
from core.together import as_day, as_moment, read_together
from legal.conditions import SANCTION_WORDS
from organisation.models import Employment, Leave, Post, SchoolYear
from records.models import (
    CorrectionRequest,
    DisciplinaryRecord,
    EarlierService,
    InitiativeAuthor,
    InitiativeUse,
    QualityRating,
    RecordCoverage,
    TitleRecord,
)
from records.person_lines import (
    InitiativeLine,
    PartYear,
    PersonFile,
    RatingLine,
    RequestLine,
    SpanLine,
    TitleLine,
    UseLine,
)

STANDING = (QualityRating.State.DECIDED, QualityRating.State.REPLACED)
DISTINCTION = ["distinction__name", "distinction__kind", "distinction__position"]
DECISION = ["decision_number", "decided_on", "authority", "origin", "school_year_code"]
DECISION_OF = [f"recognition__{name}" for name in DECISION]
COLUMNS = {
    "titles": ["pk", *DISTINCTION, "detail", "basis", *DECISION, "revoked_on", "revoked_by_number"],
    "ratings": ["pk", "year_kind", "year_code", "state", "level", "decided_at", "decision_reference", "source_key"],
    "authored": [
        *("pk", "recognition_id", "share", "recognition__kind", "recognition__name", "recognition__scope"),
        *("recognition__effect_reference", *DECISION_OF),
    ],
    "uses": ["author_id", "distinction__name", "school_year_code", "state", "reason"],
    "co_authors": ["recognition_id", "person__full_name", "person__sort_key", "share"],
    "employments": ["from_on", "to_on", "staff_kind", "department__name"],
    "leaves": ["from_on", "to_on"],
    "posts": ["from_on", "to_on", "title"],
    "earlier": ["pk", "from_on", "to_on", "place", "is_hardship"],
    "conduct": ["from_on", "to_on", "sanction", "decision_number"],
    "requests": ["pk", "about", "text", "state", "answer", "asked_at", "answered_at", "evidence__original_name"],
    "years": ["code", "starts_on", "ends_on"],
    "coverage": ["complete_since"],
}


def person_file(organisation, person, *, sees_ratings=True, sees_conduct=False, sees_requests=True) -> PersonFile:
    """The whole of it in one query. What the reader may not see is not read."""
    reads = _reads(organisation, person)
    hidden = {"ratings": sees_ratings, "conduct": sees_conduct, "requests": sees_requests}
    for name, is_seen in hidden.items():
        if not is_seen:
            del reads[name]
    rows = read_together(**{name: (queryset, COLUMNS[name]) for name, queryset in reads.items()})
    employments = _spans(
        rows["employments"], lambda row: Employment.StaffKind(row["staff_kind"]).label, "department__name"
    )
    leaves = _spans(rows["leaves"], lambda row: "Nghỉ dài ngày")
    return PersonFile(
        titles=_titles(rows["titles"]),
        ratings=_ratings(rows.get("ratings", ())),
        initiatives=_initiatives(rows),
        employments=employments,
        posts=_spans(rows["posts"], lambda row: row["title"]),
        leaves=leaves,
        earlier=_spans(rows["earlier"], lambda row: row["place"], hardship="is_hardship"),
        part_years=_part_years(rows["years"], employments, leaves),
        complete_since=next((row["complete_since"] for row in rows["coverage"]), ""),
        conduct=_spans(
            rows.get("conduct", ()), lambda row: SANCTION_WORDS[row["sanction"]].capitalize(), "decision_number"
        ),
        requests=_requests(rows.get("requests", ())),
    )


def _reads(organisation, person) -> dict[str, Any]:
    def own(model):
        return model.objects.for_organisation(organisation).filter(person=person)

    mine = own(InitiativeAuthor)
    authors = InitiativeAuthor.objects.for_organisation(organisation)
    return {
        "titles": own(TitleRecord),
        "ratings": own(QualityRating).filter(state__in=STANDING),
        "authored": mine,
        "uses": InitiativeUse.objects.for_organisation(organisation).filter(author__in=mine).order_by(),
        "co_authors": authors.exclude(person=person).filter(recognition__in=mine.order_by().values("recognition")),
        "employments": own(Employment),
        "leaves": own(Leave),
        "posts": own(Post),
        "earlier": own(EarlierService),
        "conduct": own(DisciplinaryRecord),
        "requests": own(CorrectionRequest),
        "years": SchoolYear.objects.for_organisation(organisation),
        "coverage": RecordCoverage.objects.for_organisation(organisation),
    }


def _titles(rows: Iterable[dict]) -> list[TitleLine]:
    ordered = sorted(rows, key=lambda row: (row["distinction__position"], row["distinction__name"], -row["pk"]))
    ordered.sort(key=lambda row: (row["school_year_code"], row["decided_on"]), reverse=True)
    return [
        TitleLine(
            pk=row["pk"],
            name=row["distinction__name"],
            kind=row["distinction__kind"],
            detail=row["detail"],
            basis=row["basis"],
            year=row["school_year_code"],
            number=row["decision_number"],
            decided_on=as_day(row["decided_on"]),
            authority=row["authority"],
            origin=row["origin"],
            revoked_on=as_day(row["revoked_on"]),
            revoked_by_number=row["revoked_by_number"],
        )
        for row in ordered
    ]


def _ratings(rows: Iterable[dict]) -> list[RatingLine]:
    lines = [
        RatingLine(
            pk=row["pk"],
            year_kind=row["year_kind"],
            year=row["year_code"],
            level=row["level"],
            is_replaced=row["state"] == QualityRating.State.REPLACED,
            decided_on=local_day(row["decided_at"]),
            reference=row["decision_reference"],
            source_key=row["source_key"],
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (line.year, line.decided_on, line.pk), reverse=True)


def _initiatives(rows: dict[str, list[dict]]) -> list[InitiativeLine]:
    others: dict[int, list[str]] = {}
    for row in sorted(rows["co_authors"], key=lambda row: row["person__sort_key"]):
        others.setdefault(row["recognition_id"], []).append(row["person__full_name"])
    uses: dict[int, list[UseLine]] = {}
    for row in rows["uses"]:
        line = UseLine(row["distinction__name"] or "", row["school_year_code"], row["state"], row["reason"])
        uses.setdefault(row["author_id"], []).append(line)
    lines = [
        InitiativeLine(
            pk=row["recognition_id"],
            name=row["recognition__name"],
            kind=row["recognition__kind"],
            scope=row["recognition__scope"],
            year=row["recognition__school_year_code"],
            share=row["share"],
            number=row["recognition__decision_number"],
            decided_on=as_day(row["recognition__decided_on"]),
            authority=row["recognition__authority"],
            origin=row["recognition__origin"],
            effect_reference=row["recognition__effect_reference"],
            others=tuple(others.get(row["recognition_id"], ())),
            uses=tuple(sorted(uses.get(row["pk"], ()), key=lambda use: (use.year, use.name))),
        )
        for row in rows["authored"]
    ]
    return sorted(lines, key=lambda line: (line.year, line.decided_on, line.pk), reverse=True)


def _requests(rows: Iterable[dict]) -> list[RequestLine]:
    lines = [
        RequestLine(
            pk=row["pk"],
            about=row["about"],
            text=row["text"],
            state=row["state"],
            answer=row["answer"],
            asked_on=local_day(row["asked_at"]),
            answered_on=local_day(row["answered_at"]),
            evidence=row["evidence__original_name"] or "",
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (line.is_open, line.asked_on, line.pk), reverse=True)


def _spans(rows: Iterable[dict], words, note: str = "", *, hardship: str = "") -> list[SpanLine]:
    """Latest first; `note` and `hardship` name the columns that say more."""
    lines = [
        SpanLine(
            words=words(row),
            from_on=as_day(row["from_on"]),
            to_on=as_day(row["to_on"]),
            note=(row[note] or "" if note else "") or ("Vùng đặc biệt khó khăn" if hardship and row[hardship] else ""),
            pk=row.get("pk"),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.from_on, reverse=True)


def _part_years(years: Iterable[dict], works: list[SpanLine], leaves: list[SpanLine]) -> list[PartYear]:
    """The school years that were not worked from end to end here, latest first."""
    found = []
    for year in sorted(years, key=lambda row: row["code"], reverse=True):
        first, last = as_day(year["starts_on"]), as_day(year["ends_on"])
        spans = _joined(_within(works, first, last))
        has_leave = bool(_within(leaves, first, last))
        if spans and (spans != [(first, last)] or has_leave):
            found.append(PartYear(year["code"], tuple(spans), has_leave))
    return found


def _within(lines: list[SpanLine], first: date, last: date) -> list[tuple[date, date]]:
    cut = [(max(line.from_on, first), min(line.to_on or last, last)) for line in lines]
    return sorted((start, end) for start, end in cut if start <= end)


def _joined(spans: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """A change of tổ is no gap: days that follow each other are one span."""
    joined: list[tuple[date, date]] = []
    for start, end in spans:
        if joined and (start - joined[-1][1]).days <= 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def local_day(text: str | None) -> date | None:
    """The day, in Vietnam, of a moment as JSON gives it."""
    moment = as_moment(text)
    return moment.astimezone(clock.ZONE).date() if moment else None

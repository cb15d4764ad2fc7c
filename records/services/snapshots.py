"""The facts of an organisation's people and collectives, and the law that binds it on a day, read for judging.

As many queries for three thousand people as for three. Which rating serves a school year: that of the school year; one
of the calendar year in which it ends is shown, and waits for a person's word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from core import clock
from core.errors import DomainError
from core.together import as_day, read_together
from legal.models import Distinction, LegalParameter, TransitionRule
from organisation.models import Department, Employment, Leave, Organisation, Person, SchoolYear
from records.criteria import months_within
from records.eligibility.facts import COLLECTIVE, Facts, Holding, Recognised, Sanction, first_of, year_code
from records.eligibility.judging import Verdict, judge
from records.eligibility.rules import PREFIXES, RuleBook, RuleRow
from records.models import (
    DisciplinaryRecord,
    EarlierService,
    InitiativeAuthor,
    InitiativeUse,
    PendingVerification,
    QualityRating,
    RatedYear,
    RecordCoverage,
    TitleRecord,
    YearKind,
)

WORKING_AGE = 18
LONGEST_SERVICE = Fraction(60)


def rule_book(
    organisation: Organisation, on: date, *, instead=None, names: Mapping[str, str] | None = None
) -> RuleBook:
    """What binds an organisation on a day. `instead`: an unsaved row as if it had been entered, for a preview.

    `names`: all distinctions by code, where they are known already.
    """
    found = LegalParameter.objects.all_in_force(PREFIXES, on=on, at=organisation, instead=instead)
    if names is None:
        names = dict(Distinction.objects.order_by("position").values_list("code", "name"))
    places = {row.organisation_id for row in found.values() if row.organisation_id}
    known = dict(Organisation.objects.filter(pk__in=places).values_list("pk", "name"))
    return RuleBook((_row(row, known.get(row.organisation_id, "")) for row in found.values()), names, on.isoformat())


def _row(row: LegalParameter, place: str) -> RuleRow:
    return RuleRow(
        code=row.code,
        value=row.value,
        document=str(row.document),
        locator=row.locator,
        mark=row.mark,
        note=row.note,
        from_on=row.from_on.isoformat(),
        place=place,
    )


def law_days(received_on: date, decided_on: date) -> tuple[date, date | None, TransitionRule | None]:
    """The day whose law a dossier follows, another day that may be chosen where that is better, and the rule of it.

    A dossier received before the day of a transition rule and decided after it follows the law of the day before.
    """
    rules = list(
        TransitionRule.objects.filter(received_before__gt=received_on, received_before__lte=decided_on)
        .select_related("document")
        .order_by("received_before")
    )
    if not rules:
        return decided_on, None, None
    better = next((rule for rule in rules if rule.may_choose_better), None)
    day = date.fromordinal(rules[0].received_before.toordinal() - 1)
    return day, decided_on if better else None, better or rules[0]


@dataclass
class _Year:
    """What is read once for everybody of an organisation in a year."""

    organisation: Organisation
    code: str
    on: date
    starts_on: date = None
    ends_on: date = None
    complete_since: str = ""
    unit_level: str = ""
    school_year: SchoolYear | None = None
    departments: dict[int, str] = field(default_factory=dict)
    employments: dict[int, list[dict]] = field(default_factory=dict)
    collective_titles: list[dict] = field(default_factory=list)

    def __post_init__(self):
        year = self.school_year
        if year is None:
            year = SchoolYear.objects.for_organisation(self.organisation).filter(code=self.code).first()
        first = _first(self.code)
        self.starts_on = year.starts_on if year else date(first, 8, 1)
        self.ends_on = year.ends_on if year else date(first + 1, 7, 31)

    @property
    def day(self) -> date:
        """The day that membership is looked at: today, or the last of a year that has ended."""
        return min(self.on, self.ends_on) if self.on >= self.starts_on else self.starts_on

    def owned(self, model):
        return model.objects.filter(organisation=self.organisation).order_by()


def _first(code: str) -> int:
    if len(code) != 9 or not (code[:4].isdigit() and code[5:].isdigit()) or int(code[5:]) != int(code[:4]) + 1:
        raise DomainError(f"Không có năm học “{code}”. Chọn năm học trong danh sách.")
    return first_of(code)


def facts_of_people(
    organisation: Organisation,
    year_code: str,
    people: Iterable[Person | int] | None = None,
    *,
    on: date | None = None,
) -> dict[int, Facts]:
    """By person, the facts of everybody who worked here in the year (or of `people`), as known on a day (today)."""
    return _facts_of_people(_Year(organisation, year_code, on or clock.today()), people)


def _facts_of_people(year: _Year, people: Iterable[Person | int] | None) -> dict[int, Facts]:
    ids = None if people is None else {getattr(each, "pk", each) for each in people}
    read = _read(year, ids)
    works = _works(read["employments"])
    here = ids
    if here is None:
        here = {pk for pk, rows in works.items() if any(_touches(row, year.starts_on, year.ends_on) for row in rows)}
    year.employments = {pk: works.get(pk, []) for pk in here}
    persons = {pk: _person(works[pk][-1]) for pk in here if works.get(pk)}
    if strangers := here - persons.keys():
        persons |= Person.objects.in_bulk(strangers)
    rated = _of(year.owned(QualityRating), ids).filter(state=QualityRating.State.DECIDED)
    ratings, by_calendar = _ratings(rated.values("person_id", "year_kind", "year_code", "level"))
    titles = year.owned(TitleRecord) if ids is None else _of(year.owned(TitleRecord), ids)
    titles = titles.order_by("school_year_code", "distinction__code", "pk").values(*TITLE)
    holdings = _holdings(titles, "person_id")
    year.collective_titles = [row for row in titles if row["person_id"] is None]
    initiatives = _initiatives(read["authors"], read["uses"])
    leaves = _grouped((row["person_id"], row["kind"]) for row in read["leaves"])
    sanctions = _grouped(
        (row["person_id"], Sanction(row["sanction"], row["from_on"], row["to_on"] or ""))
        for row in sorted(read["sanctions"], key=lambda row: (row["from_on"], row["id"]))
    )
    pending = {row["person_id"] for row in read["pending"]}
    earlier = _grouped((row["person_id"], _with_days(row)) for row in read["earlier"])
    whole = months_within([(year.starts_on, year.ends_on)], year.starts_on, year.ends_on)
    found = {}
    for pk in here:
        person, mine = persons[pk], works.get(pk, [])
        spans = [(row["from_on"], row["to_on"]) for row in mine]
        service = _service(spans, earlier.get(pk, ()), person.born_on, year.ends_on)
        last = mine[-1] if mine else None
        found[pk] = Facts(
            name=person.full_name,
            year=year.code,
            **_presence(year, spans),
            ratings=ratings.get(pk, {}),
            calendar_ratings=by_calendar.get(pk, {}),
            holdings=tuple(holdings.get(pk, ())),
            initiatives=tuple(initiatives.get(pk, ())),
            **service,
            months=months_within(spans, year.starts_on, year.ends_on),
            year_months=whole,
            leave_kinds=tuple(sorted(set(leaves.get(pk, ())))),
            sanctions=tuple(sanctions.get(pk, ())),
            has_pending=pk in pending,
            unit_level=year.unit_level,
            is_manager=bool(last and last["staff_kind"] == Employment.StaffKind.MANAGER),
            is_female=person.is_female,
            **_days(year),
        )
    return found


EMPLOYMENT = ("id", "person_id", "department_id", "staff_kind", "from_on", "to_on")
TITLE = ("person_id", "department_id", "distinction__code", "school_year_code", "basis", "decided_on", "revoked_on")
PERSON = ("person__full_name", "person__born_on", "person__is_female")


def _read(year: _Year, ids: set[int] | None) -> dict[str, list[dict]]:
    """The rows that facts are made of but ratings and titles, of which there are many, in one query.

    What is said of the whole year is noted in it.
    """
    owned = year.owned
    departments = Department.objects.for_organisation(year.organisation).between(year.starts_on, year.ends_on)
    leaves = Leave.objects.for_organisation(year.organisation).between(year.starts_on, year.ends_on)
    pending = owned(PendingVerification).filter(from_on__lte=year.on).exclude(to_on__lt=year.on)
    author = ["kind", "scope", "school_year_code", "name"]
    found = read_together(
        coverage=(owned(RecordCoverage), ["complete_since"]),
        rated=(owned(RatedYear).filter(year_kind=YearKind.SCHOOL_YEAR, year_code=year.code), ["unit_level"]),
        departments=(departments, ["id", "name"]),
        employments=(_of(owned(Employment), ids).filter(from_on__lte=year.ends_on), [*EMPLOYMENT, *PERSON]),
        authors=(_of(owned(InitiativeAuthor), ids), ["id", "person_id", *(f"recognition__{each}" for each in author)]),
        uses=(
            owned(InitiativeUse).filter(state__in=InitiativeUse.HELD),
            ["author_id", "state", "distinction__code", "school_year_code"],
        ),
        leaves=(_of(leaves, ids), ["person_id", "kind"]),
        sanctions=(_of(owned(DisciplinaryRecord), ids), ["id", "person_id", "sanction", "from_on", "to_on"]),
        pending=(_of(pending, ids), ["person_id"]),
        earlier=(_of(owned(EarlierService), ids), ["person_id", "from_on", "to_on", "is_hardship"]),
    )
    year.complete_since = next((row["complete_since"] for row in found["coverage"]), "")
    year.unit_level = next((row["unit_level"] for row in found["rated"]), "")
    year.departments = {row["id"]: row["name"] for row in found["departments"]}
    return found


def _works(rows: list[dict]) -> dict[int, list[dict]]:
    """By person, her employments here from the first on, their days as days."""
    rows = sorted(rows, key=lambda row: (row["from_on"], row["id"]))
    return _grouped((row["person_id"], _with_days(row)) for row in rows)


def _person(row: dict) -> Person:
    born_on = as_day(row["person__born_on"])
    return Person(full_name=row["person__full_name"], born_on=born_on, is_female=row["person__is_female"])


def _with_days(row: dict) -> dict:
    return {**row, "from_on": as_day(row["from_on"]), "to_on": as_day(row["to_on"])}


def _days(year: _Year) -> dict[str, str]:
    return {
        "starts_on": year.starts_on.isoformat(),
        "ends_on": year.ends_on.isoformat(),
        "judged_on": year.on.isoformat(),
    }


def _of(rows, ids: set[int] | None, name: str = "person"):
    return rows.filter(**{f"{name}__isnull": False}) if ids is None else rows.filter(**{f"{name}__in": ids})


def _grouped(pairs) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def _touches(row: dict, first: date, last: date) -> bool:
    return row["from_on"] <= last and (row["to_on"] is None or row["to_on"] >= first)


def _ratings(rows: Iterable[dict]) -> tuple[dict, dict]:
    """(by school year, by calendar year where that is all there is), each by person; decided ones only."""
    school, calendar = defaultdict(dict), defaultdict(dict)
    for row in rows:
        code, level = row["year_code"], row["level"]
        if row["year_kind"] == YearKind.SCHOOL_YEAR:
            school[row["person_id"]][code] = level
        else:
            calendar[row["person_id"]][year_code(int(code) - 1)] = level
    only = {
        pk: {code: level for code, level in levels.items() if code not in school.get(pk, ())}
        for pk, levels in calendar.items()
    }
    return school, only


def _holdings(rows: Iterable[dict], whose: str) -> dict[int | None, list[Holding]]:
    return _grouped((row[whose], _holding(row)) for row in rows)


def _holding(row: dict) -> Holding:
    is_revoked = row["revoked_on"] is not None
    decided_on = row["decided_on"].isoformat()
    return Holding(row["distinction__code"], row["school_year_code"], row["basis"], decided_on, is_revoked)


def _initiatives(rows: list[dict], uses: list[dict]) -> dict[int, list[Recognised]]:
    held = {row["author_id"]: (row["state"], f"{row['distinction__code']} {row['school_year_code']}") for row in uses}
    rows = sorted(rows, key=lambda row: (row["recognition__school_year_code"], row["id"]))
    return _grouped((row["person_id"], _recognised(row, *held.get(row["id"], ("", "")))) for row in rows)


def _recognised(row: dict, state: str, purpose: str) -> Recognised:
    return Recognised(
        str(row["id"]),
        row["recognition__kind"],
        row["recognition__scope"],
        row["recognition__school_year_code"],
        is_used=state in (InitiativeUse.State.CONSUMED, InitiativeUse.State.MOVED),
        reserved_for=purpose if state == InitiativeUse.State.RESERVED else "",
        name=row["recognition__name"],
    )


def _presence(year: _Year, spans) -> dict:
    """Since when a person's record here is whole, and the years after it in which she was elsewhere."""
    if not year.complete_since:
        return {}
    judged, known = first_of(year.code), first_of(year.complete_since)
    worked = {each for each in range(known, judged + 1) if _works_in(spans, each)}
    if not worked:
        return {}
    first = min(worked)
    absent = {year_code(each) for each in range(first, judged + 1) if each not in worked}
    return {"complete_since": year_code(first), "absent_years": frozenset(absent)}


def _works_in(spans, first: int) -> bool:
    """Whether she worked here when that school year ended, when its titles are given."""
    day = date(first + 1, 5, 31)
    return any(start <= day and (end is None or end >= day) for start, end in spans)


def _service(spans, earlier, born_on: date | None, day: date) -> dict:
    """Years in the sector, each day once. Nobody knows of work that was not entered: the age is the bound."""
    here = [(start, min(end or day, day)) for start, end in spans if start <= day]
    before = [(row["from_on"], min(row["to_on"], day)) for row in earlier if row["from_on"] <= day]
    known = _years_within([*here, *before])
    most = max(known, _years(born_on, day) - WORKING_AGE) if born_on else max(known, LONGEST_SERVICE)
    hardship = _years_within([(row["from_on"], row["to_on"]) for row in earlier if row["is_hardship"]])
    return {"service_years": known, "service_at_most": most, "hardship_years": hardship}


def _years_within(spans: Iterable[tuple[date, date]]) -> Fraction:
    """Years that spans cover together, whatever they share."""
    total, reached = Fraction(0), date.min
    for first, last in sorted(spans):
        if last > reached:
            total += _years(max(first, reached + timedelta(days=1)) if reached > date.min else first, last)
            reached = last
    return total


def _years(first: date, last: date) -> Fraction:
    """Years from a day to a day, both counted, in whole months and days of a thirtieth."""
    end = last + timedelta(days=1)
    months = (end.year - first.year) * 12 + end.month - first.month
    return max(Fraction(0), Fraction(months * 30 + end.day - first.day, 360))


def facts_of_collectives(
    organisation: Organisation, year_code: str, *, on: date | None = None
) -> dict[int | None, Facts]:
    """By tổ (None: the whole organisation), with the ratings and titles of its members of the year."""
    year = _Year(organisation, year_code, on or clock.today())
    return _facts_of_collectives(year, _facts_of_people(year, None))


def _facts_of_collectives(year: _Year, people: dict[int, Facts]) -> dict[int | None, Facts]:
    members: dict[int | None, list[Facts]] = defaultdict(list)
    for pk, facts in people.items():
        last = [row for row in year.employments[pk] if _touches(row, year.starts_on, year.day)][-1:]
        if last and (last[0]["to_on"] is None or last[0]["to_on"] >= year.day):
            members[None].append(facts)
            if last[0]["department_id"]:
                members[last[0]["department_id"]].append(facts)
    holdings = _holdings(year.collective_titles, "department_id")
    are_decided = any(first_of(year.code) in years for facts in people.values() for years in facts.years_of.values())
    names = {None: year.organisation.name, **year.departments}
    return {
        key: Facts(
            kind=COLLECTIVE,
            name=name,
            year=year.code,
            complete_since=year.complete_since,
            holdings=tuple(holdings.get(key, ())),
            sanctions=tuple(sanction for facts in members.get(key, ()) for sanction in facts.sanctions),
            unit_level=year.unit_level if key is None else "",
            members=tuple(_member(facts) for facts in members.get(key, ())),
            women=_women(members.get(key, ())),
            are_titles_decided=are_decided,
            **_days(year),
        )
        for key, name in names.items()
    }


def _women(members: Iterable[Facts]) -> int | None:
    sexes = [facts.is_female for facts in members]
    return None if None in sexes else sum(sexes)


def _member(facts: Facts) -> tuple[str, frozenset[str]]:
    titles = frozenset(code for code, years in facts.years_of.items() if facts.judged in years)
    return facts.ratings.get(facts.year, ""), titles


def verdicts(
    organisation: Organisation,
    year_code: str,
    codes: Iterable[str],
    *,
    on: date,
    people: Iterable[Person | int] | None = None,
    instead=None,
    book: RuleBook | None = None,
    targets: Mapping[str, str] | None = None,
    school_year: SchoolYear | None = None,
) -> list[tuple[str, str, Facts, Verdict]]:
    """(candidate key, distinction, facts, verdict) of everybody (or of `people`) for each distinction meant for them.

    A key is "person:12", "department:3" or "organisation"; collectives are left out where `people` are asked for.
    `targets` (whom each distinction is meant for) and `school_year` spare a query where they are known already.
    """
    book = book or rule_book(organisation, on, instead=instead)
    if targets is None:
        targets = dict(Distinction.objects.order_by().values_list("code", "target"))
    wanted = [code for code in codes if code in targets]
    year = _Year(organisation, year_code, clock.today(), school_year=school_year)
    of_people = _facts_of_people(year, people)
    found = [
        (f"person:{pk}", code, facts, judge(facts, book, code))
        for pk, facts in of_people.items()
        for code in wanted
        if targets[code] != Distinction.Target.COLLECTIVE
    ]
    if people is None and any(targets[code] != Distinction.Target.INDIVIDUAL for code in wanted):
        for key, facts in _facts_of_collectives(year, of_people).items():
            name = f"department:{key}" if key else "organisation"
            found += [
                (name, code, facts, judge(facts, book, code))
                for code in wanted
                if targets[code] != Distinction.Target.INDIVIDUAL
            ]
    return found

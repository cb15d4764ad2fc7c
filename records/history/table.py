"""The import of past years as one kind of uploaded table: read, judged, written and taken back many rows at a time.

What may be said of a table (`TableImport.options`): `sheet` (place), `head` (line of its lowest head row), `columns`
(place → role and school year), `hidden` (read hidden lines too), `carry` (a line without a name is of the person
above), `bare` (what a single year means: ends, starts), `year` (of lines without one), `decisions` (school year or "" →
number, date, authority), `basis` (of commendations), `words` (search key → meaning), `people` (key → id).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet

from audit import services as audit
from core.errors import DomainError
from core.models import TableImport, TableImportRow
from core.table_files import bytes_of
from core.table_import import Checked, Reading, ReadRow, TableImporter
from organisation.models import Organisation, Person
from records.history.desk import HistoryDesk, Thing
from records.history.reading import read_history
from records.history.undoing import take_back
from records.history.words import INITIATIVE, RATING, TITLE
from records.models import InitiativeAuthor, Origin
from records.services.bulk_entries import Owner, enter_ratings, enter_titles
from records.services.entries import NEW, enter_initiative

KIND = "records.history"
MEGABYTES = 5


class HistoryTable(TableImporter):
    """Titles, commendations, ratings and initiatives of past years of one organisation."""

    kind = KIND
    keeps_file = True

    def __init__(self, organisation, *, by):
        self.organisation = organisation
        person = getattr(by, "person", None)
        self.keeper = person.pk if person else None  # nobody keeps her own record

    def desk(self, options: dict[str, Any]) -> HistoryDesk:
        return HistoryDesk(self.organisation, options, keeper=self.keeper)

    def bytes_of(self, upload) -> bytes:
        return bytes_of(upload, megabytes=MEGABYTES)

    def read(self, data: bytes, name: str, options: dict[str, Any]) -> Reading:
        return read_history(data, name, self.desk(options).lexicon, options)

    def check_many(self, organisation, rows: Sequence[ReadRow], options: dict[str, Any]) -> list[Checked]:
        return [checked for checked, _ in self.desk(options).judge([(row.values, row.line) for row in rows])]

    def apply_many(self, table: TableImport, rows: Sequence[TableImportRow], *, by) -> None:
        Organisation.objects.select_for_update(no_key=True).get(pk=table.organisation_id)  # as who enters by hand does
        desk = self.desk(table.options)
        writing = _Writing(table, desk, by)
        for row, (checked, thing) in zip(rows, desk.judge([(row.values, row.line) for row in rows]), strict=True):
            row.outcome, row.errors = checked.outcome, checked.errors
            if thing is not None and checked.outcome in ("new", "changed"):
                writing.take(row, thing)
        writing.write()

    def undo_many(self, table: TableImport, rows: QuerySet[TableImportRow], *, by) -> None:
        rows = list(rows)
        take_back(table, rows)
        audit.record("records.history_undone", table, by=by, after={"rows": len(rows)})


def finish(table: TableImport, *, by) -> dict[str, int]:
    """The counts of a table that was applied, noted in the log; nothing while rows are left."""
    table.refresh_from_db()
    if table.state != TableImport.State.APPLIED:
        return {}
    counts = counts_of(table)
    audit.record("records.history_imported", table, by=by, after=counts)
    return counts


def counts_of(table: TableImport) -> dict[str, int]:
    """How many rows have each outcome; every outcome is named."""
    found = dict(table.rows.order_by().values_list("outcome").annotate(count=Count("pk")))
    return {outcome: found.get(outcome, 0) for outcome in TableImportRow.Outcome.values}


class _Writing:
    """What one part of a table writes, by kind."""

    def __init__(self, table: TableImport, desk: HistoryDesk, by):
        self.table, self.desk, self.by = table, desk, by
        self.source_key = f"import:{table.pk}"
        self.waiting: dict[str, list[tuple[TableImportRow, Thing]]] = {TITLE: [], RATING: [], INITIATIVE: []}

    def take(self, row: TableImportRow, thing: Thing) -> None:
        self.waiting[thing.kind].append((row, thing))

    def write(self) -> None:
        self._titles(self.waiting[TITLE])
        self._ratings(self.waiting[RATING])
        self._initiatives(self.waiting[INITIATIVE])

    def _titles(self, taken) -> None:
        rows = []
        for _, thing in taken:
            fields = dict(thing.values)
            distinction = self.desk.distinctions[fields.pop("distinction")]
            rows.append((Owner(thing.owner.person, thing.owner.department), distinction, fields))
        made = enter_titles(self.table.organisation, rows, source_key=self.source_key, by=self.by)
        for (row, _), title in zip(taken, made, strict=True):
            was = [title.decision_number, title.decided_on.isoformat(), title.detail]
            row.undo = {"title": title.pk, "was": was}

    def _ratings(self, taken) -> None:
        rows = [(thing.owner.person, thing.values) for _, thing in taken]
        made = enter_ratings(self.table.organisation, rows, source_key=self.source_key, by=self.by)
        for (row, _), rating in zip(taken, made, strict=True):
            row.undo = {"rating": rating.pk, "was": [rating.level]}

    def _initiatives(self, taken) -> None:
        people = Person.objects.in_bulk({thing.owner.person for _, thing in taken})
        for row, thing in taken:
            self._initiative(row, thing, people[thing.owner.person])

    def _initiative(self, row: TableImportRow, thing: Thing, person: Person) -> None:
        fields, share = dict(thing.values), thing.values["share"]
        del fields["share"]
        authors = InitiativeAuthor.objects.for_organisation(self.table.organisation).filter(person=person)
        try:
            entered = enter_initiative(
                organisation=self.table.organisation,
                authors=[(person, share)],
                origin=Origin.IMPORTED,
                source_key=self.source_key,
                by=self.by,
                **fields,
            )
        except DomainError as error:
            row.outcome, row.errors = "error", [error.message]
            return
        author = authors.get(recognition=entered.row)
        kind = "share_of" if thing.is_known else "author"
        row.undo = {kind: author.pk} | ({"recognition": entered.row.pk} if entered.outcome == NEW else {})

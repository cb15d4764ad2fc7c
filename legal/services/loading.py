"""Loading rule files into the library: what is missing is added, what stands there is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date

from django.db import transaction

from legal.models import (
    Distinction,
    DocumentRelation,
    LegalDocument,
    LegalParameter,
    Provision,
    Regime,
    TransitionRule,
)
from legal.rule_checks import read
from legal.rule_files import TABLES, Row, Rows, RuleFileError, rows_of
from legal.shipped import shipped_rows

HERE = "thư viện"
NAMED_BY = {"document": ("number",), "parameter": ("code", "from_on"), "distinction": ("code",)}


@transaction.atomic
def load_library(rows: Rows | None = None) -> dict[str, int]:
    """Add the rows of rule files (None: of the library itself) that are not there yet; how many of each table.

    Rows of the nation only. A parameter whose days overlap those of a row that somebody changed stays out. One query
    a table reads what is there, one adds what is missing: `migrate` and every emptied test database come through here.
    """
    rows = shipped_rows() if rows is None else rows
    counts = {"document": _add_documents(rows["document"])}
    documents = dict(LegalDocument.objects.filter(organisation=None).values_list("number", "pk"))
    counts["relation"] = _add_relations(rows["relation"], documents)
    counts["provision"] = _add_provisions(rows["provision"], documents)
    counts["regime"] = _add_regimes(rows["regime"], documents)
    counts["transition"] = _add_transitions(rows["transition"], documents)
    counts["parameter"] = _add_parameters(rows["parameter"], documents)
    counts["distinction"] = _add_distinctions(rows["distinction"])
    return counts


def _without(row: Row, *names: str) -> dict:
    return {name: value for name, value in row.values.items() if name not in names}


def _add(model, objects: list) -> int:
    if objects:
        model.objects.bulk_create(objects)
    return len(objects)


def _add_documents(rows: Iterable[Row]) -> int:
    known = set(LegalDocument.objects.filter(organisation=None).values_list("number", flat=True))
    return _add(LegalDocument, [LegalDocument(**row.values) for row in rows if row["number"] not in known])


def _add_relations(rows: Iterable[Row], documents: Mapping[str, int]) -> int:
    known = set(DocumentRelation.objects.values_list("document", "other", "kind"))
    found = []
    for row in rows:
        document, other = documents[row["document"]], documents[row["other"]]
        if (document, other, row["kind"]) not in known:
            values = _without(row, "document", "other")
            found.append(DocumentRelation(document_id=document, other_id=other, **values))
    return _add(DocumentRelation, found)


def _add_provisions(rows: Iterable[Row], documents: Mapping[str, int]) -> int:
    known = set(Provision.objects.values_list("document", "locator"))
    found = [
        Provision(document_id=documents[row["document"]], **_without(row, "document"))
        for row in rows
        if (documents[row["document"]], row["locator"]) not in known
    ]
    for position, provision in enumerate(found, start=len(known) + 1):
        provision.position = position
    return _add(Provision, found)


def _add_regimes(rows: Iterable[Row], documents: Mapping[str, int]) -> int:
    known = set(Regime.objects.values_list("code", flat=True))
    missing = [row for row in rows if row["code"] not in known]
    regimes = Regime.objects.bulk_create([Regime(**_without(row, "documents")) for row in missing])
    link = Regime.documents.through
    _add(
        link,
        [
            link(regime_id=regime.pk, legaldocument_id=documents[number])
            for regime, row in zip(regimes, missing, strict=True)
            for number in row["documents"]
        ],
    )
    return len(regimes)


def _add_transitions(rows: Iterable[Row], documents: Mapping[str, int]) -> int:
    known = set(TransitionRule.objects.values_list("code", flat=True))
    found = [
        TransitionRule(document_id=documents[row["document"]], **_without(row, "document"))
        for row in rows
        if row["code"] not in known
    ]
    return _add(TransitionRule, found)


def _add_parameters(rows: Iterable[Row], documents: Mapping[str, int]) -> int:
    taken: dict[str, list[tuple[date, date]]] = {}
    for code, start, end in LegalParameter.objects.filter(organisation=None).values_list("code", "from_on", "to_on"):
        taken.setdefault(code, []).append((start, end or date.max))
    found = [
        LegalParameter(document_id=documents[row["document"]], **_without(row, "document"))
        for row in rows
        if not any(
            start <= (row.get("to_on") or date.max) and row["from_on"] <= end
            for start, end in taken.get(row["code"], ())
        )
    ]
    return _add(LegalParameter, found)


def _add_distinctions(rows: Iterable[Row]) -> int:
    known = set(Distinction.objects.values_list("code", flat=True))
    missing = [row for row in rows if row["code"] not in known]
    start = len(known) + 1  # what is new stands after what is there
    return _add(Distinction, [Distinction(position=start + index, **row.values) for index, row in enumerate(missing)])


def standing_rows() -> Rows:
    """The nation's rows that stand in the library, shaped as those of a file, to check a file against."""
    found: Rows = {name: [] for name in TABLES}

    def keep(table: str, values: Iterable[dict]) -> None:
        found[table] += [Row(table, HERE, 0, {key: value for key, value in each.items() if value}) for each in values]

    keep("document", LegalDocument.objects.filter(organisation=None).values(*TABLES["document"]))
    parameters = LegalParameter.objects.filter(organisation=None)
    named = [key for key in TABLES["parameter"] if key != "document"]
    keep(
        "parameter",
        [{**row, "document": row.pop("document__number")} for row in parameters.values(*named, "document__number")],
    )
    keep("distinction", Distinction.objects.values(*TABLES["distinction"]))
    return found


def read_beside_library(files: Mapping[str, str]) -> Rows:
    """The rows of rule files, checked with what stands in the library; RuleFileError with every fault.

    A row that stands there already is left as it is, so its like in a file is no fault.
    """
    told: list[Rows] = []
    for file, text in files.items():
        with suppress(RuleFileError):  # told below, with the faults of the other files
            told.append(rows_of(file, text))
    again = {
        (name, tuple(row[key] for key in keys))
        for rows in told
        for name, keys in NAMED_BY.items()
        for row in rows[name]
    }
    beside = {
        name: [row for row in rows if (name, tuple(row[key] for key in NAMED_BY[name])) not in again]
        if name in NAMED_BY
        else rows
        for name, rows in standing_rows().items()
    }
    return read(files, beside=beside)

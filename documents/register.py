"""Sổ văn bản: which rows a reader is shown, and the printed register of outgoing documents."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F

from core import clock
from documents import register_table, services
from documents.approvers import approvers_for, person_of, steps_open_to
from documents.content import Content, Signatory
from documents.forms import MINE, DocumentFilterForm
from documents.models import ApprovalStep, NumberSeries, OfficialDocument
from organisation.permissions import role_codes

SORTS = {
    "number": [F("year"), F("series__symbol"), F("number")],
    "issued_on": [F("issued_on")],
    "subject": [F("subject_line")],
    "created_at": [F("created_at")],
}
DEFAULT_SORT = "-created_at"
EXACT = {"kind": "kind", "form": "form", "series": "series"}  # filter → field


def register_of(user, organisation, query: Mapping[str, str]):
    """(rows, filter form, sort) as `query` asks; what it asks wrongly is left out."""
    readable = OfficialDocument.objects.for_organisation(organisation).readable_by(
        user, roles=role_codes(user, organisation), steps=steps_open_to(user, organisation)
    )
    series = NumberSeries.objects.for_organisation(organisation).order_by("symbol")
    form = DocumentFilterForm(query or None, years=_years(readable), series=series)
    form.is_valid()
    asked = getattr(form, "cleaned_data", {})
    rows = readable.filter(**{field: asked[name] for name, field in EXACT.items() if asked.get(name)})
    if asked.get("state") == MINE:
        waiting = ApprovalStep.objects.for_organisation(organisation).asked()
        steps = approvers_for(user, organisation).open_to(person_of(user))
        rows = rows.filter(pk__in=waiting.filter(steps).values("document"))
    elif asked.get("state"):
        rows = rows.in_state(asked["state"])
    if asked.get("year_of_date"):
        rows = rows.of_calendar_year(asked["year_of_date"])
    if asked.get("q"):
        rows = rows.matching(asked["q"])
    sort = query.get("sort", DEFAULT_SORT)
    sort = sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT
    rows = rows.select_related("series", "approved_by", "created_by").defer("data", "frozen")
    return rows.order_by(*_ordering(sort)), form, sort


def _years(rows) -> list[int]:
    numbered = set(rows.exclude(year=None).order_by().values_list("year", flat=True).distinct())
    return sorted(numbered | {clock.today().year}, reverse=True)


def _ordering(sort: str) -> list:
    is_down = sort.startswith("-")
    fields = SORTS[sort.removeprefix("-")]
    return [field.desc(nulls_last=True) if is_down else field.asc(nulls_last=True) for field in fields] + ["-pk"]


# ---- as a table, on paper ----


def register_lines(rows) -> list[register_table.Line]:
    """What the register says of each document; two queries for any number of rows."""
    found = list(rows.annotate(signed_by=F("data__signatories"), sent_to=F("data__recipients")))
    standings = services.standings_of([document for document in found if document.number])
    return [
        register_table.Line(
            document=document,
            signers=[each.get("name", "") for each in document.signed_by or []],
            recipients=document.sent_to or [],
            note="" if (standing := standings.get(document.pk)) is None or not standing.effects else standing.words,
        )
        for document in found
    ]


def printed_register(user, organisation, query: Mapping[str, str]) -> Content:
    """Sổ đăng ký văn bản đi of a year: what has a number, by symbol, as far as `user` may read it."""
    rows, form, _ = register_of(user, organisation, query)
    year = getattr(form, "cleaned_data", {}).get("year_of_date") or clock.today().year
    numbered = rows.filter(number__isnull=False, year=year).order_by("series__symbol", "number")
    head, today = services.letterhead_for(organisation, type_code="", on=clock.today()), clock.today()
    head.symbol = ""
    return Content(
        title="SỔ ĐĂNG KÝ VĂN BẢN ĐI",
        subject=f"Năm {year}",
        letterhead=head,
        blocks=register_table.paper_blocks(register_lines(numbered)),
        signatories=[Signatory("NGƯỜI LẬP SỔ", user.full_name), services.head_signatory(organisation, today)],
        is_form=True,
        is_landscape=True,
    )

"""A stored rubric as a draft, and a draft as a stored rubric."""

from __future__ import annotations

from decimal import Decimal

from core.findings import Finding
from evaluations.models import Criterion, GradeBand, Rubric
from evaluations.rubric_tables import DraftBand, DraftRow, RubricDraft, findings_of
from legal.models import Distinction

ROW_FIELDS = (
    "code", "title", "kind", "guidance", "max_points", "each_points", "levels", "unit", "effect", "effect_grade",
    "needs_evidence",
)  # fmt: skip
BAND_FIELDS = ("name", "minimum", "needs_no_zero", "share_cap", "share_base", "praise")


def findings_of_draft(draft: RubricDraft) -> list[Finding]:
    """What is wrong or doubtful about it; the names of the legal catalogue among it. One query."""
    return findings_of(draft, catalogue_names())


def catalogue_names() -> list[str]:
    """The titles and forms of commendation of the law, which no praise of a school may bear."""
    return list(Distinction.objects.filter(kind__in=Distinction.JUDGED).values_list("name", flat=True))


def draft_of(rubric: Rubric) -> RubricDraft:
    """The rubric as the checks read it; `key` of a row is its criterion. Two queries, none after `with_lines()`."""
    criteria = list(rubric.criteria.all())
    parents = {each.pk: each.parent_id for each in criteria}
    children: dict[int | None, list[Criterion]] = {}
    for each in criteria:
        children.setdefault(each.parent_id, []).append(each)
    ordered = [each for top in children.get(None, []) for each in _with_children(top, children)]
    return RubricDraft(
        name=rubric.name,
        source=rubric.source,
        scale=rubric.scale,
        total_points=_short(rubric.total_points),
        rows=[_row(each, depth=_depth(each.pk, parents)) for each in ordered],
        bands=[_band(each) for each in rubric.grades.all()],
    )


def store_rows(rubric: Rubric, draft: RubricDraft) -> None:
    """Write the rows of a draft: what has a key is changed, the rest is new. The caller has removed what went."""
    keys: dict[int, int] = {}
    stored = {each.pk: each for each in rubric.criteria.all()}
    for place, row in enumerate(draft.rows):
        parent = draft.parent(place)
        criterion = stored.get(row.key) or Criterion(organisation=rubric.organisation, rubric=rubric)
        row.tidy()
        for name in ROW_FIELDS:
            setattr(criterion, name, getattr(row, name))
        criterion.parent_id, criterion.position = None if parent is None else keys[parent], place
        criterion.save()
        keys[place] = row.key = criterion.pk


def store_bands(rubric: Rubric, bands: list[DraftBand]) -> None:
    """Put these grades in the place of those there were."""
    rubric.grades.all().delete()
    GradeBand.objects.bulk_create(
        GradeBand(
            organisation=rubric.organisation, rubric=rubric, **{name: getattr(band, name) for name in BAND_FIELDS}
        )
        for band in bands
    )


def _with_children(criterion: Criterion, children: dict) -> list[Criterion]:
    return [criterion, *(each for child in children.get(criterion.pk, []) for each in _with_children(child, children))]


def _depth(pk: int, parents: dict[int, int | None]) -> int:
    depth = 0
    while (pk := parents.get(pk)) is not None:
        depth += 1
    return depth


def _row(criterion: Criterion, *, depth: int) -> DraftRow:
    values = {name: getattr(criterion, name) for name in ROW_FIELDS}
    values |= {"max_points": _short(criterion.max_points), "each_points": _short(criterion.each_points)}
    return DraftRow(depth=depth, key=criterion.pk, **values)


def _band(band: GradeBand) -> DraftBand:
    values = {name: getattr(band, name) for name in BAND_FIELDS}
    return DraftBand(**{**values, "minimum": _short(band.minimum)})


def _short(value: Decimal | None) -> Decimal | None:
    """10.00 as 10, for files and comparisons."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()

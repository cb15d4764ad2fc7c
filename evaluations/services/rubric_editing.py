"""Making a rubric: options, criteria one at a time, grades; adopted when nothing is wrong; changed as a new version."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

import audit.services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.findings import Finding, blocking
from evaluations.models import Rubric
from evaluations.rubric_tables import DraftBand, DraftRow, RubricDraft, findings_of
from evaluations.rubric_tables.arranging import bring_under, move, put_under
from evaluations.services.rubric_drafts import draft_of, findings_of_draft, store_bands, store_rows

OPTIONS = (
    "name", "school_year", "source", "document", "locator", "subject", "audience", "period_kinds", "scale",
    "total_points", "final_rule", "weight_self", "weight_department", "weight_council", "hides_self", "shows_review_at",
)  # fmt: skip
MOST_CRITERIA = 300
ROW_CODES = {"title", "points", "code", "depth"}  # what a row must have by itself
BAND_CODES = {"band", "band_twice", "gap", "overlap"}


def findings_of_rubric(rubric: Rubric) -> list[Finding]:
    """What keeps the rubric from being used, and what somebody should look at."""
    return findings_of_draft(draft_of(rubric))


# ---- the rubric itself ----


@transaction.atomic
def create_rubric(*, organisation, values: dict[str, Any], draft: RubricDraft | None = None, by) -> Rubric:
    """A new rubric, empty or with what was read from a file."""
    rubric = Rubric(organisation=organisation)
    _set_options(rubric, values)
    rubric.save()
    if draft:
        store_rows(rubric, draft)
        store_bands(rubric, draft.bands)
    audit.record("evaluations.rubric_created", rubric, by=by, after={"version": rubric.version_number})
    return rubric


@transaction.atomic
def change_options(rubric: Rubric, *, values: dict[str, Any], version: int, by) -> Rubric:
    """Name, source, who is judged, how the last column comes about."""
    rubric = _open(rubric, version)
    before = {name: _plain(getattr(rubric, name)) for name in OPTIONS}
    _set_options(rubric, values)
    _saved(rubric)
    after = {name: _plain(getattr(rubric, name)) for name in OPTIONS}
    changed = [name for name in OPTIONS if before[name] != after[name]]
    audit.record(
        "evaluations.rubric_changed",
        rubric,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return rubric


def _set_options(rubric: Rubric, values: dict[str, Any]) -> None:
    for name in OPTIONS:
        if name in values:
            setattr(rubric, name, values[name])
    if rubric.subject != "person":
        rubric.audience = None  # groups are of people
    if rubric.final_rule == Rubric.FinalRule.WEIGHTED:
        total = rubric.weight_self + rubric.weight_department + rubric.weight_council
        if total != 100:
            raise DomainError(f"Tỷ trọng các cột cộng lại {total} %, phải là 100 %. Sửa tỷ trọng.")


@transaction.atomic
def remove_rubric(rubric: Rubric, *, by) -> None:
    """Delete a rubric that nobody has used."""
    rubric = _open(rubric)
    audit.record("evaluations.rubric_removed", rubric, by=by, before={"version": rubric.version_number})
    rubric.delete()


# ---- criteria ----


@transaction.atomic
def add_criterion(rubric: Rubric, row: DraftRow, *, parent: int | None, by) -> DraftRow:
    """Add a criterion as the last one under a group (the key of its criterion; None: at the end)."""
    rubric = _open(rubric)
    draft = draft_of(rubric)
    if len(draft.rows) >= MOST_CRITERIA:
        raise DomainError(f"Biểu điểm đã có {MOST_CRITERIA} dòng. Gộp bớt tiêu chí.")
    _refuse_code_twice(draft, row)
    place = put_under(draft, row, _place_of_group(draft, parent))
    _refuse_wrong_row(draft, place)
    _store(rubric, draft)
    audit.record("evaluations.criterion_added", rubric, by=by, after={"code": row.code})
    return row


@transaction.atomic
def change_criterion(rubric: Rubric, key: int, row: DraftRow, *, parent: int | None, version: int, by) -> None:
    """Change one criterion and, where another group was chosen, bring it there with all under it."""
    rubric = _open(rubric, version)
    draft = draft_of(rubric)
    place = _place_of(draft, key)
    row.key, row.depth = key, draft.rows[place].depth
    before = draft.rows[place]
    draft.rows[place] = row
    _refuse_code_twice(draft, row)
    _refuse_wrong_row(draft, place)
    target = _place_of_group(draft, parent)
    if target != draft.parent(place) and not bring_under(draft, place, target):
        raise DomainError("Một nhóm không nằm trong chính nó được. Chọn nhóm khác.")
    _store(rubric, draft)
    audit.record("evaluations.criterion_changed", rubric, by=by, before={"code": before.code}, after={"code": row.code})


@transaction.atomic
def move_criterion(rubric: Rubric, key: int, *, where: str, by) -> None:
    """Up or down among its neighbours, into the group above it, or out of its own."""
    rubric = _open(rubric)
    draft = draft_of(rubric)
    place = _place_of(draft, key)
    code = draft.rows[place].code
    if not move(draft, place, where):
        raise DomainError(f"Tiêu chí {code} đã ở chỗ đó, không chuyển thêm được.")
    _store(rubric, draft)
    audit.record("evaluations.criterion_moved", rubric, by=by, after={"code": code, "where": where})


@transaction.atomic
def remove_criterion(rubric: Rubric, key: int, *, by) -> None:
    """Delete a criterion with all that stands under it."""
    rubric = _open(rubric)
    draft = draft_of(rubric)
    row = draft.rows[_place_of(draft, key)]
    rubric.criteria.filter(pk=key).delete()
    _saved(rubric)
    audit.record("evaluations.criterion_removed", rubric, by=by, before={"code": row.code})


@transaction.atomic
def save_bands(rubric: Rubric, bands: list[DraftBand], *, version: int, by) -> None:
    """Replace the grades; a gap or an overlap as typed is refused here, where the upper ends are still known."""
    rubric = _open(rubric, version)
    draft = draft_of(rubric)
    draft.bands = bands
    wrong = [each for each in findings_of_draft(draft) if each.blocks and each.code in BAND_CODES]
    if wrong:
        raise DomainError(" ".join(each.title for each in wrong), findings=wrong)
    store_bands(rubric, bands)
    _saved(rubric)
    after = {"grades": [band.name for band in bands]}
    audit.record("evaluations.rubric_bands_changed", rubric, by=by, after=after)


# ---- use and versions ----


@transaction.atomic
def adopt_rubric(rubric: Rubric, *, by) -> Rubric:
    """Put a rubric to use: periods opened from now on take it. Refused while something must be mended."""
    rubric = _open(rubric)
    if wrong := blocking(findings_of_rubric(rubric)):
        raise DomainError("Biểu điểm còn chỗ phải sửa nên chưa đưa vào dùng được.", findings=wrong)
    rubric.adopted_at, rubric.adopted_by = clock.now(), by
    _saved(rubric)
    audit.record("evaluations.rubric_adopted", rubric, by=by, after={"version": rubric.version_number})
    return rubric


@transaction.atomic
def retract_rubric(rubric: Rubric, *, by) -> Rubric:
    """Take an adopted rubric back to mend it, while no period has used it."""
    rubric = _locked(rubric)
    _refuse_frozen(rubric)
    if rubric.adopted_at is None:
        return rubric
    rubric.adopted_at = rubric.adopted_by = None
    _saved(rubric)
    audit.record("evaluations.rubric_retracted", rubric, by=by, after={"version": rubric.version_number})
    return rubric


@transaction.atomic
def new_version(rubric: Rubric, *, by, school_year=None) -> Rubric:
    """The next version, open for changes, with everything of this one; where one is being made already, that one."""
    rubric = _locked(rubric)
    family = Rubric.objects.for_organisation(rubric.organisation).filter(family=rubric.family)
    open_one = family.filter(adopted_at__isnull=True, version_number__gt=rubric.version_number).first()
    if open_one:
        return open_one
    last = family.aggregate(last=Max("version_number"))["last"]
    following = Rubric(organisation=rubric.organisation, family=rubric.family, version_number=last + 1, follows=rubric)
    for name in OPTIONS:
        setattr(following, name, getattr(rubric, name))
    if school_year and rubric.school_year_id:
        following.school_year = school_year
    following.save()
    draft = draft_of(rubric)
    for row in draft.rows:
        row.key = None
    store_rows(following, draft)
    store_bands(following, draft.bands)
    audit.record("evaluations.rubric_version_made", following, by=by, after={"version": following.version_number})
    return following


# ---- inside ----


def _locked(rubric: Rubric) -> Rubric:
    return Rubric.objects.for_organisation(rubric.organisation).select_for_update(of=("self",)).get(pk=rubric.pk)


def _open(rubric: Rubric, version: int | None = None) -> Rubric:
    """The locked row, open for changes; ConflictError where it was saved after the page with `version` was opened."""
    rubric = _locked(rubric)
    _refuse_frozen(rubric)
    if rubric.adopted_at is not None:
        raise DomainError("Biểu điểm đang được dùng. Bấm “Ngừng dùng để sửa” rồi sửa.")
    if version is not None and rubric.version != version:
        raise ConflictError(
            "Biểu điểm đã được sửa sau khi mở trang này. Những gì vừa nhập vẫn còn; xem lại rồi bấm lưu lần nữa."
        )
    return rubric


def _refuse_frozen(rubric: Rubric) -> None:
    if rubric.given_id:
        raise DomainError("Biểu điểm này do cấp trên gửi nên giữ nguyên văn. Lập bản mới nếu đơn vị cần bản riêng.")
    if rubric.is_frozen:
        raise DomainError("Biểu điểm đã dùng trong kỳ đánh giá nên không sửa được nữa. Lập bản mới để thay đổi.")


def _saved(rubric: Rubric) -> None:
    rubric.touch()
    rubric.save()


def _store(rubric: Rubric, draft: RubricDraft) -> None:
    _free_codes(rubric, draft)
    store_rows(rubric, draft)
    _saved(rubric)


def _refuse_wrong_row(draft: RubricDraft, place: int) -> None:
    """What a row alone must have; sums and empty groups may be wrong until the rubric is adopted."""
    draft.rows[place].tidy()
    wrong = [each for each in findings_of(draft) if each.code in ROW_CODES and each.facts.get("row") == place]
    if wrong:
        raise DomainError(" ".join(each.title for each in wrong), findings=wrong)


def _free_codes(rubric: Rubric, draft: RubricDraft) -> None:
    """Numbers that change places within one save would collide on the way."""
    stored = dict(rubric.criteria.values_list("pk", "code"))
    for row in draft.rows:
        if row.key in stored and stored[row.key] != row.code:
            rubric.criteria.filter(pk=row.key).update(code=f"~{row.key}"[:10])


def _refuse_code_twice(draft: RubricDraft, row: DraftRow) -> None:
    other = next((each for each in draft.rows if each is not row and each.code == row.code), None)
    if other is not None:
        raise DomainError(f"Số thứ tự {row.code} đã có ở “{other.title[:60]}”. Đặt số khác.")


def _place_of(draft: RubricDraft, key: int) -> int:
    place = next((place for place, row in enumerate(draft.rows) if row.key == key), None)
    if place is None:
        raise DomainError("Tiêu chí này vừa bị xóa ở một trang khác. Mở lại biểu điểm.")
    return place


def _place_of_group(draft: RubricDraft, key: int | None) -> int | None:
    if key is None:
        return None
    place = _place_of(draft, key)
    if draft.rows[place].kind != "group":
        raise DomainError(
            f"“{draft.rows[place].title[:60]}” không phải nhóm nên không chứa tiêu chí khác. Chọn nhóm khác."
        )
    return place


def _plain(value: Any) -> Any:
    if hasattr(value, "pk"):
        return value.pk
    return list(value) if isinstance(value, list) else None if value is None else str(value)

"""Making, changing, adopting and renewing a rubric."""

from __future__ import annotations

from decimal import Decimal

import pytest

from audit.models import AuditEntry
from core.errors import ConflictError, DomainError
from core.scoping import scope
from evaluations.models import AudienceGroup, Rubric
from evaluations.rubric_tables import DraftBand, DraftRow
from evaluations.rubric_tables.differences import differences
from evaluations.services import audiences, rubric_editing, rubric_import
from evaluations.services.rubric_drafts import draft_of
from evaluations.services.rubrics import use_rubrics
from tests.evaluations.months import make_period
from tests.evaluations.rubric_files import TEACHER_BANDS, TEACHER_HEAD, TEACHER_ROWS, excel, upload, word
from tests.factories.dossiers import distinction

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world.school


@pytest.fixture
def by(world):
    return world.secretary.user


@pytest.fixture
def rubric(school, by):
    return rubric_editing.create_rubric(organisation=school, values={"name": "Biểu điểm", "scale": "points"}, by=by)


def points(code: str, most: int, **values) -> DraftRow:
    return DraftRow(code, f"Tiêu chí {code}", kind="points", max_points=D(most), **values)


def group(code: str, most: int | None = None) -> DraftRow:
    return DraftRow(code, f"Nhóm {code}", kind="group", max_points=None if most is None else D(most))


def add(rubric, by, *rows) -> dict[str, int]:
    """Each row, or (row, code of its group); the keys of the criteria by code."""
    for each in rows:
        row, over = each if isinstance(each, tuple) else (each, None)
        keys = dict(rubric.criteria.values_list("code", "pk"))
        rubric_editing.add_criterion(rubric, row, parent=keys.get(over), by=by)
    return dict(rubric.criteria.values_list("code", "pk"))


def codes(rubric) -> list[tuple[int, str]]:
    return [(row.depth, row.code) for row in draft_of(rubric).rows]


def ready(rubric, by):
    keys = add(rubric, by, group("I", 10), (points("I.1", 6), "I"), (points("I.2", 4), "I"), points("II", 90))
    rubric.refresh_from_db()
    bands = [DraftBand("Tốt", D(80)), DraftBand("Đạt", D(0))]
    rubric_editing.save_bands(rubric, bands, version=rubric.version, by=by)
    rubric.refresh_from_db()
    return keys


# ---- criteria ----


def test_criteria_are_added_moved_brought_into_groups_and_removed(rubric, by):
    keys = add(rubric, by, group("I"), (points("1", 6), "I"), (points("2", 4), "I"), group("II"), points("3", 5))
    assert codes(rubric) == [(0, "I"), (1, "1"), (1, "2"), (0, "II"), (0, "3")]

    def move(code, where):
        rubric_editing.move_criterion(rubric, keys[code], where=where, by=by)
        return codes(rubric)

    assert move("3", "in") == [(0, "I"), (1, "1"), (1, "2"), (0, "II"), (1, "3")]
    assert move("2", "up") == [(0, "I"), (1, "2"), (1, "1"), (0, "II"), (1, "3")]
    assert move("II", "up") == [(0, "II"), (1, "3"), (0, "I"), (1, "2"), (1, "1")]
    assert move("1", "out") == [(0, "II"), (1, "3"), (0, "I"), (1, "2"), (0, "1")]
    assert move("II", "down") == [(0, "I"), (1, "2"), (0, "II"), (1, "3"), (0, "1")]

    rubric_editing.remove_criterion(rubric, keys["II"], by=by)
    assert codes(rubric) == [(0, "I"), (1, "2"), (0, "1")]


@pytest.mark.parametrize(
    ("code", "where"), [("I", "up"), ("I", "in"), ("2", "down"), ("2", "in"), ("3", "out"), ("I", "x")]
)
def test_a_move_that_leads_nowhere_is_refused(rubric, by, code, where):
    keys = add(rubric, by, group("I"), (points("1", 6), "I"), (points("2", 4), "I"), points("3", 5))
    before = codes(rubric)

    with pytest.raises(DomainError):
        rubric_editing.move_criterion(rubric, keys[code], where=where, by=by)
    assert codes(rubric) == before


def test_a_criterion_is_changed_and_brought_under_another_group(rubric, by):
    keys = add(rubric, by, group("I"), (points("1", 6), "I"), group("II"))
    rubric.refresh_from_db()
    changed = DraftRow("1a", "Sửa", kind="deduction", each_points=D("0.5"), unit="buổi", guidance="Trừ", effect="drop")

    rubric_editing.change_criterion(rubric, keys["1"], changed, parent=keys["II"], version=rubric.version, by=by)

    assert codes(rubric) == [(0, "I"), (0, "II"), (1, "1a")]
    stored = rubric.criteria.get(pk=keys["1"])
    assert (stored.kind, stored.each_points, stored.unit, stored.effect) == ("deduction", D("0.50"), "buổi", "")
    assert stored.parent_id == keys["II"]


def test_a_group_is_not_brought_into_itself(rubric, by):
    keys = add(rubric, by, group("I"), (group("I.1"), "I"), (points("1", 6), "I.1"))
    rubric.refresh_from_db()

    with pytest.raises(DomainError, match="không nằm trong chính nó"):
        rubric_editing.change_criterion(
            rubric, keys["I"], group("I"), parent=keys["I.1"], version=rubric.version, by=by
        )


def test_two_numbers_may_change_places(rubric, by):
    keys = add(rubric, by, points("1", 6), points("2", 4), points("3", 4))
    for code, new in (("1", "x"), ("2", "1"), ("1", "2")):
        rubric.refresh_from_db()
        key = keys["1"] if (code, new) != ("2", "1") else keys["2"]
        rubric_editing.change_criterion(rubric, key, points(new, 6), parent=None, version=rubric.version, by=by)
    assert codes(rubric) == [(0, "2"), (0, "1"), (0, "3")]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (points("1", 6), "đã có ở"),
        (DraftRow("2", "Thiếu điểm"), "chưa có điểm tối đa"),
        (DraftRow("2", "Âm", max_points=D(-1)), "số âm"),
        (DraftRow("2", "Lớn", max_points=D(10**6)), "quá lớn"),
        (DraftRow("2", "", max_points=D(1)), "chưa có tên"),
        (DraftRow("2", "Điều kiện", kind="gate"), "chưa chọn cách xử lý"),
        (DraftRow("2", "Trừ", kind="deduction"), "chưa có điểm trừ mỗi lần"),
    ],
)
def test_a_row_that_is_none_is_refused_and_nothing_changes(rubric, by, row, words):
    add(rubric, by, points("1", 6))

    with pytest.raises(DomainError, match=words):
        rubric_editing.add_criterion(rubric, row, parent=None, by=by)
    assert codes(rubric) == [(0, "1")]


def test_the_later_of_two_pages_is_told(rubric, by):
    keys = add(rubric, by, points("1", 6))
    rubric.refresh_from_db()
    opened_with = rubric.version
    rubric_editing.change_criterion(rubric, keys["1"], points("1", 7), parent=None, version=opened_with, by=by)

    with pytest.raises(ConflictError):
        rubric_editing.change_criterion(rubric, keys["1"], points("1", 8), parent=None, version=opened_with, by=by)
    assert rubric.criteria.get().max_points == 7


def test_grades_with_a_gap_are_refused(rubric, by):
    ready(rubric, by)
    bands = [DraftBand("A", D(85)), DraftBand("B", D(0), upper=D(84))]

    with pytest.raises(DomainError, match="84,5 điểm không thuộc mức nào"):
        rubric_editing.save_bands(rubric, bands, version=rubric.version, by=by)
    assert [band.name for band in rubric.grades.all()] == ["Tốt", "Đạt"]


@pytest.mark.parametrize("praise", ["Giấy khen", "GIẤY KHEN của Hiệu trưởng"])
def test_a_praise_that_bears_a_name_of_the_law_is_refused(rubric, by, praise):
    distinction("GIAY_KHEN", "Giấy khen")
    ready(rubric, by)
    bands = [DraftBand("Tốt", D(80), praise=praise), DraftBand("Đạt", D(0))]

    with pytest.raises(DomainError, match="trùng tên “Giấy khen” của pháp luật"):
        rubric_editing.save_bands(rubric, bands, version=rubric.version, by=by)
    assert {band.praise for band in rubric.grades.all()} == {""}


# ---- use and versions ----


def test_a_rubric_whose_sums_do_not_add_up_is_not_adopted(rubric, by):
    add(rubric, by, group("III", 45), (points("1", 42), "III"))

    with pytest.raises(DomainError) as refusal:
        rubric_editing.adopt_rubric(rubric, by=by)
    assert "Nhóm III ghi 45 điểm, các tiêu chí cộng lại 42." in [each.title for each in refusal.value.findings]
    rubric.refresh_from_db()
    assert rubric.adopted_at is None


def test_an_adopted_rubric_is_not_changed_before_it_is_taken_back(rubric, by):
    keys = ready(rubric, by)
    rubric_editing.adopt_rubric(rubric, by=by)

    with pytest.raises(DomainError, match="đang được dùng"):
        rubric_editing.remove_criterion(rubric, keys["II"], by=by)
    rubric_editing.retract_rubric(rubric, by=by)
    rubric_editing.remove_criterion(rubric, keys["II"], by=by)
    assert codes(rubric) == [(0, "I"), (1, "I.1"), (1, "I.2")]


def test_a_used_rubric_is_changed_as_a_new_version(world):
    period = make_period(world)
    by = world.secretary.user
    with scope(world.school):
        used = period.rubrics.get()
        with pytest.raises(DomainError, match="Lập bản mới"):
            rubric_editing.retract_rubric(used, by=by)

        second = rubric_editing.new_version(used, by=by)
        again = rubric_editing.new_version(used, by=by)

        assert (second.pk, second.version_number, second.follows_id, second.family) == (
            again.pk,
            2,
            used.pk,
            used.family,
        )
        assert (second.is_frozen, second.adopted_at) == (False, None)
        assert differences(draft_of(used), draft_of(second)) == []
        keys = dict(second.criteria.values_list("code", "pk"))
        rubric_editing.change_criterion(
            second, keys["1.1"], points("1.1", 25), parent=None, version=second.version, by=by
        )
        rubric_editing.remove_criterion(second, keys["3.1"], by=by)
        found = [
            (each.what, each.field, each.before, each.after) for each in differences(draft_of(used), draft_of(second))
        ]
        assert found == [
            ("1.1. Tiêu chí 1.1", "Nội dung", "Tiêu chí thử 1.1", "Tiêu chí 1.1"),
            ("1.1. Tiêu chí 1.1", "Điểm tối đa", "20", "25"),
            ("3.1. Tiêu chí thử 3.1", "", "đã bỏ", ""),
        ]
        assert used.criteria.count() == 5


def test_use_freezes(rubric, by, world):
    ready(rubric, by)
    rubric_editing.adopt_rubric(rubric, by=by)
    period = make_period(world)
    use_rubrics(period, [Rubric.objects.with_lines().get(pk=rubric.pk)])

    with pytest.raises(DomainError, match="đã dùng trong kỳ đánh giá"):
        rubric_editing.remove_rubric(rubric, by=by)


def test_weights_that_are_not_a_hundred_are_refused(rubric, by):
    values = {"final_rule": "weighted", "weight_self": 20, "weight_department": 30, "weight_council": 40}

    with pytest.raises(DomainError, match="cộng lại 90 %"):
        rubric_editing.change_options(rubric, values=values, version=rubric.version, by=by)
    changed = rubric_editing.change_options(
        rubric, values=values | {"weight_council": 50}, version=rubric.version, by=by
    )
    assert changed.weight_council == 50


def test_every_act_is_written_down(rubric, by, school):
    keys = ready(rubric, by)
    rubric_editing.move_criterion(rubric, keys["I.2"], where="up", by=by)
    rubric_editing.adopt_rubric(rubric, by=by)
    rubric_editing.retract_rubric(rubric, by=by)
    rubric_editing.remove_rubric(rubric, by=by)

    verbs = list(AuditEntry.objects.for_organisation(school).order_by("id").values_list("verb", flat=True))
    assert [verb.removeprefix("evaluations.") for verb in verbs] == [
        "rubric_created", *["criterion_added"] * 4, "rubric_bands_changed", "criterion_moved", "rubric_adopted",
        "rubric_retracted", "rubric_removed",
    ]  # fmt: skip


# ---- out of a file ----


@pytest.mark.parametrize("kind", ["excel", "word"])
def test_a_file_becomes_a_rubric_and_is_taken_back(school, by, kind):
    bands = [["Xếp loại", "Điểm"], *TEACHER_BANDS]
    data = (
        excel([TEACHER_HEAD, *TEACHER_ROWS, [], *bands])
        if kind == "excel"
        else word([TEACHER_HEAD, *TEACHER_ROWS], bands)
    )
    table = rubric_import.preview_rubric(upload(data, "quy-che.xlsx"), organisation=school, by=by)
    assert Rubric.objects.for_organisation(school).count() == 0

    values = {"name": "Giáo viên chủ nhiệm", "scale": "points", "total_points": D(100)}
    rubric = rubric_import.apply_preview(table, values=values, by=by)
    rubric_editing.adopt_rubric(rubric, by=by)

    rubric.refresh_from_db()
    assert (rubric.criteria.count(), rubric.grades.count(), rubric.total_points) == (29, 4, 100)
    rubric_import.undo_import(table, by=by)
    assert Rubric.objects.for_organisation(school).count() == 0
    with pytest.raises(DomainError, match="đã được xử lý"):
        rubric_import.undo_import(table, by=by)


def test_rows_in_error_keep_a_file_from_becoming_a_rubric(school, by):
    data = excel([["TT", "Nội dung", "Điểm"], [1, "Dạy học", "mười"], [2, "Nền nếp", 10]])
    table = rubric_import.preview_rubric(upload(data), organisation=school, by=by)

    with pytest.raises(DomainError, match="Còn dòng phải sửa"):
        rubric_import.apply_preview(table, values={"name": "x"}, by=by)
    draft = rubric_import.read_draft(table)
    draft.rows[0].max_points, draft.rows[0].errors = D(10), []
    rubric_import.save_preview(table, draft, options={})
    assert rubric_import.apply_preview(table, values={"name": "x"}, by=by).criteria.count() == 2


# ---- groups of people ----


def test_groups_are_tried_in_their_order(world, school, by):
    world.teacher.employments.update(is_homeroom_teacher=True)
    values = {"staff_kind": "teacher", "is_homeroom": None, "staff_group": None}
    teachers = audiences.add_audience(organisation=school, values=values | {"name": "Giáo viên"}, by=by)
    homeroom = audiences.add_audience(
        organisation=school, values=values | {"name": "Chủ nhiệm", "is_homeroom": True}, by=by
    )

    def counts():
        return {str(row["group"] or ""): row["count"] for row in audiences.audiences_with_people(school)}

    assert counts() == {"Giáo viên": 5, "Chủ nhiệm": 0, "": 3}
    audiences.move_audience(homeroom, up=True, by=by)
    assert counts() == {"Chủ nhiệm": 1, "Giáo viên": 4, "": 3}
    with pytest.raises(DomainError, match="Đã có nhóm tên"):
        audiences.add_audience(organisation=school, values=values | {"name": "Giáo viên"}, by=by)
    rubric_editing.create_rubric(organisation=school, values={"name": "B", "audience": teachers}, by=by)
    with pytest.raises(DomainError, match="đang có biểu điểm"):
        audiences.remove_audience(teachers, by=by)
    audiences.remove_audience(homeroom, by=by)
    assert list(AudienceGroup.objects.for_organisation(school)) == [teachers]

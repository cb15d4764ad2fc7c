"""Rubrics, periods, sheets, reviews, results, roll-ups and what they are told by."""

from __future__ import annotations

from functools import partial

from evaluations.services import reports, self_scores
from submissions.services import shown_hash
from tests.factories.estate.evaluations import rubric_upload
from tests.factories.reports import TERM
from tests.rights.table.entry import (
    EVERYBODY,
    HEADS,
    KEEPERS,
    LEADERS,
    OFFICE,
    RUNNING,
    SCHOOL,
    Data,
    Entry,
    nothing,
    person_of,
    pk_of,
    sends,
)

of_term = sends(year=TERM.school_year, term=TERM.code)
own_sheet = partial(Entry, {"teacher"}, "teacher", pk_of("own_sheet"))
handed_in = partial(Entry, {"colleague"}, "colleague", pk_of("sheet"))

RUBRIC_OPTIONS = {"subject": "person", "scale": "points", "final_rule": "last", "shows_review_at": "published"}
makes_rubrics = partial(Entry, KEEPERS | OFFICE, "secretary")


def roll_up_form(**values) -> Data:
    """The editor's fields for a mean of months."""
    rows = {"grades-TOTAL_FORMS": 1, "grades-INITIAL_FORMS": 0, "grades-0-name": "Đạt", "grades-0-minimum": "0"}
    frame = {"name": "Quý", "subject": "person", "of": "month", "ungraded": "zero", "least": "2"}
    return sends(**rows, **frame, **values)


def keeps(name: str, post: Data) -> Entry:
    """An act of those who keep the rubrics."""
    return Entry(KEEPERS, "secretary", pk_of(name), post)


read_rubric = sends(
    **{
        "rubric-name": "Đọc từ tệp",
        "rubric-subject": "person",
        "rubric-scale": "points",
        "r0-code": "1",
        "r0-title": "Nền nếp",
        "r0-depth": "0",
        "r0-kind": "points",
        "r0-max_points": "10",
        "band-TOTAL_FORMS": 0,
        "band-INITIAL_FORMS": 0,
        "keep": "1",
    }
)

EVALUATIONS = {
    "evaluations:period_list": Entry(EVERYBODY, "teacher"),
    "evaluations:board": Entry(KEEPERS | HEADS | OFFICE, "secretary"),
    "evaluations:spread_board": Entry(KEEPERS | HEADS | OFFICE, "head"),
    "evaluations:missing_board": Entry(KEEPERS | HEADS | OFFICE, "head"),
    "evaluations:missing_remind": Entry(KEEPERS | HEADS | OFFICE, "head", post=sends(lack="handing"), empty=404),
    "evaluations:board_export": Entry(KEEPERS | HEADS | OFFICE, "head", logs=True),
    "evaluations:board_paper": Entry(KEEPERS | HEADS | OFFICE, "head", post=nothing),
    "evaluations:spread_export": Entry(KEEPERS | HEADS | OFFICE, "head", logs=True),
    "evaluations:spread_paper": Entry(KEEPERS | HEADS | OFFICE, "head", post=nothing),
    "evaluations:missing_export": Entry(KEEPERS | HEADS | OFFICE, "head", logs=True),
    "evaluations:missing_paper": Entry(KEEPERS | HEADS | OFFICE, "head", post=nothing),
    "evaluations:person_board": Entry(KEEPERS | {"head", "teacher"}, "teacher", person_of("teacher")),
    "evaluations:person_board_export": Entry(KEEPERS | {"head", "teacher"}, "teacher", person_of("teacher"), logs=True),
    "evaluations:person_board_paper": Entry(KEEPERS | {"head", "teacher"}, "teacher", person_of("teacher"), nothing),
    "evaluations:period_create": Entry(
        KEEPERS | OFFICE, "secretary", post=sends(entry=lambda holdings: holdings.next_month_entry.pk), empty=404
    ),
    "evaluations:period_preview": Entry(KEEPERS, "secretary", pk_of("next_month_entry")),
    "evaluations:period_update": Entry(KEEPERS, "secretary", pk_of("period"), nothing),
    "evaluations:policy_edit": Entry(
        KEEPERS | OFFICE,
        "secretary",
        post=sends(
            least_service="2/3",
            transfer_rule="last",
            objection_days="2",
            staff_sees="commended",
            public_days="0",
            version=lambda holdings: 1,
        ),
    ),
    "evaluations:period_detail": Entry(SCHOOL, "teacher", pk_of("period")),
    "evaluations:period_export": Entry(KEEPERS | HEADS, "head", pk_of("period"), logs=True),
    "evaluations:department_review": Entry(
        KEEPERS | HEADS,
        "head",
        pk_of("period"),
        lambda h: {
            f"version_{h.sheet.pk}": h.sheet.version,
            f"score_{h.sheet.pk}_{h.criterion.pk}": "7",
            f"kind_{h.sheet.pk}_{h.criterion.pk}": "scored",
        },
    ),
    "evaluations:department_review_autosave": Entry(
        KEEPERS | HEADS,
        "head",
        pk_of("period"),
        lambda h: {f"score_{h.sheet.pk}_{h.criterion.pk}": "6"},
        query=lambda h: {f"v{h.sheet.pk}": h.sheet.version},
    ),
    "evaluations:council_review": Entry(
        RUNNING,
        "secretary",
        pk_of("recommended_period"),
        lambda h: {
            f"version_{h.recommended_sheet.pk}": h.recommended_sheet.version,
            f"score_{h.recommended_sheet.pk}_{h.criterion.pk}": "7",
        },
    ),
    "evaluations:council_review_autosave": Entry(
        RUNNING,
        "secretary",
        pk_of("recommended_period"),
        lambda h: {f"score_{h.recommended_sheet.pk}_{h.criterion.pk}": "6"},
        query=lambda h: {f"v{h.recommended_sheet.pk}": h.recommended_sheet.version},
    ),
    "evaluations:period_summary": Entry(KEEPERS | HEADS, "head", pk_of("period"), nothing, logs=True),
    "evaluations:period_summary_paper": Entry(KEEPERS | HEADS, "head", pk_of("period"), nothing),
    "evaluations:period_result_table": Entry(RUNNING, "secretary", pk_of("published_period"), nothing),
    "evaluations:period_announce": Entry(RUNNING, "secretary", pk_of("published_period"), nothing),
    "evaluations:meeting_edit": Entry(
        KEEPERS | {"head"},
        "head",
        lambda h: {"pk": h.period.pk, "department": h.department.pk},
        lambda h: {
            "held_on": "01/10/2026",
            "held_time": "15:00",
            "chaired_by": h.cast["head"].pk,
            "secretary": h.cast["colleague"].pk,
        },
    ),
    "evaluations:meeting_minutes": Entry(
        KEEPERS | {"head"},
        "head",
        lambda h: {"pk": h.recommended_period.pk, "department": h.department.pk},
        nothing,
    ),
    "evaluations:period_hand": Entry(
        KEEPERS, "secretary", pk_of("recommended_period"), sends(session=lambda h: h.draft_session.pk)
    ),
    "evaluations:period_decide": Entry(LEADERS, "principal", pk_of("headed_period"), nothing),
    "evaluations:period_provisional": Entry(RUNNING, "secretary", pk_of("decided_period"), nothing),
    "evaluations:objection_list": Entry(RUNNING, "secretary", pk_of("period")),
    "evaluations:objection_create": Entry(
        {"colleague"}, "colleague", pk_of("provisional_sheet"), sends(kind="explanation", text="Bổ sung minh chứng.")
    ),
    "evaluations:objection_withdraw": Entry({"colleague"}, "colleague", pk_of("objection"), nothing),
    "evaluations:objection_answer": Entry(
        RUNNING, "secretary", pk_of("objection"), sends(outcome="kept", answer="Hội đồng giữ nguyên.")
    ),
    "evaluations:sheet_reopen": Entry(RUNNING, "secretary", pk_of("published_sheet"), sends(reason="Cộng sai điểm.")),
    "evaluations:period_report": Entry(
        RUNNING,
        "secretary",
        pk_of("reported_period"),
        lambda h: {"shown": shown_hash(reports.report_of(h.reported_period))},
    ),
    "evaluations:term_report": Entry(RUNNING, "secretary", of_term, names_nothing=True),
    "evaluations:period_publish": Entry(RUNNING, "secretary", pk_of("passed_period"), nothing),
    "evaluations:sheet_detail": Entry(KEEPERS | {"head", "colleague"}, "head", pk_of("sheet")),
    "evaluations:sheet_edit": own_sheet(
        post=lambda h: {"version": h.own_sheet.version, f"score_{h.criterion.pk}": "6", "note": "Sửa."}
    ),
    "evaluations:sheet_autosave": own_sheet(
        post=lambda h: {f"score_{h.criterion.pk}": "5"}, query=sends(version=lambda h: h.own_sheet.version)
    ),
    "evaluations:sheet_total": own_sheet(),
    "evaluations:sheet_check": own_sheet(post=sends(version=lambda h: h.own_sheet.version)),
    "evaluations:sheet_proof": Entry(
        {"teacher"},
        "teacher",
        lambda h: {"pk": h.own_sheet.pk, "criterion": h.criterion.pk},
        sends(link="https://example.org/tap-san"),
    ),
    "evaluations:sheet_receipt": handed_in(),
    "evaluations:sheet_recall": handed_in(post=nothing),
    "evaluations:sheet_paper": Entry(KEEPERS | {"head", "colleague"}, "head", pk_of("sheet"), nothing),
    "evaluations:sheet_official": Entry(
        KEEPERS | {"head", "colleague"}, "secretary", pk_of("published_sheet"), nothing
    ),
    "evaluations:sheet_evidence": Entry(KEEPERS | {"head", "colleague"}, "head", pk_of("sheet_evidence")),
    "evaluations:rubric_list": Entry(EVERYBODY, "teacher"),
    "evaluations:period_roll_up": Entry(KEEPERS, "secretary", pk_of("rolled_period"), nothing),
    "evaluations:period_ratings": Entry(RUNNING, "secretary", pk_of("year_period"), nothing),
    "evaluations:roll_up_list": Entry(EVERYBODY, "teacher"),
    "evaluations:roll_up_create": Entry(KEEPERS | OFFICE, "secretary", post=roll_up_form(period_kind="quarter")),
    "evaluations:roll_up_edit": Entry(KEEPERS, "secretary", pk_of("roll_up"), roll_up_form(version=1)),
    "evaluations:roll_up_delete": Entry(KEEPERS, "secretary", pk_of("roll_up"), nothing),
    "evaluations:given_list": Entry(KEEPERS | OFFICE, "secretary"),
    "evaluations:given_rubric": Entry(KEEPERS, "secretary", pk_of("given_rubric")),
    "evaluations:given_rubric_take": Entry(KEEPERS, "secretary", pk_of("given_rubric"), nothing),
    "evaluations:unit_result": Entry(KEEPERS, "secretary", pk_of("unit_result"), nothing),
    "evaluations:self_score": Entry(
        RUNNING,
        "secretary",
        pk_of("asked_sheet"),
        sends(shown=lambda h: shown_hash(self_scores.scores_of(h.asked_sheet))),
    ),
    "evaluations:rubric_send": Entry(
        OFFICE, "officer", pk_of("unit_rubric"), sends(to="some", schools=lambda h: h.other_below.pk), at="office"
    ),
    "evaluations:unit_list": Entry(OFFICE, "officer", pk_of("unit_period"), at="office"),
    "evaluations:unit_export": Entry(OFFICE, "officer", pk_of("unit_period"), at="office", logs=True),
    "evaluations:rubric_create": makes_rubrics(post=sends(name="Biểu điểm mới", **RUBRIC_OPTIONS)),
    "evaluations:rubric_import": makes_rubrics(post=lambda h: {"file": rubric_upload()}),
    "evaluations:rubric_import_detail": keeps("rubric_table", read_rubric),
    "evaluations:rubric_import_discard": keeps("rubric_table", nothing),
    "evaluations:rubric_import_undo": keeps("kept_rubric_table", nothing),
    "evaluations:rubric_detail": Entry(SCHOOL, "teacher", pk_of("rubric")),
    "evaluations:rubric_options": keeps(
        "open_rubric", sends(name="Tên khác", version=lambda h: h.open_rubric.version, **RUBRIC_OPTIONS)
    ),
    "evaluations:rubric_bands": keeps(
        "open_rubric",
        sends(
            version=lambda h: h.open_rubric.version,
            **{"band-TOTAL_FORMS": 1, "band-INITIAL_FORMS": 0, "band-0-name": "Đạt", "band-0-minimum": "0"},
        ),
    ),
    "evaluations:criterion_create": keeps(
        "open_rubric", sends(kind="points", version=0, code="3", title="Trang phục", max_points="2,5")
    ),
    "evaluations:criterion_edit": keeps(
        "open_criterion",
        sends(kind="points", version=lambda h: h.open_rubric.version, code="2", title="Sửa", max_points="8,5"),
    ),
    "evaluations:criterion_move": keeps("open_criterion", sends(up="1")),
    "evaluations:criterion_remove": keeps("open_criterion", nothing),
    "evaluations:rubric_adopt": keeps("open_rubric", nothing),
    "evaluations:rubric_retract": keeps("unused_rubric", nothing),
    "evaluations:rubric_version": keeps("unused_rubric", nothing),
    "evaluations:rubric_remove": keeps("open_rubric", nothing),
    "evaluations:rubric_differences": Entry(KEEPERS, "secretary", pk_of("next_rubric"), refused=404),
    "evaluations:rubric_export": Entry(SCHOOL, "teacher", pk_of("rubric")),
    "evaluations:rubric_preview": Entry(SCHOOL, "teacher", pk_of("rubric")),
    "evaluations:rubric_form": Entry(SCHOOL, "teacher", pk_of("rubric"), nothing),
    "evaluations:audience_list": makes_rubrics(post=sends(name="Nuôi dưỡng", staff_kind="support")),
    "evaluations:audience_edit": keeps("audience", sends(name="Chủ nhiệm lớp", staff_kind="teacher", is_homeroom="1")),
    "evaluations:audience_move": keeps("audience", sends(up="1")),
    "evaluations:audience_remove": keeps("audience", nothing),
}

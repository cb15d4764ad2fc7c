"""Who reaches which address: one entry for each URL name, filled from the estate.

An entry says whom the house lets in; everybody else is refused with its `refused` status, and people of another
organisation never learn that the thing exists. The test walks the URLs and this table together, so that neither can
grow without the other.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from awards.services import fingerprint_of
from documents.services import hash_of
from evaluations.services import reports, self_scores
from oversight.results import report_of_office
from submissions.services import shown_hash
from tests.factories.estate import PLAN_TEXT, Holdings, campaign_values, photo, rubric_upload, staff_upload
from tests.factories.reports import TERM

# ---- who asks ----

LEADERS = {"principal", "vice_principal"}
KEEPERS = LEADERS | {"secretary"}
HEADS = {"head", "outsider_head"}
COUNCIL = {"principal", "vice_principal", "secretary", "head", "outsider_head", "member"}
RUNNING = {"principal", "secretary"}  # the chair and the secretary of the council
SCHOOL = COUNCIL | {"clerk", "teacher", "colleague"}
OFFICE = {"officer", "leader"}
EVERYBODY = SCHOOL | OFFICE
PAPERS = KEEPERS | {"clerk"}  # they read every document

# Without a session, by their nature.
PUBLIC = {
    "accounts:login",
    "accounts:logout",
    "accounts:resume",
    "health",
    "calendar_feed",
    "public:plan",
    "public:plan_file",
    "public_results:commended",
}

Data = Callable[[Holdings], dict[str, Any]]


@dataclass(frozen=True)
class Entry:
    """`ok` is a role for which the address must work: its page is shown, and its act (`post`) changes something.

    `kwargs` are those of the address beside the slug. `at` says whose page it is: a school's or the office's.
    `sees_too` is another organisation that the thing was addressed to.
    Whoever is not allowed meets `refused`; `others` names those who meet another status.
    `query` stands behind the address; an act without data may answer `empty`, where it cannot know what is meant.
    `names_nothing`: what stands in the address is no row of anybody's (a year, a term), so everybody has it.
    `logs`: reading it is written into the audit log.
    """

    allowed: set[str]
    ok: str
    kwargs: Data | None = None
    post: Data | None = None
    refused: int = 403
    others: Mapping[str, int] = field(default_factory=dict)
    query: Data | None = None
    empty: int | None = None
    at: str = "school"
    sees_too: str = ""
    logs: bool = False
    names_nothing: bool = False


def pk_of(name: str) -> Data:
    return lambda holdings: {"pk": getattr(holdings, name).pk}


def uuid_of(name: str) -> Data:
    return lambda holdings: {"uuid": getattr(holdings, name).uuid}


def sends(**values) -> Data:
    """Data of a form: plain values, or functions of the holdings."""
    return lambda holdings: {name: value(holdings) if callable(value) else value for name, value in values.items()}


def person_of(role: str) -> Data:
    return lambda holdings: {"pk": holdings.cast[role].pk}


nothing = sends()
person_pk = lambda role: lambda holdings: holdings.cast[role].pk  # noqa: E731
reminder_ladder = sends(
    days_before="7, 3, 1",
    days_after="1",
    remind_at="06:30",
    quiet_from="21:00",
    quiet_to="06:00",
    daily_at="07:00",
)
extension = sends(day="30/10/2026", hour="17:00", reason="Nhà trường tổ chức hội thi.")


def by_member(text: str, value) -> Data:
    """One field for each member of the council."""
    return lambda holdings: {text.format(member.pk): value for member in holdings.council.members.all()}


def joined(*parts: Data) -> Data:
    return lambda holdings: {name: value for part in parts for name, value in part(holdings).items()}


# ---- the rooms ----

HOME = {
    "home": Entry(EVERYBODY, "teacher"),
    "todo": Entry(EVERYBODY, "teacher"),
    "year_overview": Entry(EVERYBODY, "teacher"),
    "accounts:password_change": Entry(
        EVERYBODY,
        "teacher",
        post=sends(
            old_password="Ngoc-Cau-2026!", new_password1="Mot-mat-khau-khac-7", new_password2="Mot-mat-khau-khac-7"
        ),
    ),
}

own_job = partial(Entry, {"teacher"}, "teacher", uuid_of("job"))

CORE = {
    "core:job_detail": own_job(),
    "core:job_cancel": own_job(post=nothing),
    "core:job_file": own_job(),
}

MANAGES_STAFF = LEADERS | {"clerk", "leader"}
staff = partial(Entry, MANAGES_STAFF, "clerk")

ORGANISATION = {
    "organisation:context": Entry(EVERYBODY, "teacher"),
    "organisation:profile": Entry(EVERYBODY, "teacher"),
    "organisation:staff_list": Entry(EVERYBODY, "teacher"),
    "organisation:staff_export": staff(),
    "organisation:staff_create": staff(post=sends(full_name="Lưu Thị Hạ", staff_kind="teacher")),
    "organisation:staff_edit": staff(pk_of("employment"), sends(staff_kind="support")),
    "organisation:staff_end": staff(pk_of("employment"), sends(last_on="31/12/2026")),
    "organisation:staff_account": staff(pk_of("employment"), nothing),
    "organisation:staff_import": staff(
        post=sends(file=lambda holdings: staff_upload([["Lưu Thị Hạ", "02/09/1990", "", "Giáo viên", ""]]))
    ),
    "organisation:staff_import_template": staff(),
    "organisation:staff_import_detail": staff(pk_of("preview")),
    "organisation:staff_import_apply": staff(pk_of("preview"), nothing),
    "organisation:staff_import_undo": staff(pk_of("applied"), nothing),
    "organisation:leave_list": staff(),
    "organisation:leave_create": staff(
        post=sends(version="0", person=person_pk("teacher"), from_on="12/10/2026", kind="study")
    ),
    "organisation:leave_edit": staff(
        pk_of("leave"), sends(version="1", from_on="01/10/2026", to_on="31/10/2026", kind="sick")
    ),
    "organisation:leave_end": staff(pk_of("leave"), sends(back_on="12/10/2026")),
    "organisation:leave_remove": staff(pk_of("leave"), nothing),
    "organisation:role_list": staff(post=sends(person=person_pk("teacher"), role="records_clerk")),
    "organisation:role_end": staff(pk_of("role_assignment"), nothing),
    "organisation:audit_log": Entry({"principal", "leader"}, "principal"),
}

NOTIFICATIONS = {
    "notifications:notification_list": Entry(EVERYBODY, "teacher"),
    "notifications:notification_read_all": Entry(EVERYBODY, "teacher", post=nothing),
    "notifications:mail_preference_edit": Entry(EVERYBODY, "teacher", post=sends(mode="daily")),
    "notifications:notification_open": Entry({"teacher"}, "teacher", pk_of("notification"), nothing, refused=404),
}

extends = partial(Entry, RUNNING | OFFICE, "secretary")

DEADLINES = {
    "deadlines:obligation_list": extends(),
    "deadlines:done_list": Entry(EVERYBODY, "teacher"),
    "deadlines:reminder_preview": extends(),
    "deadlines:reminder_ladder_edit": extends(post=reminder_ladder),
    "deadlines:calendar_month": Entry(EVERYBODY, "teacher"),
    "deadlines:calendar_year": Entry(EVERYBODY, "teacher"),
    "deadlines:calendar_download": Entry(EVERYBODY, "teacher"),
    "deadlines:entry_detail": Entry(EVERYBODY, "teacher", pk_of("registration_entry")),
    "deadlines:feed_detail": Entry(EVERYBODY, "teacher"),
    "deadlines:feed_create": Entry(EVERYBODY, "teacher", post=nothing),
    "deadlines:feed_revoke": Entry(EVERYBODY, "teacher", post=nothing),
    "deadlines:holiday_list": Entry(EVERYBODY, "teacher"),
    "deadlines:holiday_create": Entry(
        RUNNING | OFFICE | {"clerk"},
        "clerk",
        post=sends(day="24/11/2026", is_off="worked", name="", document="Thông báo số 5/TB-UBND"),
    ),
    "deadlines:holiday_remove": Entry(RUNNING | OFFICE | {"clerk"}, "clerk", pk_of("holiday_change"), nothing),
    "deadlines:obligation_extend": extends(pk_of("obligation"), extension),
    "deadlines:entry_extend": extends(pk_of("registration_entry"), extension),
}

LEGAL = {
    "legal:parameter_list": Entry(EVERYBODY, "teacher"),
    "legal:parameter_create": Entry(
        KEEPERS | OFFICE,
        "secretary",
        post=sends(
            code="quorum.emulation_council",
            value="3/4",
            number="15/QC-THNC",
            kind="Quy chế",
            title="Quy chế thi đua, khen thưởng",
            issuer="Trường",
            locator="Điều 5",
            from_on="01/10/2026",
            mark="T",
        ),
    ),
}

reads_paper = partial(Entry, PAPERS, "clerk")

DOCUMENTS = {
    "documents:document_list": Entry(EVERYBODY, "teacher"),
    "documents:document_register": Entry(EVERYBODY, "teacher", logs=True),
    "documents:document_detail": reads_paper(pk_of("draft")),
    "documents:document_preview": reads_paper(pk_of("submitted")),
    "documents:document_file": reads_paper(pk_of("issued")),
    "documents:document_pdf": reads_paper(pk_of("issued"), logs=True),
    "documents:document_render": reads_paper(pk_of("unrendered"), nothing),
    "documents:document_edit": Entry(
        KEEPERS,
        "vice_principal",
        pk_of("draft"),
        sends(before=lambda holdings: holdings.draft.content_hash, subject="Trích yếu khác", body="Nội dung khác."),
    ),
    "documents:document_keep": Entry(KEEPERS, "vice_principal", pk_of("draft"), sends(subject="Trích yếu khác")),
    "documents:document_edit_preview": Entry(KEEPERS, "vice_principal", pk_of("draft")),
    "documents:document_editors": Entry(KEEPERS, "vice_principal", pk_of("draft"), nothing),
    "documents:document_drop": Entry(KEEPERS, "vice_principal", pk_of("draft"), nothing),
    "documents:document_versions": Entry(KEEPERS, "vice_principal", pk_of("draft")),
    "documents:document_versions_compare": Entry(KEEPERS, "vice_principal", pk_of("draft")),
    "documents:document_version_restore": Entry(KEEPERS, "vice_principal", pk_of("draft"), sends(number="1")),
    "documents:document_submit": Entry(KEEPERS, "vice_principal", pk_of("draft"), nothing),
    "documents:document_approve": Entry(
        {"principal"}, "principal", pk_of("submitted"), sends(content_hash=lambda h: h.submitted.content_hash)
    ),
    "documents:document_return": Entry(
        {"principal", "clerk"}, "principal", pk_of("submitted"), sends(reason="Sửa phần căn cứ.")
    ),
    "documents:document_issue": Entry({"clerk"}, "clerk", pk_of("approved"), sends(number="9", issued_on="12/10/2026")),
    "documents:document_comments": Entry(
        PAPERS, "clerk", pk_of("draft"), sends(anchor=lambda h: h.comment.anchor, text="Viết rõ hơn.")
    ),
    "documents:comment_resolve": Entry(LEADERS, "vice_principal", pk_of("comment"), nothing),
    "documents:comment_reopen": Entry(LEADERS, "vice_principal", pk_of("settled"), nothing),
    "documents:document_changes": Entry(
        PAPERS, "clerk", lambda holdings: {"pk": holdings.approved.pk, "decision": holdings.approval.pk}
    ),
    "documents:route_list": Entry(EVERYBODY, "teacher"),
    "documents:route_edit": Entry(
        {"principal", "leader"},
        "principal",
        post=sends(version=0, rows=2, signer_who="role:vice_principal"),
        query=sends(kind="plan"),
    ),
    "documents:route_remove": Entry({"principal"}, "principal", pk_of("route"), sends(version=1)),
    "documents:absence_list": Entry(EVERYBODY, "teacher", post=sends(from_on="26/10/2026", to_on="27/10/2026")),
    "documents:absence_end": Entry({"principal", "clerk"}, "clerk", pk_of("absence"), nothing),
}

own_registration = partial(Entry, SCHOOL, "teacher")
registered = partial(  # nobody else has one to withdraw
    Entry,
    allowed={"teacher", "colleague", "member", "head"},
    ok="teacher",
    refused=404,
    others=dict.fromkeys(OFFICE, 403),
)
OTHERS_REMARK = KEEPERS | {"head"}

REGISTRATIONS = {
    "registrations:registration_list": Entry(SCHOOL, "teacher"),
    "registrations:registration_export": Entry(KEEPERS | HEADS, "head", logs=True),
    "registrations:registration_edit": own_registration(
        post=sends(
            version=lambda h: h.own_registration.version,
            distinction=lambda h: h.title.pk,
            goals="Dạy tốt.",
        )
    ),
    "registrations:registration_autosave": own_registration(
        post=sends(goals="Dạy tốt hơn."), query=sends(version=lambda h: h.own_registration.version)
    ),
    "registrations:registration_check": own_registration(post=sends(version=lambda h: h.own_registration.version)),
    "registrations:registration_receipt": own_registration(),
    "registrations:registration_withdraw": registered(post=nothing),
    "registrations:registration_again": registered(ok="member", post=nothing),
    "registrations:round_open": Entry(KEEPERS, "secretary", post=nothing),
    "registrations:round_lock": Entry(KEEPERS, "secretary", pk_of("round"), nothing),
    "registrations:registration_detail": Entry(OTHERS_REMARK | {"colleague"}, "head", pk_of("registration")),
    "registrations:registration_remark": Entry(
        OTHERS_REMARK,
        "head",
        pk_of("registration"),
        sends(version=lambda h: h.registration.version, remark="Tổ nhất trí."),
    ),
    "registrations:registration_return": Entry(
        OTHERS_REMARK,
        "head",
        pk_of("registration"),
        sends(version=lambda h: h.registration.version, reason="Bổ sung chỉ tiêu."),
    ),
}

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

runs = partial(Entry, RUNNING, "secretary")
meets = partial(Entry, COUNCIL | {"leader"}, "member")

COUNCILS = {
    "councils:session_list": meets(),
    "councils:council_create": Entry(
        {"principal", "leader"},
        "principal",
        post=lambda h: {
            "name": "Hội đồng mới",
            "decision": "Quyết định số 30/QĐ",
            "from_on": "01/11/2026",
            **{f"seat-{member.person_id}": member.seat for member in h.council.members.all()},
        },
    ),
    "councils:council_detail": meets(pk_of("council")),
    "councils:session_create": runs(
        post=sends(title="Phiên xét", held_on="13/10/2026", starts_at="08:00", place="Phòng họp")
    ),
    "councils:session_detail": meets(pk_of("ballot_session")),
    "councils:session_roll_call": runs(pk_of("draft_session"), by_member("state-{}", "present")),
    "councils:session_open": runs(pk_of("draft_session"), nothing),
    "councils:session_hands": runs(
        pk_of("hands_session"),
        lambda h: {f"{vote}-{h.open_motion.pk}": count for vote, count in (("for", 5), ("against", 0), ("blank", 0))},
    ),
    "councils:session_recusals": runs(
        pk_of("draft_session"),
        lambda h: {"member": h.council.members.get(person=h.cast["head"]).pk, "motions": [h.hands_motion.pk]},
    ),
    "councils:recusal_withdraw": runs(pk_of("recusal"), nothing),
    "councils:session_cancel": runs(pk_of("draft_session"), sends(reason="Trùng lịch kiểm tra học kỳ")),
    "councils:session_close": runs(pk_of("finished_session"), nothing),
    "councils:ballot": Entry(COUNCIL, "member", pk_of("ballot_session")),
    "councils:ballot_cast": Entry(
        COUNCIL, "member", pk_of("ballot_session"), lambda h: {f"choice-{h.secret_motion.pk}": "agree"}
    ),
    "councils:ballot_open": runs(pk_of("voting_session"), sends(accepts_small="on")),
    "councils:ballot_progress": meets(pk_of("ballot_session")),
    "councils:ballot_close": runs(pk_of("ballot_session"), nothing),
}


def of_sent(name: str) -> Data:
    return lambda holdings: {"pk": getattr(holdings, name).pk, "position": 1}


sees_sent = partial(Entry, PAPERS, "clerk")

SUBMISSIONS = {
    "submissions:sent_list": Entry(PAPERS | OFFICE, "clerk"),
    "submissions:document_send": Entry(
        OFFICE, "officer", pk_of("issued"), sends(to="some", schools=lambda h: h.other_below.pk), at="office"
    ),
    "submissions:sent_detail": sees_sent(pk_of("returned_up")),
    "submissions:sent_file": sees_sent(of_sent("returned_up"), logs=True),
}

own_file = partial(Entry, {"teacher"}, "teacher", pk_of("own_file"), refused=404)

RATERS = {"principal", "secretary", "leader"}
keeps_ratings = partial(Entry, RATERS, "secretary")
decides_ratings = partial(Entry, {"principal", "leader"}, "principal")
chosen_rating = sends(rating=lambda h: f"{h.rating.pk}-{h.rating.version}", note="Đã xem xét.")

RATINGS = {
    "records:rating_list": keeps_ratings(),
    "records:rating_export": keeps_ratings(logs=True),
    "records:rating_create": keeps_ratings(post=sends(person="all")),
    "records:rating_decide": decides_ratings(post=chosen_rating),
    "records:rated_year_edit": keeps_ratings(post=sends(unit_level="good", basis="Số 35/QĐ-UBND")),
    "records:rating_detail": keeps_ratings(pk_of("rating")),
    "records:rating_edit": keeps_ratings(
        pk_of("rating"), sends(version=lambda h: h.rating.version, level="completed", duty_group="Giáo viên")
    ),
    "records:rating_withdraw": keeps_ratings(pk_of("rating"), nothing),
    "records:rating_replace": decides_ratings(pk_of("decided_rating"), sends(reason="Nhầm điểm.")),
}

RECORDS = {
    **RATINGS,
    "records:own_rating": Entry({"teacher"}, "teacher", pk_of("own_rating")),
    "records:record_list": Entry(KEEPERS, "secretary"),
    "records:own_record": Entry(SCHOOL, "teacher"),
    "records:own_evidence": Entry(
        SCHOOL, "teacher", post=lambda h: {"files": photo(colour="blue"), "caption": "Dự giờ"}
    ),
    "records:evidence_file": own_file(),
    "records:evidence_delete": own_file(post=sends()),
    "records:person_record": Entry(KEEPERS, "secretary", lambda holdings: {"pk": holdings.cast["teacher"].pk}),
}

reads_dossier = partial(Entry, COUNCIL | {"clerk"}, "member")
keeps_dossier = partial(Entry, KEEPERS, "secretary")

AWARDS = {
    "awards:dossier_list": reads_dossier(),
    "awards:title_hand_over": Entry(
        {"secretary"}, "secretary", post=sends(session=lambda h: h.draft_session.pk, titles="on")
    ),
    "awards:dossier_create": keeps_dossier(post=nothing, query=sends(year="2024-2025")),
    "awards:dossier_detail": reads_dossier(pk_of("dossier")),
    "awards:dossier_collect": keeps_dossier(pk_of("dossier"), nothing),
    "awards:part_create": keeps_dossier(lambda h: {"pk": h.dossier.pk, "kind": "list"}, nothing),
    "awards:dossier_check": keeps_dossier(pk_of("dossier"), sends(shown=lambda h: fingerprint_of(h.dossier))),
    "awards:dossier_submitted": reads_dossier(pk_of("sent_dossier")),
    "awards:decision_list": Entry(COUNCIL | {"clerk"} | OFFICE, "member"),
    "awards:decision_detail": reads_dossier(pk_of("delivery")),
    "awards:decision_take": Entry({"clerk", "secretary"}, "clerk", pk_of("delivery"), nothing),
    "awards:decision_create": Entry(
        {"officer"},
        "officer",
        pk_of("accepted_up"),
        lambda h: {
            "number": "130/QĐ",
            "decided_on": "12/10/2026",
            "authority": "Chủ tịch phường",
            f"line_{h.nomination.pk}": "yes",
        },
        at="office",
    ),
}

office = partial(Entry, OFFICE, "officer", at="office")

OVERSIGHT = {
    "oversight:board": office(),
    "oversight:board_export": office(),
    "oversight:call": office(post=sends(due_on="30/11/2026", due_time="17:00"), query=sends(year="2026-2027")),
    "oversight:result_board": office(query=sends(term="semester-1")),
    "oversight:result_export": office(query=sends(term="semester-1")),
    "oversight:result_call": office(of_term, sends(due_on="30/11/2026", due_time="17:00"), names_nothing=True),
    "oversight:result_forward": office(
        of_term, lambda h: {"shown": shown_hash(report_of_office(h.organisation, TERM))}, names_nothing=True
    ),
    "oversight:submission_detail": office(pk_of("received_up")),
    "oversight:submission_receive": office(pk_of("submitted_up"), nothing),
    "oversight:submission_return": office(
        pk_of("received_up"), sends(part="all", reason="Bổ sung chữ ký.", due_on="20/10/2026")
    ),
    "oversight:submission_accept": office(pk_of("received_up"), nothing),
    "oversight:submission_merge": office(pk_of("received_up"), nothing),
    "oversight:submission_file": office(of_sent("received_up"), logs=True),
}

drafts = partial(Entry, KEEPERS | OFFICE, "vice_principal")
reads_plan = partial(Entry, EVERYBODY, "teacher")

PLANS = {
    "plans:plan_list": reads_plan(),
    "plans:plan_create": drafts(post=lambda h: {"text": PLAN_TEXT.format(word="mới"), "form_token": uuid.uuid4()}),
    "plans:plan_start": drafts(post=lambda h: {"start": "blank", "body": "school", "form_token": uuid.uuid4()}),
    "plans:plan_detail": reads_plan(pk_of("plan")),
    "plans:plan_pdf": reads_plan(pk_of("plan")),
    "plans:target_list": reads_plan(pk_of("plan")),
    "plans:target_export": reads_plan(pk_of("plan")),
    "plans:target_detail": drafts(pk_of("plan_target"), sends(base="all")),
    "plans:plan_acknowledge": reads_plan(pk_of("plan"), nothing),
    "plans:plan_review": drafts(pk_of("plan_draft")),
    "plans:facts_accept": drafts(pk_of("plan_draft"), sends(kind="deadline")),
    "plans:facts_refuse": drafts(pk_of("plan_draft"), sends(kind="deadline")),
    "plans:act_undo": drafts(pk_of("review_act"), nothing),
    "plans:plan_header": drafts(
        pk_of("plan_draft"),
        sends(
            issuer="TRƯỜNG", symbol="KH", place="Hoa Lư", title="KẾ HOẠCH", subject="Khác", signer_post="HIỆU TRƯỞNG"
        ),
    ),
    "plans:plan_text": drafts(
        pk_of("plan_draft"),
        sends(before=lambda h: hash_of(h.plan_draft.content), subject="Thi đua năm học", body="I. MỘT\nNội dung khác."),
    ),
    "plans:plan_text_keep": drafts(pk_of("plan_draft"), sends(subject="Trích yếu khác")),
    "plans:plan_text_preview": drafts(pk_of("plan_draft")),
    "plans:plan_text_editors": drafts(pk_of("plan_draft"), nothing),
    "plans:plan_text_drop": drafts(pk_of("plan_draft"), nothing),
    "plans:plan_versions": drafts(pk_of("plan_draft")),
    "plans:plan_versions_compare": drafts(pk_of("plan_draft")),
    "plans:plan_version_restore": drafts(pk_of("plan_draft"), sends(number="1")),
    "plans:plan_submit": drafts(pk_of("plan_ready"), nothing),
    "plans:plan_publish": drafts(pk_of("plan_issued"), nothing),
    "plans:plan_readers": drafts(pk_of("plan")),
    "plans:plan_readers_export": drafts(pk_of("plan"), logs=True),
    "plans:plan_readers_remind": drafts(pk_of("plan"), nothing),
    "plans:plan_public_page": drafts(pk_of("plan"), sends(is_indexed="on")),
    "plans:plan_public_withdraw": drafts(pk_of("plan"), sends(reason="Đang rà soát lại nội dung.")),
    "plans:change_create": drafts(pk_of("plan"), lambda h: {"change": "replace", "form_token": uuid.uuid4()}),
    "plans:plan_relation": drafts(pk_of("plan_draft"), lambda h: {"changes": h.plan.pk, "change": "replace"}),
    "plans:plan_comparison": drafts(pk_of("plan_change")),
    "plans:regulation_list": reads_plan(),
    "plans:regulation_create": drafts(
        post=lambda h: {"text": PLAN_TEXT.format(word="quy chế"), "form_token": uuid.uuid4()}
    ),
    "plans:paper_list": Entry(EVERYBODY, "teacher"),
    "plans:paper_note": Entry(
        KEEPERS | {"clerk"} | OFFICE,
        "clerk",
        post=sends(state="elsewhere", number="31/BC-THNC", issued_on="01/10/2026"),
        query=sends(paper="year_report"),
    ),
    "plans:fact_edit": drafts(pk_of("fact"), sends(title="Đăng ký", purpose="registration", to_on="23/10/2026")),
    "plans:fact_accept": drafts(pk_of("fact"), nothing),
    "plans:fact_refuse": drafts(pk_of("fact"), nothing),
    "plans:fact_keep": drafts(pk_of("fact_changed"), nothing),
    "plans:fact_reopen": drafts(pk_of("fact_decided"), nothing),
    "plans:fact_move": drafts(pk_of("fact"), sends(to_on="2026-10-23")),
    "plans:fact_replace": drafts(pk_of("plan_doubt"), nothing),
}

BOOK = LEADERS | {"clerk"}  # they keep the book of arrivals
keeps_book = partial(Entry, BOOK, "clerk")
dates = partial(Entry, BOOK | {"colleague"}, "colleague")  # she handles it
handles = partial(Entry, LEADERS | {"colleague"}, "colleague")
sees_incoming = partial(Entry, BOOK | {"colleague", "teacher"}, "teacher")
incoming_header = sends(
    kind="letter",
    number="600/SGDĐT",
    issued_on="05/10/2026",
    issuer="Sở Giáo dục và Đào tạo",
    subject="Về việc báo cáo",
    arrival_number=60,
    arrived_on="09/10/2026",
)

INCOMING = {
    "plans:incoming_list": Entry(EVERYBODY, "teacher"),
    "plans:incoming_export": Entry(BOOK | OFFICE, "clerk", logs=True),
    "plans:incoming_create": Entry(
        BOOK | OFFICE, "clerk", post=joined(incoming_header, lambda h: {"form_token": uuid.uuid4()})
    ),
    "plans:incoming_take": keeps_book(pk_of("sent_down"), sends(arrival_number=70, arrived_on="12/10/2026")),
    "plans:incoming_detail": sees_incoming(pk_of("incoming")),
    "plans:incoming_detail#plain": keeps_book(pk_of("incoming_plain")),
    "plans:incoming_file": sees_incoming(pk_of("incoming"), logs=True),
    "plans:incoming_edit": keeps_book(pk_of("incoming"), incoming_header),
    "plans:incoming_assign": Entry(
        LEADERS, "principal", pk_of("incoming"), sends(handler=person_pk("head"), handle_by_on="20/10/2026")
    ),
    "plans:incoming_share": dates(pk_of("incoming"), sends(to="everybody")),
    "plans:incoming_acknowledge": Entry({"teacher"}, "teacher", pk_of("incoming"), nothing),
    "plans:incoming_remind": dates(pk_of("incoming"), nothing),
    "plans:incoming_close": Entry(LEADERS, "principal", pk_of("incoming_plain"), sends(outcome="Để biết, lưu.")),
    "plans:incoming_close#handler": handles(pk_of("incoming")),
    "plans:incoming_done": handles(pk_of("incoming"), sends(obligation=lambda h: h.incoming_work.pk), empty=302),
    "plans:incoming_dates_accept": dates(pk_of("incoming"), nothing),
    "plans:incoming_date_edit": dates(pk_of("incoming_date"), sends(title="Báo cáo", to_on="10/01/2027")),
    "plans:incoming_date_accept": dates(pk_of("incoming_date"), nothing),
    "plans:incoming_date_refuse": dates(pk_of("incoming_date"), nothing),
}

leads = partial(Entry, LEADERS, "vice_principal")
reads_campaign = partial(Entry, SCHOOL, "teacher")
campaign_form = sends(
    **campaign_values("Hội giảng") | {"award_form": "", "from_on": "15/10/2026", "to_on": "20/11/2026"}
)

CAMPAIGNS = {
    "campaigns:campaign_list": reads_campaign(),
    "campaigns:campaign_create": leads(pk_of("plan"), campaign_form),
    "campaigns:campaign_detail": reads_campaign(pk_of("campaign")),
    "campaigns:campaign_edit": leads(pk_of("campaign_draft"), campaign_form),
    "campaigns:campaign_launch": leads(pk_of("campaign_draft"), nothing),
    "campaigns:campaign_join": Entry(
        {"head"},
        "head",
        pk_of("campaign"),
        sends(department=lambda h: h.department.pk, note="Tổ dạy minh họa."),
        others={"outsider_head": 404},  # she names a tổ that is not hers
        empty=404,
    ),
    "campaigns:good_deed_list": reads_campaign(),
    "campaigns:good_deed_create": reads_campaign(
        post=lambda h: {
            "person": h.cast["colleague"].pk,
            "text": "Giúp bạn.",
            "happened_on": "11/10/2026",
            "form_token": uuid.uuid4(),
        }
    ),
    "campaigns:good_deed_photo": reads_campaign(pk_of("good_deed")),
}

# The same addresses of other things: after the “#” stands which.

VARIANTS = {
    "documents:document_detail#notice": Entry(SCHOOL, "teacher", pk_of("notice")),
    "documents:document_preview#notice": Entry(SCHOOL, "teacher", pk_of("notice")),
    "documents:document_pdf#notice": Entry(SCHOOL, "teacher", pk_of("notice"), logs=True),
    "documents:document_detail#minutes": Entry(PAPERS | COUNCIL, "member", pk_of("minutes")),
    "documents:document_preview#minutes": Entry(PAPERS | COUNCIL, "member", pk_of("minutes")),
    "documents:document_detail#office": Entry(OFFICE, "leader", pk_of("draft"), at="office"),
    "documents:document_approve#office": Entry(
        {"leader"},
        "leader",
        pk_of("submitted"),
        sends(content_hash=lambda h: h.submitted.content_hash),
        at="office",
    ),
    "core:job_detail#office": Entry({"officer"}, "officer", uuid_of("job"), at="office"),
    "evaluations:rubric_detail#open": Entry(KEEPERS, "secretary", pk_of("open_rubric"), refused=404),
    "evaluations:sheet_detail#draft": Entry(KEEPERS | {"head", "teacher"}, "teacher", pk_of("own_sheet")),
    "registrations:registration_detail#draft": Entry(OTHERS_REMARK | {"teacher"}, "teacher", pk_of("own_registration")),
    # Nobody writes the remark on her own registration.
    "registrations:registration_remark#head": Entry(KEEPERS, "", pk_of("head_registration"), sends(version=1)),
    "plans:plan_detail#draft": Entry(KEEPERS, "vice_principal", pk_of("plan_draft")),
    "plans:plan_pdf#draft": Entry(KEEPERS, "vice_principal", pk_of("plan_ready")),
    "plans:plan_acknowledge#draft": Entry(set(), "", pk_of("plan_ready"), nothing),
    "campaigns:campaign_detail#draft": Entry(LEADERS, "vice_principal", pk_of("campaign_draft")),
    "campaigns:campaign_join#draft": Entry(
        set(), "", pk_of("campaign_draft"), sends(department=lambda h: h.department.pk), refused=404
    ),
    "submissions:sent_detail#report": sees_sent(pk_of("report_up")),
    "oversight:submission_detail#report": office(pk_of("report_up")),
    "oversight:submission_detail#points": office(pk_of("points_up")),
    "oversight:submission_accept#points": office(pk_of("points_up"), nothing),
    "evaluations:sheet_detail#unit": Entry(OFFICE, "officer", pk_of("unit_sheet"), at="office"),
    "evaluations:department_review#unit": Entry(OFFICE, "officer", pk_of("unit_period"), at="office"),
    "evaluations:period_detail#unit": Entry(OFFICE, "officer", pk_of("unit_period"), at="office"),
    "evaluations:period_decide#unit": Entry({"leader"}, "leader", pk_of("unit_period"), at="office"),
    "oversight:submission_accept#report": office(pk_of("report_read"), nothing),
    "submissions:sent_detail#office": Entry(OFFICE, "officer", pk_of("delivery"), at="office"),
    "deadlines:obligation_extend#office": Entry(OFFICE, "officer", pk_of("asked"), extension, at="office"),
    # What is owed to the office is lengthened by the office alone.
    "deadlines:obligation_extend#asked": Entry(set(), "", pk_of("asked"), extension, refused=404, sees_too="office"),
}

TABLE: dict[str, Entry] = {
    **HOME,
    **CORE,
    **ORGANISATION,
    **NOTIFICATIONS,
    **DEADLINES,
    **LEGAL,
    **DOCUMENTS,
    **REGISTRATIONS,
    **EVALUATIONS,
    **COUNCILS,
    **SUBMISSIONS,
    **RECORDS,
    **AWARDS,
    **OVERSIGHT,
    **PLANS,
    **INCOMING,
    **CAMPAIGNS,
    **VARIANTS,
}

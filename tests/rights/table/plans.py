"""Plans: drafted, published, acknowledged, reviewed."""

from __future__ import annotations

import uuid
from functools import partial

from documents.services import hash_of
from plans.services import subject_key
from tests.factories.estate.plans import PLAN_TEXT
from tests.rights.table.entry import EVERYBODY, KEEPERS, OFFICE, Entry, edited_in_word, nothing, pk_of, sends

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
    "plans:plan_text_word": drafts(pk_of("plan_draft"), logs=True),
    "plans:plan_text_word_back": drafts(pk_of("plan_draft"), edited_in_word("plan_draft", subject_key)),
    "plans:plan_text_drop": drafts(pk_of("plan_draft"), nothing),
    "plans:plan_versions": drafts(pk_of("plan_draft")),
    "plans:plan_versions_compare": drafts(pk_of("plan_draft")),
    "plans:plan_version_restore": drafts(pk_of("plan_draft"), sends(number="1")),
    "plans:plan_submit": drafts(pk_of("plan_ready"), nothing),
    "plans:plan_publish": drafts(pk_of("plan_issued"), nothing),
    "plans:plan_papers": drafts(pk_of("plan")),
    "plans:plan_paper_draft": drafts(pk_of("plan"), sends(form="final_report")),
    "plans:plan_resolution": drafts(
        pk_of("plan"),
        sends(
            held_on="10/10/2026",
            place="Hội trường",
            summoned="20",
            present="19",
            presiding="Hoàng Thị Bích Liên",
            secretary="Phạm Thu Trang",
            agreed="19",
            against="0",
        ),
    ),
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

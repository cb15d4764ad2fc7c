"""Papers: drafted, submitted, approved, issued; their routes and absences."""

from __future__ import annotations

from functools import partial

from documents.services import subject_key
from tests.factories.estate.papers import KEY_PASSPHRASE, key_upload, picture_upload, scan_upload
from tests.rights.table.entry import (
    EVERYBODY,
    KEEPERS,
    LEADERS,
    OFFICE,
    PAPERS,
    Entry,
    edited_in_word,
    nothing,
    pk_of,
    sends,
    uuid_of,
)

BOOKS = {"principal", "clerk", "officer", "leader"}
reads_paper = partial(Entry, PAPERS, "clerk")

keeps_scan = partial(Entry, {"clerk", "vice_principal"}, "clerk")


def scan_of(name: str, **more):
    return lambda holdings: {"pk": holdings.scanned.pk, "scan": getattr(holdings, name).pk, **more}


def signed_of(holdings):
    return {"pk": holdings.signed.pk, "signed": holdings.signature.pk}


def with_key(name, shown):
    """What the page of a signature sends."""
    return sends(key_file=lambda h: key_upload(name(h)), passphrase=KEY_PASSPHRASE, shown=shown)


DOCUMENTS = {
    "documents:scan_add": keeps_scan(pk_of("issued"), sends(files=lambda holdings: scan_upload())),
    "documents:scan_detail": reads_paper(scan_of("scan")),
    "documents:scan_detail#waiting": Entry(
        {"clerk", "vice_principal"}, "clerk", scan_of("waiting_scan"), others={"principal": 404, "secretary": 404}
    ),
    "documents:scan_confirm": keeps_scan(
        scan_of("waiting_scan"), sends(signers="Hoàng Thị Liên", reason="Thiếu trang.", shown=lambda h: h.scan.pk)
    ),
    "documents:scan_discard": keeps_scan(scan_of("waiting_scan"), nothing),
    "documents:scan_page": reads_paper(scan_of("scan", page=1)),
    "documents:scan_pdf": reads_paper(scan_of("scan"), logs=True),
    "documents:document_page": reads_paper(lambda holdings: {"pk": holdings.issued.pk, "page": 1}),
    "documents:document_sign": Entry(
        {"principal"},
        "principal",
        pk_of("issued"),
        with_key(lambda h: h.cast["principal"].full_name, lambda h: h.issued.file_sha256),
    ),
    "documents:document_seal": Entry(
        {"principal", "clerk"},
        "clerk",
        pk_of("signed"),
        with_key(lambda h: h.organisation.name, lambda h: h.signature.sha256),
    ),
    "documents:signed_check": reads_paper(signed_of),
    "documents:signed_pdf": reads_paper(signed_of, logs=True),
    "documents:signature_check": Entry(EVERYBODY, "teacher"),
    "documents:signing_image_list": Entry(
        EVERYBODY, "teacher", post=sends(kind="signature", picture=lambda holdings: picture_upload())
    ),
    "documents:signing_image": Entry({"teacher"}, "teacher", pk_of("picture")),
    "documents:signing_image#seal": Entry({"principal", "clerk"}, "clerk", pk_of("seal")),
    "documents:signing_image_remove": Entry({"teacher"}, "teacher", pk_of("picture"), nothing),
    "documents:signing_image_remove#seal": Entry({"principal", "clerk"}, "clerk", pk_of("seal"), nothing),
    "documents:document_list": Entry(EVERYBODY, "teacher"),
    "documents:document_check": Entry(EVERYBODY, "teacher"),
    "documents:document_register": Entry(EVERYBODY, "teacher", logs=True),
    "documents:document_new": Entry(
        PAPERS | OFFICE, "vice_principal", post=sends(form="letter", subject="Đôn đốc nộp hồ sơ")
    ),
    "documents:file_alarm_list": Entry(BOOKS, "clerk"),
    "documents:file_alarm_detail": Entry(BOOKS, "principal", pk_of("file_alarm"), sends(note="Khôi phục từ bản sao")),
    "documents:batch_detail": reads_paper(uuid_of("stopped_batch")),
    "documents:batch_stop": reads_paper(uuid_of("batch"), nothing),
    "documents:batch_go_on": reads_paper(uuid_of("stopped_batch"), nothing),
    "documents:batch_zip": reads_paper(uuid_of("stopped_batch"), nothing),
    "documents:document_detail": reads_paper(pk_of("draft")),
    "documents:document_preview": reads_paper(pk_of("submitted")),
    "documents:document_file": reads_paper(pk_of("issued")),
    "documents:document_pdf": reads_paper(pk_of("issued"), logs=True),
    "documents:document_word": reads_paper(pk_of("draft"), logs=True),
    "documents:document_render": reads_paper(pk_of("unrendered"), nothing),
    "documents:document_edit": Entry(
        KEEPERS,
        "vice_principal",
        pk_of("draft"),
        sends(before=lambda holdings: holdings.draft.content_hash, subject="Trích yếu khác", body="Nội dung khác."),
    ),
    "documents:document_keep": Entry(KEEPERS, "vice_principal", pk_of("draft"), sends(subject="Trích yếu khác")),
    "documents:document_word_back": Entry(
        KEEPERS, "vice_principal", pk_of("draft"), edited_in_word("draft", subject_key)
    ),
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
    "documents:document_letterhead": Entry(
        KEEPERS,
        "vice_principal",
        pk_of("draft"),
        sends(face="own", on="01/06/2025", version=lambda h: h.draft.version),
    ),
    "documents:document_effects": Entry(
        KEEPERS, "vice_principal", pk_of("draft"), sends(effect="amends", target=lambda h: h.issued.pk)
    ),
    "documents:effect_remove": Entry(KEEPERS, "vice_principal", pk_of("effect"), nothing),
    "documents:register_print": Entry(BOOKS | {"vice_principal"}, "clerk", post=nothing),
    "documents:series_list": Entry(BOOKS | {"vice_principal"}, "clerk"),
    "documents:series_create": Entry(BOOKS, "clerk", post=sends(symbol="HD-THNC", body="")),
    "documents:series_edit": Entry({"principal", "clerk"}, "clerk", pk_of("series"), sends(body="Hội đồng sáng kiến")),
    "documents:series_take_over": Entry({"principal", "clerk"}, "clerk", pk_of("series"), sends(paper_last="40")),
    "documents:series_give_back": Entry({"principal", "clerk"}, "clerk", pk_of("own_series"), sends(reason="Sổ giấy.")),
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

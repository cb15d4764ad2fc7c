"""Official documents from draft to issued file: every write, and what other rooms ask of this one."""

from documents.paragraphs import places
from documents.services.absences import end_absence, enter_absence, hand_over_at, hand_over_everywhere
from documents.services.approval import approve, return_to_draft, submit_for_approval
from documents.services.comments import (
    CommentedPlace,
    PlacedComment,
    commented_text,
    placed_comments,
    reopen_comment,
    resolve_comment,
    write_comment,
)
from documents.services.drafts import GENERATED, create_document, subject_key, update_content, write_draft
from documents.services.evidence import delete_evidence, evidence_response, store_evidence
from documents.services.issuing import issue, issue_form
from documents.services.letterheads import head_signatory, letterhead_for
from documents.services.numbering import (
    HIGHEST_NUMBER,
    following_number,
    last_number,
    number_findings,
    number_series,
)
from documents.services.origins import draft_once, papers_made_at
from documents.services.renderings import (
    RENDER,
    frozen_content,
    issued_pdf,
    pdf_name,
    pdf_response,
    render_again,
    store_rendering,
)
from documents.services.routes import Step, former_decision, remove_route, routes_of, set_route, steps_for
from documents.services.rows import hash_of
from documents.services.scans import confirm_scan, current_scan, discard_scan, scan_findings, scan_response, upload_scan
from documents.services.series import (
    YearOfSeries,
    books_of,
    enter_series,
    keep_series,
    name_series,
    number_by_application,
    number_by_clerk,
    numbered_years,
)
from documents.services.signing import (
    Signatures,
    sign_as_organisation,
    sign_as_person,
    signatures_of,
    signed_response,
    turn_of,
)
from documents.services.signing_images import (
    picture_response,
    remove_picture,
    seal_picture,
    signature_picture,
    store_seal_picture,
    store_signature_picture,
)
from documents.services.starting import begin_paper
from documents.services.word_files import document_word_response, word_response
from documents.services.writing import (
    base_of,
    drop_copy,
    keep_copy,
    keep_version,
    open_copy,
    others_at,
    own_copy,
    versions_of,
)

__all__ = [
    "GENERATED",
    "HIGHEST_NUMBER",
    "RENDER",
    "CommentedPlace",
    "PlacedComment",
    "Signatures",
    "Step",
    "YearOfSeries",
    "approve",
    "base_of",
    "begin_paper",
    "books_of",
    "commented_text",
    "confirm_scan",
    "create_document",
    "current_scan",
    "delete_evidence",
    "discard_scan",
    "document_word_response",
    "draft_once",
    "drop_copy",
    "end_absence",
    "enter_absence",
    "enter_series",
    "evidence_response",
    "following_number",
    "former_decision",
    "frozen_content",
    "hand_over_at",
    "hand_over_everywhere",
    "hash_of",
    "head_signatory",
    "issue",
    "issue_form",
    "issued_pdf",
    "keep_copy",
    "keep_series",
    "keep_version",
    "last_number",
    "letterhead_for",
    "name_series",
    "number_by_application",
    "number_by_clerk",
    "number_findings",
    "number_series",
    "numbered_years",
    "open_copy",
    "others_at",
    "own_copy",
    "papers_made_at",
    "pdf_name",
    "pdf_response",
    "picture_response",
    "placed_comments",
    "places",
    "remove_picture",
    "remove_route",
    "render_again",
    "reopen_comment",
    "resolve_comment",
    "return_to_draft",
    "routes_of",
    "scan_findings",
    "scan_response",
    "seal_picture",
    "set_route",
    "sign_as_organisation",
    "sign_as_person",
    "signature_picture",
    "signatures_of",
    "signed_response",
    "steps_for",
    "store_evidence",
    "store_rendering",
    "store_seal_picture",
    "store_signature_picture",
    "subject_key",
    "submit_for_approval",
    "turn_of",
    "update_content",
    "upload_scan",
    "versions_of",
    "word_response",
    "write_comment",
    "write_draft",
]

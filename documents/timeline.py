"""Who did what to a document and when, and what comes next."""

from __future__ import annotations

from accounts.models import User
from audit.models import AuditEntry
from core.templatetags.ui import vi_date, vi_time
from documents.approvers import latest_steps
from documents.models import OfficialDocument

LABELS = {
    "documents.document_created": "Soạn thảo",
    "documents.document_edited": "Sửa nội dung",
    "documents.document_submitted": "Trình duyệt",
    "documents.document_returned": "Trả lại để sửa",
    "documents.step_approved": "Duyệt một bước",
    "documents.document_approved": "Duyệt",
    "documents.document_issued": "Cho số và ban hành",
    "documents.document_rendered": "Tạo tệp PDF",
}
AHEAD = {
    "draft": ["Đang soạn thảo", "Duyệt", "Cho số và ban hành"],
    "approved": ["Chờ cho số"],
}


def timeline(document: OfficialDocument, *, with_reasons: bool) -> list[dict[str, str]]:
    """Steps for the `flow` component: what happened, where the document is, what follows.

    Why it was once returned is for those who work on it, not for everybody who reads the issued paper.
    """
    entries = _entries(document)
    names = dict(User.objects.filter(pk__in={entry.actor_id for entry in entries}).values_list("pk", "full_name"))
    return [_past(entry, names, with_reasons=with_reasons) for entry in entries] + _ahead(document)


def _entries(document: OfficialDocument) -> list[AuditEntry]:
    """Of several edits in a row only the last."""
    rows = AuditEntry.objects.for_organisation(document.organisation).filter(verb__in=LABELS)
    rows = rows.filter(object_type=document._meta.label_lower, object_id=str(document.pk))
    kept: list[AuditEntry] = []
    for entry in rows.prefetch_related("personal_values").order_by("id"):
        if kept and entry.verb == kept[-1].verb == "documents.document_edited":
            kept.pop()
        kept.append(entry)
    return kept


def _past(entry: AuditEntry, names: dict[int, str], *, with_reasons: bool) -> dict[str, str]:
    facts = [f"{vi_time(entry.at)}, {vi_date(entry.at)}", names.get(entry.actor_id, "")]
    if with_reasons:
        reasons = [value.value for value in entry.personal_values.all() if value.name == "reason"]
        facts += [f"“{reason}”" for reason in reasons if reason]
    state = "back" if entry.verb == "documents.document_returned" else "past"
    return {"label": LABELS[entry.verb], "state": state, "fact": " · ".join(filter(None, facts))}


def _ahead(document: OfficialDocument) -> list[dict[str, str]]:
    labels = AHEAD.get(document.state) or ([] if document.file else ["Đang tạo tệp PDF"])
    if document.state == "submitted":
        labels = [f"Chờ duyệt: {step.who}" for step in latest_steps(document) if step.state in ("asked", "later")]
        labels.append("Cho số và ban hành")
    return [{"label": label, "state": "here" if index == 0 else "later"} for index, label in enumerate(labels)]

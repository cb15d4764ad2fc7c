"""What anybody may learn of an issued paper from its code: what it is, that it was issued, whether it still stands.

No names of persons: who signed, who drafted and whom it concerns stay in the paper itself. A subject is shown only for
kinds that speak of the work of a school, and only where no person of the organisation is named in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django_scopes import scopes_disabled

from core.scoping import scope
from core.templatetags.ui import vi_date
from core.vietnamese import search_key
from documents import seals
from documents.models import OfficialDocument
from documents.paper_forms import PAPER_FORMS
from documents.services import frozen_content, state_of
from organisation.models import Employment

# The papers of a school's work as a whole. Lists, minutes, awards, sheets and letters are about people.
OPEN_SUBJECTS = frozenset(
    {"plan", "launch_plan", "inspection_plan", "guidance", "interim_report", "final_report", "regulation"}
)


@dataclass(frozen=True)
class Stored:
    """A file that may be compared: what it is called in an answer, and its hash."""

    name: str
    sha256: str
    is_original: bool = False


@dataclass(frozen=True)
class Verified:
    """An issued paper as the public page shows it."""

    name: str
    number: str
    issued_on: object
    issuer: list[str]
    subject: str
    state: str
    is_ended: bool = False
    files: list[Stored] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """How a dropped file compares. `tone` is that of an alert."""

    tone: str
    heading: str
    advice: str
    sha256: str


def find(typed: str) -> OfficialDocument | None:
    """The issued paper that a code stands on. What is no code at all costs the same query as an unknown one."""
    codes = seals.meant(typed) or ["-"]
    with scopes_disabled():
        rows = OfficialDocument.objects.issued().select_related("organisation", "series")
        found = list(rows.filter(verification_code__in=codes)[:2])
    return found[0] if len(found) == 1 else None


def verified(document: OfficialDocument) -> Verified:
    """DomainError where the frozen content is no longer what was issued."""
    with scope(document.organisation):
        head = frozen_content(document).letterhead
        paper, standing = PAPER_FORMS.get(document.form), state_of(document)
        return Verified(
            name=paper.name if paper else document.get_kind_display(),
            number=document.full_number,
            issued_on=document.issued_on,
            issuer=[line for line in (*head.superior, *head.issuer) if line],
            subject=_open_subject(document),
            state=standing.words,
            is_ended=standing.state in ("replaced", "revoked"),
            files=files_of(document),
        )


def files_of(document: OfficialDocument) -> list[Stored]:
    """The issued file, each signed form of it, and the confirmed scans of the signed paper. Who signed is not told."""
    issued = [Stored("Tệp ban hành", document.file_sha256, is_original=True)] if document.file else []
    signed = document.signed_files.order_by("pk").values_list("signed_at", "sha256")
    scans = document.scans.exclude(confirmed_at=None).order_by("pk")
    scanned = scans.values_list("confirmed_at", "sha256", "superseded_by")
    return [
        *issued,
        *(Stored(f"Bản có chữ ký số, {vi_date(at)}", sha256) for at, sha256 in signed),
        *(
            Stored(f"Bản quét có chữ ký và dấu, {vi_date(at)}{', đã thay bằng bản khác' if later else ''}", sha256)
            for at, sha256, later in scanned
        ),
    ]


def compare(document: OfficialDocument, sha256: str) -> Answer:
    """What to tell somebody who holds a file with this hash."""
    with scope(document.organisation):
        same = next((each for each in files_of(document) if each.sha256 == sha256), None)
    if same is None:
        return Answer(
            "bad",
            "KHÔNG khớp",
            "Tệp này khác bản đã ban hành: có thể đã bị sửa, được in rồi quét lại, hoặc lưu lại bằng phần mềm khác."
            " Không dùng tệp này làm căn cứ; đề nghị đơn vị ban hành gửi lại bản chính, hoặc so từng chữ với bản giấy"
            " có dấu.",
            sha256,
        )
    if same.is_original:
        return Answer("ok", "Đúng bản gốc", "Tệp này giống hệt tệp đơn vị đã ban hành, từng byte.", sha256)
    return Answer("ok", "Đúng bản đã ký", f"Tệp này giống hệt bản đơn vị đã lưu: {same.name.lower()}.", sha256)


def _open_subject(document: OfficialDocument) -> str:
    if document.form not in OPEN_SUBJECTS:
        return ""
    said = f" {search_key(document.subject_line)} "
    names = Employment.objects.for_organisation(document.organisation).values_list("person__search_key", flat=True)
    if any(f" {name} " in said for name in names.distinct()):
        return ""
    return document.subject_line

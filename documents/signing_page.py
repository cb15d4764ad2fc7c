"""What a document's page shows of its signatures, and what the reader can do about them."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.findings import Finding
from documents import services
from documents.models import OfficialDocument, SignedFile, SignedScan
from documents.services import Signatures, Turn


@dataclass
class SigningPanel:
    """`turn` is as whom the reader signs now, None where she does not."""

    signatures: Signatures
    scan: SignedScan | None = None
    former_scans: list[SignedScan] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    turn: Turn | None = None
    can_scan: bool = False
    can_seal: bool = False

    @property
    def signed(self) -> SignedFile | None:
        return self.signatures.last

    @property
    def is_empty(self) -> bool:
        return not (self.scan or self.signed or self.turn or self.can_scan or self.can_seal)


def signing_of(document: OfficialDocument, user) -> SigningPanel | None:
    """None before the document has its file."""
    if not document.can_be_sent:
        return None
    signatures = services.signatures_of(document)
    scan = services.current_scan(document)
    former = SignedScan.objects.filter(document=document, confirmed_at__isnull=False).exclude(superseded_by=None)
    turn = services.turn_of(document, user, signatures)
    is_open = signatures.organisation is None
    return SigningPanel(
        signatures,
        scan,
        list(former.select_related("superseded_by", "uploaded_by")),
        services.scan_findings(scan) if scan else [],
        turn if turn and turn.signed is None and is_open else None,
        user.has_perm("documents.scan_officialdocument", document),
        signatures.waits_for_organisation and user.has_perm("documents.seal_officialdocument", document),
    )

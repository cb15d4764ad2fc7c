"""The signatures in a PDF that anybody may have made. Runs bounded, in a process of its own (`core.bounded`).

Input: one line of JSON (`moment`: ISO, `roots`: certificates in PEM that are trusted), then the file. Output: JSON,
`{"revisions": 2, "signatures": [...]}`; the fields of a signature are those of `documents.signing.reports.Found`. The
network is never used: neither certificates nor lists of revoked ones are fetched.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from datetime import UTC, datetime

from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from core.bounded import HEAVY, Refused, answer

MAX_SIGNATURES = 20
MAX_REVISIONS = 100
LOCKED = "locked"


def inspected(data: bytes) -> bytes:
    """See the module."""
    head, _, pdf = data.partition(b"\n")
    asked = json.loads(head)
    moment = datetime.fromisoformat(asked["moment"])
    roots = (
        [x509.Certificate.load(der) for _, _, der in pem.unarmor(asked["roots"].encode(), multiple=True)]
        if asked["roots"]
        else []
    )
    logging.disable(logging.CRITICAL)  # what the library says of a strange file is for nobody's log
    reader = _reader(pdf)
    revisions = reader.xrefs.total_revisions
    signatures = reader.embedded_signatures
    if len(signatures) > MAX_SIGNATURES or revisions > MAX_REVISIONS:
        raise Refused(HEAVY)
    found = [_facts(each, moment, roots) for each in signatures]
    return json.dumps({"revisions": revisions, "pages": _page_count(reader), "signatures": found}).encode()


def _reader(pdf: bytes) -> PdfFileReader:
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        if not reader.encrypted:
            reader.embedded_signatures  # noqa: B018 (a strict reader may refuse it here)
    except PdfReadError:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    if reader.encrypted:
        raise Refused(LOCKED)
    return reader


def _page_count(reader: PdfFileReader) -> int:
    return int(reader.root["/Pages"]["/Count"])


def _facts(embedded: EmbeddedPdfSignature, moment: datetime, roots: list[x509.Certificate]) -> dict:
    facts = {"field": embedded.field_name, "revision": embedded.signed_revision + 1, "is_readable": False}
    try:
        certificate = embedded.signer_cert
        facts |= _holder(certificate)
        facts["is_timestamp"] = str(embedded.sig_object_type) == "/DocTimeStamp"
        signed_at = embedded.self_reported_timestamp
        facts["signed_at"] = signed_at.astimezone(UTC).isoformat() if signed_at else ""
        facts["reason"] = str(embedded.sig_object.get("/Reason", ""))[:300]
        if facts["is_timestamp"]:
            return facts
        status = validate_pdf_signature(
            embedded,
            ValidationContext(
                trust_roots=roots,
                allow_fetching=False,
                moment=moment,
                other_certs=list(embedded.other_embedded_certs),
            ),
            key_usage_settings=KeyUsageConstraints(key_usage=set()),
        )
    except (MemoryError, RecursionError, Refused):
        raise
    except Exception:  # one signature may be beyond reading where the others are not
        return facts
    return facts | {
        "is_readable": True,
        "is_intact": bool(status.intact and status.valid),
        "coverage": status.coverage.name.lower() if status.coverage else "",
        "is_whole": status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        "is_revision": bool(status.coverage and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION),
        "later": _later(status),
        "is_trusted": bool(status.trusted),
    }


def _later(status) -> str:
    """What came after the signature: "none", "signing" (more signatures, forms), "notes", or "other"."""
    level = status.modification_level
    if level == ModificationLevel.NONE:
        return "none"
    if level in (ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING) and status.docmdp_ok:
        return "signing"
    return "notes" if level == ModificationLevel.ANNOTATIONS and status.docmdp_ok else "other"


def _holder(certificate: x509.Certificate) -> dict:
    return {
        "subject": _name(certificate.subject),
        "issuer": _name(certificate.issuer),
        "serial": f"{certificate.serial_number:x}",
        "valid_from": certificate.not_valid_before.isoformat(),
        "valid_to": certificate.not_valid_after.isoformat(),
    }


def _name(name: x509.Name) -> str:
    native = name.native
    found = native.get("common_name") or native.get("organization_name") or name.human_friendly
    text = found if isinstance(found, str) else ", ".join(map(str, found))
    return re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", " ", text)[:200]


if __name__ == "__main__":
    sys.exit(answer(inspected, sys.argv[1:]))

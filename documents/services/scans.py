"""The everyday way: the paper is signed and stamped by hand, and its scan kept beside the issued file."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse

from audit import services as audit
from core import clock
from core.bounded import BROKEN, HEAVY, Refused, ask
from core.errors import ConflictError, DomainError
from core.findings import Citation, Finding
from core.vietnamese import clean_line, search_key
from documents import evidence_files
from documents.models import OfficialDocument, SignedScan
from documents.services.renderings import issued_pdf, pdf_name
from documents.services.responses import checked_bytes, sealed_off
from documents.services.rows import locked
from documents.signing import scanning

MAX_BYTES = 30 * 1024 * 1024
MEMORY = 1536 * 1024 * 1024
SECONDS = 60
FORGOTTEN = timedelta(days=1)  # after which an upload that nobody confirmed goes
LEAST_DPI = 200
SAME_SIDE = 8  # millimetres by which a page of the same size may differ
FORMAT = Citation("Nghị định 30/2020/NĐ-CP", "Phụ lục I")  # of scans: PDF 1.4 or later, colour, 200 dpi, 1:1
OF_FORMAT = ("resolution", "colour", "scale", "version")

SENTENCES = {
    scanning.LOCKED: "Tệp PDF đặt mật khẩu nên không nhận. Quét lại hoặc bỏ mật khẩu.",
    scanning.RUNS: evidence_files.RUNS,
    scanning.MIXED: "Chọn một tệp PDF, hoặc một hay nhiều ảnh JPG, PNG theo thứ tự trang (không chọn lẫn PDF với ảnh).",
    scanning.LONG: f"Bản quét dài quá {scanning.MAX_PAGES} trang nên không nhận.",
    scanning.LARGE: "Có ảnh quá lớn. Chụp lại ở độ phân giải thường, hoặc quét ở 200–300 dpi.",
    HEAVY: "Bản quét quá nặng để mở. Quét lại ở 200–300 dpi.",
    BROKEN: "Tệp bị hỏng hoặc chưa tải đủ nên không mở được. Quét lại rồi tải lên.",
}


def upload_scan(document: OfficialDocument, uploads: Sequence, *, by) -> SignedScan:
    """Keep an upload until somebody has looked at it beside the issued paper; DomainError if it is unfit.

    What the same user uploaded before and did not confirm goes, as does what was forgotten for a day.
    """
    issued = issued_pdf(document)
    pdf, measured = _read(uploads)
    scan = SignedScan(
        organisation=document.organisation,
        document=document,
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        page_count=len(measured["pages"]),
        findings=_findings(measured, issued),
        uploaded_by=by,
    )
    scan.file.save(f"{uuid.uuid4().hex}.pdf", ContentFile(pdf), save=False)
    with transaction.atomic():
        document = locked(document)
        waiting = SignedScan.objects.filter(document=document, confirmed_at=None)
        for former in waiting:
            if former.uploaded_by_id == by.pk or former.uploaded_at < clock.now() - FORGOTTEN:
                _delete(former)
        scan.save()
    return scan


def _read(uploads: Sequence) -> tuple[bytes, dict]:
    """The PDF that is kept, and what was measured of it."""
    if not uploads:
        raise DomainError("Chưa chọn bản quét. Chọn một tệp PDF, hoặc ảnh chụp từng trang.")
    if sum(each.size for each in uploads) > MAX_BYTES:
        raise DomainError(
            f"Bản quét nặng quá {MAX_BYTES // 1024 // 1024} MB. Quét lại ở 200–300 dpi, hoặc chia bớt ảnh."
        )
    files = [each.read() for each in uploads]
    head = json.dumps({"sizes": [len(each) for each in files]}).encode()
    try:
        out = ask("documents.signing.scanning", head + b"\n" + b"".join(files), memory=MEMORY, seconds=SECONDS)
    except Refused as error:
        raise DomainError(SENTENCES.get(error.word, SENTENCES[BROKEN])) from error
    measured, _, pdf = out.partition(b"\n")
    return pdf, json.loads(measured)


def _findings(measured: dict, issued: bytes) -> list[dict]:
    """What somebody should look at, as codes with facts; a worse scan is better than none, so nothing is refused."""
    pages = measured["pages"]
    original = scanning.page_sizes(issued)
    found = []
    if len(pages) != len(original):
        found.append({"code": "page_count", "scanned": len(pages), "issued": len(original)})
    coarse = [number for number, page in enumerate(pages, 1) if page["dpi"] is not None and page["dpi"] < LEAST_DPI]
    if coarse:
        found.append({"code": "resolution", "pages": coarse, "dpi": min(pages[n - 1]["dpi"] for n in coarse)})
    if grey := [number for number, page in enumerate(pages, 1) if page["dpi"] is not None and not page["is_colour"]]:
        found.append({"code": "colour", "pages": grey})
    if bare := [number for number, page in enumerate(pages, 1) if page["dpi"] is None]:
        found.append({"code": "no_picture", "pages": bare})
    resized = [
        number
        for number, (page, (width, height)) in enumerate(zip(pages, original, strict=False), 1)
        if abs(page["width"] - width) > SAME_SIDE or abs(page["height"] - height) > SAME_SIDE
    ]
    if resized:
        found.append({"code": "scale", "pages": resized})
    if tuple(map(int, measured["version"].split("."))) < (1, 4):
        found.append({"code": "version", "version": measured["version"]})
    return found


def scan_findings(scan: SignedScan) -> list[Finding]:
    """What was found of a scan, in words, and whether its signers are those the paper names."""
    found = [_worded(each) for each in scan.findings]
    if scan.signers:
        printed = [each.name for each in scan.document.content.signatories if each.name.strip()]
        named = search_key(scan.signers)
        if missing := [name for name in printed if search_key(name) not in named]:
            found.append(
                Finding(
                    "signers",
                    "look",
                    "Người ký trên bản giấy khác người in trên văn bản",
                    f"Văn bản in: {', '.join(missing)}; bản giấy ghi: {', '.join(scan.signers.splitlines())}.",
                )
            )
    return found


def _worded(found: dict) -> Finding:
    pages = ", ".join(map(str, found.get("pages", ())))
    words = {
        "page_count": (
            "Số trang khác bản đã ban hành",
            "Bản quét có {scanned} trang, bản ban hành có {issued} trang.",
            "Quét thiếu, thừa trang thì quét lại.",
        ),
        "resolution": (
            "Độ phân giải thấp",
            "Trang {listed}: thấp nhất {dpi} dpi, yêu cầu từ 200 dpi.",
            "Quét lại ở 200–300 dpi.",
        ),
        "colour": ("Bản quét không có màu", "Trang {listed}: dấu đỏ và chữ ký xanh không hiện màu.", "Quét màu."),
        "no_picture": (
            "Trang không phải ảnh quét",
            "Trang {listed} không có ảnh nào; có thể đây là tệp xuất từ máy tính, chưa phải bản giấy đã ký.",
            "Kiểm tra đã chọn đúng tệp.",
        ),
        "scale": (
            "Khổ giấy khác bản gốc",
            "Trang {listed}: kích thước khác bản đã ban hành (yêu cầu tỷ lệ 1:1).",
            "Quét ở khổ A4, tỷ lệ 100%.",
        ),
        "version": ("PDF phiên bản cũ", "Tệp là PDF {version}, yêu cầu từ 1.4.", "Lưu lại bằng phần mềm mới hơn."),
    }
    title, detail, change = words[found["code"]]
    citation = FORMAT if found["code"] in OF_FORMAT else None
    return Finding(found["code"], "look", title, detail.format(listed=pages, **found), change=change, citation=citation)


@transaction.atomic
def confirm_scan(
    scan: SignedScan, *, signers: str, has_seal: bool, shown: int | None, by, reason: str = ""
) -> SignedScan:
    """Keep the scan for good as the signed form of its document. A second press changes nothing.

    `shown` is the id of the scan that the page showed as the one in force, None where there was none; a scan that
    takes its place needs a `reason`. ConflictError where another scan was confirmed meanwhile.
    """
    document = locked(scan.document)
    scan = SignedScan.objects.for_organisation(document.organisation).filter(pk=scan.pk).first()
    if scan is None:
        raise ConflictError("Bản quét này đã được bỏ hoặc thay bằng lần tải khác. Tải lại bản quét.")
    if scan.confirmed_at is not None:
        return scan
    current = current_scan(document)
    if getattr(current, "pk", None) != shown:
        raise ConflictError("Có người vừa lưu một bản quét khác của văn bản này. Xem bản đó trước rồi hãy thay.")
    names = "\n".join(name for name in map(clean_line, signers.splitlines()) if name)
    if not names:
        raise DomainError("Chưa ghi ai đã ký trên bản giấy. Ghi họ tên từng người, mỗi người một dòng.")
    if current is not None and not clean_line(reason):
        raise DomainError("Chưa ghi lý do thay bản quét trước. Bản trước vẫn được giữ cùng lý do này.")
    scan.signers, scan.has_seal, scan.confirmed_at = names[:500], has_seal, clock.now()
    if current is not None:
        scan.supersedes, scan.reason = current, clean_line(reason)[:500]
    scan.save()
    audit.record(
        "documents.scan_confirmed",
        document,
        by=by,
        after={"sha256": scan.sha256, "pages": scan.page_count, "supersedes": getattr(current, "pk", None)},
        personal={"signers": scan.signers, "reason": scan.reason},
    )
    return scan


@transaction.atomic
def discard_scan(scan: SignedScan, *, by) -> None:
    """Drop an upload that was not confirmed; a second time changes nothing."""
    document = locked(scan.document)
    scan = SignedScan.objects.filter(document=document, pk=scan.pk).first()
    if scan is None:
        return
    if scan.confirmed_at is not None:
        raise DomainError("Bản quét đã lưu thì không xóa. Tải bản đúng lên và ghi lý do thay.")
    _delete(scan)


def _delete(scan: SignedScan) -> None:
    file = scan.file
    scan.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))


def current_scan(document: OfficialDocument) -> SignedScan | None:
    """The scan in force."""
    return SignedScan.objects.filter(document=document).current().select_related("uploaded_by").first()


def stored_bytes(row) -> bytes:
    """The bytes of a stored file, compared with their hash (`row` has `file` and `sha256`)."""
    changed = "Tệp không còn đúng với lúc lưu nên không gửi đi. Báo người quản trị hệ thống."
    return checked_bytes(row.file, row.sha256, changed=changed)


def issued_page_count(document: OfficialDocument) -> int:
    """DomainError where the issued file is missing or changed."""
    return len(scanning.page_sizes(issued_pdf(document)))


def scan_response(scan: SignedScan) -> FileResponse:
    """The scan as a download."""
    name = pdf_name(scan.document).removesuffix(".pdf") + "_da-ky-scan.pdf"
    data = ContentFile(stored_bytes(scan))
    return sealed_off(FileResponse(data, as_attachment=True, filename=name, content_type="application/pdf"))

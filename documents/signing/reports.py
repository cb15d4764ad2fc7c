"""What the signatures in a PDF amount to, in sentences for somebody who has never heard of certificates."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Self

from django.conf import settings

from core import clock
from core.bounded import Refused, ask
from core.errors import DomainError
from core.templatetags.ui import vi_date, vi_datetime
from core.vietnamese import nfc

MAX_BYTES = 30 * 1024 * 1024
MEMORY = 1024 * 1024 * 1024
SECONDS = 30

SENTENCES = {
    "locked": "Tệp PDF đặt mật khẩu nên không đọc được chữ ký. Bỏ mật khẩu rồi kiểm tra lại.",
    "heavy": "Tệp PDF quá nặng hoặc quá phức tạp nên không kiểm tra được ở đây. Mở tệp bằng phần mềm đọc PDF.",
    "broken": "Tệp PDF bị hỏng nên không đọc được chữ ký. Xin lại tệp từ nơi gửi.",
}
NOT_ASKED = "Chưa hỏi nơi cấp xem chứng thư có bị thu hồi không: hệ thống không gửi gì ra ngoài."


@dataclass(frozen=True)
class Found:
    """One signature as read. Moments are ISO or ""; the certificate's words are its own, not checked facts."""

    field: str = ""
    revision: int = 0
    is_readable: bool = False
    is_timestamp: bool = False
    is_intact: bool = False
    coverage: str = ""
    is_whole: bool = False
    is_revision: bool = False
    later: str = ""
    is_trusted: bool = False
    subject: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: str = ""
    valid_to: str = ""
    signed_at: str = ""
    reason: str = ""

    @classmethod
    def of(cls, facts: dict) -> Self:
        known = {each.name for each in fields(cls)}
        return cls(
            **{name: nfc(value) if isinstance(value, str) else value for name, value in facts.items() if name in known}
        )


@dataclass(frozen=True)
class Line:
    """One statement about a signature; `tone` is ok, warn, danger or ""."""

    tone: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """One signature in words: `tone` and `headline` first, then its lines."""

    found: Found
    tone: str
    headline: str
    lines: list[Line]


@dataclass(frozen=True)
class Report:
    revisions: int
    pages: int
    verdicts: list[Verdict]

    @property
    def is_intact(self) -> bool:
        """Whether there are signatures and none of them was broken."""
        return bool(self.verdicts) and all(each.tone != "danger" for each in self.verdicts)


def report_on(pdf_bytes: bytes) -> Report:
    """Read the signatures of any PDF, bounded in memory and time; DomainError where that is not possible."""
    if len(pdf_bytes) > MAX_BYTES:
        raise DomainError(f"Tệp nặng quá {MAX_BYTES // 1024 // 1024} MB nên không kiểm tra được ở đây.")
    if not pdf_bytes.startswith(b"%PDF-"):
        raise DomainError("Đây không phải tệp PDF. Chọn đúng tệp PDF có chữ ký số (không phải ảnh chụp hay tệp Word).")
    head = json.dumps({"moment": clock.now().isoformat(), "roots": _roots()}).encode()
    try:
        out = ask("documents.signing.inspecting", head + b"\n" + pdf_bytes, memory=MEMORY, seconds=SECONDS)
    except Refused as error:
        raise DomainError(SENTENCES.get(error.word, SENTENCES["broken"])) from error
    read = json.loads(out)
    found = [Found.of(each) for each in read["signatures"]]
    return Report(read["revisions"], read["pages"], [verdict(each, read["revisions"]) for each in found])


def _roots() -> str:
    """The certificates this place trusts, in PEM; "" where none is configured."""
    if not settings.SIGNING_TRUST_ROOTS:
        return ""
    with open(settings.SIGNING_TRUST_ROOTS, encoding="ascii") as file:
        return file.read()


def verdict(found: Found, revisions: int) -> Verdict:
    if found.is_timestamp:
        return Verdict(found, "", "Dấu thời gian", [Line("", "Đây là dấu thời gian, không phải chữ ký của người nào.")])
    if not found.is_readable:
        return Verdict(
            found, "danger", "Không đọc được chữ ký", [Line("danger", "Chữ ký bị hỏng hoặc thuộc loại chưa hỗ trợ.")]
        )
    lines = [_content_line(found), *_later_lines(found, revisions), _trust_line(found), *_validity_lines(found)]
    lines = [line for line in lines if line]
    if not found.is_intact or not found.is_revision:
        return Verdict(found, "danger", "Nội dung đã bị sửa sau khi ký", lines)
    if found.later == "other":
        return Verdict(found, "danger", "Tệp bị thêm, sửa sau khi ký", lines)
    if not found.is_trusted or found.later == "notes" or any(line.tone == "warn" for line in lines):
        return Verdict(found, "warn", "Nội dung còn nguyên; người ký cần đối chiếu", lines)
    return Verdict(found, "ok", "Chữ ký hợp lệ", lines)


def _content_line(found: Found) -> Line:
    if not found.is_intact:
        return Line("danger", "Nội dung trong phần đã ký không còn như lúc ký. Không dùng tệp này; xin lại bản gốc.")
    if not found.is_revision:
        return Line("danger", "Chữ ký không bao trọn phần nó ký, có thể đã bị ghép. Không dùng tệp này.")
    return Line("ok", "Phần đã ký còn nguyên, không đổi một ký tự nào kể từ lúc ký.")


def _later_lines(found: Found, revisions: int) -> list[Line]:
    if not found.is_intact or not found.is_revision:
        return []
    if found.is_whole:
        return [Line("ok", "Chữ ký bao trùm toàn bộ tệp.")]
    covers = f"Chữ ký bao trùm lần lưu {found.revision} trong {revisions} lần lưu của tệp."
    later = {
        "none": Line("ok", f"{covers} Sau đó không có gì đổi."),
        "signing": Line("ok", f"{covers} Sau đó chỉ thêm chữ ký khác."),
        "notes": Line("warn", f"{covers} Sau đó có người thêm ghi chú lên trang."),
    }
    return [
        later.get(found.later, Line("danger", f"{covers} Sau đó nội dung trang đã bị thêm hoặc sửa. Xem lại bản gốc."))
    ]


def _trust_line(found: Found) -> Line:
    if found.is_trusted:
        return Line("ok", f"Nơi cấp chứng thư: {found.issuer}, thuộc danh sách đơn vị này tin cậy. {NOT_ASKED}")
    return Line(
        "warn",
        f"Nơi cấp chứng thư tự xưng là “{found.issuer}”; hệ thống chưa có căn cứ để tin."
        f" Đối chiếu tên người ký bằng cách khác. {NOT_ASKED}",
    )


def _validity_lines(found: Found) -> list[Line]:
    """How the certificate's term stands to the moment of signing (by the signer's own clock) and to today."""
    begins, ends = _moment(found.valid_from), _moment(found.valid_to)
    signed_at, now = _moment(found.signed_at), clock.now()
    lines = []
    if signed_at is None:
        lines.append(Line("warn", "Chữ ký không ghi giờ ký."))
    else:
        lines.append(
            Line("", f"Giờ ký {vi_datetime(signed_at)} do máy của người ký ghi, không có dấu thời gian độc lập.")
        )
        if signed_at > ends or signed_at < begins:
            term = f"{vi_date(begins)} đến {vi_date(ends)}"
            lines.append(
                Line("warn", f"Lúc ký, chứng thư không còn (hoặc chưa có) hiệu lực: chứng thư dùng từ {term}.")
            )
            return lines
    if now > ends:
        lines.append(Line("warn", f"Chứng thư đã hết hạn ngày {vi_date(ends)}; lúc ký thì còn hạn."))
    else:
        lines.append(Line("", f"Chứng thư có hiệu lực đến {vi_date(ends)}."))
    return lines


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(clock.ZONE) if text else None

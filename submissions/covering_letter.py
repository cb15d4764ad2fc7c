"""Công văn gửi hồ sơ: what was sent to whom under which code, with the list of its files. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.content import Content, Letterhead, Signatory, Table
from documents.letters import letter_content
from documents.wording import text


@dataclass(frozen=True)
class Sent:
    """`what` is its name, `code` the receiver's; `files` the names of what went with it, `rows` how many it proposes.

    `rows` None: it proposes nothing (a report), which is not 0.
    """

    sender: str
    recipient: str
    what: str
    code: str
    day: str
    version: int
    files: Sequence[str] = ()
    rows: int | None = None


def covering_letter_content(sent: Sent, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    what = f"{sent.what[:1].lower()}{sent.what[1:]}"
    again = f" (lần {sent.version}, đã bổ sung theo yêu cầu)" if sent.version > 1 else ""
    told = f"{sent.sender} đã gửi {what}{again} {sent.day}, mã tiếp nhận {sent.code}."
    blocks = [text(told)]
    if sent.rows is not None:
        blocks.append(text(f"Hồ sơ có {sent.rows:02d} đề nghị, ghi trong tờ trình và danh sách kèm theo."))
    if sent.files:
        rows = [[str(at), name] for at, name in enumerate(sent.files, start=1)]
        blocks += [text("Thành phần hồ sơ gồm:"), Table(["TT", "Văn bản"], rows, widths=[12.0, 153.0])]
    return letter_content(
        f"gửi {what}",
        addressees=[sent.recipient],
        blocks=blocks,
        closing=f"Kính đề nghị {sent.recipient} xem xét.",
        letterhead=letterhead,
        signatory=signatory,
    )

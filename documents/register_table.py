"""The register of documents as a table, for a spreadsheet and for paper. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.tables import Column, DataTable, Row
from documents.content import Block, Paragraph, Run
from documents.models import OfficialDocument
from documents.tables import table_blocks

SHEET = [
    Column("Số, ký hiệu", 30, "name"),
    Column("Ngày văn bản", 22),
    Column("Loại", 25),
    Column("Trích yếu", 60),
    Column("Tình trạng", 25),
    Column("Hiệu lực", 30),
    Column("Người ký", 30),
    Column("Nơi nhận", 40),
    Column("Đơn vị, người lưu", 25),
    Column("Người duyệt", 30),
    Column("Người soạn", 30),
]
# The columns of a register of outgoing documents; copies are counted by hand.
PAPER = [
    Column("Số, ký hiệu", 30, "name"),
    Column("Ngày văn bản", 22),
    Column("Tên loại và trích yếu nội dung", 62),
    Column("Người ký", 33),
    Column("Nơi nhận", 40),
    Column("Đơn vị, người nhận bản lưu", 25),
    Column("Số bản", 12),
    Column("Ghi chú", 30),
]


@dataclass(frozen=True)
class Line:
    """One document; `note` says what became of it (“Bị bãi bỏ bởi …”), "" while it stands."""

    document: OfficialDocument
    signers: Sequence[str] = ()
    recipients: Sequence[str] = ()
    note: str = ""

    @property
    def day(self) -> str:
        return f"{self.document.issued_on:%d/%m/%Y}" if self.document.issued_on else ""

    @property
    def signed_by(self) -> str:
        return "; ".join(filter(None, self.signers))

    @property
    def sent_to(self) -> str:
        return "; ".join(_bare(each) for each in self.recipients if not _is_kept(each))

    @property
    def kept_by(self) -> str:
        """ "VT, tổ chuyên môn" of “Lưu: VT, tổ chuyên môn”."""
        kept = [_bare(each) for each in self.recipients if _is_kept(each)]
        return "; ".join(each.partition(":")[2].strip() or each for each in kept)


def _bare(recipient: str) -> str:
    return recipient.strip().lstrip("-–+ ").rstrip(";. ")


def _is_kept(recipient: str) -> bool:
    return _bare(recipient).casefold().startswith("lưu")


def sheet(lines: Sequence[Line]) -> DataTable:
    return DataTable("", SHEET, [Row(_sheet_cells(line)) for line in lines])


def _sheet_cells(line: Line) -> list[str]:
    document = line.document
    return [
        document.full_number,
        line.day,
        document.type_name,
        document.subject_line,
        document.get_state_display(),
        line.note or ("Còn hiệu lực" if document.number else ""),
        line.signed_by,
        line.sent_to,
        line.kept_by,
        str(document.approved_by or ""),
        str(document.created_by or ""),
    ]


def paper_blocks(lines: Sequence[Line]) -> list[Block]:
    """The numbered documents, as they stand in the book."""
    if not lines:
        return [Paragraph([Run("Chưa có văn bản nào được cho số trong năm này.")])]
    return table_blocks(DataTable("", PAPER, [Row(_paper_cells(line)) for line in lines]))


def _paper_cells(line: Line) -> list[str]:
    document = line.document
    what = f"{document.type_name}: {document.subject_line}"
    return [document.full_number, line.day, what, line.signed_by, line.sent_to, line.kept_by, "", line.note]

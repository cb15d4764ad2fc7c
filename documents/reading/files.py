"""The text of a file: UTF-8 text as it is, .docx as its paragraphs and tables in order."""

from __future__ import annotations

from pathlib import Path


class UnreadableFile(Exception):
    """A file whose text cannot be had; the message is for the user."""


def text_of_file(path: Path) -> str:
    if not path.is_file():
        raise UnreadableFile(f"Không tìm thấy tệp “{path.name}”.")
    if path.suffix.lower() == ".docx":
        return _docx_text(path)
    if path.suffix.lower() in (".doc", ".pdf", ".odt", ".rtf"):
        raise UnreadableFile(f"Chưa hỗ trợ đọc tệp {path.suffix}; vui lòng lưu thành .docx hoặc văn bản .txt.")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile("Tệp không phải văn bản UTF-8; vui lòng lưu lại với mã UTF-8.") from error


def _docx_text(path: Path) -> str:
    """Numbers that Word writes by itself are not in the text yet; the paragraphs and cells are."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise UnreadableFile("Tệp .docx bị hỏng hoặc không đúng định dạng.") from error
    lines: list[str] = []
    for block in document.iter_inner_content():
        lines += _table_lines(block) if hasattr(block, "rows") else block.text.split("\n")
    return "\n".join(lines)


def _table_lines(table) -> list[str]:
    """Two columns with several lines in a cell are a letterhead or an ending: their cells one after the other."""
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    if all(len(row) == 2 for row in rows) and any("\n" in cell for row in rows for cell in row):
        return [line for row in rows for cell in row for line in cell.split("\n")]
    bars = ["| " + " | ".join(" ".join(cell.split()) for cell in row) + " |" for row in rows]
    return [bars[0], "|---|", *bars[1:]] if bars else []

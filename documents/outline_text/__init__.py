r"""The body of a document as a typed outline, written the plain way people write, and read back. Pure.

One line is one block: “I.”, “1.”, “1.1.”, “a)”, “Điều 1.”, “Phần I.” before headings and numbered paragraphs; “-”, “+”,
“*” before list items; “# ” to “### ” before a heading without a number; “| a | b |” for a row of a table (a second row
of “---” makes the first one the header, “---:” sets a column of figures), with “[Bảng: tên]”, “[Bảng ngang: tên]” and
“[Cột: 10 30 60]” above it; **bold**, *italic*. A backslash takes the meaning from what follows.

Whether a numbered line is a heading is decided by its place: it has something below it and reads as a title. Where the
place decides otherwise than meant, “**1. Tiêu đề**” is a heading and “\1. Nội dung” is none; `outline_text` writes
these marks itself, so that what is written reads back as the same printed body (`is_editable`).
"""

from documents.outline_text.characters import line_text, read_line
from documents.outline_text.reading import read_outline, rebuilt
from documents.outline_text.sameness import is_editable, printed
from documents.outline_text.whole import WholeText, whole_text
from documents.outline_text.writing import Draft, WrittenLine, drafts_of, outline_text, written_lines

__all__ = [
    "Draft",
    "WholeText",
    "WrittenLine",
    "drafts_of",
    "is_editable",
    "line_text",
    "outline_text",
    "printed",
    "read_line",
    "read_outline",
    "rebuilt",
    "whole_text",
    "written_lines",
]

"""The content of an official document: one model that import produces, the editor edits, PDF and Word render.

Plain data, no database and no Django. Numbering of sections is derived from their place in the tree when a document is
rendered; `label` only keeps what an imported text printed, so that a reader can be shown what was changed.
Text is NFC everywhere. `canonical_bytes` is what gets approved, frozen and hashed.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

SCHEMA_VERSION = 1
# A field that came after documents had been frozen. It is left out of the JSON while it says nothing, so that the bytes
# and the hash of what was approved before stay what they were.
LATER = {"later": True}


@dataclass
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass
class Paragraph:
    runs: list[Run]
    source_line: int | None = None

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass
class Item:
    """One list item; `marker` is "-", "+" or "*" in an unnumbered list, "1." or "a)" on a numbered paragraph
    that is not a heading, as printed."""

    runs: list[Run]
    marker: str = "-"
    source_line: int | None = None

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass
class Band:
    """A heading over `span` columns; one without text lets the single headings under it take its place."""

    text: str
    span: int = 1


@dataclass
class Table:
    """Rows of plain cells; `widths` are millimetres or empty, `numeric` the right-aligned columns (from 0), `strong`
    the rows printed bold (from 0): groups and sums. `bands` is a row of wider headings over those of `header`."""

    header: list[str]
    rows: list[list[str]]
    caption: str = ""
    widths: list[float] = field(default_factory=list)
    numeric: list[int] = field(default_factory=list)
    is_wide: bool = False
    source_line: int | None = None
    strong: list[int] = field(default_factory=list, metadata=LATER)
    bands: list[Band] = field(default_factory=list, metadata=LATER)


@dataclass
class Section:
    """A numbered heading with what stands below it.

    `label` is the number as the source printed it ("Phần thứ nhất", "II", "1", "a"), "" when drafted here.
    `style` says what kind of number it carries: "part" (Phần I), "roman" (I.), "arabic" (1.), "decimal" (1.1.),
    "letter" (a)), "article" (Điều 1.) or "none".
    """

    title: str
    blocks: list[Block] = field(default_factory=list)
    style: str = "roman"
    label: str = ""
    source_line: int | None = None


Block = Section | Paragraph | Item | Table


@dataclass
class Letterhead:
    """The four corners of page 1. Lines are written as printed; `number` is None on a draft.

    `motto` and `place_and_date` keep what an imported letterhead printed: the two lines of the national motto, and the
    line of place and date where it is not a whole date ("ngày    tháng 9 năm 2024"). A change of place or date
    clears the latter.
    """

    superior: list[str] = field(default_factory=list)
    issuer: list[str] = field(default_factory=list)
    symbol: str = ""
    number: str | None = None
    place: str = ""
    issued_on: date | None = None
    motto: list[str] = field(default_factory=list)
    place_and_date: str = ""


@dataclass
class Signatory:
    """`capacity` is "", "TM.", "KT.", "TL.", "TUQ." or "Q."; `post` the line in capitals, `on_behalf` the one above.

    `note` is what an imported text prints where the signature stood: "(Đã ký)". `hint` stands under the post of a form
    that is signed by hand: “(Ký, ghi rõ họ tên)”; `own_post` above the name of whoever signs for a council with the
    seal of the body she heads: her post there (NĐ 30/2020, Phụ lục I, ô 7b).
    """

    post: str
    name: str = ""
    capacity: str = ""
    on_behalf: str = ""
    note: str = ""
    hint: str = field(default="", metadata=LATER)
    own_post: str = field(default="", metadata=LATER)


@dataclass
class Appendix:
    """`caption` is the line in brackets that ties it to its document ("Kèm theo Kế hoạch số …")."""

    title: str
    blocks: list[Block] = field(default_factory=list)
    label: str = ""
    is_landscape: bool = False
    caption: str = ""
    source_line: int | None = None


@dataclass
class Content:
    """A whole document. `title` is the name of its type in capitals ("KẾ HOẠCH"), `subject` the trích yếu.

    `unplaced` holds lines of an imported text for which no part of the document was found, so that none is lost.
    `is_form`: a sheet that is filled in, not a letter: no “Nơi nhận”, no “./.”. `is_landscape`: the whole text lies
    on its side, whatever it begins with.

    Phụ lục I, ô số: `secrecy` “MẬT” … (10a), `urgency` “KHẨN”, “THƯỢNG KHẨN”, “HỎA TỐC” (10b), `circulation` “LƯU HÀNH
    NỘI BỘ” … (11), `drafter` who wrote it and how many copies (12), `contact` address, e-mail, telephone (13).
    `attached_to`: the decision a regulation is issued with, “(Ban hành kèm theo Quyết định số …)”.
    `layout` "certificate" is a giấy khen: a framed page on its side, outside the layouts of the decree.
    """

    title: str
    subject: str
    letterhead: Letterhead = field(default_factory=Letterhead)
    addressees: list[str] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    closing: list[Paragraph] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    signatories: list[Signatory] = field(default_factory=list)
    appendices: list[Appendix] = field(default_factory=list)
    unplaced: list[Paragraph] = field(default_factory=list)
    is_minutes: bool = False  # a biên bản has no place-and-date line; the secretary signs left, the chair right
    schema_version: int = SCHEMA_VERSION
    is_form: bool = field(default=False, metadata=LATER)
    is_landscape: bool = field(default=False, metadata=LATER)
    secrecy: str = field(default="", metadata=LATER)
    urgency: str = field(default="", metadata=LATER)
    circulation: str = field(default="", metadata=LATER)
    drafter: str = field(default="", metadata=LATER)
    contact: str = field(default="", metadata=LATER)
    attached_to: str = field(default="", metadata=LATER)
    layout: str = field(default="", metadata=LATER)

    def walk(self) -> Iterator[Block]:
        """Every block in reading order, sections before what they hold, appendices last."""
        yield from _walk(self.blocks)
        for appendix in self.appendices:
            yield from _walk(appendix.blocks)


def _walk(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Section):
            yield from _walk(block.blocks)


_KINDS = {"section": Section, "paragraph": Paragraph, "item": Item, "table": Table}
_NESTED = {
    "letterhead": Letterhead,
    "signatories": Signatory,
    "appendices": Appendix,
    "closing": Paragraph,
    "unplaced": Paragraph,
    "runs": Run,
    "bands": Band,
}


def to_json(value: Any) -> Any:
    """Content (or any part of it) as plain JSON data; blocks carry their `kind`."""
    if is_dataclass(value):
        data = {f.name: to_json(getattr(value, f.name)) for f in fields(value) if _is_said(f, value)}
        if type(value) in _KINDS.values():
            data["kind"] = type(value).__name__.lower()
        return data
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return value


def _is_said(a_field: Field, value: Any) -> bool:
    return not a_field.metadata.get("later") or bool(getattr(value, a_field.name))


def from_json(data: dict[str, Any]) -> Content:
    """Build Content from `to_json`'s data; unknown keys are refused (ValueError), so nothing is dropped in silence."""
    version = data.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        raise ValueError(f"Unknown content schema version: {version}")
    return _build(Content, data)


def _build(cls: type, data: dict[str, Any]) -> Any:
    known = {f.name for f in fields(cls)}
    if unknown := set(data) - known - {"kind"}:
        raise ValueError(f"Unknown keys for {cls.__name__}: {sorted(unknown)}")
    return cls(**{name: _value(name, data[name]) for name in known & set(data)})


def _value(name: str, value: Any) -> Any:
    if name == "blocks":
        return [_build(_KINDS[block["kind"]], block) for block in value]
    if name in _NESTED:
        cls = _NESTED[name]
        return [_build(cls, item) for item in value] if isinstance(value, list) else _build(cls, value)
    if name == "issued_on" and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def canonical_bytes(content: Content) -> bytes:
    """The bytes that are approved, frozen and hashed: NFC, sorted keys, no white space."""
    return json.dumps(to_json(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(content: Content) -> str:
    return hashlib.sha256(canonical_bytes(content)).hexdigest()


def plain_text(content: Content) -> str:
    """The whole document as plain text, one block a line: for search, comparison and reading back."""
    marks = [content.secrecy, content.urgency, content.circulation, content.drafter, content.contact]
    lines = [*_letterhead_lines(content.letterhead), *marks, content.title, content.subject, content.attached_to]
    lines += _labelled("Kính gửi:", content.addressees)
    lines += content.bases
    for block in _walk(content.blocks):
        lines.append(_block_text(block))
    lines += [paragraph.text for paragraph in content.closing]
    lines += _labelled("Nơi nhận:", content.recipients)
    for signatory in content.signatories:
        said = (signatory.capacity, signatory.on_behalf, signatory.post, signatory.hint, signatory.note)
        parts = (*said, signatory.own_post, signatory.name)
        lines.append(" ".join(filter(None, parts)))
    for appendix in content.appendices:
        lines += [appendix.label, appendix.title, appendix.caption]
        lines += [_block_text(block) for block in _walk(appendix.blocks)]
    lines += [paragraph.text for paragraph in content.unplaced]
    return "\n".join(line for line in lines if line)


def _letterhead_lines(head: Letterhead) -> list[str]:
    lines = [*head.superior, *head.issuer, *head.motto]
    if head.number or head.symbol:
        lines.append(f"Số: {head.number or ''}/{head.symbol}")
    if head.place_and_date:
        lines.append(head.place_and_date)
    elif head.issued_on:
        day = head.issued_on
        lines.append(f"{head.place}, ngày {day.day:02} tháng {day.month:02} năm {day.year}".lstrip(", "))
    return lines


def _labelled(label: str, lines: list[str]) -> list[str]:
    return [label, *lines] if lines else []


def _block_text(block: Block) -> str:
    if isinstance(block, Section):
        return f"{block.label} {block.title}".strip()
    if isinstance(block, Item):
        return f"{block.marker} {block.text}"
    if isinstance(block, Table):
        bands = [band.text for band in block.bands if band.text]
        return "\n".join(" | ".join(row) for row in [bands, block.header, *block.rows] if row)
    return block.text

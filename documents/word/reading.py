"""A .docx of ours, edited in Word, as content again: what a paragraph is, its named style says. Pure.

A file without our styles (rewritten by another program) is read by the importer of any document
(`documents.reading`). Nothing is dropped: a line for which there is no place stands in `unplaced`.

Not in the file, and therefore not in what is read: the case of titles that print in capitals, the difference between
“;” and nothing at the end of a listed line, lines of the source, names of old numbers, and the fields that say how a
document is laid out as a whole. `documents.word.returning` takes these from the text the file was made of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from docx.oxml.ns import qn

from documents import layout
from documents.content import Appendix, Content, Letterhead, Paragraph, Run, Signatory, from_json
from documents.outline_text import Draft, line_text
from documents.outline_text.characters import chars_of, normal, runs_of
from documents.reading import read_text
from documents.reading.files import ZIP, UnreadableFile, asked_of_word, text_of_bytes
from documents.reading.word import (
    MAX_LINES,
    OldFont,
    TooLong,
    WordFile,
    notes_of,
    open_word,
    pieces_of,
    read_word,
    text_boxes,
)
from documents.word import styles
from documents.word.package import source_of
from documents.word.pages import DRAFT_MARK
from documents.word.reading_parts import (
    Flow,
    add_post,
    addressees_of,
    blocks_of,
    draft_of,
    drop_end_mark,
    elements_of,
    finished,
    lies_whole,
    listed,
    lying_of,
    unended,
)
from documents.word.tables import read_table

OURS = {style.name.casefold(): style for style in styles.STYLES}
# A file in which none of these is used was not written by us, or has lost its styles.
TELLING = {styles.TITLE.code, styles.BODY.code, styles.COUNTRY.code, styles.NUMBER.code}
LAYOUT = {
    style.code
    for style in (
        *(styles.COUNTRY, styles.MOTTO, styles.SUPERIOR, styles.ISSUER, styles.NUMBER, styles.DATE, styles.ABOUT),
        *(styles.MARK, styles.CIRCULATION, styles.POST, styles.HINT, styles.SIGNED, styles.OWN_POST, styles.SIGNER),
        *(styles.RECIPIENTS, styles.RECIPIENT, styles.DRAFTER, styles.ENTERED),
    )
}
SIGNING = {style.code for style in (styles.POST, styles.HINT, styles.SIGNED, styles.OWN_POST, styles.SIGNER)}
NOTHING = {styles.COUNTRY.code, styles.MOTTO.code, styles.AUTHORITY.code, styles.RECIPIENTS.code, styles.GIVEN_BY.code,
           styles.GIVEN.code}  # fmt: skip
_NUMBER = re.compile(r"^Số:\s*(?P<number>[^/]*?)\s*/\s*(?P<symbol>.*)$", re.DOTALL)
_DATE = re.compile(
    r"^(?:(?P<place>.*?),\s*)?ngày\s*(?P<day>\d{1,2})\s*tháng\s*(?P<month>\d{1,2})\s*năm\s*(?P<year>\d{4})$"
)
_BLANK_DATE = re.compile(r"^(?P<place>[^,]*),\s*ngày\s+tháng\s")
NOT_WORD = "Tệp này không phải văn bản Word (.docx). Tải bản Word của văn bản, sửa trong Word rồi chọn tệp đó."


@dataclass
class WordReading:
    """`source` is the hash of the content the file was made of, "" where it does not say; `notes` are for the user."""

    content: Content
    source: str = ""
    notes: list[str] = field(default_factory=list)
    has_our_styles: bool = True


def read_back(data: bytes) -> WordReading:
    """What a .docx says, by its styles or, without them, as any document is read. UnreadableFile says why not."""
    if not data.startswith(ZIP):
        if not data.strip() or data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
            text_of_bytes(data)  # says what is wrong with it
        raise UnreadableFile(NOT_WORD)
    found = asked_of_word("documents.word.process", data)
    return WordReading(**found | {"content": from_json(found["content"])})


def read_any(data: bytes) -> WordReading:
    """What the text of a file says that has none of our styles."""
    text, notes = read_word(data)
    return WordReading(read_text(text).content, notes=notes, has_our_styles=False)


def read_ours(data: bytes) -> WordReading | None:
    document, file = open_word(data)
    names = _style_names(file)
    body = document.element.body
    used = {names.get(_style_id(each, file)) for each in body.iter(qn("w:p"))}
    if not used & TELLING:
        return None
    reader = _Reader(file, names)
    reader.read(body)
    reader.contact(_contact(document))
    if file.has_old_font:
        raise OldFont
    said = "\n".join(reader.seen)
    return WordReading(reader.content(), source_of(document), _notes(document, body, notes_of(file, document, said)))


def _notes(document, body, notes: list[str]) -> list[str]:
    """What else the file holds that is not taken over."""
    found = [note for note in notes if f"“{DRAFT_MARK}" not in note]
    if any(True for _ in body.iter(qn("w:del"), qn("w:ins"), qn("w:moveFrom"))):
        found.append("Tệp còn thay đổi đang theo dõi (Track Changes); đã đọc như khi chấp nhận hết.")
    if any(True for _ in body.iter(qn("a:blip"))):
        found.append("Tệp có hình ảnh; hình ảnh không được đưa vào văn bản.")
    found += [f"Lời bình trong tệp: “{words[:200]}”." for words in _comments(document)[:20]]
    return found


def _contact(document) -> str:
    """How to reach us, at the foot of the first page."""
    footer = document.sections[0].first_page_footer if document.sections else None
    if footer is None or footer.is_linked_to_previous:
        return ""
    return " ".join(" ".join(paragraph.text for paragraph in footer.paragraphs).split())


def _comments(document) -> list[str]:
    found = []
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/comments") and not relation.is_external:
            root = relation.target_part.element
            found += [" ".join("".join(each.itertext()).split()) for each in root.iter(qn("w:comment"))]
    return [words for words in found if words]


def _style_names(file: WordFile) -> dict[str, str]:
    """Style id → the code of the style of ours that it is, or is based on: programs rename ids, not names."""
    found = {}
    for name in file.styles:
        current, seen = name, set()
        while current in file.styles and current not in seen:
            seen.add(current)
            known = OURS.get((_value(file.styles[current], "w:name") or "").casefold())
            if known is not None:
                found[name] = known.code
                break
            current = _value(file.styles[current], "w:basedOn")
    return found


def _value(element, child: str) -> str | None:
    found = element.find(qn(child))
    return found.get(qn("w:val")) if found is not None else None


def _style_id(paragraph, file: WordFile) -> str | None:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return found.get(qn("w:val")) if found is not None else file.default_style


class _Reader:
    """Reads the body from top to bottom; what each paragraph is, its style says."""

    def __init__(self, file: WordFile, names: dict[str, str]):
        self._file, self._names = file, names
        self._head, self._parts = Letterhead(), {}
        self._title = ""
        self._flow = Flow()
        self._appendices: list[tuple[Appendix, Flow]] = []
        self._body = self._flow
        self._closing: list[Paragraph] = []
        self._signatories: list[Signatory] = []
        self._unplaced: list[Paragraph] = []
        self._is_over = False  # the signatures were read
        self._lies = False
        self.seen: list[str] = []

    # ---- walking ----

    def read(self, body) -> None:
        elements = list(elements_of(body))
        lying = lying_of(elements, body)
        for element, self._lies in zip(elements, lying, strict=True):
            if element.tag == qn("w:tbl"):
                self._table(element)
            else:
                self._paragraph(element)
            if len(self.seen) > MAX_LINES:
                raise TooLong
        self._end_caption()

    def _paragraph(self, paragraph) -> None:
        runs = self._runs(paragraph)
        self._boxes(paragraph)
        text = "".join(run.text for run in runs)
        self.seen.append(text)
        code = self._names.get(_style_id(paragraph, self._file), "")
        if not text.strip():
            return
        if code in PLACES:
            PLACES[code](self, text)
        elif code in SIGNING:
            self._signature_part(code, text)
        elif code not in NOTHING:
            self._text(code, runs, text)

    def _runs(self, paragraph) -> list[Run]:
        return [Run(piece.text, piece.bold, piece.italic) for piece in pieces_of(self._file, paragraph)]

    def _boxes(self, element) -> None:
        """The words of text boxes have no place among the paragraphs."""
        for box in text_boxes(element):
            for paragraph in box.iter(qn("w:p")):
                self._keep(self._runs(paragraph))

    def _keep(self, runs: list[Run]) -> None:
        runs = runs_of(normal(chars_of(runs)))
        if runs:
            self._unplaced.append(Paragraph(runs))

    # ---- tables ----

    def _table(self, table) -> None:
        codes = {self._names.get(_style_id(each, self._file), "") for each in table.iter(qn("w:p"))}
        if not codes & LAYOUT:
            self._text_table(table)
            return
        columns: dict[int, list] = {}
        for row in table.iter(qn("w:tr")):
            for place, cell in enumerate(row.iter(qn("w:tc"))):
                columns.setdefault(place, []).extend(cell.iter(qn("w:p")))
        for place in sorted(columns):
            self._signed = None
            for paragraph in columns[place]:
                self._paragraph(paragraph)
        if codes & {styles.POST.code, styles.SIGNER.code, styles.RECIPIENTS.code}:
            self._is_over = True

    def _text_table(self, table) -> None:
        if self._is_over:
            for paragraph in table.iter(qn("w:p")):
                self._keep(self._runs(paragraph))
            return
        made = read_table(table, self._runs, caption=self._flow.caption)
        self._flow.caption = ""
        self.seen += ["\t".join(row) for row in [made.header, *made.rows]]
        if any(map(any, [made.header, *made.rows])):
            self._add(Draft(None, table=made))

    # ---- the text ----

    def _text(self, code: str, runs: list[Run], text: str) -> None:
        if self._is_over:
            self._keep(runs)
            return
        self._end_caption()
        if code == styles.CAPTION.code:
            self._flow.caption = " ".join(text.split())
        elif code in (styles.CLOSING.code, styles.ENTERED.code) and not self._appendices:
            self._closing.append(Paragraph(runs_of(normal(chars_of(unended(runs))))))
        elif code == styles.PRAISE.code:
            self._add(Draft(None, text=line_text(runs)))
        elif not (code == styles.END.code and text.strip() == layout.END_MARK):
            self._add(draft_of(code, runs))

    def _add(self, draft: Draft) -> None:
        if self._flow.begins_lying is None:
            self._flow.begins_lying = self._lies
        self._flow.drafts.append(draft)
        self._flow.lies.append(self._lies)

    def _end_caption(self) -> None:
        """A caption without a table below it is a paragraph."""
        if self._flow.caption:
            caption, self._flow.caption = self._flow.caption, ""
            self._add(Draft(None, text=line_text([Run(caption)])))

    # ---- parts that have a style of their own ----

    def put(self, name: str, text: str) -> None:
        self._parts.setdefault(name, []).append(" ".join(text.split()))

    def contact(self, text: str) -> None:
        self._parts["contact"] = [text]
        self.seen.append(text)

    def superior(self, text: str) -> None:
        self._head.superior.append(" ".join(text.split()))

    def issuer(self, text: str) -> None:
        self._head.issuer.append(" ".join(text.split()))

    def number(self, text: str) -> None:
        found = _NUMBER.match(" ".join(text.split()))
        if found is None:
            self._keep([Run(text)])
            return
        number = found["number"].strip(" .…_")
        self._head.number = (str(int(number)) if number.isdecimal() else number) or None
        self._head.symbol = found["symbol"].strip()

    def day(self, text: str) -> None:
        words = " ".join(text.split())
        found = _DATE.match(words)
        if found:
            try:
                self._head.issued_on = date(int(found["year"]), int(found["month"]), int(found["day"]))
                self._head.place = (found["place"] or "").strip()
            except ValueError:
                self._head.place_and_date = words
        elif blank := _BLANK_DATE.match(words):
            self._head.place = blank["place"].strip()
        else:
            self._head.place_and_date = words

    def appendix(self, text: str) -> None:
        self._end_caption()
        self._is_over = False
        self._flow = Flow()
        appendix = Appendix("", is_landscape=self._lies)
        self._appendices.append((appendix, self._flow))

    def appendix_title(self, text: str) -> None:
        if self._appendices:
            appendix = self._appendices[-1][0]
            appendix.title = f"{appendix.title} {' '.join(text.split())}".strip()
        else:
            self._keep([Run(text)])

    def attachment(self, text: str) -> None:
        if self._appendices:
            self._appendices[-1][0].caption = " ".join(text.split()).strip("()")

    # ---- signatures ----

    _signed: Signatory | None = None

    def _signature_part(self, code: str, text: str) -> None:
        words = " ".join(text.split())
        if self._signed is None:
            self._signed = Signatory("")
            self._signatories.append(self._signed)
        if code == styles.POST.code:
            add_post(self._signed, words)
        elif code == styles.HINT.code:
            self._signed.hint = words
        elif code == styles.SIGNED.code:
            self._signed.note = words
        elif code == styles.OWN_POST.code:
            self._signed.own_post = words
        elif code == styles.SIGNER.code:
            self._signed.name = words
            self._signed = None

    # ---- the whole ----

    def content(self) -> Content:
        subject = " ".join(self._parts.get("subject", []))
        title = " ".join(self._parts.get("title", []))
        if not title:
            subject = re.sub(r"^v/v\s+", "", subject, flags=re.IGNORECASE)
        appendices = [finished(appendix, flow, self._head) for appendix, flow in self._appendices]
        blocks = blocks_of(self._body, lies=lies_whole(self._body))
        if not self._closing:
            drop_end_mark(blocks)
        return Content(
            title=title,
            subject=subject,
            letterhead=self._head,
            addressees=addressees_of(self._parts.get("addressees", [])),
            bases=listed(self._parts.get("bases", []), has_dashes=False),
            blocks=blocks,
            closing=self._closing,
            recipients=listed(self._parts.get("recipients", [])),
            signatories=self._signatories,
            appendices=appendices,
            unplaced=self._unplaced,
            is_minutes=title.upper() == "BIÊN BẢN",
            is_landscape=lies_whole(self._body),
            contact=" ".join(self._parts.get("contact", [])),
            drafter=" ".join(self._parts.get("drafter", [])),
            circulation=" ".join(self._parts.get("circulation", [])),
            attached_to=" ".join(self._parts.get("attached_to", [])).strip("()"),
        )


def _placing(name: str):
    return lambda reader, text: reader.put(name, text)


PLACES = {
    styles.SUPERIOR.code: _Reader.superior,
    styles.ISSUER.code: _Reader.issuer,
    styles.NUMBER.code: _Reader.number,
    styles.DATE.code: _Reader.day,
    styles.ABOUT.code: _placing("subject"),
    styles.MARK.code: _placing("marks"),
    styles.CIRCULATION.code: _placing("circulation"),
    styles.TITLE.code: _placing("title"),
    styles.CERTIFICATE.code: _placing("title"),
    styles.SUBJECT.code: _placing("subject"),
    styles.HOLDER.code: _placing("subject"),
    styles.ATTACHED.code: _placing("attached_to"),
    styles.ADDRESSEE.code: _placing("addressees"),
    styles.ADDRESSEES.code: _placing("addressees"),
    styles.BASIS.code: _placing("bases"),
    styles.RECIPIENT.code: _placing("recipients"),
    styles.DRAFTER.code: _placing("drafter"),
    styles.APPENDIX.code: _Reader.appendix,
    styles.APPENDIX_TITLE.code: _Reader.appendix_title,
    styles.ATTACHMENT.code: _Reader.attachment,
}

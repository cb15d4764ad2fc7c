"""What came back from Word laid over the text it was made of. Pure.

What prints the same is the same: it stays as the current text says it, with all that a Word file does not hold (case of
titles in capitals, signs that printing adds, widths, places in a source). What differs is taken from the file. The
letterhead, the name of the document and the marks of the decree are facts of their own pages: never taken from a file,
but what differs is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from documents import layout
from documents.content import Appendix, Block, Content, Item, Paragraph, Section, Signatory, Table, from_json, to_json
from documents.matching import Matching
from documents.outline_text import printed
from documents.outline_text.characters import chars_of, normal
from documents.word.reading import WordReading

MARKED = ("urgency", "secrecy", "circulation", "attached_to", "contact", "drafter")
HEADER_ELSEWHERE = "Phần đầu văn bản không nhận từ tệp Word; cần đổi thì sửa ở trang của văn bản."


@dataclass
class Returned:
    """`content` is the current text with what was changed in Word; `notes` say what was not taken, and why."""

    content: Content
    notes: list[str] = field(default_factory=list)


def returned(current: Content, reading: WordReading) -> Returned:
    """Neither argument is changed."""
    read = from_json(to_json(reading.content))
    content = from_json(to_json(current))
    content.subject = current.subject if _same(current.subject, read.subject) or not read.subject else read.subject
    content.addressees = _lines(current.addressees, read.addressees)
    content.bases = _lines(current.bases, read.bases)
    content.recipients = _recipients(content, read)
    content.blocks = _blocks(current.blocks, _without_old_end(current, read))
    content.closing = _paragraphs(current.closing, read.closing)
    content.signatories = _signatories(current, read)
    content.appendices = _appendices(current.appendices, read.appendices)
    content.unplaced = [*content.unplaced, *read.unplaced]
    return Returned(content, [*reading.notes, *_header_notes(current, read, has_styles=reading.has_our_styles)])


def _same(one: str, other: str) -> bool:
    return _key(one) == _key(other)


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


# ---- lines ----


def _bare(text: str) -> str:
    """A listed line without what printing adds."""
    listed = layout.listed([text])
    return " ".join(listed[0][:-1].split()) if listed else ""


def _lines(current: list[str], read: list[str]) -> list[str]:
    """The lines of the file, each as the current text writes it where it prints the same."""
    if [_bare(each) for each in current if _bare(each)] == [_bare(each) for each in read]:
        return list(current)
    known = {_bare(each): each for each in current}
    return [known.get(_bare(each), each) for each in read]


def _recipients(current: Content, read: Content) -> list[str]:
    """“Lưu: VT” that printing added is nobody's line."""
    printed_lines = [_bare(each) for each in layout.recipients(current)]
    if printed_lines == [_bare(each) for each in read.recipients] or not printed_lines:
        return list(current.recipients) if printed_lines or not read.recipients else read.recipients
    added = {"Lưu: VT"} - {_bare(each) for each in current.recipients}
    return _lines(current.recipients, [each for each in read.recipients if _bare(each) not in added])


def _paragraphs(current: list[Paragraph], read: list[Paragraph]) -> list[Paragraph]:
    """Closing sentences: a full stop or “./.” at their end is the same."""
    known = {_style(each.runs): each for each in current}
    last = {_style(layout.ended(each.runs)): each for each in current}
    found = [known.get(_style(each.runs)) or last.get(_style(layout.ended(each.runs))) or each for each in read]
    silent = [each for each in current if not each.text.strip()]
    return list(current) if [*found, *silent] == current else found


def _style(runs) -> tuple:
    return tuple(char if char[0] != " " else " " for char in normal(chars_of(runs)))


# ---- blocks ----


def _blocks(current: list[Block], read: list[Block]) -> list[Block]:
    """The file's blocks; a stretch that prints as it did is the current one, with all that the file does not hold."""
    if _printed(current) == _printed(read):
        return current
    found: list[Block] = []
    for tag, a, a_end, b, b_end in Matching().opcodes(list(map(_name, current)), list(map(_name, read))):
        if tag == "equal":
            found += [_block(mine, theirs) for mine, theirs in zip(current[a:a_end], read[b:b_end], strict=True)]
        elif tag in ("replace", "insert"):
            found += _replaced(current[a:a_end], read[b:b_end])
    return found


def _replaced(current: list[Block], read: list[Block]) -> list[Block]:
    """Blocks that were changed: a section or a table that stands alone among the old is the one alone among the new."""
    for kind in (Section, Table):
        old, new = ([each for each in side if isinstance(each, kind)] for side in (current, read))
        if len(old) == len(new):
            pairs = {id(theirs): mine for mine, theirs in zip(old, new, strict=True)}
            read = [_block(pairs[id(each)], each) if id(each) in pairs else each for each in read]
    return read


def _without_old_end(current: Content, read: Content) -> list[Block]:
    """“./.” stays behind in the middle where somebody typed on below it; unless the text itself says it."""
    if not any(_ends(block) for block in current.walk()):
        for block in filter(_ends, Content("", "", blocks=read.blocks).walk()):
            if isinstance(block, Section):
                block.title = block.title.rstrip().removesuffix(layout.END_MARK) + "."
            else:
                block.runs = [*block.runs[:-1], replace(block.runs[-1], text=block.runs[-1].text.rstrip()[:-2])]
    return read.blocks


def _ends(block: Block) -> bool:
    if isinstance(block, Table):
        return False
    if isinstance(block, Section):
        return block.title.rstrip().endswith(layout.END_MARK)
    return bool(block.runs) and block.runs[-1].text.rstrip().endswith(layout.END_MARK)


def _printed(blocks: list[Block]) -> list[tuple]:
    """What prints, without widths and bands, which the file does not say again."""
    return printed([_plain_tables(block) for block in with_end_mark(blocks)])


def with_end_mark(blocks: list[Block]) -> list[Block]:
    """The last words with “./.” at their end, however they end."""
    if not blocks:
        return blocks
    last = blocks[-1]
    if isinstance(last, Section) and last.blocks:
        last = replace(last, blocks=with_end_mark(last.blocks))
    elif isinstance(last, Section):
        last = replace(last, title=layout.ended([layout.Run(last.title)])[0].text)
    elif not isinstance(last, Table):
        last = replace(last, runs=layout.ended(last.runs))
    return [*blocks[:-1], last]


def _plain_tables(block: Block) -> Block:
    if isinstance(block, Section):
        return replace(block, blocks=[_plain_tables(each) for each in block.blocks])
    if isinstance(block, Table):
        return replace(block, widths=[], numeric=[], bands=[], is_wide=False)
    return block


def _name(block: Block) -> tuple:
    """By what a block is known again: its title, its head, its words."""
    if isinstance(block, Section):
        opening = block.blocks[0].text if block.blocks and isinstance(block.blocks[0], Paragraph) else ""
        return ("section", _key(block.title or opening))
    if isinstance(block, Table):
        return ("table", _key(block.caption), tuple(map(_key, block.header)))
    return ("text", block.marker if isinstance(block, Item) else "", _key(block.text))


def _block(mine: Block, theirs: Block) -> Block:
    """A block that is known again, with what is new of it."""
    if isinstance(theirs, Section) and isinstance(mine, Section):
        title = mine.title if _same(mine.title, theirs.title) else theirs.title
        kept = {"label": mine.label, "source_line": mine.source_line}
        return replace(theirs, title=title, blocks=_blocks(mine.blocks, theirs.blocks), **kept)
    if isinstance(theirs, Table) and isinstance(mine, Table):
        return _table(mine, theirs)
    if not isinstance(theirs, Section | Table) and not isinstance(mine, Section | Table):
        is_same = type(mine) is type(theirs) and _style(mine.runs) == _style(theirs.runs)
        return mine if is_same else replace(theirs, source_line=mine.source_line)
    return theirs


def _table(mine: Table, theirs: Table) -> Table:
    """Widths, bands and right-aligned columns stay as long as the columns are the same number."""
    count = max(map(len, [mine.header, *mine.rows]), default=0)
    if count != max(map(len, [theirs.header, *theirs.rows]), default=0):
        return theirs
    kept = {"widths": mine.widths, "numeric": mine.numeric, "bands": mine.bands, "is_wide": mine.is_wide}
    table = replace(theirs, source_line=mine.source_line, **kept)
    return mine if printed([table]) == printed([mine]) else table


# ---- signatures, appendices ----


def _signatories(current: Content, read: Content) -> list[Signatory]:
    """The people as the current text has them, with new names and posts; another number of them is taken as it is."""
    if len(current.signatories) != len(read.signatories):
        return read.signatories or list(current.signatories)
    order = sorted(current.signatories, key=layout.rank_in_minutes) if current.is_minutes else current.signatories
    new = {id(mine): _signatory(mine, theirs) for mine, theirs in zip(order, read.signatories, strict=True)}
    return [new[id(each)] for each in current.signatories]


def _signatory(mine: Signatory, theirs: Signatory) -> Signatory:
    name = mine.name if _same(mine.name, theirs.name) else theirs.name
    if layout.signature(mine).lines == layout.signature(theirs).lines:
        return replace(mine, name=name)
    return replace(theirs, name=name, note=mine.note, hint=theirs.hint or mine.hint, own_post=mine.own_post)


def _appendices(current: list[Appendix], read: list[Appendix]) -> list[Appendix]:
    if len(current) == len(read):
        return [_appendix(mine, theirs) for mine, theirs in zip(current, read, strict=True)]
    known = {_key(each.title): each for each in current}
    return [_appendix(known[_key(each.title)], each) if _key(each.title) in known else each for each in read]


def _appendix(mine: Appendix, theirs: Appendix) -> Appendix:
    title = mine.title if _same(mine.title, theirs.title) else theirs.title
    return replace(mine, title=title, blocks=_blocks(mine.blocks, theirs.blocks))


# ---- what is not taken ----


def _header_notes(current: Content, read: Content, *, has_styles: bool) -> list[str]:
    """What the letterhead of the file says otherwise than the current text."""
    head, theirs = current.letterhead, read.letterhead
    pairs = [
        ("cơ quan chủ quản", " ".join(head.superior), " ".join(theirs.superior)),
        ("cơ quan ban hành", " ".join(head.issuer), " ".join(theirs.issuer)),
        ("ký hiệu", head.symbol, theirs.symbol),
        ("địa danh", "" if current.is_minutes else head.place, theirs.place),
        ("tên loại", current.title, read.title),
    ]
    if has_styles:
        pairs += [("dấu, ghi chú", getattr(current, name), getattr(read, name)) for name in MARKED[2:]]
    found = [f"{name} “{said}”" for name, kept, said in pairs if said and not _same(kept.rstrip(","), said.strip("()"))]
    if theirs.number and theirs.number != (head.number or "").lstrip("0"):
        found.append(f"số “{theirs.number}” (văn thư cho số khi ban hành)")
    return [f"Không nhận từ tệp: {'; '.join(found)}. {HEADER_ELSEWHERE}"] if found else []

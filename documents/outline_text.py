r"""The body of a document as a typed outline, written the plain way people write, and read back. Pure.

One line is one block: “I.”, “1.”, “1.1.”, “a)”, “Điều 1.”, “Phần I.” before headings and numbered paragraphs; “-”, “+”,
“*” before list items; “# ” to “### ” before a heading without a number; “| a | b |” for a row of a table (a second row
of “---” makes the first one the header, “---:” sets a column of figures), with “[Bảng: tên]”, “[Bảng ngang: tên]” and
“[Cột: 10 30 60]” above it; **bold**, *italic*. A backslash takes the meaning from what follows.

Whether a numbered line is a heading is decided by its place: it has something below it and reads as a title. Where the
place decides otherwise than meant, “**1. Tiêu đề**” is a heading and “\1. Nội dung” is none; `outline_text` writes
these marks itself, so that what is written reads back as the same printed body (`is_editable`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from documents import layout
from documents.content import Block, Content, Item, Paragraph, Run, Section, Table

_ORDINALS = "nhất|một|hai|nhì|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười"
_ROMAN = "(?=[IVXL])(?:X{0,4}(?:IX|IV|V?I{0,3})|XL(?:IX|IV|V?I{0,3}))"
_GAP = r"(?:\s+|$)"
# style, rank (what a smaller rank begins holds what a greater one begins), form
_LABELS = tuple(
    (style, rank, re.compile(f"^(?P<label>{form}){end}"))
    for style, rank, form, end in (
        ("part", 0, rf"[Pp](?:hần|HẦN)\s+(?:(?:thứ|THỨ)\s+)?(?:{_ROMAN}|\d{{1,2}}|{_ORDINALS}|{_ORDINALS.upper()})"
                    r"(?:[.:]|(?=\s*$))", _GAP),
        ("article", 4, r"Điều\s+\d{1,3}[.:]", _GAP),
        ("decimal", 6, r"(?:\d{1,2}|[IVXL]{1,5})(?:\.\d{1,2}){1,3}[.)]?(?![\d/])", r"(?:\s+(?!\d)|$)"),
        ("roman", 2, rf"{_ROMAN}[./)]", _GAP),
        ("part", 0, r"[A-HĐ][.]", r"\s+"),
        ("arabic", 5, r"\d{1,2}[./]", r"(?:\s+|$|(?=[^\W\d_]))"),
        ("bracket", 10, r"\d{1,2}\)", _GAP),
        ("bracket", 11.5, r"\(\d{1,2}\)", _GAP),  # stands below a) where both are used
        ("letter", 11, r"[a-zđ]{1,2}\)", r"(?:\s+|$|(?=[^\W\d_]))"),
        ("letter", 11, r"[a-zđ][.](?=\s)", r"\s+"),
    )
)  # fmt: skip
# The ranks a heading without a number may take: over everything but parts, over 1., over nothing.
_UNNUMBERED = {1: 1.5, 2: 4.5, 3: 12.0}
_BULLET = re.compile(r"^(?P<mark>[-+*•–—])(?:\s+|$)|^(?P<tight>[-–—•+])(?=[^\W\d_])")
_UNNUMBERED_LINE = re.compile(r"^(#{1,3})\s+(\S.*)$")
_ESCAPED = re.compile(r"^(?P<stars>\*{0,3})\\(?=[^\\*])")
_RULE_CELL = re.compile(r"^:?-{3,}:?$")
_ATTRIBUTE = re.compile(r"^\[(?P<name>Bảng|Bảng ngang|Cột)(?::\s*(?P<value>.*))?\]$")
_SENTENCE_BREAK = re.compile(r"[.;!?…]\s+\S")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u3000]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\0"))


# ---- from blocks to lines ----


@dataclass
class WrittenLine:
    """One line of the outline and the block it says, None for what only sets lines apart."""

    text: str
    block: Block | None = None


def outline_text(blocks: list[Block]) -> str:
    """The blocks one a line, an empty line before each heading."""
    return "\n".join(line.text for line in written_lines(blocks)).strip("\n")


def written_lines(blocks: list[Block]) -> list[WrittenLine]:
    drafts = list(_drafts(blocks, (), Counter(), -1.0))
    lines: list[WrittenLine] = []
    for index, draft in enumerate(drafts):
        if draft.is_spaced and lines and lines[-1].text:
            lines.append(WrittenLine(""))
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        lines += [WrittenLine(text, draft.block) for text in _texts(draft, following)]
    return lines


@dataclass
class _Draft:
    """A line about to be written. `is_heading` is what it must be read back as; None where it cannot be one."""

    block: Block
    label: str = ""
    text: str = ""
    is_heading: bool | None = None
    is_spaced: bool = False
    table: Table | None = None
    rank: float | None = None


def _drafts(blocks: list[Block], trail: tuple[int, ...], articles: Counter, above: float) -> Iterator[_Draft]:
    counts: Counter = Counter()
    for block in blocks:
        if isinstance(block, Section):
            counted = articles if block.style == "article" else counts
            counted[block.style] += 1
            number = counted[block.style]
            yield from _section_drafts(block, number, trail, articles, above)
        elif isinstance(block, Table):
            yield _Draft(block, table=block, is_spaced=True)
        elif isinstance(block, Item):
            yield _item_draft(block)
        else:
            yield _Draft(block, text=_marked(block.runs), is_spaced=True)


def _section_drafts(section: Section, number: int, trail, articles: Counter, above: float) -> Iterator[_Draft]:
    blocks, rank = section.blocks, _rank(section, above)
    inner_trail = _trail(section.style, number, trail)
    if section.style == "none":
        label = "#" * next((marks for marks, known in _UNNUMBERED.items() if known == rank), 3)
        yield _Draft(section, label, _marked([Run(section.title)]), is_spaced=True, rank=rank)
    elif not section.title.strip() and blocks and isinstance(blocks[0], Paragraph):
        # A number without a title belongs to the paragraph behind it.
        label = _label(section.style, number, trail)
        label = label.rstrip(".") if section.style == "part" else label  # as it prints
        yield _Draft(blocks[0], label, _marked(blocks[0].runs), is_heading=False, rank=rank)
        blocks = blocks[1:]
    else:
        is_heading = _is_titled(section)
        label = _label(section.style, number, trail)
        yield _Draft(section, label, _marked([Run(section.title)]), is_heading, is_spaced=is_heading, rank=rank)
    yield from _drafts(blocks, inner_trail, articles, rank)


def _is_titled(section: Section) -> bool:
    """Whether it must be read back as a heading; a number with nothing below it prints as a paragraph."""
    return section.style in ("part", "roman") or bool(section.blocks)


def _rank(section: Section, above: float) -> float:
    if section.style == "none":
        below = [_rank(each, 0) for each in section.blocks if isinstance(each, Section) and each.style != "none"]
        nested = any(isinstance(each, Section) for each in section.blocks)
        fits = [rank for rank in _UNNUMBERED.values() if rank > above and (not below or rank < min(below))]
        return (fits[0] if nested else fits[-1]) if fits else 12.0
    rank = next((rank for style, rank, _ in _LABELS if style == section.style), 12.0)
    return rank + (0.1 if section.style == "decimal" else 0)


def _item_draft(item: Item) -> _Draft:
    text = _marked(item.runs)
    if item.marker in ("-", "+", "*"):
        return _Draft(item, item.marker, text)
    label = _read_label(f"{item.marker} ")
    if label is not None and label.length >= len(item.marker):
        return _Draft(item, item.marker, text, is_heading=False, rank=label.rank)
    return _Draft(item, text=_marked([Run(f"{item.marker} "), *item.runs] if item.marker else item.runs))


def _texts(draft: _Draft, following: _Draft | None) -> list[str]:
    if draft.table is not None:
        return _table_lines(draft.table)
    text = f"{draft.label} {draft.text}".strip()
    if draft.is_heading is None:
        return [text if draft.label else _protected(text)]
    read = _parse_line(text)
    if read.label is None or read.escaped:
        return [_protected(text)]
    guessed = _looks_like_heading(read, following.rank if following else None, has_more=following is not None)
    if guessed == draft.is_heading or (draft.is_heading and read.label.style == "letter"):
        return [text]  # a) prints the same either way
    return [f"**{draft.label} {draft.text}".rstrip() + "**" if draft.is_heading else f"\\{text}"]


def _protected(text: str) -> str:
    """A paragraph that begins like something else, with the backslash that says it is none."""
    read = _parse_line(text)
    if read.kind == "paragraph" and read.label is None and not read.escaped:
        return text
    stars = re.match(r"\*{0,3}", text)[0] if read.kind == "paragraph" else ""
    return f"{stars}\\{text[len(stars) :]}"


def _label(style: str, number: int, trail: tuple[int, ...]) -> str:
    labels = {
        "part": f"Phần {layout.roman(number)}.",
        "roman": f"{layout.roman(number)}.",
        "arabic": f"{number}.",
        "decimal": ".".join(map(str, (*trail, number))) + ".",
        "letter": f"{layout.point_letter(number)})",
        "article": f"Điều {number}.",
    }
    return labels.get(style, "")


def _trail(style: str, number: int, trail: tuple[int, ...]) -> tuple[int, ...]:
    return {"decimal": (*trail, number), "roman": (number,), "arabic": (number,), "part": ()}.get(style, trail)


def _table_lines(table: Table) -> list[str]:
    lines = []
    caption = _SPACES.sub(" ", table.caption).strip()
    if table.is_wide:
        lines.append(f"[Bảng ngang: {caption}]" if caption else "[Bảng ngang]")
    elif caption:
        lines.append(f"[Bảng: {caption}]")
    if table.widths:
        lines.append(f"[Cột: {' '.join(f'{width:g}' for width in table.widths)}]")
    if any(table.header) or table.numeric:
        count = max([len(table.header), *map(len, table.rows), *(n + 1 for n in table.numeric)])
        header = [*table.header, *[""] * (count - len(table.header))]
        rules = ["---:" if index in table.numeric else "---" for index in range(count)]
        lines += [_bar(map(_cell_text, header)), _bar(rules)]
    return lines + [_bar(map(_cell_text, row)) for row in table.rows]


def _bar(cells) -> str:
    return f"| {' | '.join(cells)} |"


def _cell_text(cell: str) -> str:
    text = _SPACES.sub(" ", cell.translate(_INVISIBLE)).strip().replace("\\", "\\\\").replace("|", "\\|")
    return f"\\{text}" if _RULE_CELL.match(text) else text


def _marked(runs: list[Run]) -> str:
    """The runs with their marks; a space between two styles takes what both have in common."""
    chars = _normal(_chars(runs))
    bold = italic = False
    parts: list[str] = []
    for char, is_bold, is_italic in [*chars, ("", False, False)]:
        parts.append("**" * (is_bold != bold) + "*" * (is_italic != italic))
        parts.append(f"\\{char}" if char in ("\\", "*") else char)
        bold, italic = is_bold, is_italic
    return "".join(parts)


Char = tuple[str, bool, bool]


def _chars(runs: list[Run]) -> list[Char]:
    return [(char, run.bold, run.italic) for run in runs for char in run.text.translate(_INVISIBLE)]


def _normal(chars: list[Char]) -> list[Char]:
    """Single spaces, none at the ends, each in the style that its neighbours share."""
    kept: list[Char] = []
    for char, bold, italic in chars:
        if not _SPACES.fullmatch(char):
            kept.append((char, bold, italic))
        elif kept and kept[-1][0] != " ":
            kept.append((" ", False, False))
    while kept and kept[-1][0] == " ":
        kept.pop()
    for index, (char, _, _) in enumerate(kept):
        if char == " ":
            (_, b1, i1), (_, b2, i2) = kept[index - 1], kept[index + 1]
            kept[index] = (" ", b1 and b2, i1 and i2)
    return kept


# ---- from lines to blocks ----


@dataclass(frozen=True)
class _Label:
    style: str
    rank: float
    text: str
    length: int


@dataclass
class _Line:
    """One typed line as read: "paragraph" (numbered where it has a label), "item", "unnumbered" or "table"."""

    kind: str
    chars: list[Char] = field(default_factory=list)  # without label or bullet
    whole: list[Char] = field(default_factory=list)
    label: _Label | None = None
    marker: str = ""
    depth: int = 0
    escaped: bool = False
    is_all_bold: bool = False
    table: Table | None = None
    number: int = 0

    @property
    def text(self) -> str:
        return "".join(char for char, _, _ in self.chars)

    @property
    def rank(self) -> float | None:
        return self.label.rank if self.label else None

    @property
    def is_styled(self) -> bool:
        return any((bold or italic) and char != " " for char, bold, italic in self.chars)


@dataclass
class _Open:
    """A section still being filled, and what was numbered in it."""

    rank: float
    blocks: list[Block]
    trail: tuple[int, ...] = ()
    counts: Counter = field(default_factory=Counter)


def read_outline(text: str) -> list[Block]:
    """The blocks of a typed outline, without places in a source: it was typed here. Every word of it is in them."""
    lines = _read_lines(text)
    headings = {index for index, line in enumerate(lines) if _is_heading(lines, index)}
    counted = _counted_lines(lines, headings)
    root: list[Block] = []
    stack = [_Open(-1.0, root)]
    for index, line in enumerate(lines):
        rank = _UNNUMBERED[line.depth] if line.kind == "unnumbered" else line.rank
        if rank is not None:
            while stack[-1].rank >= rank:
                stack.pop()
        place = stack[-1]
        if index in headings or line.kind == "unnumbered":
            section = _section(line, place.trail)
        elif index in counted and _fits(line, place):
            section = Section("", [Paragraph(_runs(line.chars))], style=line.label.style)
        else:
            place.blocks.append(_block(line))
            continue
        place.counts[section.style] += 1
        place.blocks.append(section)
        stack.append(_Open(rank, section.blocks, _trail(section.style, place.counts[section.style], place.trail)))
    return root


def is_editable(blocks: list[Block]) -> bool:
    """Whether the body written as an outline reads back as a body that prints the same."""
    return printed(read_outline(outline_text(blocks))) == printed(blocks)


def printed(blocks: list[Block]) -> list[tuple]:
    """What the body prints, line by line: by this two bodies are the same. White space has no style."""
    found = []
    for entry in layout.entries(blocks):
        if entry.table is not None:
            found.append(("table", *_printed_table(entry.table)))
            continue
        is_title = entry.kind in ("part", "heading")
        chars = _normal(_chars([Run(f"{entry.label} "), *entry.runs] if entry.label else entry.runs))
        visible = "".join(char for char, _, _ in chars)
        style = () if is_title else tuple(char[1:] for char in chars if char[0] != " ")
        if visible or is_title:
            found.append((entry.kind if is_title else "text", visible, style, entry.has_bold_label))
    return found


def _printed_table(table: Table) -> tuple:
    count = max(map(len, [table.header, *table.rows]), default=0)

    def cells(row: list[str]) -> tuple:
        clean = [_SPACES.sub(" ", cell.translate(_INVISIBLE)).strip() for cell in row]
        return (*clean, *[""] * (count - len(clean)))

    caption = _SPACES.sub(" ", table.caption).strip()
    rows = tuple(cells(row) for row in table.rows)
    return caption, table.is_wide, tuple(table.widths), tuple(sorted(table.numeric)), cells(table.header), rows


def read_line(text: str) -> list[Run]:
    """One line with its bold and italic, whatever it begins with: a closing sentence, a basis."""
    return _runs(_inline(_SPACES.sub(" ", text.translate(_INVISIBLE)).strip()))


def line_text(runs: list[Run]) -> str:
    """The opposite of `read_line`."""
    return _marked(runs)


def _read_lines(text: str) -> list[_Line]:
    raw_lines = [_SPACES.sub(" ", raw.translate(_INVISIBLE)).strip() for raw in re.split(r"\r\n|[\n\r\v\f]", text)]
    lines: list[_Line] = []
    index = 0
    while index < len(raw_lines):
        rows = _table_length(raw_lines, index)
        if rows:
            lines.append(_Line("table", table=_table(raw_lines[index : index + rows]), number=index + 1))
            index += rows
            continue
        if raw_lines[index]:
            lines.append(replace(_parse_line(raw_lines[index]), number=index + 1))
        index += 1
    return lines


def _parse_line(raw: str) -> _Line:
    """One line that stands for itself (a row of a table alone is seen as one, so that it can be protected)."""
    unnumbered = _UNNUMBERED_LINE.match(raw)
    if unnumbered:
        return _Line("unnumbered", _inline(unnumbered[2]), depth=len(unnumbered[1]))
    if raw.startswith("|") or _ATTRIBUTE.match(raw):
        return _Line("table", _inline(raw), _inline(raw))
    bullet = _BULLET.match(raw)
    if bullet:
        mark = bullet["mark"] or bullet["tight"]
        return _Line("item", _inline(raw[bullet.end() :]), marker=mark if mark in "+*" else "-")
    bare = _without_escape(raw)
    chars = _inline(bare if bare is not None else raw)
    line = _Line("paragraph", chars, chars, escaped=bare is not None)
    text = line.text
    label = _read_label(text)
    if label is None:
        return line
    line.is_all_bold = all(bold and not italic for char, bold, italic in chars if char != " ")
    if line.is_all_bold or not any(bold or italic for _, bold, italic in chars[: len(label.text)]):
        line.label = label
        line.chars = chars[label.length :]
    return line


def _without_escape(raw: str) -> str | None:
    """The line without the backslash at its beginning, None where that backslash is no mark of ours but text."""
    match = _ESCAPED.match(raw)
    if match is None:
        return None
    bare = match["stars"] + raw[match.end() :]
    rest = raw[match.end() :]
    is_special = rest[0] in "#|" or bool(_ATTRIBUTE.match(rest) or _BULLET.match(rest))
    text = "".join(char for char, _, _ in _inline(bare))
    return bare if is_special or _read_label(text) else None


def _read_label(text: str) -> _Label | None:
    for style, rank, form in _LABELS:
        match = form.match(text)
        if match is None:
            continue
        if style == "decimal":
            rank += match["label"].strip(".)").count(".") / 10
        return _Label(style, rank, match["label"], match.end())
    return None


def _inline(text: str) -> list[Char]:
    """`**` and `*` switch bold and italic; marks without a partner are text."""
    chars: list[Char] = []
    bold = italic = False
    for token in re.findall(r"\\[\\*]|\*+|[^*\\]+|\\", text):
        if token[0] == "*" and len(token) <= 3:
            bold ^= len(token) >= 2
            italic ^= len(token) != 2
        else:
            plain = token[1:] if len(token) == 2 and token[0] == "\\" else token
            chars += [(char, bold, italic) for char in plain]
    if bold or italic or _has_lone_star(text):
        return _normal([(char, False, False) for char in re.sub(r"\\([\\*])", r"\1", text)])
    return _normal(chars)


def _has_lone_star(text: str) -> bool:
    """A star between spaces is a sign of multiplication, not a mark."""
    return bool(re.search(r"(?:^|\s)\*{1,3}(?=\s|$)", text))


def _is_heading(lines: list[_Line], index: int) -> bool:
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else None
    if line.label is None or line.label.style == "bracket" or line.escaped or not line.text:
        return False
    if line.is_all_bold:
        return line.label.style in ("part", "roman") or _holds(line, following)
    return _looks_like_heading(line, following.rank if following else None, has_more=following is not None)


def _holds(line: _Line, following: _Line | None) -> bool:
    """Whether something stands below this number."""
    return following is not None and (following.rank is None or following.rank > line.label.rank)


def _looks_like_heading(line: _Line, following: float | None, *, has_more: bool) -> bool:
    """By its place and form: `following` is the rank of the next line's number, None where it has none."""
    label = line.label
    if label.style == "bracket" or line.is_styled or not line.text:
        return False
    if label.style in ("part", "roman"):
        return True
    if not has_more or (following is not None and following <= label.rank):
        return False
    words = len(line.text.split())
    limit = 25 if label.style in ("letter", "article") else 38
    return words <= limit and line.text[-1] not in ".;," and not _SENTENCE_BREAK.search(line.text)


def _counted_lines(lines: list[_Line], headings: set[int]) -> set[int]:
    """Numbered paragraphs that stand in one row with headings, so that these keep their numbers; every article."""
    counted = {i for i, line in enumerate(lines) if line.label and line.label.style == "article" and i not in headings}
    open_rows: dict[float, list[int]] = {}
    rows: list[list[int]] = []
    for index, line in enumerate(lines):
        rank = _UNNUMBERED[line.depth] if line.kind == "unnumbered" else line.rank
        if rank is None:
            continue
        open_rows = {known: row for known, row in open_rows.items() if known <= rank}
        if line.label is None:
            open_rows = {known: row for known, row in open_rows.items() if known < rank}
            continue
        if rank not in open_rows:
            open_rows[rank] = []
            rows.append(open_rows[rank])
        open_rows[rank].append(index)
    for row in rows:
        counted |= _run_up(lines, row, headings)
    return counted


def _run_up(lines: list[_Line], row: list[int], headings: set[int]) -> set[int]:
    """The numbered paragraphs of a row that lead up to a heading's number: 1. (heading), 2., 3. (heading)."""
    found = set()
    for place, index in enumerate(row):
        expected = _ordinal(lines[index].label) if index in headings else 0
        for before in reversed(row[:place]):
            expected -= 1
            if before in headings or before in found or _ordinal(lines[before].label) != expected:
                break
            found.add(before)
    return found


def _ordinal(label: _Label) -> int:
    """The place of a number in its row; 0 where it has none."""
    last = label.text.strip("().:/ ").split(".")[-1].split()[-1]
    if last.isdigit():
        return int(last)
    return layout.POINT_LETTERS.find(last) + 1 if label.style == "letter" and len(last) == 1 else 0


def _fits(line: _Line, place: _Open) -> bool:
    """Whether the number typed is the one it would print; another one is kept as it was typed."""
    style = line.label.style
    return style == "article" or line.label.text == _label(style, place.counts[style] + 1, place.trail)


def _section(line: _Line, trail: tuple[int, ...]) -> Section:
    if line.kind == "unnumbered":
        return Section(line.text, style="none")
    parts = line.label.text.strip(".)").count(".") + 1
    if line.label.style == "decimal" and len(trail) + 1 != parts:
        whole = "".join(char for char, _, _ in line.whole)
        return Section(whole, style="none")  # no number above it to be counted under: it stays as it was typed
    return Section(line.text, style=line.label.style)


def _block(line: _Line) -> Block:
    if line.table is not None:
        return line.table
    if line.kind == "item":
        return Item(_runs(line.chars), line.marker)
    is_word = line.escaped and line.label and line.chars and line.label.length == len(line.label.text)  # "\\1/a" typed
    if line.label is not None and not line.is_all_bold and not is_word:
        return Item(_runs(line.chars), line.label.text)
    return Paragraph(_runs(line.whole))


def _runs(chars: list[Char]) -> list[Run]:
    runs: list[Run] = []
    for char, bold, italic in _normal(chars):
        if runs and (runs[-1].bold, runs[-1].italic) == (bold, italic):
            runs[-1].text += char
        else:
            runs.append(Run(char, bold, italic))
    return runs


def _table_length(lines: list[str], start: int) -> int:
    """How many lines from `start` on are a table: its attributes, then rows in bars."""
    index = start
    while index < len(lines) and _ATTRIBUTE.match(lines[index]):
        index += 1
    first = index
    while index < len(lines) and lines[index].startswith("|"):
        index += 1
    return index - start if index > first else 0


def _table(lines: list[str]) -> Table:
    table = Table([], [])
    rows = []
    for line in lines:
        attribute = _ATTRIBUTE.match(line)
        if attribute is None:
            rows.append(_cells(line))
        elif attribute["name"] == "Cột":
            table.widths = [float(each) for each in re.findall(r"\d+(?:\.\d+)?", attribute["value"] or "")]
        else:
            table.caption, table.is_wide = attribute["value"] or "", attribute["name"] == "Bảng ngang"
    if len(rows) > 1 and rows[1] and all(_RULE_CELL.match(cell) for cell in rows[1]):
        table.header = [_plain_cell(cell) for cell in rows[0]]
        table.numeric = [index for index, cell in enumerate(rows[1]) if cell.endswith(":")]
        rows = rows[:1] + rows[2:]
        rows.pop(0)
    table.rows = [[_plain_cell(cell) for cell in row] for row in rows]
    return table


def _cells(line: str) -> list[str]:
    inner = line[1:].rstrip()
    if re.search(r"(?<!\\)(?:\\\\)*\|$", inner):
        inner = inner[:-1]
    return [cell.strip() for cell in re.findall(r"((?:\\.|[^|\\]|\\$)*)(?:\||$)", inner)[: _bars(inner) + 1]]


def _bars(text: str) -> int:
    return len(re.sub(r"\\.|[^|]", "", text))


def _plain_cell(cell: str) -> str:
    return re.sub(r"\\([\\|-])", r"\1", cell)


# ---- the whole document as lines ----


@dataclass
class WholeText:
    """`source`: the lines, from 1, of the parts that carry none themselves, as reading a text gives them."""

    text: str
    source: dict[str, list[int]]


def whole_text(content: Content) -> WholeText:
    """The document as the text it would be typed as; every block is given its line there (`source_line`)."""
    head, page = content.letterhead, _Page()
    page.write(*head.superior, *head.issuer)
    if head.symbol:
        page.write(f"Số: {head.number or ''}/{head.symbol}")
    page.write(*head.motto)
    if head.issued_on or head.place_and_date:
        page.write(layout.place_and_date(head))
    page.write("")
    page.source["title"], page.source["subject"] = page.write(content.title), page.write(content.subject)
    page.write("")
    if content.addressees:
        page.write("Kính gửi:", *(f"- {each}" for each in content.addressees))
    page.source["bases"] = page.write(*content.bases)
    page.write("")
    page.write_blocks(content.blocks)
    page.write_paragraphs(content.closing)
    if content.recipients:
        page.write("", "Nơi nhận:")
        page.source["recipients"] = page.write(*(f"- {each.lstrip('- ')}" for each in content.recipients))
    for signature in layout.signatures(content):
        page.write("", *signature.lines, *filter(None, [signature.note, signature.name]))
    for index, appendix in enumerate(content.appendices):
        label = layout.appendix_label(content.appendices, index)
        page.write("")
        appendix.source_line = page.write(f"{label}. {appendix.title}".rstrip(". "))[0]
        page.write_blocks(appendix.blocks)
    page.write_paragraphs(content.unplaced)
    return WholeText("\n".join(page.lines), page.source)


@dataclass
class _Page:
    lines: list[str] = field(default_factory=list)
    source: dict[str, list[int]] = field(default_factory=dict)

    def write(self, *texts: str) -> list[int]:
        """Returns the numbers of the lines written."""
        first = len(self.lines) + 1
        self.lines += [_SPACES.sub(" ", text) for text in texts]
        return list(range(first, len(self.lines) + 1))

    def write_blocks(self, blocks: list[Block]) -> None:
        for block in Content("", "", blocks=blocks).walk():
            block.source_line = None
        for written in written_lines(blocks):
            number = self.write(written.text)[0]
            if written.block is not None and written.block.source_line is None:
                written.block.source_line = number

    def write_paragraphs(self, paragraphs: list[Paragraph]) -> None:
        for paragraph in paragraphs:
            paragraph.source_line = self.write(_protected(line_text(paragraph.runs)))[0]

"""From raw text to clean lines: NFC, plain spaces, markdown marks as runs, letter-spaced headings closed up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from documents.content import Run

UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"  # for a class in a pattern
LOWER = UPPER.replace("A-Z", "a-z").lower()
_ODD_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"), " ")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_HEADING_MARKS = re.compile(r"^\s*(#{1,6})(?:\s+|(?=\S))")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>])")
_EMPHASIS = re.compile(r"(\*\*\*|\*\*|__|\*)(?=[^\s*])(.{1,2000}?)(?<=[^\s*])\1(?!\*)")
_QUOTE_MARK = re.compile(r"^\s*>\s+")
_BREAK = re.compile(r"<br\s*/?>", re.I)  # a line inside a cell of a table in markdown
_TAGS = re.compile(r"</?(?:b|i|u|p|em|strong|span|div|font|center|sup|sub)(?:\s[^<>]*)?>", re.I)
_WIDE_GAP = re.compile(r"\t+|\s{3,}")


@dataclass(frozen=True)
class Line:
    """One source line. `text` has single spaces and no marks; `cells` are its parts where it is set in columns."""

    number: int
    text: str
    runs: tuple[Run, ...] = ()
    cells: tuple[str, ...] = ()
    heading_marks: int = 0

    @property
    def is_bold(self) -> bool:
        return bool(self.runs) and all(run.bold or not re.search(r"\w", run.text) for run in self.runs)

    @property
    def is_rule(self) -> bool:
        """A drawn rule or an empty line: nothing to read."""
        return not re.search(r"\w", self.text.replace("_", ""))


def source_lines(text: str) -> list[str]:
    """The NFC lines of the source, otherwise untouched."""
    text = (
        unicodedata.normalize("NFC", text)
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\f", "\n")
        .replace("\v", "\n")
    )
    return text.split("\n")


def clean_lines(raw_lines: list[str]) -> list[Line]:
    return [_clean(number, raw) for number, raw in enumerate(raw_lines, start=1)]


def squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def fold(text: str) -> str:
    """Lower case without tones and marks: for comparing words of a form (HOÀ and HÒA alike), never for storing."""
    bare = unicodedata.normalize("NFD", text.casefold())
    return squeeze("".join(c for c in bare if not unicodedata.combining(c)).replace("đ", "d"))


def is_capitals(text: str) -> bool:
    count = 0
    for letter in filter(str.isalpha, text):
        if not letter.isupper():
            return False  # at the first one: a text that grows line by line is asked each time
        count += 1
    return count > 1


def drop_prefix(runs: tuple[Run, ...], count: int) -> tuple[Run, ...]:
    """The runs without their first `count` characters and the space after them."""
    kept = []
    for run in runs:
        if count >= len(run.text):
            count -= len(run.text)
            continue
        kept.append(replace(run, text=run.text[count:]))
        count = 0
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    return tuple(run for run in kept if run.text)


def join_runs(first: tuple[Run, ...], second: tuple[Run, ...]) -> tuple[Run, ...]:
    return merge((*first, Run(" "), *second))


def merge(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Neighbouring runs of one style as one; a lone space takes the style before it."""
    merged: list[Run] = []
    for run in runs:
        last = merged[-1] if merged else None
        if last and (not run.text.strip() or (last.bold, last.italic) == (run.bold, run.italic)):
            merged[-1] = replace(last, text=last.text + run.text)
        else:
            merged.append(replace(run))
    return tuple(merged)


def _clean(number: int, raw: str) -> Line:
    plain = raw.replace("&nbsp;", " ").translate(_ODD_SPACES).translate(_INVISIBLE)
    plain = _QUOTE_MARK.sub("", _TAGS.sub("", plain))
    marks = _HEADING_MARKS.match(plain)
    if marks:
        plain = plain[marks.end() :].rstrip(" #")
    runs = _squeeze_runs(_emphasis(_BREAK.sub(" ", plain)))
    marked = "".join(run.text for run in runs)
    closed = _close_spaced_letters(plain) if _is_letter_spaced(marked) else marked
    if closed != marked:
        runs = (Run(closed, bold=all(run.bold for run in runs)),) if closed else ()
    parts = re.split(r"\||" + _BREAK.pattern, plain) if plain.lstrip().startswith("|") else _WIDE_GAP.split(plain)
    cells = tuple(squeeze(_strip_marks(cell)) for cell in parts if cell.strip())
    return Line(
        number,
        closed,
        runs,
        cells if (len(cells) > 1 or (closed.startswith("|") and cells)) and closed == marked else (closed,),
        len(marks[1]) if marks else 0,
    )


def _emphasis(text: str) -> tuple[Run, ...]:
    """`**bold**` and `*italic*` as runs; a star that opens a list item or stands alone is text."""
    runs: list[Run] = []
    position = 0
    bullet = re.match(r"\s*[*+\-]\s+", text)
    start = bullet.end() if bullet else 0
    for match in _EMPHASIS.finditer(text, start):
        runs.append(Run(text[position : match.start()]))
        mark = match[1]
        for inner in _emphasis(match[2]) or (Run(match[2]),):
            runs.append(Run(inner.text, bold=inner.bold or len(mark) > 1, italic=inner.italic or len(mark) != 2))
        position = match.end()
    runs.append(Run(text[position:]))
    return tuple(Run(_ESCAPE.sub(r"\1", run.text), run.bold, run.italic) for run in runs if run.text)


def _strip_marks(text: str) -> str:
    return "".join(run.text for run in _emphasis(text))


def _squeeze_runs(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    squeezed: list[Run] = []
    for run in merge(runs):
        text = re.sub(r"\s+", " ", run.text)
        if not squeezed or squeezed[-1].text.endswith(" "):
            text = text.lstrip()
        if text:
            squeezed.append(replace(run, text=text))
    while squeezed and not squeezed[-1].text.rstrip():
        squeezed.pop()
    if squeezed:
        squeezed[-1] = replace(squeezed[-1], text=squeezed[-1].text.rstrip())
    return tuple(squeezed)


def _is_letter_spaced(text: str) -> bool:
    """K Ế  H O Ạ C H: four single capital letters or more, and hardly anything else."""
    words = text.split()
    single = [word for word in words if len(word) == 1 and word.isalpha() and word.isupper()]
    return len(single) >= 4 and len(single) >= 0.8 * len(words)


def _close_spaced_letters(text: str) -> str:
    words = re.split(r"\s{2,}", _strip_marks(text).strip())
    if len(words) == 1:
        return squeeze(words[0])  # no wider gap says where a word ends; the header knows its own names
    return " ".join(word.replace(" ", "") for word in words)

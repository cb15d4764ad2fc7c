"""The characters of one line with their style, bold or italic, and the marks that say it. Pure."""

from __future__ import annotations

import re

from documents.content import Run

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\0"))
Char = tuple[str, bool, bool]  # the character, bold, italic


def plain(text: str) -> str:
    """Single spaces, none at the ends, nothing that cannot be seen."""
    return " ".join(text.translate(_INVISIBLE).split())


def read_line(text: str) -> list[Run]:
    """One line with its bold and italic, whatever it begins with: a closing sentence, a basis."""
    return runs_of(inline(plain(text)))


def line_text(runs: list[Run]) -> str:
    """The opposite of `read_line`; a space between two styles takes what both have in common."""
    chars = normal(chars_of(runs))
    bold = italic = False
    parts: list[str] = []
    for char, is_bold, is_italic in [*chars, ("", False, False)]:
        parts.append("**" * (is_bold != bold) + "*" * (is_italic != italic))
        parts.append(f"\\{char}" if char in ("\\", "*") else char)
        bold, italic = is_bold, is_italic
    return "".join(parts)


def inline(text: str) -> list[Char]:
    """`**` and `*` switch bold and italic; marks without a partner are text."""
    chars: list[Char] = []
    bold = italic = False
    for token in re.findall(r"\\[\\*]|\*+|[^*\\]+|\\", text):
        if token[0] == "*" and len(token) <= 3:
            bold ^= len(token) >= 2
            italic ^= len(token) != 2
        else:
            said = token[1:] if len(token) == 2 and token[0] == "\\" else token
            chars += [(char, bold, italic) for char in said]
    if bold or italic or _has_lone_star(text):
        return normal([(char, False, False) for char in re.sub(r"\\([\\*])", r"\1", text)])
    return normal(chars)


def _has_lone_star(text: str) -> bool:
    """A star between spaces is a sign of multiplication, not a mark."""
    return bool(re.search(r"(?:^|\s)\*{1,3}(?=\s|$)", text))


def chars_of(runs: list[Run]) -> list[Char]:
    return [(char, run.bold, run.italic) for run in runs for char in run.text.translate(_INVISIBLE)]


def normal(chars: list[Char]) -> list[Char]:
    """Single spaces, none at the ends, each in the style that its neighbours share."""
    kept: list[Char] = []
    for char, bold, italic in chars:
        if not char.isspace():
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


def runs_of(chars: list[Char]) -> list[Run]:
    runs: list[Run] = []
    for char, bold, italic in normal(chars):
        if runs and (runs[-1].bold, runs[-1].italic) == (bold, italic):
            runs[-1].text += char
        else:
            runs.append(Run(char, bold, italic))
    return runs

"""What word processors leave in a text that was copied out of them, taken out again. Pure.

The browser's script does the same while pasting; this cleans what arrives without it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_MARKUP = re.compile(r"</?(?:p|div|span|o:p|table|td|li|br|b|i|strong|em|font|style|html|body)\b[^>]*>", re.I)
_CONDITIONAL = re.compile(r"<!--.*?-->|<!\[[^\]]*\]>", re.S)
_ODD_BULLET = re.compile(r"^[ \t]*(?:[\uf000-\uf0ff·•●○▪■□➢➤►✓✔⦁][ \t\u00a0]*|o(?:\t|[ \u00a0]{3,}))", re.M)
_NUMBER_GAP = re.compile(r"^([ \t]*(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[IVXL]{1,6}[.)]|[a-zđ]\)|[-+]))[\t\u00a0 ]{2,}", re.M)
_PRIVATE = re.compile(r"[\uf000-\uf0ff]")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\0]")
_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol"}
_HIDDEN = {"style", "script", "head", "title", "xml"}


def clean_pasted(text: str) -> str:
    """The text with its words; odd bullets become “-”, mark-up goes, spaces that only set things apart become one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\v", "\n")
    if len(_MARKUP.findall(text)) >= 2:
        text = _text_of_markup(text)
    text = _ODD_BULLET.sub("- ", text)
    text = _PRIVATE.sub("", _INVISIBLE.sub("", text))
    return _NUMBER_GAP.sub(r"\1 ", text)


def _text_of_markup(text: str) -> str:
    reader = _Words()
    reader.feed(_CONDITIONAL.sub("", text))
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


class _Words(HTMLParser):
    """The words of HTML, a line for each block, bold and italic as marks, cells between bars."""

    MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs):
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag in ("td", "th"):
            self.parts.append("| ")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in self.MARKS:
            self.parts.append(self.MARKS[tag])

    def handle_endtag(self, tag):
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag == "tr":
            self.parts.append("|\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in self.MARKS:
            self.parts.append(self.MARKS[tag])

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)

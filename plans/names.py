"""Names of schools and of places in a plan's text, told apart from those of the school whose plan it is. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.reading.lines import UPPER, fold

_TYPES = (
    r"mầm non|mẫu giáo|MN|MG|tiểu học và trung học cơ sở|tiểu học\s*(?:&|và)\s*THCS|TH\s*(?:&|và)\s*THCS|TH-THCS"
    r"|tiểu học|TH|trung học cơ sở|THCS|trung học phổ thông|THPT|PTDTNT|PTDTBT|phổ thông(?:\s+dân tộc\s+\w+\s+trú)?"
)
_WORD = rf"(?:[{UPPER}][^\W_]*|\d{{1,3}})"
_NAME = rf"(?P<name>{_WORD}(?:\s+{_WORD}){{0,4}})"
_SCHOOL = re.compile(rf"(?<!\w)(?i:trường)\s+(?P<type>(?i:{_TYPES})(?:\s+(?i:{_TYPES}))*)\s+{_NAME}")
_PLACE = re.compile(rf"(?<!\w)(?P<type>(?i:phường|xã|thị trấn|quận|huyện|thị xã))\s+{_NAME}")
# Words in capitals that follow a name in a heading without being part of it.
_ENDS = re.compile(
    r"\s(?:NĂM|KẾ|THI|VỀ|TRONG|CỦA|VÀ|GIAI|TỔ|XÂY|BAN|CỘNG|SỐ|PHÁT|ĐÃ|TRƯỜNG|HUYỆN|QUẬN|TỈNH|THÀNH|TP|PHƯỜNG|XÃ"
    r"|Năm|Kế|Về|Trong|Của|Và|Huyện|Quận|Tỉnh|Thành|Phường|Xã)\b.*$"
)
_SAME = (  # of folded text
    ("trung hoc co so", "thcs"),
    ("trung hoc pho thong", "thpt"),
    ("tieu hoc", "th"),
    ("mam non", "mn"),
    ("mau giao", "mg"),
    ("&", "va"),
)
_ABOLISHED = ("quận", "huyện", "thị trấn", "thị xã")


@dataclass(frozen=True)
class Name:
    """`kind` is "school" or "place"; `folded` is the same for every way of writing it."""

    kind: str
    text: str

    @property
    def folded(self) -> str:
        return _plain(self.text)


def names_in(text: str) -> list[Name]:
    """Schools and places named in a text, in its order."""
    found = []
    for kind, pattern in (("school", _SCHOOL), ("place", _PLACE)):
        for match in pattern.finditer(text):
            words = _ENDS.sub("", match[0])
            if len(words) > match.start("name") - match.start():
                found.append((match.start(), Name(kind, " ".join(words.split()))))
    return [name for _, name in sorted(found, key=lambda each: each[0])]


def is_abolished(name: str) -> bool:
    """Districts, and what stood below them other than phường and xã, ended on 1 July 2025."""
    return name.lower().startswith(_ABOLISHED)


@dataclass(frozen=True)
class Own:
    """The school's own names: its issuer lines as one text, its name, and everything else that is not foreign to it."""

    issuer: str
    school: str
    others: tuple[str, ...] = ()

    def has(self, name: Name) -> bool:
        mine = f" {_plain(' '.join((self.issuer, self.school, *self.others)))} "
        folded = name.folded
        if f" {folded} " in mine:
            return True
        # “Trường Tiểu học Ngọc Cầu phát động …” after a heading in capitals: the name and a word more
        return any(own.kind == name.kind and folded.startswith(f"{own.folded} ") for own in self.named)

    @property
    def named(self) -> list[Name]:
        return [name for text in (self.school, self.issuer, *self.others) for name in names_in(text)]

    @property
    def ward(self) -> str:
        """“phường Hoa Lư”, from the lines above the school's name; "" where they name none."""
        for name in self.named:
            if name.kind == "place" and name.folded.startswith(("phuong ", "xa ")):
                kind, _, rest = name.text.partition(" ")
                return f"{kind.lower()} {rest.title() if rest.isupper() else rest}"
        return ""


def _plain(text: str) -> str:
    text = " ".join(fold(text).split())
    for long, short in _SAME:
        text = text.replace(long, short)
    return text

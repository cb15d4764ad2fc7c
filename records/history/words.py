"""What the words of a cell name: a title, a commendation, a yearly rating. Pure.

Words are compared as search keys (ASCII, lower case). The catalogue's own names count beside these short forms; a code
that the catalogue does not hold is not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from core.vietnamese import search_key
from records.criteria import COMPLETED, EXCELLENT, GOOD, LEVEL_NAMES, NOT_COMPLETED, UNRATED

TITLE, RATING, INITIATIVE = "title", "rating", "initiative"
TITLE_FORMS = {
    "LDTT": ("ldtt", "lao dong tt", "ld tien tien", "lao dong tien tien", "danh hieu lao dong tien tien", "gvtt"),
    "CSTDCS": (
        "cstdcs", "cstd cs", "cstd co so", "cstd cap co so", "chien si thi dua cap co so", "chien si thi dua co so",
        "cstd", "chien si thi dua", "chien sy thi dua co so", "chien sy thi dua cap co so", "chien si td co so",
    ),
    "CSTD_TINH": (
        "cstdct", "cstd ct", "cstd tinh", "cstd cap tinh", "chien si thi dua cap tinh", "chien si thi dua tinh",
        "cstd tp", "cstd cap thanh pho", "chien si thi dua cap thanh pho", "chien si thi dua thanh pho", "cstdtp",
    ),
    "CSTD_BO": ("cstd bo", "cstd cap bo", "cstdcb", "chien si thi dua cap bo", "chien si thi dua bo"),
    "CSTDTQ": ("cstdtq", "cstd tq", "cstd toan quoc", "chien si thi dua toan quoc"),
    "TTLDTT": ("ttldtt", "tt ldtt", "tap the ldtt", "tap the lao dong tien tien", "tap the tien tien"),
    "TTLDXS": ("ttldxs", "tt ldxs", "tap the ldxs", "tap the lao dong xuat sac"),
    "GIAY_KHEN": ("gk", "g khen", "giay khen"),
    "BANG_KHEN": ("bk", "b khen", "bang khen"),
    "KNC": ("knc", "ky niem chuong", "ki niem chuong", "ky niem chuong vi su nghiep giao duc"),
    "CO_CP": ("co cp", "co thi dua chinh phu", "co thi dua cua chinh phu"),
    "CO_BO": ("co bo", "co thi dua bo", "co thi dua cua bo", "co thi dua cua bo gddt"),
    "CO_TINH": ("co tinh", "co thi dua tinh", "co thi dua cua tinh", "co thi dua cua ubnd tinh"),
    "HCLD": ("hcld", "huan chuong lao dong"),
    "NGUT": ("ngut", "nha giao uu tu"),
    "NGND": ("ngnd", "nha giao nhan dan"),
}  # fmt: skip
RATING_FORMS = {
    EXCELLENT: (
        "htxsnv", "htxs nv", "htxs", "hoan thanh xuat sac", "hoan thanh xuat sac nhiem vu", "ht xuat sac",
        "hoan thanh xs nv", "ht xuat sac nv", "xuat sac", "xs",
    ),
    GOOD: ("httnv", "htt nv", "htt", "hoan thanh tot", "hoan thanh tot nhiem vu", "ht tot", "ht tot nv", "tot"),
    COMPLETED: ("htnv", "ht nv", "hoan thanh", "hoan thanh nhiem vu", "ht"),
    NOT_COMPLETED: (
        "khtnv", "khong htnv", "khong ht", "khong hoan thanh", "khong hoan thanh nhiem vu", "kht", "chua hoan thanh",
    ),
    UNRATED: ("khong xep loai", "khong danh gia", "chua xep loai", "kxl"),
}  # fmt: skip
# Short words that are a rating only where the head speaks of one ("tốt" may stand anywhere).
LOOSE = {"xuat sac", "xs", "tot", "ht", "hoan thanh"}
NOTHING = {"", "khong", "ko", "k", "0", "khong co", "khong dat", "khong xet", "chua", "chua co", "no", "none", "null"}
MARKS = {"x", "v", "dat", "co", "1", "ok", "✓", "✔", "√"}
SPLIT = re.compile(r"\s*(?:[;,+&/]|\bvà\b)\s*")
_LEADING = re.compile(r"^(?:danh hieu|duoc|tang|dat|nhan|giay chung nhan|hinh thuc khen)\s+")


@dataclass(frozen=True)
class Meaning:
    """What a cell names: `code` of a distinction or a level. `rest`: its words beyond the name ("của Bộ trưởng …")."""

    kind: str
    code: str
    rest: str = ""


class Lexicon:
    """Words to meanings, by the catalogue's (code, name) pairs and what somebody chose for words of this table.

    `chosen`: search key → "title:LDTT", "rating:good" or "skip".
    """

    def __init__(self, distinctions: Iterable[tuple[str, str]], chosen: dict[str, str] | None = None):
        self.names = dict(distinctions)
        self.chosen = chosen or {}
        self._known: dict[tuple[str, str], tuple[Meaning, ...] | None] = {}

    @cached_property
    def _titles(self) -> dict[str, str]:
        found = {form: code for code, forms in TITLE_FORMS.items() if code in self.names for form in forms}
        return found | {search_key(name): code for code, name in self.names.items()}

    @cached_property
    def _ratings(self) -> dict[str, str]:
        found = {form: level for level, forms in RATING_FORMS.items() for form in forms}
        return found | {search_key(name): level for level, name in LEVEL_NAMES.items()}

    def meanings(self, words: str, kind: str = "") -> tuple[Meaning, ...] | None:
        """What a cell names, one or several; () where it names nothing on purpose, None where it is not known.

        `kind` is what the head of its column speaks of, "" where it does not say.
        """
        key = (words, kind)
        if key not in self._known:
            self._known[key] = self._read(words, kind)
        return self._known[key]

    def _read(self, words: str, kind: str) -> tuple[Meaning, ...] | None:
        if is_nothing(words):
            return ()
        whole = self._one(words, kind, is_exact=True)
        if whole is not None:
            return whole
        parts = [part for part in SPLIT.split(words) if part]
        if len(parts) > 1:
            read = [self._one(part, kind, is_exact=True) for part in parts]
            if all(each is not None for each in read):
                return tuple(dict.fromkeys(meaning for each in read for meaning in each))
        return self._run_together(words, kind) or self._one(words, kind, is_exact=False)

    def _run_together(self, words: str, kind: str) -> tuple[Meaning, ...] | None:
        """ "CSTĐCS Giấy khen": two lines of one cell, each a form that is known."""
        parts, found = words.split(), []
        while parts:
            for length in range(min(len(parts), 8), 0, -1):
                if meanings := self._one(" ".join(parts[:length]), kind, is_exact=True):
                    found.extend(meanings)
                    parts = parts[length:]
                    break
            else:
                return None
        return tuple(dict.fromkeys(found))

    def _one(self, words: str, kind: str, *, is_exact: bool) -> tuple[Meaning, ...] | None:
        wanted = search_key(words)
        if choice := self.chosen.get(wanted):
            kind, _, code = choice.partition(":")
            return (Meaning(kind, code),) if code else ()
        wanted = _LEADING.sub("", wanted)
        level = self._ratings.get(wanted)
        if level and (kind == RATING or wanted not in LOOSE):
            return (Meaning(RATING, level),)
        if code := self._titles.get(wanted):
            return (Meaning(TITLE, code),)
        return None if is_exact else self._with_more_words(words, wanted)

    def _with_more_words(self, words: str, wanted: str) -> tuple[Meaning, ...] | None:
        """ "Giấy khen của Chủ tịch UBND phường": the longest known form that the words begin with."""
        parts = wanted.split()
        for length in range(min(len(parts) - 1, 8), 0, -1):
            code = self._titles.get(" ".join(parts[:length]))
            if code and code not in ("CSTDCS", "LDTT"):  # what follows "chiến sĩ thi đua" makes it another title
                typed = words.split()
                return (Meaning(TITLE, code, " ".join(typed[len(typed) - (len(parts) - length) :])),)
        return None

    def named_in(self, text: str) -> Meaning | None:
        """The one title or rating that a sentence names ("Danh sách Lao động tiên tiến năm học …"); None of several."""
        rest, found = f" {search_key(text)} ", set()
        forms = {**dict.fromkeys(self._ratings, RATING), **dict.fromkeys(self._titles, TITLE)}
        for form in sorted(forms, key=len, reverse=True):
            if f" {form} " in rest and form not in LOOSE and len(form) > 3:
                code = self._titles[form] if forms[form] == TITLE else self._ratings[form]
                found.add(Meaning(forms[form], code))
                rest = rest.replace(f" {form} ", "  ")
        return found.pop() if len(found) == 1 else None

    def mark_of(self, heading: str) -> Meaning | None:
        """The one title or rating that a heading names: its column holds marks."""
        found = self._one(heading, "", is_exact=True)
        return found[0] if found and len(found) == 1 else None


@lru_cache(maxsize=8192)
def is_nothing(words: str) -> bool:
    """ "-", "không", "0" and the like: somebody wrote that there is none."""
    return search_key(words) in NOTHING and words.strip() not in ("✓", "✔", "√")


def is_mark(words: str) -> bool:
    return words.strip() in MARKS or search_key(words) in MARKS

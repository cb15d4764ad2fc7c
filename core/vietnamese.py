"""Vietnamese text: normal form, the order of names, search without marks, numbers as people write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: f"{index:02d}" for index, letter in enumerate(ALPHABET)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def clean_line(text: str) -> str:
    """One line as people mean it: NFC, NBSP and runs of white space as one space."""
    return re.sub(r"\s+", " ", nfc(text).replace("\u00a0", " ")).strip()


def search_key(text: str) -> str:
    """ASCII, lower case, without marks: "Đỗ Thị Hòa" and "do thi hoa" meet here."""
    folded = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    ascii_only = "".join(ch for ch in folded if not unicodedata.combining(ch))
    return re.sub(r"[^a-z0-9]+", " ", ascii_only).strip()


def name_sort_key(full_name: str) -> str:
    """The key by which people stand in a list: given, middle, family name, each by its letters, then its tone.

    Word by word, so that everybody named An stands before everybody named Án.
    """
    words = clean_line(full_name).casefold().split()
    ordered = words[-1:] + words[1:-1] + words[:1] if len(words) > 1 else words
    return " ".join(map(_word_key, ordered))


def _word_key(word: str) -> str:
    letters, tone = [], "0"
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        elif unicodedata.combining(char) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        else:
            letters.append(char)
    return "".join(_ORDER.get(letter, "99") for letter in letters) + " " + tone


def whole_number(text: str | None) -> int | None:
    """A number that a page sent, 0 or more and such as a database takes; None for anything else, "²" too."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else None


def show(value: Decimal) -> str:
    """8.50 as people write it: 8,5."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def percent(part: int, whole: int) -> str:
    """A share as people write it, to one decimal, half up: 8 of 9 is “88,9%”; "" of nobody."""
    if whole <= 0:
        return ""
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10}%"

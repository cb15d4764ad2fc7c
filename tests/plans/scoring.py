"""How well a reading of a plan agrees with what a person read in it: 0 to 1 for each part.

Both sides are the JSON object of `manage.py read_plan`. A part that is a list is scored by the F measure of the pairs
that say the same (precision and recall at once); lines may differ a little, titles a letter or two.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path
from statistics import mean

from documents.reading import read_text
from documents.reading.files import text_of_file
from plans.reading import read_plan, to_export

PARTS = ("header", "sections", "timeline", "targets", "deadlines", "recipients", "signers", "warnings", "text")
_HEADER = ("superior", "issuer", "number", "symbol", "place", "date", "title", "subject")
_SAYS = {  # what a rule of each kind must agree on
    "date": ("date", "boundary"), "monthly": ("day",), "monthly_weekday": ("week",), "week_of_month": ("month", "week"),
    "month": ("month",), "approx": ("from", "to"), "range": ("from", "to"), "relative": ("offset_days", "day_type"),
    "school_week": ("week",),
}  # fmt: skip
_ASKED_FOR_EACH = 3  # questions beside a real one before they count as crying wolf, and as many again in the whole plan


class PlanSet:
    """A folder of plans with `expected.json`, what a person read in each; every plan is read and scored once."""

    def __init__(self, folder: str):
        self.folder = Path(__file__).parent / folder
        self.expected = json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))["documents"]

    @property
    def files(self) -> set[str]:
        """The plans that lie in the folder; what a Word file shows, typed off, lies beside it as NAME.source.txt."""
        names = {path.name for path in self.folder.iterdir() if path.suffix in (".txt", ".docx")}
        return {name for name in names if not name.endswith(".source.txt")}

    @cached_property
    def scores(self) -> dict[str, dict[str, float]]:
        return {name: self._score(name) for name in self.expected}

    def mean_of(self, name: str) -> float:
        return mean(self.scores[name].values())

    def mean_part(self, part: str) -> float:
        return mean(each[part] for each in self.scores.values())

    def _score(self, name: str) -> dict[str, float]:
        path = self.folder / name
        text = text_of_file(path)
        printed = path.with_suffix(".source.txt")
        source = printed.read_text(encoding="utf-8") if printed.exists() else text
        return score(self.expected[name], reading_of(text), source)


def reading_of(text: str) -> dict:
    """What `manage.py read_plan` prints of a text."""
    reading = read_text(text)
    return json.loads(json.dumps(to_export(reading, read_plan(reading))))


def score(expected: dict, actual: dict, source: str) -> dict[str, float]:
    return {
        "header": _header(expected["header"], actual["header"]),
        "sections": _sections(expected["sections"], actual["sections"]),
        "timeline": _f_measure(expected["timeline"], actual["timeline"], _same_span),
        "targets": _targets(expected["targets"], actual["targets"]),
        "deadlines": _f_measure(expected["deadlines"], actual["deadlines"], _same_rule),
        "recipients": _f_measure(expected["recipients"], actual["recipients"], lambda a, b: plain(a) == plain(b)),
        "signers": _f_measure(
            expected["signers"], actual["signers"], lambda a, b: plain(a["name"]) == plain(b["name"])
        ),
        "warnings": _warnings(expected["ambiguities"], actual["warnings"]),
        "text": _text(source, actual["text"]),
    }


def plain(value) -> str:
    """For comparing: one case, one form of letters, one kind of dash and space, no marks around."""
    text = unicodedata.normalize("NFC", str(value or "")).casefold()
    text = re.sub(r"\s*[–—-]\s*", "-", re.sub(r"[*_“”\"]", "", text))
    return " ".join(text.split()).strip(" .,:;-/")


def _close(first, second) -> bool:
    return SequenceMatcher(None, plain(first), plain(second)).ratio() > 0.9


def _near(expected: dict, actual: dict, lines: int = 2) -> bool:
    return abs(expected["line"] - actual["line"]) <= lines


def _pairs(expected: list, actual: list, same: Callable) -> int:
    """How many of `expected` find a partner of their own in `actual`."""
    left, count = list(actual), 0
    for item in expected:
        partner = next((i for i, other in enumerate(left) if same(item, other)), None)
        if partner is not None:
            del left[partner]
            count += 1
    return count


def _f(agreed: int, expected: int, actual: int) -> float:
    return 2 * agreed / (expected + actual) if expected + actual else 1.0


def _f_measure(expected: list, actual: list, same: Callable) -> float:
    return _f(_pairs(expected, actual, same), len(expected), len(actual))


def _header(expected: dict, actual: dict) -> float:
    keys = [key for key in _HEADER if key in expected]
    right = sum(_same_value(key, expected[key], actual[key]) for key in keys)
    return right / len(keys)


def _same_value(key: str, expected, actual) -> bool:
    if key == "number":
        return str(expected or "").lstrip("0") == str(actual or "").lstrip("0")
    return _close(expected, actual) if expected else not actual


def _flat(sections: list[dict]) -> Iterator[dict]:
    for section in sections:
        yield section
        yield from _flat(section.get("children") or [])


def _sections(expected: list[dict], actual: list[dict]) -> float:
    """In their order; a heading that may as well be a run-in one counts only where it was read."""
    wanted, got = list(_flat(expected)), list(_flat(actual))
    agreed = at = free = 0
    for section in wanted:
        found = next((i for i in range(at, len(got)) if _same_section(section, got[i])), None)
        if found is not None:
            agreed, at = agreed + 1, found + 1
        else:
            free += bool(section.get("optional"))
    return _f(agreed, len(wanted) - free, len(got))


def _same_section(expected: dict, actual: dict) -> bool:
    labelled = (expected["level"], plain(expected["label"])) == (actual["level"], plain(actual["label"]))
    if "title_start" in expected:  # where the title ends is open: "1. Mục tiêu chung: Nâng cao …"
        return labelled and plain(actual["title"]).startswith(plain(expected["title_start"]))
    return labelled and _close(expected["title"], actual["title"])


def _same_span(expected: dict, actual: dict) -> bool:
    spans = [(each.get("from"), each.get("to")) for each in (expected, *expected.get("alt", []))]
    return (actual["from"], actual["to"]) in spans and _near(expected, actual)


def _targets(expected: list[dict], actual: list[dict]) -> float:
    """Titles that are registered count; other figures of the plan may be read or left."""
    wanted = [target for target in expected if target.get("registration") or target.get("code")]
    free = [target for target in expected if target not in wanted]
    agreed = _pairs(wanted, actual, _same_target)
    return _f(agreed, len(wanted), max(agreed, len(actual) - _pairs(free, actual, _same_target)))


def _same_target(expected: dict, actual: dict) -> bool:
    codes = {expected.get("code"), actual.get("code")} - {None}
    return float(expected["value"]) == float(actual["value"]) and _near(expected, actual) and len(codes) < 2


def _same_rule(expected: dict, actual: dict) -> bool:
    if expected["kind"] != actual["kind"] or not _near(expected, actual):
        return False
    said = [key for key in _SAYS.get(expected["kind"], ()) if expected.get(key) is not None]
    return all(str(expected[key]) == str(actual.get(key)) for key in said)


def _warnings(expected: list[dict], actual: list[dict]) -> float:
    asked = [doubt for doubt in expected if doubt["code"] not in ("typo", "note")]
    found = _pairs(asked, actual, lambda a, b: _near(a, b, 1)) / len(asked) if asked else 1.0
    allowed = _ASKED_FOR_EACH * len(asked) + 5
    return found * min(1.0, allowed / max(1, len(actual)))


def _text(source: str, text: str) -> float:
    wanted, kept = (Counter(re.findall(r"\w+", plain(each))) for each in (source, text))
    return (wanted & kept).total() / wanted.total()

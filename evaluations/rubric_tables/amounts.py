"""Points as people write them in a table: “8,5”, “2.5 điểm”, “+3/+2”, “−0,5/lần”, “85-94”, “từ 65 đến dưới 75”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from core.vietnamese import clean_line, search_key, show

MOST = Decimal(1000)  # of one criterion; a larger figure is a slip of the keyboard
_N = r"(\d{1,12}(?:[.,]\d{1,6})?)"
_POINT = r"(?:\s*(?:điểm|đ)(?![^\W\d_]))?"
_SINGLE = re.compile(rf"([+-]?)\s*{_N}{_POINT}\s*(%?)", re.I)
_CAP = re.compile(rf"(?:tối đa|không quá|nhiều nhất|đến|<=?|≤)\s*:?\s*([+-]?)\s*{_N}{_POINT}\s*(%?)", re.I)
_RANGE = re.compile(
    rf"(?:từ\s*)?([+-]?)\s*{_N}{_POINT}\s*(?:-|…|\.{{2,3}}|đến|tới)\s*[+-]?\s*{_N}{_POINT}\s*(%?)", re.I
)
_LEVELS = re.compile(rf"([+-]?)\s*{_N}{_POINT}(?:\s*[/;]\s*[+-]?\s*{_N}{_POINT})+", re.I)
_UNIT = (
    r"(lần|lượt|buổi|tiết|ngày|giờ|phút|lỗi|học sinh|hs|em|giải|sản phẩm|bài|đề tài|trường hợp|vụ|việc|đợt|cuộc|người)"
)
_EACH = re.compile(rf"([+-]?)\s*{_N}{_POINT}\s*(?:/|cho mỗi|mỗi|một|cho 1|1)\s*{_UNIT}(?![^\W\d_])", re.I)
_PER = re.compile(
    rf"(?:mỗi|cứ|một|1)\s*{_UNIT}(?![^\W\d_])[^\d+-]{{0,80}}?"
    rf"(trừ|bị trừ|cộng|được cộng|được|[+-])?\s*:?\s*([+-]?)\s*{_N}\s*(?:điểm|đ)?(?![^\W\d_])",
    re.I,
)
_WORDS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "muoi lam": 15, "hai muoi": 20, "ba muoi": 30, "bon muoi": 40, "nam muoi": 50, "mot tram": 100,
}  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """What a cell of points says. `sign` is “+”, “-” or “”; `lowest` the lower end of a range."""

    value: Decimal | None = None
    sign: str = ""
    is_percent: bool = False
    levels: tuple[Decimal, ...] = ()
    lowest: Decimal | None = None
    each: Decimal | None = None
    unit: str = ""
    error: str = ""


def tidy(text: str) -> str:
    """One line with one kind of minus sign."""
    return re.sub(r"[−–—‒]", "-", clean_line(text))


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def read_amount(text: str) -> Amount:
    """The points of one cell; `error` where they are none, with the way to mend it."""
    text = tidy(text).strip(" .:;")
    if not text:
        return Amount()
    if match := _EACH.fullmatch(text):
        return _checked(Amount(each=number(match[2]), sign=match[1], unit=match[3].lower()), text)
    if match := _PER.fullmatch(text):
        sign = match[3] or ("-" if "trừ" in (match[2] or "").lower() else match[2] if match[2] in ("+", "-") else "")
        return _checked(Amount(each=number(match[4]), sign=sign or "", unit=match[1].lower()), text)
    if match := _SINGLE.fullmatch(text) or _CAP.fullmatch(text):
        return _checked(Amount(value=number(match[2]), sign=match[1], is_percent=bool(match[3])), text)
    if match := _LEVELS.fullmatch(text):
        levels = tuple(map(number, re.findall(_N, text)))
        if len(levels) > 2 or levels[0] > levels[-1]:
            return _checked(Amount(value=max(levels), sign=match[1], levels=levels), text)
    if (match := _RANGE.fullmatch(text)) and number(match[2]) < number(match[3]):
        found = Amount(value=number(match[3]), sign=match[1], lowest=number(match[2]), is_percent=bool(match[4]))
        return _checked(found, text)
    word = _WORDS.get(re.sub(r"\s*diem$", "", search_key(text)))
    if word is not None:
        return Amount(error=f"Điểm ghi bằng chữ “{text[:30]}”. Ghi bằng số: {word}.")
    return Amount(error=f"Điểm “{text[:30]}” chưa phải là số. Ghi một số, ví dụ 8,5.")


def find_each(text: str) -> Amount | None:
    """“mỗi lần … trừ 0,5” or “−0,5 điểm/lần” anywhere in a sentence, the only one there; None where none or several."""
    text = tidy(text)
    found = [Amount(each=number(m[2]), sign=m[1], unit=m[3].lower()) for m in _EACH.finditer(text)]
    for match in [] if found else _PER.finditer(text):
        word = (match[2] or "").lower()
        sign = match[3] or ("-" if "trừ" in word else "+" if "cộng" in word or word == "+" else word)
        found.append(Amount(each=number(match[4]), sign=sign if sign in ("+", "-") else "", unit=match[1].lower()))
    return found[0] if len(found) == 1 else None


def points_error(value: Decimal) -> str:
    """The sentence for what cannot be the points of a criterion; "" where it can."""
    if value > MOST:
        return f"Điểm {show(value)} quá lớn. Một tiêu chí có nhiều nhất {show(MOST)} điểm."
    if value < 0:
        return f"Điểm {show(value)} là số âm. Ghi số dương; điểm trừ thì chọn loại “Điểm trừ”."
    if value == 0:
        return "Điểm tối đa là 0 nên không ai có điểm ở tiêu chí này. Ghi số lớn hơn 0."
    if -value.normalize().as_tuple().exponent > 2:
        return f"Điểm {show(value)} có quá hai chữ số thập phân. Làm tròn, ví dụ 8,25."
    return ""


def _checked(amount: Amount, text: str) -> Amount:
    for value in filter(lambda value: value is not None, (amount.value, amount.each)):
        if error := points_error(value):
            return Amount(sign=amount.sign, error=error)
    return amount


# ---- grades ----

_FROM = re.compile(rf"(?:từ|đạt|trở lên|>=|≥|>)?\s*(?:từ)?\s*{_N}{_POINT}\s*(%?){_POINT}\s*(?:trở lên)?", re.I)
_BETWEEN = re.compile(
    rf"(?:từ|đạt)?\s*(?:từ)?\s*(?:>=|≥)?\s*{_N}{_POINT}\s*(%?)\s*(?:-|đến|tới|,|và|…)*\s*"
    rf"(dưới|<=|≤|<|cận)?\s*{_N}{_POINT}\s*(%?){_POINT}",
    re.I,
)
_UNDER = re.compile(rf"(dưới|<=|≤|<|không quá|đến)\s*{_N}{_POINT}\s*(%?){_POINT}", re.I)


@dataclass(frozen=True)
class Range:
    """A grade's points: from `minimum`, up to `upper` (itself outside where `is_open`)."""

    minimum: Decimal
    upper: Decimal | None = None
    is_open: bool = False
    is_percent: bool = False


def read_range(text: str) -> Range | None:
    """“≥ 95”, “85-94”, “từ 65 đến dưới 75”, “Dưới 50”; None for anything else."""
    text = tidy(text).strip(" .:;()")
    if match := _UNDER.fullmatch(text):
        return Range(Decimal(0), number(match[2]), match[1].lower() in ("dưới", "<"), bool(match[3]))
    if match := _BETWEEN.fullmatch(text):
        low, high = number(match[1]), number(match[4])
        if low < high:
            is_open = (match[3] or "").lower() in ("dưới", "<", "cận")
            return Range(low, high, is_open, bool(match[2] or match[5]))
    if match := _FROM.fullmatch(text):
        return Range(number(match[1]), is_percent=bool(match[2]))
    return None


def read_share(text: str) -> str | None:
    """A cap as a fraction: “1/5”, “20%” → “1/5”; "" for none, None where it is no share."""
    text = tidy(text).strip(" .")
    if not text:
        return ""
    if match := re.fullmatch(r"(\d{1,3})\s*/\s*(\d{1,3})", text):
        upper, lower = int(match[1]), int(match[2])
        return f"{upper}/{lower}" if 0 < upper <= lower else None
    if match := re.fullmatch(rf"(?:tối đa|không quá|<=?|≤)?\s*{_N}\s*%", text, re.I):
        share = number(match[1]) / 100
        upper, lower = share.as_integer_ratio()
        return f"{upper}/{lower}" if 0 < share <= 1 else None
    return None

"""Small readings of one entry: scope, share, who decided, what is wrong with a year or a day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from core.errors import DomainError
from core.templatetags.ui import vi_date
from core.vietnamese import clean_line, search_key
from records.services.entries import refuse_day, school_year

SCOPES = (
    ("base", ("co so",)),  # before "so", the province's office
    ("nation", ("toan quoc", "quoc gia", "nha nuoc")),
    ("province", ("tinh", "thanh pho", "bo", "nganh", "so")),
    ("base", ("truong", "huyen", "quan", "phuong", "xa", "don vi")),
)


def year_problem(year: str) -> str:
    try:
        school_year(year)
    except DomainError as error:
        return error.message
    return ""


def day_problem(day: date, year: str) -> str:
    """What is wrong with the day of a decision about a school year ("" where the year is not known)."""
    try:
        refuse_day(day, year)
    except DomainError as error:
        return error.message
    return ""


def filled(values: dict[str, str]) -> dict[str, str]:
    return {key: text for key, text in values.items() if text}


def told_together(parts: list[str]) -> str:
    return ", ".join(filter(None, parts))


@lru_cache(maxsize=4096)
def decision_words(number: str, day: date | None) -> str:
    if not number and not day:
        return ""
    return f"Quyết định số {number or '…'} ngày {vi_date(day) if day else '…'}"


@lru_cache(maxsize=256)
def read_scope(text: str) -> str:
    """The scope that words name, "" where they name none."""
    words = f" {search_key(text)} "
    return next((scope for scope, forms in SCOPES if any(f" {form} " in words for form in forms)), "")


def read_share(text: str, errors: list[str]) -> int | None:
    text = text.strip().rstrip("%").strip().replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    number = number * 100 if 0 < number <= 1 and "." in text else number
    if not (1 <= number <= 100) or not float(number).is_integer():
        errors.append(f"Tỷ lệ đóng góp “{text[:20]}” không đúng. Ghi số nguyên từ 1 đến 100.")
        return None
    return int(number)


def authority_in(rest: str) -> str:
    """ "của Chủ tịch UBND phường" → "Chủ tịch UBND phường"; words that name no body are no authority."""
    found = clean_line(rest).removeprefix("của ").removeprefix("do ")
    key = search_key(found)
    bodies = ("ubnd", "uy ban", "chu tich", "bo truong", "bo gd", "so gd", "so giao duc", "thu tuong", "giam doc",
              "phong gd", "hieu truong", "truong phong")  # fmt: skip
    return found[:1].upper() + found[1:] if any(body in key for body in bodies) else ""

"""How many may be put up for a distinction, as written in a row's value (`quota.<distinction>`). Pure.

    15/100 of title LDTT      at most that share of those who hold the title this year
    20/100 of rating good     at most that share of those rated at least so
    20/100 of people          at most that share of all
    unlimited                 the text says that there is no limit
    0/1                       none may be put up
    none                      the text of this time sets no limit and says nothing of it; an older one is not carried on

Where no row was ever entered, nothing is known: that is neither unlimited nor zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from legal.conditions import CODE, LEVEL_WORDS

UNLIMITED, NOT_STATED = "unlimited", "none"
BASES = ("title", "rating", "people")
_QUOTA = re.compile(
    r"(?P<part>[0-9]{1,4})/(?P<whole>[0-9]{1,4})"
    rf"(?: of (?:title (?P<code>{CODE})|rating (?P<level>{'|'.join(LEVEL_WORDS)})|(?P<people>people)))?"
)


@dataclass(frozen=True)
class Quota:
    """`share` of a base: those with the title `base_code`, those rated at least `base_code`, or all ("people").

    `share` None: unlimited, or nothing is stated. A share of 0 needs no base.
    """

    share: Fraction | None = None
    base: str = ""
    base_code: str = ""
    is_unlimited: bool = False

    @property
    def is_stated(self) -> bool:
        return self.is_unlimited or self.share is not None


def parse(value: str) -> Quota:
    """The quota that a value writes; ValueError says in Vietnamese what is wrong."""
    text = " ".join(value.split())
    if text in (UNLIMITED, NOT_STATED):
        return Quota(is_unlimited=text == UNLIMITED)
    found = _QUOTA.fullmatch(text)
    if found is None:
        raise ValueError(f"Chỉ tiêu “{text}” viết chưa đúng mẫu, ví dụ 15/100 of title LDTT.")
    part, whole = int(found["part"]), int(found["whole"])
    if not whole > 0 or part > whole:
        raise ValueError(f"Tỷ lệ {part}/{whole} phải từ 0 đến 1.")
    base = next((name for name, group in zip(BASES, ("code", "level", "people"), strict=True) if found[group]), "")
    if part and not base:
        raise ValueError(f"Chỉ tiêu “{text}” chưa nói tính trên số nào, ví dụ {text} of title LDTT.")
    return Quota(Fraction(part, whole), base, found["code"] or found["level"] or "")


def words(quota: Quota, names: Mapping[str, str]) -> str:
    """The quota as people read it; `names`: a distinction's name by its code."""
    if quota.is_unlimited:
        return "Không giới hạn số lượng"
    if quota.share is None:
        return "Văn bản không quy định tỷ lệ"
    if not quota.share:
        return "Không xét trường hợp nào"
    share = f"{quota.share.numerator * 100 / quota.share.denominator:g}%".replace(".", ",")
    whom = {
        "title": f"đạt danh hiệu {names.get(quota.base_code, quota.base_code)}",
        "rating": f"được xếp loại từ {LEVEL_WORDS.get(quota.base_code, '')} trở lên",
        "people": "của đơn vị",
    }[quota.base]
    return f"Không quá {share} số cá nhân {whom}"

"""The kinds of value that a parameter may have: how one is checked, kept and said. Pure.

Every kind has `check(value)` (ValueError with a Vietnamese sentence), `stored(typed)` (what people typed, as it is
kept), `words(value, names)` and `hint`, what the entry form says of it. `codes(value)` names the distinctions in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from legal import conditions, quotas

MORE_THAN = "quá"
_WHOLE = "[0-9]{1,4}"


class Value:
    hint = ""

    def check(self, value: str) -> None:
        """Refuse what cannot stand."""

    def stored(self, typed: str) -> str:
        return " ".join(typed.split())

    def words(self, value: str, names: Mapping[str, str]) -> str:
        return value

    def codes(self, value: str) -> set[str]:
        return set()


def _refuse_decimal(value: str) -> None:
    """A decimal rounds: 0.6667 is not 2/3."""
    if re.fullmatch(r"[0-9]+[.,][0-9]+", value):
        raise ValueError(f"Giá trị “{value}” chưa đúng. Số thập phân làm tròn sai; ghi phân số như 2/3 hoặc 70/100.")


@dataclass(frozen=True)
class Share(Value):
    """A part of a whole, more than 0 and at most 1; `may_exceed`: ">1/2" is a share that must be exceeded."""

    may_exceed: bool = False

    @property
    def hint(self) -> str:
        return "Phân số, ví dụ 2/3 hoặc 70/100 (ít nhất)" + ("; quá nửa ghi >1/2" if self.may_exceed else "")

    def check(self, value: str) -> None:
        bare = value.removeprefix(">") if self.may_exceed else value
        _refuse_decimal(bare)
        if not re.fullmatch(f"{_WHOLE}/{_WHOLE}", bare):
            raise ValueError(
                f"Giá trị “{value}” chưa đúng. Nhập phân số như 2/3 hoặc phần trăm như 70/100, lớn hơn 0"
                + ("; tỷ lệ biểu quyết “quá nửa” ghi >1/2 hoặc quá 1/2." if self.may_exceed else ".")
            )
        part, whole = map(int, bare.split("/"))
        if not 0 < part <= whole:
            raise ValueError(f"Giá trị “{value}” chưa đúng: tỷ lệ phải lớn hơn 0 và không quá 1, ví dụ 2/3.")

    def stored(self, typed: str) -> str:
        """Whole per cents are parts of a hundred; “quá 1/2” is kept as ">1/2"."""
        words = re.sub(r"^(.*?)([0-9]+)\s*%$", r"\g<1>\g<2>/100", " ".join(typed.split()).casefold())
        if self.may_exceed and (share := re.fullmatch(rf"(?:{MORE_THAN}|trên|>)\s*([0-9]+/[0-9]+)", words)):
            return f">{share[1]}"
        return words if re.fullmatch(r"[0-9]+/[0-9]+", words) else " ".join(typed.split())

    def words(self, value: str, names: Mapping[str, str]) -> str:
        return f"{MORE_THAN} {value.removeprefix('>')}" if value.startswith(">") else value


@dataclass(frozen=True)
class Choice(Value):
    """One of a few words: stored by its code, read and typed in Vietnamese."""

    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def hint(self) -> str:
        return "Một trong các từ: " + "; ".join(self.choices.values())

    def check(self, value: str) -> None:
        if value not in self.choices:
            raise ValueError(f"Giá trị “{value}” chưa đúng. Nhập một trong các từ: {'; '.join(self.choices.values())}.")

    def stored(self, typed: str) -> str:
        typed = " ".join(typed.split())
        return {word.casefold(): value for value, word in self.choices.items()}.get(typed.casefold(), typed)

    def words(self, value: str, names: Mapping[str, str]) -> str:
        return self.choices.get(value, value)


class Formula(Value):
    """A condition in the grammar of `legal.conditions`."""

    hint = "Công thức điều kiện, ví dụ rating >= good hoặc title CSTDCS x3 consecutive"

    def check(self, value: str) -> None:
        conditions.parse(value)

    def words(self, value: str, names: Mapping[str, str]) -> str:
        return conditions.words(conditions.parse(value), names)

    def codes(self, value: str) -> set[str]:
        return conditions.parse(value).needs


class QuotaValue(Value):
    """How many at most, in the grammar of `legal.quotas`."""

    hint = "Tỷ lệ và số làm cơ sở, ví dụ 15/100 of title LDTT; không giới hạn ghi unlimited"

    def check(self, value: str) -> None:
        _refuse_decimal(value.partition(" ")[0])
        quotas.parse(value)

    def words(self, value: str, names: Mapping[str, str]) -> str:
        return quotas.words(quotas.parse(value), names)

    def codes(self, value: str) -> set[str]:
        quota = quotas.parse(value)
        return {quota.base_code} if quota.base == "title" else set()


@dataclass(frozen=True)
class Whole(Value):
    """A whole number from `least` to `most` of a unit."""

    unit: str
    least: int = 1
    most: int = 99

    @property
    def hint(self) -> str:
        return f"Số nguyên từ {self.least} đến {self.most}, tính bằng {self.unit}"

    def check(self, value: str) -> None:
        if not re.fullmatch(r"[0-9]{1,4}", value) or not self.least <= int(value) <= self.most:
            raise ValueError(f"Giá trị “{value}” chưa đúng. Nhập số nguyên từ {self.least} đến {self.most}.")

    def words(self, value: str, names: Mapping[str, str]) -> str:
        return f"{value} {self.unit}"


class Coefficient(Value):
    """How many times the base salary, as a fraction: "3/10" is 0,3 times."""

    hint = "Phân số, ví dụ 3/10 (0,3 lần mức lương cơ sở)"

    def check(self, value: str) -> None:
        _refuse_decimal(value)
        if not re.fullmatch(f"{_WHOLE}/{_WHOLE}", value) or 0 in map(int, value.split("/")):
            raise ValueError(f"Giá trị “{value}” chưa đúng. Ghi hệ số bằng phân số, ví dụ 3/10 hoặc 9/2.")

    def words(self, value: str, names: Mapping[str, str]) -> str:
        times = Fraction(value)
        return f"{f'{float(times):g}'.replace('.', ',')} lần mức lương cơ sở"


@dataclass(frozen=True)
class Parts(Value):
    """Several of a fixed list, in its order: "proposal; report; minutes"."""

    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def hint(self) -> str:
        return "Các phần cách nhau bằng dấu chấm phẩy: " + "; ".join(self.parts.values())

    def split(self, value: str) -> list[str]:
        return [part.strip() for part in value.split(";")]

    def check(self, value: str) -> None:
        found = self.split(value)
        if unknown := [part for part in found if part not in self.parts]:
            raise ValueError(f"Hồ sơ không có phần “{unknown[0]}”. Các phần: {'; '.join(self.parts.values())}.")
        if len(set(found)) < len(found):
            raise ValueError("Mỗi phần của hồ sơ chỉ ghi một lần.")

    def stored(self, typed: str) -> str:
        codes = {word.casefold(): code for code, word in self.parts.items()}
        return "; ".join(codes.get(part.casefold(), part) for part in self.split(" ".join(typed.split())))

    def words(self, value: str, names: Mapping[str, str]) -> str:
        return "; ".join(self.parts.get(part, part) for part in self.split(value))


class Text(Value):
    """Short words, such as the number of a form."""

    hint = "Ví dụ Mẫu số 01"

    def check(self, value: str) -> None:
        if not value.strip():
            raise ValueError("Ghi giá trị.")

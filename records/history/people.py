"""Who a name in a table is: everybody who works or worked here, read in one query and compared in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from core.vietnamese import clean_line, name_sort_key, search_key, whole_number
from organisation.models import Department, Employment
from records.history.days import read_day

_TITLES = re.compile(r"^(?:ông\s*\(?\s*bà\)?|đ/c|đồng chí|ông|bà|cô|thầy|ths\.?|ts\.?)\s*[.:]?\s+", re.I)
MOST_OFFERED = 8
LEFT_OUT = "skip"  # what somebody chose for a name that is nobody's here


@dataclass(frozen=True)
class Known:
    """One person as the staff list has her; `departments` are all she has been in here."""

    pk: int
    full_name: str
    born_on: date | None
    departments: tuple[str, ...] = ()
    is_here: bool = True

    @property
    def words(self) -> str:
        parts = [self.full_name]
        if self.born_on:
            parts.append(f"sinh {self.born_on:%d/%m/%Y}")
        if self.departments:
            parts.append(self.departments[-1])
        if not self.is_here:
            parts.append("đã nghỉ")
        return ", ".join(parts)


@dataclass(frozen=True)
class Found:
    """The person or tổ that a name is, or why it is not known who, with those it may be."""

    person: int | None = None
    department: int | None = None
    is_whole: bool = False  # the organisation itself
    name: str = ""
    reason: str = ""
    offered: tuple[int, ...] = ()
    code: str = ""  # unknown, several, born: what kind of doubt it is


@dataclass
class People:
    """Everybody ever employed at one organisation, and its tổ. `chosen`: what somebody said of names of this table."""

    organisation: object
    on: date
    chosen: dict[str, str] = field(default_factory=dict)
    _memo: dict[tuple[str, str, str], Found] = field(default_factory=dict)

    @cached_property
    def known(self) -> dict[int, Known]:
        rows = Employment.objects.for_organisation(self.organisation).order_by(
            "person__sort_key", "person_id", "from_on"
        )
        rows = rows.values_list(
            "person_id", "person__full_name", "person__born_on", "department__name", "from_on", "to_on"
        )
        found: dict[int, Known] = {}
        for pk, name, born_on, department, _, to_on in rows:
            before = found.get(pk)
            departments = dict.fromkeys(before.departments if before else ())
            if department:
                departments.pop(department, None)
                departments[department] = None
            is_here = to_on is None or to_on >= self.on or bool(before and before.is_here)
            found[pk] = Known(pk, name, born_on, tuple(departments), is_here)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        return _index(self.known.values(), lambda each: name_sort_key(each.full_name))

    @cached_property
    def _by_bare_name(self) -> dict[str, list[int]]:
        return _index(self.known.values(), lambda each: bare_key(each.full_name))

    @cached_property
    def _collectives(self) -> dict[str, int]:
        rows = Department.objects.for_organisation(self.organisation).values_list("name", "pk")
        return {search_key(name): pk for name, pk in rows}

    @cached_property
    def department_names(self) -> dict[int, str]:
        rows = Department.objects.for_organisation(self.organisation).values_list("pk", "name")
        return dict(rows)

    def find(self, name: str, born: str, department: str) -> Found:
        key = (name, born, department)
        if key not in self._memo:
            self._memo[key] = self._find(*key)
        return self._memo[key]

    def _find(self, name: str, born: str, department: str) -> Found:
        choice = self.chosen.get(person_key(name, born, department), "")
        if choice == LEFT_OUT:
            return Found(reason="Đã chọn không nhập người này.", code=LEFT_OUT)
        if (pk := whole_number(choice)) in self.known:
            return Found(person=pk, name=self.known[pk].full_name)
        if collective := self._collective(name):
            return collective
        pks = self._by_name.get(name_sort_key(name), [])
        if not pks and (bare := _TITLES.sub("", clean_line(name))) != name:
            pks = self._by_name.get(name_sort_key(bare), [])
        if not pks and is_without_marks(name):
            pks = self._by_bare_name.get(bare_key(name), [])
        return self._narrowed(pks, name, born, department) if pks else self._unknown(name)

    def _collective(self, name: str) -> Found | None:
        wanted = search_key(name)
        for words in (wanted, wanted.removeprefix("tap the ").strip(), wanted.removeprefix("to ").strip()):
            if pk := self._collectives.get(words):
                return Found(department=pk, name=self.department_names[pk])
        whole = {search_key(self.organisation.name), "nha truong", "tap the nha truong", "toan truong", "truong"}
        return Found(is_whole=True, name=self.organisation.name) if wanted in whole else None

    def _narrowed(self, pks: list[int], name: str, born: str, department: str) -> Found:
        people = [self.known[pk] for pk in pks]
        left, when = people, read_day(born)
        if when.day or when.year:
            left = [each for each in people if each.born_on is None or _fits(each.born_on, when)]
            if not left:
                known = "; ".join(each.words for each in people)
                return Found(
                    reason=f"Ngày sinh “{born}” khác với danh sách nhân sự ({known}). Sửa tệp, hoặc chọn người ở dưới.",
                    offered=tuple(pks),
                    code="born",
                )
            exact = [each for each in left if each.born_on is not None]
            left = exact if len(exact) == 1 else left
        if len(left) > 1 and department:
            wanted = search_key(department)
            inside = [each for each in left if wanted in map(search_key, each.departments)]
            left = inside or left
        if len(left) == 1:
            return Found(person=left[0].pk, name=left[0].full_name)
        return Found(
            reason=f"Có {len(left)} người tên {name}. Ghi ngày sinh hoặc tổ vào tệp, hoặc chọn người ở dưới.",
            offered=tuple(each.pk for each in left[:MOST_OFFERED]),
            code="several",
        )

    def _unknown(self, name: str) -> Found:
        wanted = bare_key(_TITLES.sub("", clean_line(name)))
        offered = self._by_bare_name.get(wanted) or self._near(wanted)
        alike = " Có thể là người ở danh sách chọn bên dưới." if offered else ""
        return Found(
            reason=f"Không có {name} trong danh sách nhân sự, kể cả người đã nghỉ. Sửa họ tên, hoặc nhờ văn thư thêm"
            f" người này (ghi cả ngày thôi việc nếu đã nghỉ) rồi đọc lại.{alike}",
            offered=tuple(offered[:MOST_OFFERED]),
            code="unknown",
        )

    @cached_property
    def _by_given_name(self) -> dict[str, list[tuple[frozenset[str], int]]]:
        found: dict[str, list[tuple[frozenset[str], int]]] = {}
        for key, pks in self._by_bare_name.items():
            words = key.split()
            found.setdefault(words[-1] if words else "", []).extend((frozenset(words), pk) for pk in pks)
        return found

    def _near(self, wanted: str) -> list[int]:
        """Of the same given name, those who share another word or two."""
        words = frozenset(wanted.split())
        if len(words) < 2:
            return []
        near = self._by_given_name.get(wanted.split()[-1], [])
        ranked = sorted(((len(words & theirs), pk) for theirs, pk in near if len(words & theirs) >= 2), reverse=True)
        return [pk for _, pk in ranked]


def person_key(name: str, born: str, department: str) -> str:
    """By what a row names somebody: a choice made for one row is made for all that name her alike."""
    return "|".join((name_sort_key(name), search_key(born), search_key(department)))


def bare_key(name: str) -> str:
    """Without marks, and "Lý" as "Lí"."""
    return search_key(name).replace("y", "i")


def is_without_marks(name: str) -> bool:
    return clean_line(name).isascii()


def _fits(born_on: date, when) -> bool:
    return born_on == when.day if when.day else born_on.year == when.year


def _index(people: Iterable[Known], key) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for each in people:
        found.setdefault(key(each), []).append(each.pk)
    return found

"""What each entry of a table would do to the record: judged against it in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from core import clock
from core.table_import import Checked
from core.templatetags.ui import vi_date
from core.vietnamese import clean_line, search_key
from legal.models import Distinction
from records.criteria import LEVEL_NAMES
from records.history.days import clean_number, read_day
from records.history.fields import (
    authority_in,
    day_problem,
    decision_words,
    filled,
    read_scope,
    read_share,
    told_together,
    year_problem,
)
from records.history.people import LEFT_OUT, Found, People
from records.history.words import INITIATIVE, RATING, TITLE, Lexicon, Meaning
from records.models import InitiativeRecognition, QualityRating, TitleRecord, YearKind

NEW, CHANGED, SAME, ERROR, SKIPPED = "new", "changed", "same", "error", "skipped"
NOBODY = Found(
    reason="Dòng không có họ tên. Ghi họ tên vào tệp; nếu đây là thành tích khác của người ở dòng trên, đánh dấu “Dòng"
    " không ghi họ tên là của người ở dòng trên”."
)
OWN_ROW = "Không ai tự nhập thành tích của mình. Nhờ người khác được giao giữ hồ sơ nhập dòng này."
Basis = TitleRecord.Basis
NAMED = (Distinction.Kind.PRIZE, Distinction.Kind.MASS, Distinction.Kind.OWN)  # kinds that need the thing's own name
_AD_HOC, _THEMATIC = ("dot xuat",), ("chuyen de", "phong trao", "theo dot", "dot thi dua")
# What two lines about the same must agree in; who signed is written in many ways.
TOLD = {
    TITLE: ("decision_number", "decided_on"),
    RATING: ("level",),
    INITIATIVE: ("kind", "scope", "school_year_code", "share"),
}
DECISIONS_BELOW = "mục “Quyết định dùng chung”"


@dataclass(frozen=True)
class Decision:
    """By what something was given. `lacks`: the key under which what the line does not say may be said for many."""

    number: str = ""
    day: date | None = None
    authority: str = ""
    lacks: str = ""


@dataclass
class Thing:
    """What one entry would write; `key` is what the record holds once."""

    kind: str
    key: tuple
    owner: Found
    values: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    lacks: str = ""
    is_known: bool = False  # an author who stands already and gets his share


class HistoryDesk:
    """One organisation's record and catalogue, each read once, with what was said of one table (`options`)."""

    def __init__(self, organisation, options: dict[str, Any], *, keeper: int | None = None):
        self.organisation, self.options, self.today, self.keeper = organisation, options, clock.today(), keeper
        self.people = People(organisation, self.today, options.get("people", {}))
        self.decisions = options.get("decisions", {})
        self._shared: dict[str, Decision] = {}
        self._years: dict[str, str] = {}
        self._days: dict[tuple[date, str], str] = {}  # what is wrong with each day, for a year

    @cached_property
    def distinctions(self) -> dict[str, Distinction]:
        return {each.code: each for each in Distinction.objects.all()}

    @cached_property
    def lexicon(self) -> Lexicon:
        pairs = [(code, each.name) for code, each in self.distinctions.items()]
        return Lexicon(pairs, self.options.get("words"))

    @cached_property
    def titles(self) -> dict[tuple, tuple]:
        rows = TitleRecord.objects.for_organisation(self.organisation).order_by()
        rows = rows.values_list(
            "person_id", "department_id", "distinction__code", "school_year_code", "detail",
            "decision_number", "decided_on", "revoked_on",
        )  # fmt: skip
        return {tuple(row[:5]): row[5:] for row in rows}

    @cached_property
    def ratings(self) -> dict[tuple, tuple]:
        rows = QualityRating.objects.for_organisation(self.organisation).filter(year_kind=YearKind.SCHOOL_YEAR)
        rows = rows.filter(state__in=["proposed", "decided"]).order_by("-state")  # what stands wins over a proposal
        rows = rows.values_list("person_id", "year_code", "level", "state")
        return {(person, year): (level, state) for person, year, level, state in rows}

    @cached_property
    def initiatives(self) -> dict[tuple, tuple]:
        """(key of the name, number, day) → (pk, fields that must agree, authors with their shares)."""
        rows = InitiativeRecognition.objects.for_organisation(self.organisation).prefetch_related("authors")
        return {
            (search_key(row.name), row.decision_number, row.decided_on): (
                row.pk,
                (row.kind, row.scope, row.school_year_code),
                {author.person_id: author.share for author in row.authors.all()},
            )
            for row in rows.order_by()
        }

    # ---- judging ----

    def judge(self, entries: Sequence[tuple[dict[str, Any], int]]) -> list[tuple[Checked, Thing | None]]:
        """What each (values, line) would do, in their order; what contradicts another entry is an error of both."""
        answers = [self._judge_one(values) for values, _ in entries]
        alike: dict[tuple, list[int]] = {}
        for place, (_, thing) in enumerate(answers):
            if thing is not None:
                alike.setdefault(thing.key, []).append(place)
        for places in alike.values():
            if len(places) > 1:
                self._settle(answers, places, [line for _, line in map(entries.__getitem__, places)])
        return self._with_shares(answers)

    @staticmethod
    def _settle(answers: list[tuple[Checked, Thing | None]], places: list[int], lines: list[int]) -> None:
        """Several entries about one thing: the first is kept where they agree, none where they do not."""
        things = [answers[place][1] for place in places]
        told = {tuple(thing.values.get(name) for name in TOLD[thing.kind]) for thing in things}
        for place, line in zip(places, lines, strict=True):
            checked = answers[place][0]
            if len(told) > 1:
                others = ", ".join(str(other) for other in dict.fromkeys(lines) if other != line) or str(line)
                sentence = f"Dòng {others} ghi khác về cùng nội dung này. Giữ một dòng đúng trong tệp."
                if things[0].kind == TITLE:
                    sentence += " Nếu là hai lần khen khác nhau, ghi rõ từng thành tích ở cột “Thành tích”."
                answers[place] = (Checked(ERROR, [sentence], checked.found), None)
            elif place != places[0]:
                sentence = f"Trùng với dòng {lines[0]}, chỉ ghi một lần."
                answers[place] = (Checked(SAME, [sentence], checked.found), None)

    def _with_shares(self, answers: list[tuple[Checked, Thing | None]]) -> list[tuple[Checked, Thing | None]]:
        """The shares of one initiative's authors come to no more than the whole, with those the record holds."""
        sums: dict[tuple, int] = {}
        for place, (checked, thing) in enumerate(answers):
            if thing is None or thing.kind != INITIATIVE or checked.outcome not in (NEW, CHANGED):
                continue
            key, known = thing.key[2:], self.initiatives.get(thing.key[2:])
            total = sums.get(key, sum(share or 0 for share in known[2].values()) if known else 0)
            total += thing.values["share"] or 0
            if total > 100:
                problem = f"Tỷ lệ đóng góp của các tác giả cộng lại {total}%, quá 100%. Sửa tỷ lệ trong tệp."
                answers[place] = (Checked(ERROR, [problem], checked.found), None)
            else:
                sums[key] = total
        return answers

    def _judge_one(self, values: dict[str, Any]) -> tuple[Checked, Thing | None]:
        found: dict[str, Any] = {}
        owner = self._owner(values)
        if owner.code == LEFT_OUT:
            return Checked(SKIPPED, [owner.reason]), None
        errors = [owner.reason] if owner.reason else []
        if owner.code:
            found["doubt"] = owner.code
        elif owner.person:
            found["person"] = owner.person
        if owner.person and owner.person == self.keeper:
            errors.append(OWN_ROW)
        year = self._year(values, errors)
        thing = self._thing(values, owner, year, errors, found)
        if thing is not None:
            found["as"] = thing.words
            found |= {"lacks": thing.lacks} if thing.lacks else {}
        if thing is None or errors:
            return Checked(ERROR, errors, found), None
        checked = self._compared(thing, found)
        return checked, thing if checked.outcome in (NEW, CHANGED) else None

    def _owner(self, values: dict[str, Any]) -> Found:
        name = values.get("name", "")
        return self.people.find(name, values.get("born", ""), values.get("department", "")) if name else NOBODY

    def _year(self, values: dict[str, Any], errors: list[str]) -> str:
        if year := values.get("year", ""):
            if year not in self._years:
                self._years[year] = year_problem(year)
            errors.extend(filter(None, (self._years[year],)))
            return year
        if typed := values.get("year_text", ""):
            errors.append(
                f"Năm học “{typed}” chưa rõ. Ghi hai năm liền nhau, ví dụ 2022-2023, hoặc chọn cách hiểu năm ghi một"
                " số."
            )
        else:
            errors.append("Chưa có năm học. Thêm cột “Năm học”, hoặc ghi năm học chung của bảng.")
        return ""

    def _thing(self, values, owner: Found, year: str, errors: list[str], found: dict[str, Any]) -> Thing | None:
        kind, words = values.get("kind", ""), values.get("words", "")
        if kind == INITIATIVE:
            return self._initiative(values, owner, year, errors)
        if code := values.get("code"):
            meaning = Meaning(kind, code)
        elif not words:
            errors.append("Thiếu danh hiệu hoặc mức xếp loại.")
            return None
        else:
            meanings = self.lexicon.meanings(words, kind if kind in (TITLE, RATING) else "")
            if meanings is None:
                found["unknown"] = words[:80]
                errors.append(f"Chưa biết “{words[:80]}” là danh hiệu hay mức nào. Chọn ở mục “Từ chưa biết”.")
                return None
            if len(meanings) != 1:
                errors.append(f"Ô “{words[:80]}” có nhiều nội dung. Đọc lại bảng.")
                return None
            [meaning] = meanings
        if meaning.kind == RATING:
            return self._rating(values, owner, year, meaning.code, errors)
        return self._title(values, owner, year, meaning, errors)

    # ---- what each kind needs ----

    def _decision(
        self, values: dict[str, Any], year: str, code: str, errors: list[str], *, needs_authority: bool = True
    ) -> Decision:
        """What the line lacks is taken from the decision said for its year and title, else for the whole table."""
        when, shared = read_day(values.get("date", "")), self._shared_decision(year, code)
        own = Decision(clean_number(values.get("number", "")), when.day, values.get("authority", ""))
        number, day, authority = own.number or shared.number, own.day, own.authority or shared.authority
        if day is None and not when.error and when.year in (None, shared.day.year if shared.day else None):
            day = shared.day
        if when.error:
            errors.append(when.error)
        elif day is None:
            what = f"chỉ ghi năm {when.year}, cần ghi đủ ngày" if when.year else "chưa có"
            errors.append(f"Ngày quyết định {what}. Ghi vào tệp hoặc ở {DECISIONS_BELOW}.")
        if not number:
            errors.append(f"Chưa có số quyết định. Ghi vào tệp hoặc ở {DECISIONS_BELOW}.")
        if needs_authority and not authority:
            errors.append(f"Chưa có cấp quyết định. Ghi vào tệp hoặc ở {DECISIONS_BELOW}.")
        if day:
            if (day, year) not in self._days:
                self._days[day, year] = day_problem(day, "" if year_problem(year) else year)
            errors.extend(filter(None, (self._days[day, year],)))
        lacks = not own.number or own.day is None or (needs_authority and not own.authority)
        return Decision(number, day, authority, f"{year}|{code}" if lacks and year else "")

    def _shared_decision(self, year: str, code: str) -> Decision:
        key = f"{year}|{code}"
        if key not in self._shared:
            said = {**self.decisions.get("", {}), **filled(self.decisions.get(key, {}))}
            day = read_day(said.get("date", "")).day
            self._shared[key] = Decision(said.get("number", ""), day, said.get("authority", ""))
        return self._shared[key]

    def _title(self, values, owner: Found, year: str, meaning: Meaning, errors: list[str]) -> Thing | None:
        distinction = self.distinctions.get(meaning.code)
        if distinction is None:
            errors.append(f"Danh mục không còn danh hiệu mã {meaning.code}. Đọc lại bảng.")
            return None
        if owner.person and distinction.target == Distinction.Target.COLLECTIVE:
            errors.append(f"{distinction.name} là của tập thể. Kiểm tra cột danh hiệu hoặc cột họ tên.")
        if (owner.department or owner.is_whole) and distinction.target == Distinction.Target.INDIVIDUAL:
            errors.append(f"{distinction.name} là của cá nhân. Kiểm tra cột danh hiệu hoặc cột họ tên.")
        detail = "" if distinction.kind == Distinction.Kind.TITLE else values.get("detail", "")
        detail = (detail or (meaning.rest if distinction.kind in NAMED else ""))[:250]
        if distinction.kind in NAMED and not detail:
            errors.append(f"Ghi tên cụ thể của “{distinction.name}” (giải gì, hội thi nào, tổ chức nào khen).")
        known = self._known_title(owner, meaning.code, year, detail) if not values.get("number") else None
        if known:
            by = Decision(known[0], known[1])
        else:
            if meaning.rest and not values.get("authority"):
                values = {**values, "authority": authority_in(meaning.rest)}
            by = self._decision(values, year, meaning.code, errors)
        thing = Thing(
            TITLE,
            (TITLE, owner.person, owner.department, meaning.code, year, detail),
            owner,
            {
                "distinction": meaning.code,
                "school_year_code": year,
                "detail": detail,
                "basis": self._basis(values, meaning, distinction),
                "decision_number": by.number,
                "decided_on": by.day,
                "authority": by.authority,
            },
        )
        thing.words = told_together([distinction.name, detail, year, decision_words(by.number, by.day)])
        thing.lacks = by.lacks
        return thing

    def _known_title(self, owner: Found, code: str, year: str, detail: str) -> tuple | None:
        """What stands already is not asked for its decision again."""
        return self.titles.get((owner.person, owner.department, code, year, detail))

    def _basis(self, values, meaning: Meaning, distinction: Distinction) -> str:
        if distinction.kind in NAMED:
            return Basis.OTHER
        if distinction.kind == Distinction.Kind.TITLE:
            return Basis.MERIT
        key = search_key(" ".join((values.get("basis", ""), values.get("detail", ""), meaning.rest)))
        if any(words in key for words in _AD_HOC):
            return Basis.AD_HOC
        if any(words in key for words in _THEMATIC):
            return Basis.THEMATIC
        return self.options.get("basis") or Basis.MERIT

    def _rating(self, values, owner: Found, year: str, level: str, errors: list[str]) -> Thing | None:
        if (owner.department or owner.is_whole) and not owner.reason:
            errors.append("Xếp loại của tập thể ghi ở trang Xếp loại, không nhập ở đây. Bỏ dòng này khỏi tệp.")
            return None
        known = self.ratings.get((owner.person, year)) if not values.get("number") else None
        by = Decision() if known else self._decision(values, year, RATING, errors, needs_authority=False)
        reference = f"Quyết định số {by.number} ngày {vi_date(by.day)}" if by.number and by.day else ""
        thing = Thing(RATING, (RATING, owner.person, year), owner)
        thing.values = {"year_code": year, "level": level, "decision_reference": reference, "decided_on": by.day}
        thing.words = told_together([f"Xếp loại: {LEVEL_NAMES[level]}", year, reference])
        thing.lacks = by.lacks
        return thing

    def _initiative(self, values, owner: Found, year: str, errors: list[str]) -> Thing | None:
        name = clean_line(values.get("words", ""))
        if (owner.department or owner.is_whole) and not owner.reason:
            errors.append("Tác giả của sáng kiến là cá nhân. Ghi họ tên từng tác giả, mỗi người một dòng.")
        scope = read_scope(values.get("scope", "")) or "base"  # unsaid: the narrowest
        share = read_share(values.get("share", ""), errors)
        by = self._decision(values, year, INITIATIVE, errors)
        kind = InitiativeRecognition.Kind.RESEARCH if search_key(name).startswith("de tai") else "initiative"
        fields = {
            "name": name,
            "kind": str(kind),
            "scope": scope,
            "school_year_code": year,
            "decision_number": by.number,
            "decided_on": by.day,
            "authority": by.authority,
            "share": share,
        }
        thing = Thing(INITIATIVE, (INITIATIVE, owner.person, search_key(name), by.number, by.day), owner, fields)
        thing.words = told_together([f"Sáng kiến “{name}”", year, decision_words(by.number, by.day)])
        thing.lacks = by.lacks
        return thing

    # ---- against the record ----

    def _compared(self, thing: Thing, found: dict[str, Any]) -> Checked:
        problem, is_there = getattr(self, f"_compare_{thing.kind}")(thing)
        if problem:
            return Checked(ERROR, [problem], found)
        if thing.is_known:
            return Checked(CHANGED, ["Ghi thêm tỷ lệ đóng góp cho tác giả đã có."], found)
        return Checked(SAME, ["Đã có trong hồ sơ, không đổi."], found) if is_there else Checked(NEW, [], found)

    def _compare_title(self, thing: Thing) -> tuple[str, bool]:
        known = self.titles.get(thing.key[1:])
        if known is None:
            return "", False
        number, day, revoked_on = known
        told = f"Hồ sơ đã ghi {self._name_of(thing)} theo Quyết định số {number} ngày {vi_date(day)}"
        if revoked_on:
            return f"{told}, đã thu hồi ngày {vi_date(revoked_on)} nên không ghi thêm.", True
        if (number, day) != (thing.values["decision_number"], thing.values["decided_on"]):
            return f"{told}, khác với bảng. Sửa dòng trong hồ sơ nếu bị sai, hoặc bỏ dòng này khỏi tệp.", True
        return "", True

    def _name_of(self, thing: Thing) -> str:
        return f"{self.distinctions[thing.values['distinction']].name} năm học {thing.values['school_year_code']}"

    def _compare_rating(self, thing: Thing) -> tuple[str, bool]:
        known = self.ratings.get(thing.key[1:])
        if known is None:
            return "", False
        level, state = known
        year = thing.values["year_code"]
        if state != QualityRating.State.DECIDED:
            return f"Năm học {year} đang có phiếu đề nghị xếp loại. Quyết định hoặc rút phiếu đó trước.", True
        if level != thing.values["level"]:
            return (
                f"Hồ sơ đã ghi năm học {year}: {LEVEL_NAMES[level]}, khác với bảng. Sửa dòng trong hồ sơ nếu bị sai,"
                " hoặc bỏ dòng này khỏi tệp."
            ), True
        return "", True

    def _compare_initiative(self, thing: Thing) -> tuple[str, bool]:
        known = self.initiatives.get(thing.key[2:])
        if known is None:
            return "", False
        _, fields, authors = known
        mine = tuple(thing.values[name] for name in ("kind", "scope", "school_year_code"))
        if fields != mine:
            return (
                "Hồ sơ đã ghi sáng kiến này với loại, phạm vi hoặc năm học khác. Sửa dòng trong hồ sơ nếu bị sai.",
                True,
            )
        if thing.owner.person not in authors:
            return "", False
        share, noted = thing.values["share"], authors[thing.owner.person]
        thing.is_known = share is not None and noted is None
        if share is not None and noted not in (None, share):
            return f"Hồ sơ đã ghi tỷ lệ đóng góp {noted}%, khác với bảng.", True
        return "", True

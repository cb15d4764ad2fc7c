"""The facts that a verdict rests on, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.templatetags.ui import vi_date
from legal.conditions import LEVEL_WORDS, SANCTION_WORDS, SCOPE_WORDS
from records.eligibility.facts import Facts
from records.models import TitleRecord


@dataclass(frozen=True)
class FactLine:
    label: str
    lines: list[str]


def facts_in_words(facts: Facts, names: Mapping[str, str], *, sees_blocks: bool) -> list[FactLine]:
    """What a verdict rests on, as people read it; why somebody was away is nobody's business here."""
    found = [FactLine("Hồ sơ đủ từ năm học", [facts.complete_since or "Chưa ghi: năm nào thiếu thì cần bổ sung"])]
    if facts.kind == "individual":
        found += _individual_lines(facts)
    else:
        found += _collective_lines(facts, names)
    titles = [_holding_words(each, names) for each in sorted(facts.holdings, key=lambda each: each.year)]
    found.append(FactLine("Danh hiệu, khen thưởng", titles or ["Chưa có"]))
    if sees_blocks and (facts.sanctions or facts.has_pending):
        found.append(FactLine("Chỉ người đứng đầu xem", _block_lines(facts)))
    return found


def _individual_lines(facts: Facts) -> list[FactLine]:
    ratings = {**{f"{year} (theo năm dương lịch)": level for year, level in facts.calendar_ratings.items()}}
    ratings |= facts.ratings
    rated = [f"{year}: {LEVEL_WORDS.get(level, level)}" for year, level in sorted(ratings.items())]
    works = [_initiative_words(each) for each in sorted(facts.initiatives, key=lambda each: each.year)]
    found = [
        FactLine("Xếp loại chất lượng", rated or ["Chưa có"]),
        FactLine("Sáng kiến, đề tài", works or ["Chưa có"]),
        FactLine("Công tác trong ngành", [_service_words(facts)]),
    ]
    if facts.months < facts.year_months:
        found.append(
            FactLine(
                "Làm việc tại đơn vị", [f"{_figure(facts.months)} trong {_figure(facts.year_months)} tháng của năm"]
            )
        )
    return found


def _collective_lines(facts: Facts, names: Mapping[str, str]) -> list[FactLine]:
    level = LEVEL_WORDS.get(facts.unit_level, facts.unit_level) if facts.unit_level else "Chưa có"
    rated: dict[str, int] = {}
    titles: dict[str, int] = {}
    for member_level, codes in facts.members:
        words = LEVEL_WORDS.get(member_level, "Chưa xếp loại")
        rated[words] = rated.get(words, 0) + 1
        for code in codes:
            titles[code] = titles.get(code, 0) + 1
    members = [f"{len(facts.members)} thành viên"]
    members += [f"{words}: {count}" for words, count in sorted(rated.items())]
    members += [f"{names.get(code, code)}: {count}" for code, count in sorted(titles.items())]
    return [FactLine("Mức của tập thể", [level]), FactLine("Thành viên", members)]


def _holding_words(each, names: Mapping[str, str]) -> str:
    words = f"{each.year}: {names.get(each.code, each.code)}"
    if each.is_revoked:
        return f"{words} (đã thu hồi, không tính)"
    if each.basis != TitleRecord.Basis.MERIT:
        basis = TitleRecord.Basis(each.basis).label if each.basis in TitleRecord.Basis.values else each.basis
        return f"{words} ({basis}, không tính vào công trạng)"
    return words


def _initiative_words(each) -> str:
    scope = SCOPE_WORDS.get(each.scope, each.scope)
    used = "đã dùng" if each.is_used else "đang dùng để đề nghị" if each.reserved_for else "chưa dùng"
    return f"{each.year}: {each.name or 'Không tên'} (phạm vi {scope}, {used})"


def _service_words(facts: Facts) -> str:
    if facts.service_years is None:
        return "Chưa ghi"
    least, most = int(facts.service_years), facts.service_at_most
    if most is not None and int(most) > least:
        return f"Ít nhất {least} năm; thời gian trước khi về đơn vị chưa nhập đủ"
    return f"{least} năm"


def _figure(value) -> str:
    return f"{float(value):.1f}".removesuffix(".0").replace(".", ",")


def _block_lines(facts: Facts) -> list[str]:
    lines = ["Có việc đang xác minh"] if facts.has_pending else []
    for each in facts.sanctions:
        until = f" đến hết ngày {_day(each.to_on)}" if each.to_on else ""
        lines.append(f"Kỷ luật {SANCTION_WORDS.get(each.sanction, each.sanction)} từ ngày {_day(each.from_on)}{until}")
    return lines


def _day(text: str) -> str:
    return vi_date(date.fromisoformat(text))

"""How the papers of a session say things: moments, people, sources, rows and their groups. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from core.clock import ZONE
from core.findings import Citation
from core.vietnamese import percent
from councils import criteria
from councils.criteria import Threshold, read_threshold
from documents.content import Letterhead, Paragraph, Run, from_json

MANY = 12  # from as many rows on a table is printed in groups
REASONS = {"own": "là người được đề nghị", "family": "có quan hệ gia đình với người được đề nghị"}
BASES = {
    "all_members": "tổng số thành viên",
    "present": "số thành viên có mặt",
    "taking_part": "số thành viên có mặt hoặc gửi ý kiến bằng văn bản",
    "valid": "số phiếu hợp lệ",
}


# ---- headings ----


@dataclass(frozen=True)
class Heading:
    """A row as it stands alone (`whole`), and in a group: the title or period (`group`), the candidate (`item`)."""

    whole: str
    group: str = ""
    item: str = ""


def heading_of(motion) -> Heading:
    """What is said of a candidate makes the group; a row about nobody stands alone."""
    name = motion.candidate_name if motion.person_id or motion.department_id else ""
    if not name:
        return Heading(motion.heading, item=motion.heading)
    if name not in motion.label:
        return Heading(motion.heading, group=motion.label, item=name)
    group, _, rest = motion.label.partition(name)
    return Heading(motion.heading, group=group.strip(" :–-"), item=f"{name}{rest}")


# ---- one decided row ----


@dataclass(frozen=True)
class Row:
    """A motion as the sealed facts hold it. `number` is its own in the paper."""

    facts: dict
    heading: Heading
    number: int = 0

    def __getitem__(self, name: str):
        return self.facts[name]

    @property
    def is_secret(self) -> bool:
        return self["method"] == "secret_ballot"

    @property
    def is_decided(self) -> bool:
        return self["passed"] is not None

    @property
    def needs(self) -> Threshold:
        return read_threshold(self["threshold"])

    @property
    def provision(self) -> Citation | None:
        return citation(self["threshold_citation"])

    @property
    def cast(self) -> int:
        """Everything that was counted, invalid papers too."""
        votes = ("votes_for", "votes_against", "votes_blank", "votes_invalid")
        return sum(self[name] for name in votes)

    @property
    def share(self) -> str:
        return percent(self["votes_for"], self["base"])

    @property
    def needed(self) -> str:
        return f"{criteria.needed(self.facts['base'], self.needs)}/{self.facts['base']}"

    @property
    def result(self) -> str:
        said = "Thông qua" if self["passed"] else "Không thông qua"
        return f"{said} (theo ý kiến chủ tọa)" if self["casting_vote"] is not None else said


# ---- the sealed facts of a paper ----


class Sealed:
    """Figures and words of a session or of a box, as the builders read them."""

    def __init__(self, data: dict):
        self.figures: dict = data["figures"]
        self.words: dict = data["words"]

    def __getitem__(self, name: str):
        return self.figures[name]

    @property
    def letterhead(self) -> Letterhead:
        head = {"letterhead": self.words["letterhead"], "title": "", "subject": ""}
        return from_json(head).letterhead

    def name(self, member_id: int) -> str:
        return self.words["people"][str(member_id)]["name"]

    def person(self, member_id: int) -> str:
        """ "bà Hoàng Thị Bích Liên"."""
        each = self.words["people"][str(member_id)]
        return f"{each['form']} {each['name']}".strip()

    def seat(self, member_id: int) -> str:
        return self.words["people"][str(member_id)]["seat"]

    def people(self, member_ids: Iterable[int]) -> str:
        return "; ".join(f"{self.person(pk)} ({self.seat(pk)})" for pk in member_ids)

    def user(self, user_id: int | None) -> str:
        return self.words["users"].get(str(user_id), "")

    @cached_property
    def rows(self) -> list[Row]:
        """Every motion in its order, without a number."""
        headings = self.words["headings"]
        return [Row(facts, Heading(**headings[str(facts["id"])])) for facts in self.figures["motions"]]


def in_groups(rows: Sequence[Row], *, start: int = 1) -> tuple[list[Row], bool]:
    """The rows numbered from `start`; many of them collected by group, and whether they are."""
    is_grouped = len(rows) >= MANY and len({row.heading.group for row in rows}) < len(rows)
    if is_grouped:
        first = {}
        for row in rows:
            first.setdefault(row.heading.group, len(first))
        rows = sorted(rows, key=lambda row: first[row.heading.group])
    return [Row(row.facts, row.heading, number) for number, row in enumerate(rows, start=start)], is_grouped


def grouped_cells(
    rows: Sequence[Row], cells_of: Callable[[Row, str], list[str]], *, columns: int, is_grouped: bool
) -> tuple[list[list[str]], list[int]]:
    """The cells of a table, a line for each group above its rows, and which lines those are.

    `cells_of` a row and its name: within a group the candidate alone.
    """
    cells, strong, group = [], [], None
    for row in rows:
        is_in_group = is_grouped and bool(row.heading.group)
        if is_in_group and row.heading.group != group:
            strong.append(len(cells))
            cells.append(["", row.heading.group] + [""] * (columns - 2))
        group = row.heading.group
        cells.append(cells_of(row, row.heading.item if is_in_group else row.heading.whole))
    return cells, strong


# ---- words ----


def clock_words(iso: str) -> str:
    """ "08 giờ 05 phút"."""
    return f"{_local(iso):%H} giờ {_local(iso):%M} phút"


def moment(iso: str) -> str:
    """ "14 giờ 05 phút, ngày 14 tháng 5 năm 2027"; months 1 and 2 keep a zero, as documents write them."""
    local = _local(iso)
    month = f"{local:%m}" if local.month <= 2 else str(local.month)
    return f"{clock_words(iso)}, ngày {local:%d} tháng {month} năm {local.year}"


def _local(iso: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(ZONE)


def citation(data: dict | None) -> Citation | None:
    return Citation(**data) if data else None


def source(found: Citation | None) -> str:
    """ " Căn cứ: Điều 7 Quy chế 15/QC-THNC."; "" without one."""
    if found is None:
        return ""
    unread = "" if found.is_verified else " (tạm tính, chưa đối chiếu văn bản)"
    return f" Căn cứ: {found}{unread}."


def ranges(numbers: Sequence[int]) -> str:
    """ "1–4, 7"."""
    stretches: list[list[int]] = []
    for number in sorted(numbers):
        if stretches and number == stretches[-1][-1] + 1:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    return ", ".join(str(each[0]) if len(each) == 1 else f"{each[0]}–{each[-1]}" for each in stretches)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def line(label: str, words: str) -> Paragraph:
    return Paragraph([Run(label, bold=True), Run(capital(words))])

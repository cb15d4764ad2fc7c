"""Members of the council where a plan lists them: "Bà … - Trưởng phòng - Chủ tịch Hội đồng (phụ trách …)"."""

from __future__ import annotations

import re

from documents.reading import Doubt
from documents.reading.lines import LOWER, UPPER
from plans.reading.facts import Member
from plans.reading.passages import Passage

_PERSON = re.compile(
    rf"^(?P<honorific>Ông|Bà|Thầy|Cô|Đồng chí|Đ/c|đ/c|đồng chí)\s*:?\s*(?:(?:Ông|Bà)\s+)?"
    rf"(?P<name>[{UPPER}][{LOWER}]*(?:\s+[{UPPER}][{LOWER}]*){{1,5}})\s*[-–—,:;]\s*(?P<rest>.+)$"
)
_ROLE = re.compile(
    r"chủ tịch hội đồng|phó chủ tịch (?:thường trực )?hội đồng|ủy viên|uỷ viên|thư ký|thành viên|trưởng ban"
    r"|phó (?:trưởng )?ban|tổ trưởng tổ|chủ tịch$|phó chủ tịch$",
    re.I,
)
_ASSIGNMENT = re.compile(
    r"\((?P<inside>[^()]+)\)\s*[;.]?\s*$|[:;,]\s*(?P<after>(?:phụ trách|chịu trách nhiệm|theo dõi)[^;]*)[;.]?$", re.I
)
_HONORIFIC = re.compile(r"(?:Ông|Bà|Thầy|Cô|Đồng chí|Đ/c)\s")
_JOINED = re.compile(r"(thi đua)\s*[-–—]\s*(khen thưởng)", re.I)


def read_council(passages: list[Passage]) -> tuple[list[Member], list[Doubt]]:
    members: list[Member] = []
    doubts: list[Doubt] = []
    for passage in passages:
        match = _PERSON.match(_person_text(passage))
        if not match:
            continue
        member = _member(passage, match)
        if not member.role:
            continue
        members.append(member)
        if len(member.positions) > 1:
            message = f"{member.name} có hai chức vụ: {'; '.join(member.positions)}."
            doubts.append(Doubt("double_position", passage.line, message, passage.text))
    return members, doubts


def _person_text(passage: Passage) -> str:
    """A table's row from the cell with the person's name on, written like a line."""
    if not passage.cells:
        return passage.text
    column = next((i for i, title in enumerate(passage.header) if re.search(r"họ\s*(?:và|,)?\s*tên", title, re.I)), 0)
    cells = [cell for cell in passage.cells[column:] if cell]
    if cells and column and not _HONORIFIC.match(cells[0]):
        cells[0] = f"Đồng chí {cells[0]}"
    start = next((i for i, cell in enumerate(cells) if _HONORIFIC.match(cell)), 0)
    return " - ".join(cells[start:])


def _member(passage: Passage, match: re.Match) -> Member:
    rest = _JOINED.sub(r"\1 \2", match["rest"])
    assigned = _ASSIGNMENT.search(rest)
    assignment = (assigned["inside"] or assigned["after"] or "").strip() if assigned else ""
    rest = rest[: assigned.start()] if assigned else rest
    parts = [part.strip(" ;,.:") for part in re.split(r"\s+[-–—]\s+|\s*[,;]\s+", rest) if part.strip(" ;,.:")]
    roles = [part for part in parts if _ROLE.search(part)]
    role = roles[-1] if roles else ""
    return Member(
        line=passage.line, sentence=passage.text, name=match["name"], honorific=match["honorific"],
        positions=tuple(part for part in parts if part != role), role=role, assignment=assignment,
    )  # fmt: skip

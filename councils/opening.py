"""What the secretary should know before a ballot box opens; nothing of it can be mended afterwards."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from core.findings import Citation, Finding
from councils import criteria
from councils.ballots import PAPER_BELOW
from councils.criteria import Electorate
from councils.models import CouncilSession, Motion
from councils.services import electorates, voting_members

FEW = 3  # as many voters on a row, and its figures nearly name them


def opening_findings(session: CouncilSession) -> list[Finding]:
    """Rows that cannot pass, rows with few voters, a small electorate, unanimity; like rows are told of together."""
    motions = list(session.motions.to_be_voted_secretly().with_candidates())
    behind = electorates(session, motions)
    electorate = len(voting_members(session, is_secret=True))
    rows = [Row(number, motion, behind[motion.pk]) for number, motion in enumerate(motions, 1)]
    hopeless = [row for row in rows if not row.behind.can_pass(row.motion.base_kind, row.motion.needs)]
    narrow = [row for row in rows if row.behind.entitled <= FEW]
    found = [_hopeless(alike, needs) for needs, alike in _alike(hopeless, _needs_of).items()]
    found += [_narrow(alike, few) for few, alike in _alike(narrow, lambda row: row.behind.entitled).items()]
    if electorate < PAPER_BELOW:
        found.append(
            Finding(
                code="small_electorate",
                severity="look",
                title=f"Chỉ có {electorate} người bỏ phiếu: nên dùng phiếu giấy",
                detail=(
                    f"Dưới {PAPER_BELOW} người, từ kết quả dễ đoán ra ai chọn gì. Phiếu giấy có đóng dấu "
                    "là cách thường dùng; chỉ bỏ phiếu trên hệ thống khi hội đồng thống nhất."
                ),
            )
        )
    found.append(
        Finding(
            code="unanimity",
            severity="look",
            title="Nếu mọi người chọn như nhau thì ai cũng biết từng người đã chọn gì",
            detail="Không cách bỏ phiếu nào che được một kết quả mà mọi phiếu giống nhau.",
        )
    )
    return found


class Row(NamedTuple):
    """A row as the page before the opening numbers it."""

    number: int
    motion: Motion
    behind: Electorate


class Needs(NamedTuple):
    """What a row needs and cannot reach; rows in which all of it is the same are told of together."""

    votes: int
    base: int
    base_words: str
    entitled: int
    citation: Citation | None


def _needs_of(row: Row) -> Needs:
    motion, entitled = row.motion, row.behind.entitled
    base = row.behind.base(motion.base_kind, votes_for=entitled, votes_against=0)
    votes = criteria.needed(base, motion.needs)
    return Needs(votes, base, motion.get_base_kind_display(), entitled, motion.provision)


def _alike(rows: Sequence[Row], key: Callable[[Row], Hashable]) -> dict[Hashable, list[Row]]:
    found: dict[Hashable, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _title(rows: Sequence[Row], words: str) -> str:
    return f"{rows[0].motion.heading}: {words}" if len(rows) == 1 else f"{len(rows)} dòng: {words}"


def _which(rows: Sequence[Row]) -> str:
    """The rows by number and name, where the title has no room for them."""
    return "" if len(rows) == 1 else f" Các dòng: {'; '.join(f'{row.number}. {row.motion.heading}' for row in rows)}."


def _narrow(rows: Sequence[Row], entitled: int) -> Finding:
    each = "của dòng này" if len(rows) == 1 else "mỗi dòng"
    return Finding(
        code="narrow_row",
        severity="look",
        title=_title(rows, f"chỉ {entitled} người được bỏ phiếu"),
        detail=f"Ít người như vậy thì từ kết quả {each} gần như biết được từng người chọn gì.{_which(rows)}",
        change="Có thể hoãn sang phiên họp đông người hơn, hoặc hội đồng chấp nhận điều đó.",
        facts={"entitled": entitled},
    )


def _hopeless(rows: Sequence[Row], needs: Needs) -> Finding:
    return Finding(
        code="cannot_pass",
        severity="look",
        title=_title(rows, f"không thể đủ {needs.votes} phiếu đồng ý"),
        detail=f"Cần {needs.votes} phiếu ({needs.base_words}: {needs.base}), chỉ có {needs.entitled} người được bỏ"
        f" phiếu.{_which(rows)}",
        change="Có thể chờ thêm thành viên có mặt, điểm danh lại rồi mới mở phiếu.",
        citation=needs.citation,
        facts={"needed": needs.votes, "entitled": needs.entitled},
    )

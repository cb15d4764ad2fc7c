"""The arithmetic of a council: quorum, bases and thresholds, in integers. No database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Threshold:
    """A share that votes must reach ("2/3"), or exceed where `is_strict` (">1/2")."""

    share: Fraction
    is_strict: bool = False

    @property
    def words(self) -> str:
        return f"{'quá' if self.is_strict else 'ít nhất'} {share_in_words(self.share)}"

    def __str__(self) -> str:
        return f"{'>' * self.is_strict}{self.share}"


def read_threshold(text: str) -> Threshold:
    """ "2/3", "70/100", ">1/2"; ValueError for anything else."""
    text = text.strip()
    return Threshold(Fraction(text.removeprefix(">").strip()), text.startswith(">"))


def needed(base: int, threshold: Threshold) -> int:
    """The smallest whole number of people or votes: 2/3 of 9 is 6, 70 % of 9 is 7, more than 1/2 of 8 is 5."""
    share = threshold.share
    if threshold.is_strict:
        return base * share.numerator // share.denominator + 1
    return -(-base * share.numerator // share.denominator)


def has_quorum(present: int, members: int, quorum: Threshold) -> bool:
    return members > 0 and present >= needed(members, quorum)


def passes(votes_for: int, base: int, threshold: Threshold) -> bool:
    """A motion passes on its share of the base that the rule names; a share of nobody is never reached."""
    return base > 0 and votes_for >= needed(base, threshold)


def tie_decides(votes_for: int, votes_against: int, base: int, threshold: Threshold) -> bool:
    """Whether equal sides are all that keeps a motion from passing: with one vote more it would."""
    is_tie = votes_for == votes_against > 0
    return is_tie and not passes(votes_for, base, threshold) and passes(votes_for + 1, base, threshold)


@dataclass(frozen=True)
class Electorate:
    """The people behind one row, as counts. `members`, `present` and `taking_part` are of the whole session;
    `recused_*` of them do not vote on this row. Whoever abstains stays in the base unless the rule takes them out.
    """

    members: int
    present: int
    taking_part: int  # present, and absent with an opinion in writing that the rule counts
    recused_members: int = 0
    recused_present: int = 0
    recused_taking_part: int = 0
    abstainers_leave: bool = False

    @property
    def entitled(self) -> int:
        return self.taking_part - self.recused_taking_part

    def base(self, base_kind: str, *, votes_for: int, votes_against: int) -> int:
        """What the share is a share of. Blank and invalid papers are not valid votes."""
        leave = self.abstainers_leave
        return {
            "all_members": self.members - self.recused_members * leave,
            "present": self.present - self.recused_present * leave,
            "taking_part": self.taking_part - self.recused_taking_part * leave,
            "valid": votes_for + votes_against,
        }[base_kind]

    def can_pass(self, base_kind: str, threshold: Threshold) -> bool:
        """Whether the motion passes if everybody who is entitled agrees."""
        return passes(self.entitled, self.base(base_kind, votes_for=self.entitled, votes_against=0), threshold)


@dataclass(frozen=True)
class SealedElectorate:
    """Who stood behind a row when it was decided: a count that is mended later is held against it, not against today.

    `share_of` is the base of that time; of valid votes it is counted anew.
    """

    entitled: int
    present: int | None
    share_of: int

    def base(self, base_kind: str, *, votes_for: int, votes_against: int) -> int:
        return votes_for + votes_against if base_kind == "valid" else self.share_of


def hands_refusal(counted: int, entitled: int) -> str:
    """Why a count of hands cannot be right; "" where it is."""
    if counted == entitled:
        return ""
    return (
        f"Tổng số đồng ý, không đồng ý và không ý kiến là {counted}, "
        f"nhưng có {entitled} thành viên được biểu quyết. Kiểm tra lại ba số."
    )


@dataclass(frozen=True)
class Paper:
    """One printed ballot: the rows from which the same members abstain. `rows` and `voters` are ids."""

    number: int  # from 1
    rows: tuple[int, ...]
    voters: frozenset[int]

    @property
    def issued(self) -> int:
        return len(self.voters)


def papers_of(rows: Sequence[int], voters: Set[int], recused: Mapping[int, Set[int]]) -> list[Paper]:
    """The rows in their order, on as few papers as let everybody have whole ones only.

    A paper on which somebody crossed out the own row would name its voter; a row is therefore on one paper with
    exactly those from which the same voters abstain, and a voter gets every paper but those with a row of hers.
    """
    groups: dict[frozenset[int], list[int]] = {}
    for row in rows:
        groups.setdefault(frozenset(recused.get(row, ())) & voters, []).append(row)
    return [
        Paper(number, tuple(group), frozenset(voters) - away) for number, (away, group) in enumerate(groups.items(), 1)
    ]


def count_refusals(paper: Paper, counts: Mapping[int, Sequence[int]]) -> dict[int, str]:
    """Why a teller's figures of one paper cannot be right, by row: every row has as many papers as came back.

    `counts` are for, against, blank and invalid by row.
    """
    sums = {row: sum(counts[row]) for row in paper.rows}
    found = {
        row: f"Phiếu số {paper.number} phát ra {paper.issued}, thầy/cô nhập {returned} phiếu."
        for row, returned in sums.items()
        if returned > paper.issued
    }
    if found or len(set(sums.values())) < 2:
        return found
    usual, _ = Counter(sums.values()).most_common(1)[0]
    return {
        row: f"Phiếu số {paper.number}: dòng này cộng lại là {returned} phiếu, dòng khác là {usual}."
        " Mỗi dòng phải đủ số phiếu thu về; đếm lại cả phiếu trắng và phiếu không hợp lệ."
        for row, returned in sums.items()
        if returned != usual
    }


def share_in_words(share: Fraction) -> str:
    """ "2/3" stays a fraction; a share of a hundred is written in per cent."""
    if 100 % share.denominator == 0 and share.denominator > 4:
        return f"{share.numerator * 100 // share.denominator}%"
    return f"{share.numerator}/{share.denominator}"

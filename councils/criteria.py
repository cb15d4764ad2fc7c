"""The arithmetic of a council: quorum and thresholds, in integers. No database, no clock."""

from __future__ import annotations

from fractions import Fraction


def needed(base: int, share: Fraction) -> int:
    """The smallest whole number of people or votes that reaches the share: 2/3 of 9 is 6, 70 % of 9 is 7."""
    return -(-base * share.numerator // share.denominator)


def has_quorum(present: int, members: int, quorum: Fraction) -> bool:
    return members > 0 and present * quorum.denominator >= quorum.numerator * members


def passes(votes_for: int, base: int, threshold: Fraction) -> bool:
    """A motion passes on its share of the base that the rule names; a share of nobody is never reached."""
    return base > 0 and votes_for * threshold.denominator >= threshold.numerator * base


def base_of(base_kind: str, *, members: int, present: int, votes_for: int, votes_against: int) -> int:
    """What the share is a share of. Blank papers are not valid votes."""
    return {"all_members": members, "present": present, "valid": votes_for + votes_against}[base_kind]


def can_pass(base_kind: str, *, entitled: int, members: int, present: int, threshold: Fraction) -> bool:
    """Whether the motion passes if everybody who is entitled agrees."""
    base = base_of(base_kind, members=members, present=present, votes_for=entitled, votes_against=0)
    return passes(entitled, base, threshold)


def hands_refusal(counted: int, entitled: int) -> str:
    """Why a count of hands cannot be right; "" where it is."""
    if counted == entitled:
        return ""
    return (
        f"Tổng số đồng ý, không đồng ý và không ý kiến là {counted}, "
        f"nhưng có {entitled} thành viên được biểu quyết. Kiểm tra lại ba số."
    )


def share_in_words(share: Fraction) -> str:
    """ "2/3" stays a fraction; a share of a hundred is written in per cent."""
    if 100 % share.denominator == 0 and share.denominator > 4:
        return f"{share.numerator * 100 // share.denominator}%"
    return f"{share.numerator}/{share.denominator}"

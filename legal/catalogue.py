"""What the coded parameters mean, in words for the person who reads or enters them."""

from __future__ import annotations

MEANINGS = {
    "quorum.emulation_council": "Số thành viên tối thiểu để hội đồng thi đua - khen thưởng họp",
    "vote_threshold.monthly_grade": "Tỷ lệ đồng ý khi xếp loại tháng",
}
TITLE_PREFIX = "vote_threshold."


def meaning(code: str, titles: dict[str, str]) -> str:
    """The Vietnamese name of a parameter; `titles` maps a distinction's code to its name."""
    if code in MEANINGS:
        return MEANINGS[code]
    return f"Tỷ lệ phiếu đồng ý để đề nghị {titles.get(code.removeprefix(TITLE_PREFIX), code)}"


def known_codes(titles: dict[str, str]) -> dict[str, str]:
    codes = [*MEANINGS, *(TITLE_PREFIX + code for code in titles)]
    return {code: meaning(code, titles) for code in codes}

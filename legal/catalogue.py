"""What the coded parameters mean, in words for the person who reads or enters them, and what may stand in them.

The codes that stand alone are here; those that are asked of every distinction are families (`legal.families`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from legal.families import DECIDER_PREFIX, FAMILIES, REPORT_PREFIX, TITLE_PREFIX, family_of
from legal.values import Choice, Share, Value

__all__ = [
    "DECIDER_PREFIX",
    "FORMER_MEANINGS",
    "MEANINGS",
    "REPORT_PREFIX",
    "TITLE_PREFIX",
    "check_code",
    "check_value",
    "group_of",
    "grouped_codes",
    "hint",
    "known_codes",
    "meaning",
    "named_in",
    "stored_value",
    "value_words",
]
MEANINGS = {
    "quorum.emulation_council": "Số thành viên tối thiểu để hội đồng thi đua - khen thưởng họp",
    "quorum.initiative_council": "Số thành viên tối thiểu để hội đồng sáng kiến họp",
    "quorum.evaluation_council": "Số thành viên tối thiểu để hội đồng đánh giá, xếp loại họp",
    "quorum.selection_council": "Số thành viên tối thiểu để hội đồng xét tặng họp",
    "council.vote_base": "Hội đồng: tỷ lệ phiếu tính trên",
    "council.abstainer": "Hội đồng: thành viên không biểu quyết nội dung của mình hoặc của người thân",
    "council.absent_opinion": "Hội đồng: ý kiến bằng văn bản của thành viên vắng mặt",
    "council.tie": "Hội đồng: khi số đồng ý và không đồng ý bằng nhau",
    "vote_threshold.monthly_grade": "Tỷ lệ đồng ý khi xếp loại tháng",
    "vote_threshold.initiative": "Tỷ lệ đồng ý để công nhận sáng kiến",
    "quality_rating.scheme": "Cách xếp loại chất lượng viên chức hằng năm",
    "quality_rating.points_excellent": "Xếp loại chất lượng: điểm để hoàn thành xuất sắc nhiệm vụ",
    "quality_rating.points_good": "Xếp loại chất lượng: điểm để hoàn thành tốt nhiệm vụ",
    "quality_rating.points_completed": "Xếp loại chất lượng: điểm để hoàn thành nhiệm vụ",
    "quality_rating.points_common": "Xếp loại chất lượng: phần điểm của tiêu chí chung",
    "quality_rating.points_results": "Xếp loại chất lượng: phần điểm của kết quả nhiệm vụ",
    "quality_rating.cap_excellent": "Xếp loại chất lượng: tỷ lệ hoàn thành xuất sắc nhiều nhất",
    "quality_rating.cap_excellent_outstanding": "Tỷ lệ hoàn thành xuất sắc nhiều nhất khi đơn vị có kết quả nổi trội",
    "quality_rating.cap_base": "Tỷ lệ hoàn thành xuất sắc tính trên",
    "quality_rating.head_within_unit": "Mức của người đứng đầu không cao hơn mức của đơn vị",
    "quality_rating.least_service": "Xếp loại chất lượng: thời gian làm việc ít nhất trong năm",
}
# Parameters of a scheme that has ended: read in what was decided by them, entered nowhere any more.
FORMER_MEANINGS = {
    "quality_rating.tasks_excellent_on_time": "Hoàn thành xuất sắc: nhiệm vụ đúng hạn",
    "quality_rating.tasks_excellent_beyond": "Hoàn thành xuất sắc: nhiệm vụ vượt mức",
    "quality_rating.tasks_good_on_time": "Hoàn thành tốt: nhiệm vụ đúng hạn",
    "quality_rating.unit_excellent_beyond": "Người quản lý, hoàn thành xuất sắc: chỉ tiêu đơn vị vượt mức",
    "quality_rating.unit_good_on_time": "Người quản lý, hoàn thành tốt: chỉ tiêu đơn vị đúng hạn",
    "quality_rating.subordinates_good_completed": "Người quản lý, hoàn thành tốt: đơn vị thuộc quyền từ HTNV trở lên",
    "quality_rating.subordinates_good_good": "Người quản lý, hoàn thành tốt: đơn vị thuộc quyền từ HTTNV trở lên",
}
# Parameters that are a word and not a share: what is stored, and what people read and type.
CHOICES = {
    "council.vote_base": {
        "all_members": "Tổng số thành viên",
        "present": "Số thành viên có mặt",
        "taking_part": "Số thành viên có mặt hoặc gửi ý kiến",
        "valid": "Số phiếu hợp lệ",
    },
    "council.abstainer": {"stays": "Vẫn tính trong tổng số", "leaves": "Không tính trong tổng số"},
    "council.absent_opinion": {
        "none": "Không tính",
        "hands": "Tính khi biểu quyết công khai",
        "all": "Tính cả khi bỏ phiếu kín",
    },
    "council.tie": {"fails": "Không thông qua", "chair": "Theo ý kiến chủ tọa khi biểu quyết công khai"},
    "quality_rating.scheme": {"tasks": "Theo số việc và chất lượng", "points": "Theo điểm"},
    "quality_rating.cap_base": {"good": "Số hoàn thành tốt", "good_or_better": "Số hoàn thành tốt trở lên"},
    "quality_rating.head_within_unit": {"yes": "Có", "no": "Không"},
}
_SHARE, _VOTE_SHARE = Share(), Share(may_exceed=True)


def value_of(code: str) -> Value:
    """The kind of value that a code holds; ValueError where nobody knows the code."""
    if choices := CHOICES.get(code):
        return Choice(choices)
    if code in MEANINGS or code in FORMER_MEANINGS:
        return _VOTE_SHARE if code.startswith(("quorum.", TITLE_PREFIX)) else _SHARE
    if family := family_of(code):
        return family.value
    raise ValueError(f"Mã “{code}” không có trong danh mục giá trị theo văn bản.")


def check_code(code: str, titles: Iterable[str]) -> None:
    """ValueError where a code names nothing that exists; `titles`: the codes of the distinctions."""
    if code in MEANINGS or code in FORMER_MEANINGS:
        return
    family = family_of(code)
    if family is None:
        raise ValueError(f"Mã “{code}” không có trong danh mục giá trị theo văn bản.")
    family.check_code(code, titles)


def check_value(code: str, value: str) -> None:
    """ValueError with a Vietnamese sentence where a value cannot stand in a code."""
    value_of(code).check(value)


def named_in(code: str, value: str) -> set[str]:
    """The distinctions that a value speaks of."""
    return value_of(code).codes(value)


def hint(code: str) -> str:
    """What the entry form says of a code's value."""
    return value_of(code).hint


def meaning(code: str, titles: Mapping[str, str]) -> str:
    """The Vietnamese name of a parameter; `titles` maps a distinction's code to its name."""
    if known := MEANINGS.get(code) or FORMER_MEANINGS.get(code):
        return known
    family = family_of(code)
    return family.label(code, titles) if family else code


def known_codes(titles: Mapping[str, str], targets: Mapping[str, str]) -> dict[str, str]:
    """Every code that a school may be asked about, with its name; conditions are named by the distinction's page.

    `targets`: by judged distinction, to whom it is open; what is only recorded has no values.
    """
    codes = [*MEANINGS, *(code for family in FAMILIES for code in family.codes(targets))]
    return {code: meaning(code, titles) for code in codes}


GENERAL = {"quorum.": "Hội đồng", "council.": "Hội đồng", "quality_rating.": "Xếp loại chất lượng", "": "Biểu quyết"}


def group_of(code: str) -> str:
    """Under which heading a code is listed."""
    if code in MEANINGS or code in FORMER_MEANINGS:
        return next(group for prefix, group in GENERAL.items() if code.startswith(prefix))
    family = family_of(code)
    return family.group if family else ""


def grouped_codes(
    titles: Mapping[str, str], targets: Mapping[str, str], *, more: Iterable[str] = ()
) -> dict[str, dict[str, str]]:
    """By heading, every code with its name: those a school may be asked about, and `more` that are in force."""
    groups: dict[str, dict[str, str]] = {}
    for code, name in {**known_codes(titles, targets), **{code: meaning(code, titles) for code in more}}.items():
        groups.setdefault(group_of(code), {})[code] = name
    return groups


def value_words(code: str, value: str, names: Mapping[str, str] | None = None) -> str:
    """A value as people read it; `names` maps a distinction's code to its name. What cannot be read stays as it is."""
    try:
        return value_of(code).words(value, names or {})
    except ValueError:
        return value


def stored_value(code: str, typed: str) -> str:
    """What people typed as it is stored: the word's own code, whatever the letters' case; “quá 1/2” as ">1/2"."""
    return value_of(code).stored(typed)

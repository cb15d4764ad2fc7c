"""What the coded parameters mean, in words for the person who reads or enters them."""

from __future__ import annotations

import re

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
TITLE_PREFIX = "vote_threshold."
# Distinctions that a school may meet at its own level: who decides them, and whether a dossier needs a report for each.
SCHOOL_LEVEL = ("LDTT", "CSTDCS", "TTLDTT", "TTLDXS", "GIAY_KHEN")
DECIDER_PREFIX = "award.decider."
REPORT_PREFIX = "award.report."
PREFIX_MEANINGS = {
    TITLE_PREFIX: "Tỷ lệ phiếu đồng ý để đề nghị {title}",
    DECIDER_PREFIX: "Ai quyết định tặng, công nhận: {title}",
    REPORT_PREFIX: "Hồ sơ phải có báo cáo thành tích: {title}",
}
STRICT_PREFIXES = (TITLE_PREFIX, "quorum.")  # shares that may have to be exceeded: ">1/2"
MORE_THAN = "quá"
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
    **{DECIDER_PREFIX + code: {"superior": "Cấp trên", "head": "Thủ trưởng đơn vị"} for code in SCHOOL_LEVEL},
    **{REPORT_PREFIX + code: {"yes": "Có", "no": "Không"} for code in SCHOOL_LEVEL},
}


def meaning(code: str, titles: dict[str, str]) -> str:
    """The Vietnamese name of a parameter; `titles` maps a distinction's code to its name."""
    if known := MEANINGS.get(code) or FORMER_MEANINGS.get(code):
        return known
    prefix = next((prefix for prefix in PREFIX_MEANINGS if code.startswith(prefix)), TITLE_PREFIX)
    return PREFIX_MEANINGS[prefix].format(title=titles.get(code.removeprefix(prefix), code))


def known_codes(titles: dict[str, str]) -> dict[str, str]:
    own = [prefix + code for prefix in (DECIDER_PREFIX, REPORT_PREFIX) for code in SCHOOL_LEVEL if code in titles]
    codes = [*MEANINGS, *(TITLE_PREFIX + code for code in titles), *own]
    return {code: meaning(code, titles) for code in codes}


def value_words(code: str, value: str) -> str:
    """A value as people read it: a word of its list, or the share itself; ">1/2" is “quá 1/2”."""
    if value.startswith(">") and code.startswith(STRICT_PREFIXES):
        return f"{MORE_THAN} {value.removeprefix('>')}"
    return CHOICES.get(code, {}).get(value, value)


def stored_value(code: str, typed: str) -> str:
    """What people typed as it is stored: the word's own code, whatever the letters' case; “quá 1/2” as ">1/2"."""
    if code.startswith(STRICT_PREFIXES):
        share = re.fullmatch(rf"(?:{MORE_THAN}|trên|>)\s*([0-9]+/[0-9]+)", " ".join(typed.split()).casefold())
        return f">{share[1]}" if share else typed
    words = {word.casefold(): value for value, word in CHOICES.get(code, {}).items()}
    return words.get(" ".join(typed.split()).casefold(), typed)

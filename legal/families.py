"""The families of parameters: what the beginning of a code means and what kind of value stands there. Pure.

A code is a name of its own ("council.tie"), or a family's beginning with a distinction behind it
("vote_threshold.CSTDCS"), with one more word where the family has them ("condition.LDTT.rating").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from legal.conditions import PREFIX as CONDITION_PREFIX
from legal.values import Choice, Coefficient, Formula, Parts, QuotaValue, Share, Text, Value, Whole

TITLE_PREFIX = "vote_threshold."
QUOTA_PREFIX = "quota."
SHARE_PREFIX = "share."
BALLOT_PREFIX = "ballot."
DECIDER_PREFIX = "award.decider."
REPORT_PREFIX = "award.report."
DOSSIER_PREFIX = "dossier."
COPIES_PREFIX = "dossier_copies."
FORM_PREFIX = "form."
POSTING_PREFIX = "posting_days."
PRIZE_PREFIX = "prize."
PRINCIPLE_PREFIX = "principle."
# Distinctions that a school may meet at its own level: who decides them, and whether a dossier needs a report for each.
SCHOOL_LEVEL = ("LDTT", "CSTDCS", "TTLDTT", "TTLDXS", "GIAY_KHEN")
SLOTS = {
    "base": "danh hiệu làm cơ sở",
    "rating": "mức xếp loại",
    "titles": "danh hiệu đã đạt",
    "before": "hình thức đã được khen",
    "initiative": "sáng kiến, đề tài",
    "service": "thời gian công tác",
    "discipline": "kỷ luật",
    "movement": "phong trào, đạo đức, học tập",
    "unit": "kết quả của tập thể",
    "members": "thành viên của tập thể",
    "best_members": "thành viên tiêu biểu",
    "streak": "tính liên tục",
    "other": "trường hợp khác",
}
DOSSIER_PARTS = {
    "proposal": "Tờ trình (văn bản đề nghị)",
    "list": "Danh sách đề nghị",
    "report": "Báo cáo thành tích",
    "minutes": "Biên bản bình xét",
    "tally": "Kết quả bỏ phiếu của hội đồng",
    "initiative": "Quyết định hoặc xác nhận sáng kiến, đề tài",
    "opinions": "Ý kiến của cơ quan liên quan (nếu có)",
}
PRINCIPLES = {
    "merit_only": "Chỉ thành tích công trạng làm căn cứ khen thưởng công trạng",
    "pending": "Chưa xét khi đang xem xét kỷ luật, xác minh; thành tích tính lại sau kỷ luật",
    "maternity": "Thời gian nghỉ thai sản được tính để xét",
    "ties": "Nhiều người cùng đủ điều kiện thì chọn cá nhân nữ, tập thể từ 70% nữ",
    "initiative_once": "Mỗi sáng kiến chỉ dùng một lần",
}
FORMS = {
    "proposal": "Tờ trình",
    "report_individual": "Báo cáo thành tích cá nhân",
    "report_collective": "Báo cáo thành tích tập thể",
    "initiative": "Văn bản xác nhận sáng kiến, đề tài",
}


# To whom a distinction is open, as the catalogue says it.
INDIVIDUAL, COLLECTIVE, BOTH = "individual", "collective", "both"
ALL = (INDIVIDUAL, COLLECTIVE, BOTH)
OF_COLLECTIVES = dict.fromkeys(("unit", "members", "best_members"), (COLLECTIVE, BOTH))


@dataclass(frozen=True)
class Family:
    """`endings`: words that may or must follow the distinction; `is_short`: the distinction may stand alone.

    `names`: what stands behind the beginning where it is no distinction. `asked_of`: the distinctions that a school is
    asked about when somebody enters a value; None: every one that is judged. `suits`: by ending, to whom a distinction
    must be open for it to be asked; an ending that is not there suits all.
    """

    prefix: str
    meaning: str  # "{title}", "{ending}"
    value: Value
    endings: Mapping[str, str] = field(default_factory=dict)
    is_short: bool = True
    names: Mapping[str, str] | None = None
    asked_of: tuple[str, ...] | None = None
    suits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group: str = "Khác"  # the heading under which its codes are listed

    def parts(self, code: str) -> tuple[str, str]:
        """The distinction (or name) and the ending of a code of this family."""
        subject, _, ending = code.removeprefix(self.prefix).partition(".")
        return subject, ending

    def label(self, code: str, titles: Mapping[str, str]) -> str:
        subject, ending = self.parts(code)
        title = (titles if self.names is None else self.names).get(subject, subject)
        words = self.endings.get(ending, ending)
        return self.meaning.format(title=title, ending=words) + (
            f" ({words})" if words and "{ending}" not in self.meaning else ""
        )

    def check_code(self, code: str, titles: Iterable[str]) -> None:
        """ValueError where the code names nothing that exists."""
        subject, ending = self.parts(code)
        if subject not in (titles if self.names is None else self.names):
            raise ValueError(f"“{subject}” trong mã “{code}” không có trong danh mục.")
        if ending not in self.endings and not (self.is_short and not ending):
            known = ", ".join(self.endings) or "không có"
            raise ValueError(f"Phần cuối “{ending}” của mã “{code}” không có trong danh mục ({known}).")

    def codes(self, targets: Mapping[str, str]) -> list[str]:
        """The codes that a school is asked about; `targets`: by judged distinction, to whom it is open."""
        if self.names is not None:
            return [f"{self.prefix}{name}" for name in self.names]
        subjects = targets if self.asked_of is None else [each for each in self.asked_of if each in targets]
        ends = ([""] if self.is_short else []) + list(self.endings)
        return [
            f"{self.prefix}{subject}{f'.{end}' if end else ''}"
            for subject in subjects
            for end in ends
            if targets[subject] in self.suits.get(end, ALL)
        ]


VOTE_SHARE = Share(may_exceed=True)
FAMILIES = (
    Family(
        CONDITION_PREFIX,
        "Điều kiện {title}: {ending}",
        Formula(),
        endings=SLOTS,
        is_short=False,
        asked_of=(),
        suits=OF_COLLECTIVES,
        group="Điều kiện",
    ),
    Family(QUOTA_PREFIX, "Số lượng nhiều nhất được đề nghị {title}", QuotaValue(), group="Số lượng, tỷ lệ"),
    Family(
        SHARE_PREFIX,
        "Tỷ lệ nhiều nhất của {ending} trong số được đề nghị {title}",
        Share(),
        endings={"managers": "cán bộ quản lý"},
        suits={"managers": (INDIVIDUAL, BOTH)},
        is_short=False,
        group="Số lượng, tỷ lệ",
    ),
    Family(TITLE_PREFIX, "Tỷ lệ phiếu đồng ý để đề nghị {title}", VOTE_SHARE, group="Biểu quyết"),
    Family(
        BALLOT_PREFIX,
        "Cách biểu quyết khi xét {title}",
        Choice({"secret": "Bỏ phiếu kín", "ballot": "Bỏ phiếu", "any": "Giơ tay hoặc bỏ phiếu"}),
        group="Biểu quyết",
    ),
    Family(
        DECIDER_PREFIX,
        "Ai quyết định tặng, công nhận: {title}",
        Choice({"superior": "Cấp trên", "head": "Thủ trưởng đơn vị"}),
        asked_of=SCHOOL_LEVEL,
        group="Thẩm quyền",
    ),
    Family(
        REPORT_PREFIX,
        "Hồ sơ phải có báo cáo thành tích: {title}",
        Choice({"yes": "Có", "no": "Không"}),
        asked_of=SCHOOL_LEVEL,
        group="Hồ sơ",
    ),
    Family(DOSSIER_PREFIX, "Thành phần hồ sơ đề nghị {title}", Parts(DOSSIER_PARTS), group="Hồ sơ"),
    Family(PRINCIPLE_PREFIX, "{title}", Choice({"yes": "Có", "no": "Không"}), names=PRINCIPLES, group="Nguyên tắc"),
    Family(COPIES_PREFIX, "Số bộ hồ sơ đề nghị {title}", Whole("bộ", most=20), group="Hồ sơ"),
    Family(FORM_PREFIX, "Mẫu văn bản: {title}", Text(), names=FORMS, group="Hồ sơ"),
    Family(
        POSTING_PREFIX,
        "Thời gian công khai trước khi họp hội đồng: {title}",
        Whole("ngày làm việc", most=60),
        group="Công khai",
    ),
    Family(
        PRIZE_PREFIX,
        "Mức tiền thưởng: {title}",
        Coefficient(),
        endings={"collective": "tập thể"},
        suits={"collective": (BOTH,)},
        group="Tiền thưởng",
    ),
)


def family_of(code: str) -> Family | None:
    return next((each for each in FAMILIES if code.startswith(each.prefix)), None)

"""One sentence under search, and the words that tell a duty from a memory."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from documents.reading import Doubt
from documents.reading.lines import UPPER
from plans.reading.facts import Deadline
from plans.reading.months import Span
from plans.reading.periods import Years
from plans.reading.timeline import Placed

_DUTY = re.compile(
    r"đăng k[ýí]|nộp|gửi|báo cáo|hoàn (?:thành|thiện|tất)|tổng hợp|bình xét|bình bầu|bình chọn|đánh giá|xếp loại|chấm"
    r"|xét|họp|hội nghị|hội thi|thi\s|sơ kết|tổng kết|công khai|công bố|trao|tuyên dương|tôn vinh|biểu dương"
    r"|ký kết|ký giao ước"
    r"|trình|phát động|rà soát|kiểm tra|thẩm định|đề nghị|đề xuất|tổ chức|thông báo|niêm yết|khen thưởng|thực hiện|lập"
    r"|gia hạn|kiến nghị|khiếu nại|trả lời|tiếp nhận|nhận hồ sơ|cập nhật|nhập|duyệt|thu|chuyển|ban hành|triển khai"
    r"|tự chấm|tiến hành|bắt đầu|kết thúc|xong|phổ biến|quán triệt|bàn giao|chốt|khai mạc|bế mạc|lịch",
    re.I,
)
HANDING_IN = re.compile(r"nộp|gửi|báo cáo|hoàn thành|hoàn thiện|trình|đăng k[ýí]|chuyển", re.I)
_REMEMBERS = re.compile(
    r"k[ỷỉ] niệm|chào mừng|mừng\s|thành lập|truyền thống|sinh nhật|ngày sinh|giải phóng|quốc khánh|quốc tế|hưởng ứng"
    r"|hướng tới|lập thành tích",
    re.I,
)
_NAMED_DAY = re.compile(rf"[Nn]gày\s+(?:[Hh]ội\s+)?(?:(?!\d)[{UPPER}]|thành lập|quốc|sinh|toàn|thương binh)")
OCCASION = re.compile(r"(?:nhân|vào)\s+dịp|dịp\s+k[ỷỉ] niệm", re.I)
_TOLD = re.compile(
    r"(?<!\w)(?:đã|được thông qua|thông qua|ban hành|ký ban hành|có hiệu lực|sinh|quyết định|nghị quyết|công văn"
    r"|thông tư"
    r"|hướng dẫn|luật)(?!\w)[^;:]{0,60}$",
    re.I,
)


@dataclass
class Sentence:
    """`left` is its text with what was understood blotted out; `about` the work where the text is only its time."""

    text: str
    placed: Placed
    years: Years
    about: str = ""
    is_appointed: bool = False  # a cell or a value of time: its days need no word that appoints them
    is_title: bool = False
    left: str = ""
    found: list[Deadline] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = self.text

    @property
    def line(self) -> int:
        return self.placed.passage.line

    @property
    def span(self) -> Span | None:
        return self.placed.span

    @cached_property
    def has_duty(self) -> bool:
        """Something is to be done here: said in the sentence, or its text is the time of something."""
        return self.is_appointed or bool(_DUTY.search(self.text))

    def add(self, kind: str, match: re.Match | None = None, **parameters) -> None:
        what = (self.about or self.text).strip(" -–+*;.,:|")
        sentence = (self.placed.passage.text if self.about else self.text).strip()
        self.found.append(Deadline(line=self.line, sentence=sentence, what=what, kind=kind, parameters=parameters))
        if match:
            self.blot(match)

    def blot(self, match: re.Match) -> None:
        self.left = self.left[: match.start()] + "·" * len(match[0]) + self.left[match.end() :]

    def doubt(self, code: str, message: str, cause: str = "") -> None:
        self.doubts.append(Doubt(code, self.line, message, self.text.strip(), cause=cause))

    def year(self, month: int, printed: int | None, what: str) -> int | None:
        """The year of a month: printed, of the entry above, of the period; a doubt where they differ."""
        span = self.span
        spanned = (
            [year for year in range(span.start.year, span.end.year + 1) if in_span(span, year, month)] if span else []
        )
        inside = printed if printed in spanned else next(iter(spanned), None)
        if printed:
            if inside and printed != inside:
                message = f"“{what}” nằm trong mục “{span.label}”; đã đọc là năm {inside}, xin kiểm tra."
                self.doubt("year_conflict", message)
                return inside
            return printed
        if inside:
            return inside
        year = self.years.of(month, self.placed.passage.titles)
        if year and not self.years.is_certain(month):
            message = f"“{what}” không ghi năm; đã đọc là năm {year}."
            self.doubt("year_missing", message, cause=f"không ghi năm {year}")
        return year


def in_span(span: Span, year: int, month: int) -> bool:
    return (span.start.year, span.start.month) <= (year, month) <= (span.end.year, span.end.month)


def remembers(before: str) -> bool:
    """The day that follows is remembered ("chào mừng Ngày … 20/11"), nothing is due on it."""
    clause = re.split(r"[.;:]", before)[-1]
    return bool(_REMEMBERS.search(clause) or _NAMED_DAY.search(clause))


def is_told(before: str) -> bool:
    """The day that follows is history: "đã được thông qua ngày …", "Quyết định … ngày …"."""
    return bool(_TOLD.search(before))

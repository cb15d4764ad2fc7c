"""Deadlines that hang on something else: so many days after or before it, the event itself, or nothing said."""

from __future__ import annotations

import re

from plans.reading.rules.sentence import HANDING_IN, Sentence

_NUMBER = r"(?P<n>\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?:\s+(?:lăm|lăm))?)"
_NUMBERS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười lăm": 15,
}  # fmt: skip
_UNIT = r"\s*(?:\(\s*[\w\s]+?\s*\)\s*)?(?P<unit>ngày|tuần|tháng)(?!\s*\d)(?P<working>\s+làm việc)?"
_WITHIN = r"trong(?:\s+(?:vòng|thời hạn|thời gian))?|chậm nhất|muộn nhất|không quá|tối đa|sau"
_PATTERNS = (
    re.compile(
        rf"(?:(?:{_WITHIN})\s+(?:là\s+|sau\s+)?)*(?<!\w){_NUMBER}{_UNIT}\s*,?\s*(?:tính\s+)?"
        r"(?P<after>(?:kể\s+|tính\s+)?(?:từ|sau)(?:\s+(?:ngày|khi|lúc))?\s+(?!ngày\s+\d)[^,.;()·]+)",
        re.I,
    ),
    re.compile(
        rf"(?:trước\s+(?:ít nhất\s+)?|ít nhất\s+|chậm nhất\s+(?:là\s+)?)(?:trước\s+)?{_NUMBER}{_UNIT}\s*,?\s+"
        r"(?!làm việc)(?P<before>(?:trước\s+)?(?:khi\s+|ngày\s+|phiên\s+)?[^\d\s,.;()·][^,.;()·]*)",
        re.I,
    ),
    re.compile(
        rf"(?P<before>trước\s+(?:khi\s+|ngày\s+|phiên\s+)?(?!ngày)[^\d,.;()·]{{2,60}}?)\s+(?:ít nhất\s+"
        rf"|tối thiểu\s+)?{_NUMBER}{_UNIT}"
        r"(?!\s+(?:trước|sau|kể))",
        re.I,
    ),
    re.compile(rf"(?:{_WITHIN}|ít nhất|tối thiểu)\s+(?:là\s+)?{_NUMBER}{_UNIT}", re.I),
)
_DAYS = {"ngày": 1, "tuần": 7, "tháng": 30}
_MEETING = (
    r"hội nghị|lễ|đại hội|hội đồng|họp|kết thúc|buổi|phiên|ngày hội|tổng kết|sơ kết|mỗi đợt|từng đợt"
    r"|cuộc thi|hội thi|đợt"
)
_EVENT = re.compile(
    rf"(?P<after>(?:ngay\s+)?(?:trong|tại|sau|sau khi|khi)\s+(?:có\s+|kết thúc\s+|khi\s+)*"
    rf"(?:(?:buổi|phiên|cuộc|mỗi|từng)\s+)?(?:{_MEETING})[^,.;:·]*)",
    re.I,
)
_CEREMONY = re.compile(
    r"(?:trao|phát thưởng|công bố|tuyên dương|khen thưởng|tôn vinh|vinh danh|sơ kết|tổng kết)(?!\w)[^.;:·]*?"
    r"\s(?P<after>(?:trong|tại|vào|nhân)\s+(?:dịp\s+)?(?:buổi\s+)?(?:lễ|hội nghị|đại hội)\s+[^,.;:·]+)\W*$",
    re.I,
)
_UNSPECIFIED = re.compile(
    r"đúng\s+(?:thời\s+gian|thời\s+hạn|hạn|tiến độ|lịch)|theo\s+(?:đúng\s+)?(?:thời gian|thời hạn|lịch)\s+(?:quy định"
    r"|thông báo|hướng dẫn|của)",
    re.I,
)


def read_relative(sentence: Sentence) -> None:
    for pattern in _PATTERNS:
        match = pattern.search(sentence.left)
        if match is None or (pattern is _PATTERNS[-1] and not sentence.has_duty):
            continue
        groups = match.groupdict()
        sign = -1 if groups.get("before") else 1
        anchor = (groups.get("after") or groups.get("before") or "").strip()
        number = match["n"].casefold()
        days = (int(number) if number.isdigit() else _NUMBERS[re.sub(r"\s+", " ", number)]) * _DAYS[
            match["unit"].lower()
        ]
        day_type = "working" if match["working"] else "calendar"
        sentence.add("relative", match, offset_days=sign * days, day_type=day_type, after=anchor)
        return


def read_event(sentence: Sentence) -> None:
    """A duty that only names its occasion: "Sau Hội nghị viên chức, các tổ gửi …"."""
    if sentence.found or sentence.span or sentence.is_title:
        return
    text = sentence.text.strip()
    match = _EVENT.match(text)
    if match and HANDING_IN.search(text[match.end() :]):
        sentence.add("event", after=match["after"].strip())
        return
    match = _EVENT.search(text)
    if match and re.match(r"ngay\s+sau", match["after"], re.I) and sentence.has_duty and match.start() > 8:
        sentence.add("event", after=match["after"].strip())
        return
    match = _CEREMONY.match(text)
    if match:
        sentence.add("event", after=match["after"].strip())


def read_unspecified(sentence: Sentence) -> None:
    match = _UNSPECIFIED.search(sentence.left)
    is_share = re.search(r"\d\s*%", sentence.text)  # "95% hồ sơ đúng hạn" is a target
    if not match or is_share:
        return
    clause = re.split(r"[,:]", sentence.left[: match.start()])[-1]  # of a sentence whose other clauses have their day
    duty = clause if sentence.found else sentence.text
    if HANDING_IN.search(duty) and not (sentence.found and "·" in clause):
        sentence.add("unspecified", match, stated=match[0])

"""The parts of a plan that are neither date nor figure, as data: aims, council, past events, recipients. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from documents.content import Content
from documents.reading.lines import UPPER, fold
from plans.reading import PlanFacts
from plans.reading.bases import CITATION
from plans.reading.day_grammar import written_days
from plans.reading.passages import Passage, read_passages

_AIMS = re.compile(r"^(?:mục đích|mục tiêu|yêu cầu)(?!\w)", re.I)
_HAPPENED = re.compile(
    r"(?<!\w)đã\s+(?:được\s+)?(?:[^\W\d_]+[ ,]\s*){0,4}?(?P<what>thông qua|thống nhất|nhất trí|phê duyệt|bàn bạc"
    r"|biểu quyết|góp ý|lấy ý kiến|thảo luận|phát động|ký giao ước)(?!\w)",
    re.I,
)
_ASSEMBLY = re.compile(
    r"(?:tại|bởi|trong|của|qua)\s+(?P<who>(?:cuộc họp|phiên họp|buổi họp|hội nghị|đại hội|hội đồng|toàn thể)[^.;(]*?)"
    r"(?=\s*(?:,|\(|[.;]|$|\s(?:ngày|vào ngày|và được)\s))",
    re.I,
)
_LIST_MARK = re.compile(r"^\s*[-–+*•]\s*")
_PURPOSE = re.compile(r"\s*\((?P<why>[^()]*)\)\s*[;.,]*\s*$")
# Whose work a task is: the noun phrase at the head of its sentence, or behind its label.
_GROUPS = (
    r"cán bộ|giáo viên|nhân viên|viên chức|người lao động|CB-?GV-?NV|công chức|tổ trưởng|tổ phó|tổ|khối|trưởng"
    r"|hiệu trưởng|phó hiệu trưởng|ban giám hiệu|BGH|ban|hội đồng|HĐ|công đoàn|chi đoàn|đoàn|liên đội|đội|văn thư"
    r"|văn phòng|nhà trường|trường|thư ký|kế toán|thư viện|cá nhân|tập thể|bộ phận|nhóm|phòng|UBND"
)
_VERB = (
    r"nộp|gửi|họp|đăng k[ýí]|lập|báo cáo|hoàn thành|hoàn thiện|tổng hợp|bình xét|bình bầu|tự đánh giá|đánh giá|xếp loại"
    r"|chấm|xét|trình|rà soát|kiểm tra|đề nghị|tổ chức|thông báo|niêm yết|công khai|công bố|thực hiện|triển khai|viết"
    r"|tham gia|phát động|sơ kết|tổng kết|phối hợp|hướng dẫn|theo dõi|có trách nhiệm|chịu trách nhiệm|xây dựng"
    r"|tiến hành"
)
_WHO = re.compile(
    rf"^(?P<who>(?:(?:các|mỗi|từng|toàn thể|tất cả|những)\s+)?(?:{_GROUPS})(?!\w)[^:;.]{{0,90}}?)\s*[,:]?\s+"
    rf"(?:phải\s+|sẽ\s+|cần\s+|tự\s+|chủ động\s+)?(?:{_VERB})(?!\w)",
    re.I,
)
_LABEL = re.compile(r"^[^:]{3,90}:\s+")
_TIME_HEAD = re.compile(
    r"^(?:(?:trước|chậm nhất|vào|từ|trong|đến|hết|hằng|hàng|cuối|đầu|giữa|mỗi)\s+[^,]{2,60}|ngày[^,]{2,30}),\s*", re.I
)


@dataclass
class Part:
    """One part: `kind` is that of the fact it becomes; `terms` its fields, `said` what tells it from another."""

    kind: str
    line: int
    sentence: str
    title: str
    said: str
    terms: dict = field(default_factory=dict)
    day: date | None = None
    problem: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}-{hashlib.sha256(fold(self.said).encode()).hexdigest()[:12]}"


def who_of(sentence: str) -> str:
    """Who is to do it, as the sentence says: “Các tổ”, “Hội đồng Thi đua - Khen thưởng”; "" where it names nobody."""
    text = _LIST_MARK.sub("", sentence).strip()
    for _ in range(2):
        match = _WHO.match(_TIME_HEAD.sub("", text))
        if match and not re.search(r"\d", match["who"]):
            return match["who"].strip(" ,-–")
        text = _LABEL.sub("", text, count=1)
    return ""


def parts_of(facts: PlanFacts, content: Content, *, starts_on: date, ends_on: date) -> list[Part]:
    passages = read_passages(content)
    found = [*_aims(passages), *_members(facts), *_events(passages, starts_on, ends_on)]
    last = max((passage.line for passage in passages), default=1)
    return [*found, *_recipients(content, last)]


def _aims(passages: list[Passage]) -> Iterator[Part]:
    """What is said under “Mục đích, yêu cầu”: one part a heading."""
    groups: dict[tuple[str, ...], list[Passage]] = {}
    for passage in passages:
        if not passage.is_title and passage.titles and _AIMS.match(passage.titles[-1]) and passage.place == "body":
            groups.setdefault(passage.titles, []).append(passage)
    for titles, group in groups.items():
        title = titles[-1][:1].upper() + titles[-1][1:].lower() if titles[-1].isupper() else titles[-1]
        items = [passage.text for passage in group]
        said = "|".join(titles)
        yield Part("aim", group[0].line, group[0].text, title[:250], said, {"items": items})


def _members(facts: PlanFacts) -> Iterator[Part]:
    for member in facts.council:
        terms = {
            "name": member.name,
            "honorific": member.honorific,
            "positions": list(member.positions),
            "role": member.role,
            "assignment": member.assignment,
        }
        yield Part("member", member.line, member.sentence, member.name, f"{member.name}|{member.role}", terms)


def _events(passages: list[Passage], starts_on: date, ends_on: date) -> Iterator[Part]:
    """What is told as done: “đã được thông qua tại hội nghị …, ngày …”."""
    for passage in passages:
        if passage.is_title or passage.place == "preamble":
            continue
        for sentence in passage.sentences:
            match = _HAPPENED.search(CITATION.sub(lambda cited: "·" * len(cited[0]), sentence))
            if match:
                yield _event(passage, sentence.strip(), match, starts_on, ends_on)


def _event(passage: Passage, sentence: str, match: re.Match, starts_on: date, ends_on: date) -> Part:
    assembly = _ASSEMBLY.search(sentence)
    day = next((exact for _, day in written_days(sentence) if day.year and (exact := day.on(day.year))), None)
    terms = {"what": match["what"].lower(), "who": assembly["who"].strip(" ,") if assembly else ""}
    problem = ""
    if day and not starts_on <= day <= ends_on:
        problem = (
            f"Ngày {day:%d/%m/%Y} không thuộc năm học này; việc đã xảy ra không tự chuyển ngày, xin ghi ngày thật."
        )
    title = " ".join(part for part in ("Đã", terms["what"], "–" if terms["who"] else "", terms["who"]) if part)
    return Part("event", passage.line, sentence, title[:250], sentence, terms, day, problem)


def _recipients(content: Content, line: int) -> Iterator[Part]:
    for text in content.recipients:
        purpose = _PURPOSE.search(text)
        name = _PURPOSE.sub("", text).strip(" -–;.,")
        if name and re.search(rf"[{UPPER}\w]", name):
            terms = {"purpose": purpose["why"].strip() if purpose else ""}
            sentence = text.strip(" -–+*;.,")  # the signs around it are set anew where it is printed
            yield Part("recipient", line, sentence, name[:250], sentence, terms)

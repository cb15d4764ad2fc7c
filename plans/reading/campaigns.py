"""Names of movements, drives, themes, contests and chuyên đề, and how many awards are given for them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from documents.reading import Doubt
from documents.reading.lines import LOWER, UPPER
from plans.reading.facts import Campaign, Quota, TimelineEntry
from plans.reading.months import read_value_span
from plans.reading.passages import Passage, cut_long
from plans.reading.periods import Years
from plans.reading.timeline import is_window, ranges_in
from plans.reading.titles import codes_in

_KINDS = (
    ("drive", r"cuộc vận động"),
    ("theme", r"chủ đề"),
    ("prize", r"giải thưởng"),
    ("contest", r"cuộc thi|hội thi|thi viết"),
    ("thematic", r"chuyên đề"),
    ("campaign", r"phong trào|thi đua|đợt"),
    (
        "",
        r"danh hiệu|kỷ niệm chương|đề án|nghị quyết|kế hoạch|tài liệu|chiến thắng|kỷ niệm|hình thức",
    ),  # names, but not of these
)
_QUOTED = re.compile(r"[“«\"]\s*(?P<name>[^“”«»\"]{4,160}?)\s*[”»\"]")
_THEMATIC = re.compile(r"^chuyên đề(?:\s+(?:số\s+)?\d+)?\s*[:.–-]\s*(?P<name>.+)$", re.I)
_SPAN = re.compile(r"giai đoạn\s+(?P<first>20\d\d)\s*[-–]\s*(?P<second>20\d\d)", re.I)
_TIME = re.compile(r"(?:về\s+)?thời\s+(?:gian|điểm|hạn)(?!\w)|từ\s", re.I)
_WINDOW_OPENS = re.compile(r"[\s,.;:(–-]+(?:(?:thời gian|thực hiện|diễn ra|tổ chức|trong)\s*:?\s*)*$", re.I)
_MONTHS_BEHIND = re.compile(r"[”»\"]\s*[(:,–-]+\s*(?:thời gian\s*:?\s*)?(?P<months>(?:tháng|quý)\s[^();.]*)", re.I)
_CAPITAL_NAME = re.compile(
    r"(?P<kind>(?:[Pp]hong trào(?: thi đua)?|[Cc]uộc vận động|[Cc]uộc thi|[Hh]ội thi|[Gg]iải thưởng|[Cc]hủ đề))\s*:?\s+"
    rf"(?P<name>[{UPPER}][{LOWER}][^.;:()“”\"«»|–]{{2,150}})"
)
_NAME_ENDS = re.compile(
    r"\s+(?:do|gắn với|trong (?:năm|toàn|nhà|các|đội)|năm học|năm 20|giai đoạn|theo (?:kế|hướng|công|chỉ)|cấp "
    r"(?:trường|huyện|tỉnh|xã)"
    r"|(?:và|cùng)\s+(?=phong trào|cuộc|hội thi|các))(?!\w)|,\s+(?=phong trào|cuộc|các|tổ chức|thực hiện"
    r"|phát động|hưởng ứng|góp|nhằm"
    r"|qua đó|đẩy mạnh|trong đó)",
    re.I,
)
_NO_NAME = re.compile(r"(?:Đội|Đoàn|Thi đua|Trung ương|Thành phố|Tỉnh|Ngành|Bộ|Sở|Công đoàn|Trường|Hội)(?!\w)")
_PRIZE = re.compile(
    r"(?:(?P<n1>\d{1,3})\s+)?(?P<award>giải\s+(?:đặc biệt|nhất|nhì|ba|tư|khuyến khích|phụ|tập thể|toàn đoàn"
    r"|[A-C])(?!\w))"
    r"(?:\s*[:(–-]\s*(?:có\s+)?(?P<n2>\d{1,3})(?:\s+giải)?(?![\d.]))?",
    re.I,
)
_GIVES = re.compile(
    r"(?P<authority>[^.;:]*?)\s*(?:tặng|khen thưởng|trao)\s+(?P<award>giấy khen|bằng khen|cờ thi đua"
    r"|kỷ niệm chương)(?P<rest>[^.;]*)",
    re.I,
)
_NUMBER = r"(?P<n>\d{1,3})\s*"
_AWARD_PLACE = re.compile(
    r"^(?:(?:hình thức|cơ cấu|số lượng|mức|các|về)\s*[,và]*\s*)*(?:giải thưởng|khen thưởng|khen|thưởng)(?!\w)", re.I
)
_AWARD_FIELD = re.compile(r"^(?:hình thức|số lượng|cơ cấu|mức)[^:]*(?:khen|thưởng|giải)[^:]*:\s*(?P<rest>.*)$", re.I)


def read_campaigns(
    passages: list[Passage], timeline: list[TimelineEntry], years: Years, subject: Passage
) -> list[Campaign]:
    """The named movements; the one that the plan itself is for has the plan's own time."""
    period = years.period if years.period.kind == "campaign" else None
    found = [replace(each, start=period.start, end=period.end) for each in _quoted(subject)] if period else []
    for passage in passages:
        if passage.place == "closing":
            continue
        thematic = _THEMATIC.match(passage.text) if passage.is_title or passage.marker else None
        named = [_thematic(passage, thematic["name"])] if thematic else _quoted(passage) + _unquoted(passage)
        found += [_with_window(each, passage, passages, timeline, years) for each in named]
    return _first_of_each(found)


def _with_window(
    campaign: Campaign, passage: Passage, passages: list[Passage], timeline: list[TimelineEntry], years: Years
) -> Campaign:
    """The days printed behind the name, or in the line of time below it; a name without them keeps none."""
    if campaign.start or campaign.kind not in ("thematic", "campaign", "contest"):
        return campaign
    behind = passage.text.find(campaign.name)
    rest = passage.text[behind:].split("“", 1)[0] if behind >= 0 else ""
    for match, start, end in ranges_in(rest, years, passage.titles):
        if is_window(f"“{rest[: match.start()]}”", match.start() + 2, match.end() + 2, is_title=True):
            name = _WINDOW_OPENS.sub("", campaign.name[: match.start()]) if match.start() < len(campaign.name) else ""
            return replace(campaign, name=name or campaign.name, start=start, end=end)
    printed = _MONTHS_BEHIND.search(rest)
    span = printed and read_value_span(printed["months"], years, passage.titles)
    if not span and passage.is_title:
        lines = {other.line for other in passages if other.titles[-1:] == (passage.text,)}
        span = next((entry for entry in timeline if entry.line in lines and _TIME.match(entry.sentence)), None)
    return replace(campaign, start=span.start, end=span.end) if span else campaign


def _quoted(passage: Passage) -> list[Campaign]:
    found = []
    kind, behind = None, 0
    for match in _QUOTED.finditer(passage.text):
        between = passage.text[behind : match.start()]
        kind = _kind_before(between, kind)
        behind = match.end()
        if kind and not codes_in(match["name"]):
            span = _SPAN.search(passage.text[match.end() : match.end() + 40])
            start, end = (date(int(span["first"]), 1, 1), date(int(span["second"]), 12, 31)) if span else (None, None)
            name = re.sub(r"\s+", " ", match["name"])
            found.append(Campaign(line=passage.line, sentence=passage.text, name=name, kind=kind, start=start, end=end))
    return found


def _unquoted(passage: Passage) -> list[Campaign]:
    """ "phong trào thi đua Xây dựng trường học thân thiện, học sinh tích cực": a name told by its capital alone."""
    found = []
    for match in _CAPITAL_NAME.finditer(passage.text):
        name = _NAME_ENDS.split(match["name"], maxsplit=1)[0].strip(" ,.–-")
        if len(name.split()) < 2 or _NO_NAME.match(name) or name.isupper():
            continue
        kind = _kind_before(match["kind"], None) or "campaign"
        found.append(Campaign(line=passage.line, sentence=passage.text, name=name, kind=kind))
    return found


def _kind_before(text: str, previous: str | None) -> str | None:
    """The nearest word for a kind before the quotation mark; a bare comma or "và" carries the one before on."""
    nearest = max(
        ((m.start(), kind) for kind, pattern in _KINDS for m in re.finditer(pattern, text, re.I)), default=None
    )
    if nearest:
        return nearest[1]
    return previous if previous and re.fullmatch(r"[\s,;.…:]*(?:và)?[\s,;.…]*", text) else None


def _thematic(passage: Passage, name: str) -> Campaign:
    quoted = _QUOTED.search(name)
    said = quoted["name"] if quoted else name.strip(" .")
    return Campaign(line=passage.line, sentence=passage.text, name=said, kind="thematic")


def _first_of_each(campaigns: list[Campaign]) -> list[Campaign]:
    seen: dict[str, Campaign] = {}
    for campaign in campaigns:
        seen.setdefault(re.sub(r"\W+", " ", campaign.name).casefold().strip(), campaign)
    return list(seen.values())


def read_quotas(passages: list[Passage]) -> tuple[list[Quota], list[Doubt]]:
    quotas: list[Quota] = []
    doubts: list[Doubt] = []
    in_field: tuple[str, ...] | None = None
    for passage in passages:
        field = _AWARD_FIELD.match(passage.text)
        if field or (passage.titles and _AWARD_PLACE.search(passage.titles[-1]) and not passage.is_title):
            in_field = passage.titles
        elif in_field != passage.titles or passage.is_title:
            in_field = None
        quotas += _prizes(passage)
        parts = cut_long(field["rest"] if field else passage.text)
        for match in (match for part in parts for match in _GIVES.finditer(part)):
            quota = _quota(passage, match)
            is_allotted = not re.search(r"đề nghị|đăng k[ýí]", match[0], re.I) and quota.is_counted
            if in_field is None and not is_allotted:
                continue
            quotas.append(quota)
            if not quota.is_counted:
                message = f"Không nêu số lượng {quota.award} của {quota.authority}."
                doubts.append(Doubt("blank_quota", passage.line, message, passage.text))
    return quotas, doubts


def _prizes(passage: Passage) -> list[Quota]:
    """ "01 giải Nhất, 02 giải Nhì", "Giải Ba: 03": a list of prizes, in a list or a table's cell."""
    found = []
    for match in _PRIZE.finditer(passage.text):
        number = match["n1"] or match["n2"]
        if number:
            award = match["award"][0].upper() + match["award"][1:]
            place = passage.titles[-1] if passage.titles else ""
            found.append(
                Quota(
                    line=passage.line,
                    sentence=passage.text,
                    award=award,
                    authority="",
                    count=int(number),
                    campaign=place,
                )
            )
    return found


def _quota(passage: Passage, match: re.Match) -> Quota:
    collectives = re.search(_NUMBER + r"tập thể", match["rest"], re.I)
    individuals = re.search(_NUMBER + r"(?:cá nhân|người|đồng chí|học sinh|giáo viên|em)", match["rest"], re.I)
    other = re.search(r"(?<![\d/.])(\d{1,3})\s+[^\W\d]", match["rest"])
    return Quota(
        line=passage.line,
        sentence=passage.text,
        award=match["award"].capitalize(),
        authority=match["authority"].strip(" -–"),
        collectives=int(collectives["n"]) if collectives else None,
        individuals=int(individuals["n"]) if individuals else None,
        count=int(other[1]) if other and not (collectives or individuals) else None,
        campaign=passage.titles[-1] if passage.titles else "",
    )

"""Figures a plan sets itself: shares, counts and titles aimed at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documents.reading import Doubt
from plans.reading.facts import Target
from plans.reading.passages import Passage

# The longest name first: a name inside another is then not read again.
_TITLES = (
    ("CSTDTQ", r"chiến sĩ thi đua toàn quốc|CSTĐ toàn quốc|CSTĐTQ"),
    ("CSTD_BO", r"chiến sĩ thi đua cấp bộ|CSTĐ cấp bộ"),
    ("CSTD_TINH", r"(?:chiến sĩ thi đua|CSTĐ) cấp (?:tỉnh|thành phố)"),
    ("CSTDCS", r"chiến s[ĩỹ] thi đua(?: cấp)? cơ sở|CSTĐ(?: cấp)? ?CS|CSTĐ(?: cấp)? cơ sở|chiến s[ĩỹ] thi đua(?! cấp)"),
    ("TTLDXS", r"tập thể lao động xuất sắc|TTLĐXS"),
    ("TTLDTT", r"tập thể lao động tiên tiến|TTLĐTT"),
    ("LDTT", r"lao động tiên tiến|LĐTT"),
    ("GIOI_QUAN", r"giỏi cấp (?:quận|huyện)"),
    ("GIOI_TINH", r"giỏi cấp (?:tỉnh|thành phố)"),
    ("GIOI_XA", r"giỏi cấp (?:xã|phường)"),
    ("GIOI_TRUONG", r"giỏi cấp trường"),
)
_FORMS = (
    r"bằng khen|giấy khen|cờ thi đua|huân chương|huy chương|kỷ niệm chương|danh hiệu|xuất sắc|tiên tiến"
    r"|giỏi|chiến s[ĩỹ]|CSTĐ|LĐTT|vững mạnh"
)
_AWARD = re.compile(_FORMS, re.I)
_REGISTERS = re.compile(r"đăng k[ýí]|phấn đấu|đạt danh hiệu|chỉ tiêu|đề nghị|đạt", re.I)
_PERCENT = re.compile(r"(?P<value>\d{1,3}(?:[.,]\d+)?)\s*%")
_COUNT = re.compile(
    r"(?P<value>\d{1,4})\s*(?P<unit>tập thể|cá nhân|người|đồng chí|đ/c|giáo viên|nhân viên|cán bộ|viên chức"
    r"|CB-?GV-?NV|sáng kiến|đề tài(?:, sáng kiến)?|giải pháp"
    r"|SKKN|mô hình|tổ|giải|lượt|sản phẩm|CSTĐ\w*|chiến sĩ thi đua(?: cơ sở)?|lao động tiên tiến|LĐTT|bằng khen"
    r"|giấy khen|cờ thi đua|danh hiệu)(?!\w)",
    re.I,
)
_AT_LEAST = re.compile(r"(?:ít nhất|tối thiểu|trên|không dưới|từ|không ít hơn|≥|>=)\s*(?:là\s+|có\s+)?$", re.I)
_AT_MOST = re.compile(r"(?:không quá|tối đa|dưới|không vượt quá|nhiều nhất|≤|<=)\s*(?:là\s+|có\s+)?$", re.I)
_OR_MORE = re.compile(r"^\s*(?:[^\W\d]+\s+){0,4}?trở lên", re.I)
_VERB = re.compile(
    r"\s+(?:đăng k[ýí]|đạt|được|có|tham gia|hoàn thành|không|thực hiện|xếp loại|phấn đấu|đánh giá|nhận|trong)(?!\w)",
    re.I,
)
_COLLECTIVE = re.compile(r"(?:nhà trường|trường|tập thể|đơn vị|chi bộ|công đoàn|liên đội|chi đoàn|tổ)", re.I)
_QUOTE_TITLE = re.compile(r"[“\"«](?P<name>[^”\"»]+)[”\"»]\s*(?P<level>cấp [\w ]{2,20})?", re.I)


def read_targets(passages: list[Passage]) -> tuple[list[Target], list[Doubt]]:
    targets: list[Target] = []
    for passage in passages:
        if passage.place in ("preamble", "closing") or passage.is_title:
            continue
        for sentence in passage.sentences:
            targets += list(_in_sentence(passage, sentence))
    return targets, [doubt for target in targets for doubt in _joint_award(target)]


def _in_sentence(passage: Passage, sentence: str) -> Iterator[Target]:
    percents = list(_PERCENT.finditer(sentence))
    counts = [] if percents else _counts(passage, sentence)
    if percents or counts:
        for index, match in enumerate(percents or counts):
            following = (
                (percents or counts)[index + 1].start() if index + 1 < len(percents or counts) else len(sentence)
            )
            yield _figure(passage, sentence, match, following)
    else:
        yield from _aimed_titles(passage, sentence)


def _counts(passage: Passage, sentence: str) -> list[re.Match]:
    """Counts that bind: with "ít nhất" before them, or of an award that is registered or aimed at."""
    found = []
    for match in _COUNT.finditer(sentence):
        before = sentence[: match.start()]
        bound = _AT_LEAST.search(before) or _AT_MOST.search(before)
        in_brackets = before.count("(") > before.count(")")
        aimed = _REGISTERS.search(sentence + " ".join(passage.titles)) and _AWARD.search(sentence)
        if (
            (bound or aimed)
            and not in_brackets
            and not re.search(r"(?:tháng|năm|ngày|tuần|lần thứ|khóa|số)\s*$", before, re.I)
        ):
            found.append(match)
    return found


def _figure(passage: Passage, sentence: str, match: re.Match, end: int) -> Target:
    before, after = sentence[: match.start()], sentence[match.end() : end]
    who, award = _split_who(after, before)
    if "unit" in match.groupdict() and who.casefold() in ("", "có", "phấn đấu có"):
        who = match["unit"].lower()
    value = float(match["value"].replace(",", "."))
    unit = "%" if "unit" not in match.groupdict() else match["unit"].lower()
    return Target(
        line=passage.line,
        sentence=sentence.strip(),
        who=who,
        op=_operator(before, after),
        value=int(value) if value.is_integer() else value,
        unit=unit,
        award=award,
        code=_codes(award or sentence),
        is_registration=bool(re.search(r"đăng k[ýí]", sentence, re.I)),
    )


def _operator(before: str, after: str) -> str:
    if _AT_MOST.search(before):
        return "<="
    return ">=" if _AT_LEAST.search(before) or _OR_MORE.match(after) else "="


def _split_who(after: str, before: str) -> tuple[str, str]:
    """ "giáo viên, nhân viên | đăng ký danh hiệu …": who up to the first verb, what after it."""
    verb = _VERB.search(after)
    if verb:
        who, award = after[: verb.start()], after[verb.start() :]
    else:
        who, award = re.split(r"[:;,]", before)[-1] if before.strip() else "", after
    return re.sub(r"^(?:của|số|tổng số)\s+", "", who.strip(" ,;:-–.")) or before.strip(" ,;:-–.")[-60:], award.strip(
        " ,;:-–."
    )


def _aimed_titles(passage: Passage, sentence: str) -> Iterator[Target]:
    """A collective that registers a title, or a list of honours after "đăng ký …:"; each counts as one."""
    listed = re.search(r"đăng k[ýí][^:]*:\s*(?P<list>.+)$", sentence, re.I)
    clauses = re.split(r";\s*", _rest_of_list(passage, sentence, listed)) if listed else [sentence]
    for clause in clauses:
        if not _AWARD.search(clause) or not _COLLECTIVE.search(clause + sentence):
            continue
        if not listed and not re.search(
            r"(?:nhà trường|trường|tập thể|đơn vị|công đoàn|liên đội)[^.]*đăng k[ýí][^.]*[“\"]", clause, re.I
        ):
            continue
        titled = _QUOTE_TITLE.search(clause)
        award = f"{titled['name']} {titled['level'] or ''}".strip() if titled else clause.strip(" .…")
        if titled and not _AWARD.search(titled["name"]):
            continue
        yield Target(
            line=passage.line,
            sentence=sentence.strip(),
            who=_who_of_clause(clause),
            op="=",
            value=1,
            unit="tập thể",
            award=award,
            code=_codes(award),
            is_registration=True,
        )


def _rest_of_list(passage: Passage, sentence: str, listed: re.Match) -> str:
    """The sentence splitter cuts at ";": the list is what follows in the whole passage."""
    at = passage.text.find(listed["list"])
    return passage.text[at:] if at >= 0 else listed["list"]


def _who_of_clause(clause: str) -> str:
    head = re.split(r"\s+(?:đăng k[ýí]|nhận|đạt|phấn đấu)(?!\w)|[,“\"]", clause, maxsplit=1)[0]
    return head.split(":")[-1].strip(" -–")


def _codes(text: str) -> str | None:
    found: list[tuple[int, str]] = []
    left = re.split(r"(?:được )?đề nghị\s", text)[-1] if re.search(r"đạt .*đề nghị\s", text) else text
    for code, pattern in _TITLES:
        for match in list(re.finditer(pattern, left, re.I)):
            found.append((match.start(), code))
            left = left[: match.start()] + "·" * len(match[0]) + left[match.end() :]
    codes = list(dict.fromkeys(code for _, code in sorted(found)))
    return "+".join(codes) or None


def _joint_award(target: Target) -> list[Doubt]:
    joined = re.search(r"(?<!\w)(?:và|hoặc)(?!\w)", target.award)
    if target.code and "+" in target.code and target.unit == "%" and joined:
        message = f"{target.value}% được nêu chung cho nhiều danh hiệu; xin cho biết chung hay riêng từng danh hiệu."
        return [Doubt("joint_award", target.line, message, target.sentence)]
    return []

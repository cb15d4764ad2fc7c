"""Citations of legal and guiding documents: kind, number with symbol, date, issuer."""

from __future__ import annotations

import re
from datetime import date

from documents.reading import Doubt, Reading
from documents.reading.lines import UPPER
from plans.reading.facts import Header, LegalBasis, Period
from plans.reading.passages import Passage
from plans.reading.periods import last_day

_KINDS = (
    "Nghị định",
    "Nghị quyết",
    "Quyết định",
    "Thông tư liên tịch",
    "Thông tư",
    "Chỉ thị",
    "Kế hoạch",
    "Công văn",
    "Hướng dẫn",
    "Đề án",
    "Chương trình",
    "Kết luận",
    "Thông báo",
    "Văn bản",
    "Quy chế",
    "Quy định",
    "Pháp lệnh",
    "Công điện",
    "Báo cáo",
    "Tờ trình",
    "Điều lệ",
)
_DAY = r"(?P<d>\d{1,2})\s*(?:[/.-]|\s*tháng\s*)\s*(?P<m>\d{1,2})\s*(?:[/.-]|\s*năm\s*)\s*(?P<y>\d{4})"
CITATION = re.compile(
    rf"(?P<kind>(?i:{'|'.join(_KINDS)}))?\s*(?:liên tịch\s*)?(?:số\s*:?\s*)?"
    r"(?P<no>(?<![\d/])\d+[a-z]?(?:/\d{4})?\s*[/-]\s*(?:[A-ZĐ]{2}[\wĐ&]*|[A-ZĐ](?![\wĐ]))(?:\s?[-/–]\s?[A-ZĐ][\wĐ&]*)*)"
    rf"(?:\s*,?\s*\(?(?:ban hành\s*)?(?:ngày|n)?\s*{_DAY}\)?)?"
    rf"(?:\s*,?\s*của\s+(?P<issuer>(?:Chủ tịch\s+)?[{UPPER}][^,;.()]*?)(?=\s+(?i:về|ban hành|quy định|hướng dẫn"
    rf"|phê duyệt|triển khai|sửa đổi|thực hiện|v/v)(?!\w)|\s*[,;.()]|$))?"
)
_LAW = re.compile(
    rf"(?P<kind>Luật|Bộ luật|Pháp lệnh)\s+(?P<name>[{UPPER}][^;.()]*?)"
    rf"(?=\s+(?:ngày|số|được|và\s+(?:các|Nghị|Luật|văn|tình|nhiệm|kế hoạch|hướng|căn)|của\s+Quốc)(?!\w)|\s*[;.()]"
    rf"|,\s*(?:Nghị|Luật|Thông|được|số|ngày)|$)"
)
_OF_A_LAW = re.compile(r"/QH\d+$")
_UNNUMBERED = re.compile(
    r"(?P<kind>Đề án|Chương trình|Quy chế|Quy định|Kế hoạch|Hướng dẫn)\s+(?P<name>[“\"][^”\"]+[”\"])"
)
_BLANK_NUMBER = re.compile(r"(?<!\w)số\s*:?\s*(?:[.…_]{2,}|[.…_]*\s*/\s*[A-ZĐ]{2})", re.I)
_COMMITTEES = {
    "TU": ("tỉnh ủy", "thành ủy", "tỉnh uỷ", "thành uỷ"),
    "QU": ("quận ủy", "quận uỷ"),
    "HU": ("huyện ủy", "huyện uỷ"),
}


def read_bases(reading: Reading, passages: list[Passage]) -> list[LegalBasis]:
    lines = reading.source.get("bases", [])
    texts = list(zip(lines, reading.content.bases, strict=True))
    texts += [(passage.line, passage.text) for passage in passages if passage.place == "preamble"]
    return [basis for line, text in texts for basis in _citations(line, text)]


def _citations(line: int, text: str) -> list[LegalBasis]:
    found: list[tuple[int, LegalBasis]] = []
    for match in CITATION.finditer(text):
        if _OF_A_LAW.search(match["no"]):
            continue  # the number of a law, which is cited by its name
        basis = LegalBasis(
            line=line,
            sentence=_sentence(text, match),
            kind=(match["kind"] or "Văn bản").capitalize(),
            number=re.sub(r"\s+", "", match["no"]).replace("–", "-"),
            dated=citation_date(match),
            issuer=match["issuer"] and match["issuer"].strip(),
        )
        found.append((match.start(), basis))
    masked = CITATION.sub(lambda match: "·" * len(match[0]), text)
    for match in [*_LAW.finditer(masked), *_UNNUMBERED.finditer(masked)]:
        name = f"{match['kind']} {match['name']}".strip(" ·")
        issuer = "Quốc hội" if "uật" in match["kind"] else None
        sentence = _sentence(text, match)
        found.append(
            (match.start(), LegalBasis(line=line, sentence=sentence, kind=match["kind"], number=name, issuer=issuer))
        )
    return [basis for _, basis in sorted(found, key=lambda pair: pair[0])]


def _sentence(text: str, match: re.Match) -> str:
    start = text.rfind(";", 0, match.start()) + 1
    end = text.find(";", match.end())
    return text[start : end if end >= 0 else len(text)].strip()


def citation_date(match: re.Match) -> date | None:
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except (TypeError, ValueError):
        return None


def basis_doubts(bases: list[LegalBasis], header: Header, period: Period, passages: list[Passage]) -> list[Doubt]:
    doubts: list[Doubt] = []
    limit = _latest_issue(header) or period.end
    seen: dict[str, str] = {}
    for basis in bases:
        if basis.dated and limit and basis.dated > limit:
            message = f"Căn cứ {basis.number} đề ngày {basis.dated:%d/%m/%Y}, sau thời điểm của kế hoạch."
            doubts.append(Doubt("date_after_document", basis.line, message, basis.sentence))
        digits = re.match(r"\d+", basis.number or "")
        if digits and seen.setdefault(digits[0], basis.number) != basis.number:
            message = f"Hai căn cứ cùng số {digits[0]}: {seen[digits[0]]} và {basis.number}."
            doubts.append(Doubt("same_number", basis.line, message, basis.sentence))
    for passage in passages:
        doubts += _symbol_doubts(passage)
    return doubts


def _latest_issue(header: Header) -> date | None:
    """The day of the plan, or the last day of its month where the day is still blank."""
    if header.date_precision == "day":
        return date.fromisoformat(header.date)
    if header.date_precision == "month":
        year, month = map(int, header.date.split("-"))
        return last_day(year, month)
    return None


def blank_bases(reading: Reading) -> list[Doubt]:
    """Bases whose number is still to be filled in."""
    lines = reading.source.get("bases", [])
    return [
        Doubt("blank_base", line, "Văn bản làm căn cứ ở đây chưa ghi số.", text)
        for line, text in zip(lines, reading.content.bases, strict=True)
        if _BLANK_NUMBER.search(text)
    ]


def _symbol_doubts(passage: Passage) -> list[Doubt]:
    doubts = []
    for match in CITATION.finditer(passage.text) if re.search(r"\d\s*[/-]", passage.text) else ():
        issuer = (match["issuer"] or "").casefold()
        symbol = re.split(r"[-/]", match["no"])[-1].strip()
        committees = _COMMITTEES.get(symbol)
        if (
            committees
            and issuer
            and ("ủy" in issuer or "uỷ" in issuer)
            and not any(name in issuer for name in committees)
        ):
            message = f"Ký hiệu {match['no']} không phải của {match['issuer']}."
            doubts.append(Doubt("issuer_symbol", passage.line, message, match[0].strip()))
    return doubts

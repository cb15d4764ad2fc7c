"""Figures a plan sets itself: shares, counts and titles aimed at, in sentences, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from documents.reading import Doubt
from plans.reading.facts import Target
from plans.reading.figures import OF_A_TITLE, UNITS, Figure, figures_in
from plans.reading.passages import Passage
from plans.reading.titles import AWARD, codes_in

_AIMS = re.compile(r"chỉ tiêu|đăng k[ýí]|phấn đấu|mục tiêu|danh hiệu", re.I)  # in a heading
_REGISTERS = re.compile(r"đăng k[ýí]|phấn đấu|đạt danh hiệu|chỉ tiêu|đề nghị|đạt|giữ vững", re.I)
_TOLD = re.compile(
    r"đặc điểm|tình hình|thuận lợi|khó khăn|thực trạng|kết quả (?:đạt được|năm)|năm học (?:trước|qua)", re.I
)
_NO_AIM = re.compile(
    r"kinh phí|quỹ|lương|mức (?:thưởng|tiền)|thang điểm|biểu điểm|tiêu chuẩn|tỷ trọng|phiếu|thành viên", re.I
)
_VERB = re.compile(
    r"\s+(?:đăng k[ýí]|đạt|được|có|tham gia|hoàn thành|không|thực hiện|xếp loại|phấn đấu|đánh giá|nhận|trong|dùng"
    r"|đề nghị"
    r"|quản lý|sử dụng)(?!\w)",
    re.I,
)
_ALLOTS = re.compile(r"(?:tặng|trao|thưởng)\s+(?:giấy khen|bằng khen|cờ)[^.;:]*?\scho\s", re.I)
_BASE = re.compile(r"^\s*(?:trong\s+)?(?:tổng\s+)?số\s|^\s*(?:so với|trên tổng)", re.I)
_GROUP = (
    r"(?:nhà trường|trường|trung tâm|tập thể|đơn vị|chi bộ|công đoàn|liên đội|chi đoàn|đoàn (?:trường"
    r"|thanh niên)|tổ|khối)"
)
_COLLECTIVE = re.compile(_GROUP, re.I)
_OPENS_WITH_GROUP = re.compile(rf"^\s*[-+*]?\s*(?:có\s+)?{_GROUP}(?!\w)", re.I)
_AIMED_AT = re.compile(
    r"^(?P<who>[^:;]{2,90}?)\s*(?::|[–-]\s|\s+(?:phấn đấu\s+|tiếp tục\s+|giữ vững\s+|đăng k[ýí]\s+|được\s+"
    r"|đề nghị\s+|đạt\s+|nhận\s+|tặng\s+|xét\s+)+)"
    r"\s*(?P<award>.+)$",
    re.I,
)
_BESIDE = re.compile(r"[;,]\s*(?=đề nghị|đăng k[ýí])|\s+và\s+(?=đề nghị|đăng k[ýí])", re.I)
_BLANK = re.compile(rf"(?::|cho|có)\s*(?:\.{{3,}}|…+|_{{2,}})\s*(?:{UNITS})(?!\w)", re.I)
_DOTS = re.compile(r"[^\W\d_]\s*:?\s*(?:\.{5,}|…{2,}|_{4,})\s*(?=[^\W_])")
_QUOTE_TITLE = re.compile(r"[“\"«](?P<name>[^”\"»]+)[”\"»]\s*(?P<level>cấp [\w ]{2,20})?", re.I)
_NONE_OF = re.compile(r"(?P<who>[^.;:,]{0,60}?)\s*không\s+(?:để\s+)?(?:xảy ra|xẩy ra)\s+(?P<what>[^.;]{4,120})", re.I)
_FIGURE_COLUMN = re.compile(
    r"số\s*(?:lượng|đăng k[ýí]|người|tập thể)|(?<!\w)SL(?!\w)|chỉ tiêu|t[ỷỉ] lệ|đăng k[ýí]", re.I
)
_SHARE_COLUMN = re.compile(r"t[ỷỉ]\s+lệ|%|tổng", re.I)
_NUMBER_COLUMN = re.compile(r"^(?:tt|stt|số tt|số thứ tự)$", re.I)
_WHO_COLUMN = re.compile(r"đối tượng|đơn vị|tổ|bộ phận|tập thể|họ", re.I)
_CELL_FIGURE = re.compile(
    r"^(?P<op>≥|<=|>=|≤|từ|trên|ít nhất|tối đa|không quá)?\s*(?P<value>\d{1,4}(?:[.,]\d+)?)\s*(?:/\s*"
    r"(?P<of>\d{1,4}))?\s*(?P<unit>%|[^\d\W][\w\s]{0,20})?$",
    re.I,
)


def read_targets(passages: list[Passage]) -> tuple[list[Target], list[Doubt]]:
    targets: list[Target] = []
    doubts: list[Doubt] = []
    for passage in passages:
        if passage.place in ("preamble", "closing") or any(_TOLD.search(title) for title in passage.titles):
            continue
        if passage.cells:
            targets += _in_row(passage)
            if AWARD.search(passage.text) and any(re.fullmatch(r"\.{2,}|…+|_{2,}", cell) for cell in passage.cells):
                doubts.append(Doubt("blank_figure", passage.line, "Số lượng ở đây còn để trống.", passage.text))
            continue
        if _BLANK.search(passage.text) or _DOTS.search(passage.text):
            doubts.append(Doubt("blank_figure", passage.line, "Số lượng ở đây còn để trống.", passage.text))
        for sentence in passage.sentences:
            for clause in re.split(r"(?<=;)\s+", sentence):
                found = list(_in_clause(passage, clause))
                targets += found if not passage.is_title else [target for target in found if target.code]
    for target in targets:
        doubts += _joint_award(target) + _share_conflict(target)
    return _once(targets), doubts


def _in_clause(passage: Passage, clause: str) -> Iterator[Target]:
    figures = [figure for figure in figures_in(clause) if _is_aim(passage, clause, figure)]
    for index, figure in enumerate(figures):
        before = clause[figures[index - 1].end if index else 0 : figure.start]
        after = clause[figure.end : figures[index + 1].start if index + 1 < len(figures) else len(clause)]
        limited = OF_A_TITLE.match(after) if figure.op == "<=" and figure.unit == "%" else None
        if limited and index and codes_in(clause[: figures[0].start]):
            yield _limit(passage, clause, figure, limited[0].strip(), clause[: figures[0].start])
            continue
        yield _of_figure(passage, clause, figure, before, after)
    rest = _BESIDE.split(clause[figures[-1].end :], maxsplit=1)[1:] if figures else [clause]
    for text in rest:
        yield from _aimed_titles(passage, text, is_rest=bool(figures))
    none_of = _NONE_OF.search(clause)
    if none_of:
        yield _target(passage, clause, none_of["who"].strip() or "đơn vị", "=", 0, "vụ", none_of["what"].strip())


def _limit(passage: Passage, clause: str, figure: Figure, whole: str, named: str) -> Target:
    """What the count before it may not exceed: "06 người (không quá 15% số Lao động tiên tiến)"."""
    award = named.strip(" ,;:-–.()")
    return _target(passage, clause, whole, figure.op, figure.value, "%", award, codes_in(award), is_registration=True)


def _is_aim(passage: Passage, clause: str, figure: Figure) -> bool:
    """A figure that binds: a share, "ít nhất …", or a count of an award that is registered or aimed at."""
    before = clause[: figure.start]
    if _is_no_aim(clause) and not _names_award(clause):
        return False
    if re.search(r"(?<!\w)đã(?!\w)", before):
        return False
    if figure.unit == "%":
        return not _is_about_money(clause)
    if not figure.unit and figure.of is None and not codes_in(before):
        return False
    if before.count("(") > before.count(")"):
        return False
    if _ALLOTS.search(before) and not _REGISTERS.search(before):
        return False
    if _names_award(clause):
        return figure.is_bound or bool(_REGISTERS.search(clause)) or _is_aimed_above(passage)
    if _is_aimed_above(passage) and any(codes_in(title) for title in passage.titles[-1:]):
        return True
    return figure.is_bound and bool(figure.unit)


# A clause is asked once for each figure in it.


@lru_cache(maxsize=64)
def _is_no_aim(clause: str) -> bool:
    return bool(_NO_AIM.search(clause))


@lru_cache(maxsize=64)
def _names_award(clause: str) -> bool:
    return bool(AWARD.search(clause))


@lru_cache(maxsize=64)
def _is_about_money(clause: str) -> bool:
    return bool(re.search(r"kinh phí|quỹ|lương|tiền", clause, re.I))


@lru_cache(maxsize=64)
def _names_registration(clause: str) -> bool:
    return bool(re.search(r"đăng k[ýí]", clause, re.I))


def _is_aimed_above(passage: Passage) -> bool:
    return any(_AIMS.search(title) for title in passage.titles)


def _of_figure(passage: Passage, clause: str, figure: Figure, before: str, after: str) -> Target:
    who, award = _who_and_award(before, after, figure)
    code = codes_in(award) or (codes_in(before) if not AWARD.search(award) else None)
    if code is None and not _names_award(clause) and passage.titles:
        code = codes_in(passage.titles[-1])
    collective = re.match(r"(?:tập thể|tổ|trường|đơn vị|khối)", figure.unit or who, re.I)
    if code == "LDTT" and collective:
        code = "TTLDTT"
    unit = figure.unit or ("người" if code else "")
    return _target(
        passage, clause, who, figure.op, figure.value, unit, award, code, of=figure.of, share=figure.share,
        is_registration=bool(code or AWARD.search(award) or _names_registration(clause)),
    )  # fmt: skip


def _who_and_award(before: str, after: str, figure: Figure) -> tuple[str, str]:
    """ "20% giáo viên | đăng ký danh hiệu …", "Lao động tiên tiến: | 24/28 đồng chí": which side names it."""
    named_before = AWARD.search(before)
    if named_before and (
        _BASE.match(after)
        or not AWARD.search(after)
        or re.search(r"(?::|không quá|tối đa)\s*(?:phấn đấu\s+|có\s+)?\s*(?:\w+\s+){0,2}$", before)
    ):
        who = after.strip(" ,;:-–.()") if figure.unit == "%" and not _BASE.match(after) else figure.unit
        return who or "cá nhân", re.sub(
            r"\s*(?:không quá|ít nhất|tối đa|có|là|phấn đấu|cho)\s*$", "", before.strip(" ,;:-–.(")
        ).strip(" ,;:-–.")
    verb = _VERB.search(after)
    if verb:
        who, award = after[: verb.start()], after[verb.start() :]
    elif AWARD.search(after):
        who, award = figure.unit, after
    else:
        who, award = re.split(r"[:;,]", before)[-1] if before.strip() else "", after
    who = re.sub(r"^(?:của|số|tổng số)\s+", "", who.strip(" ,;:-–.()"))
    if who.casefold() in ("", "có", "phấn đấu có", "phấn đấu") or (figure.unit not in ("", "%") and not who):
        who = figure.unit if figure.unit not in ("", "%") else before.strip(" ,;:-–.()")[-60:]
    return who, award.strip(" ,;:-–.()")


def _aimed_titles(passage: Passage, text: str, *, is_rest: bool) -> Iterator[Target]:
    """A collective that aims at a title without a figure: "Nhà trường: “…”", a list of honours after "đăng ký …:"."""
    listed = re.search(r"đăng k[ýí][^:]*:\s*(?P<list>.+)$", text, re.I)
    is_aimed = _is_aimed_above(passage) or re.search(r"đăng k[ýí]|phấn đấu|giữ vững", text, re.I)
    if not (is_aimed or _continues_list(passage, text)):
        return
    body = listed["list"] if listed else text
    for part in re.split(r";\s*|\s+và\s+(?=(?:đề nghị|đăng k[ýí])\s)|,\s*(?=(?:đề nghị|đăng k[ýí])\s)", body):
        found = _aimed_title(passage, part, text, is_listed=bool(listed) or _continues_list(passage, text))
        if found and not (is_rest and not found.code):
            yield found


def _continues_list(passage: Passage, text: str) -> bool:
    """The clauses behind "đăng ký …: a; b; c" in one passage."""
    at = passage.text.find(text)
    opener = re.search(r"đăng k[ýí][^:;.]*:", passage.text[: max(at, 0)], re.I)
    return bool(opener) and "." not in passage.text[opener.end() : at].replace("...", "")


def _aimed_title(passage: Passage, part: str, text: str, *, is_listed: bool) -> Target | None:
    if not AWARD.search(part):
        return None
    aimed = _AIMED_AT.match(part.strip(" -–+*.,;"))
    who, award = (aimed["who"], aimed["award"]) if aimed and AWARD.search(aimed["award"]) else ("", part)
    code = codes_in(award)
    if re.match(r"(?:đề nghị|đăng k[ýí])\s", part.strip(), re.I) and _OPENS_WITH_GROUP.match(text):
        who, award = "", part
    if not who and _OPENS_WITH_GROUP.match(text):
        who = re.split(r"\s*:|\s+(?:đạt|đăng k[ýí]|đề nghị|giữ vững|phấn đấu)", text, maxsplit=1)[0]
    if AWARD.search(who) and not is_listed:
        who, code = "", code or codes_in(part)
    if not (_COLLECTIVE.search(who) or is_listed or (code or "").startswith(("TT", "CO"))):
        return None
    if not (code or is_listed or _OPENS_WITH_GROUP.match(who or part)):
        return None
    if (
        not code
        and not is_listed
        and not re.search(r"bằng khen|giấy khen|cờ thi đua|vững mạnh|danh hiệu|[“\"]", award, re.I)
    ):
        return None
    titled = _QUOTE_TITLE.search(part)
    if titled and AWARD.search(titled["name"]):
        award = f"{titled['name']} {titled['level'] or ''}".strip()
    groups = re.findall(rf"(?:^|,\s*|\s+và\s+){_GROUP}(?=\s)", who, re.I)
    registers = bool(code or is_listed or re.search(r"bằng khen|giấy khen|cờ", award, re.I))
    return _target(
        passage, part, who.strip(" -–+:,") or "tập thể", "=", max(1, len(groups)), "tập thể", award.strip(" -–.…;"),
        codes_in(award), is_registration=registers,
    )  # fmt: skip


# ---- tables ----


def _in_row(passage: Passage) -> Iterator[Target]:
    """A row "đối tượng | danh hiệu | số lượng", or a row of figures under columns named after titles."""
    header = [passage.header[i] if i < len(passage.header) else "" for i in range(len(passage.cells))]
    award_at = next(
        (i for i, cell in enumerate(passage.cells) if AWARD.search(cell) and not _CELL_FIGURE.match(cell)), None
    )
    who_at = next(
        (
            i
            for i, cell in enumerate(passage.cells)
            if i != award_at and cell and _WHO_COLUMN.search(header[i]) and not _CELL_FIGURE.match(cell)
        ),
        None,
    )
    who = passage.cells[who_at] if who_at is not None else ""
    first = None
    for position, cell in enumerate(passage.cells):
        figure = _CELL_FIGURE.match(cell.strip())
        if not figure or _NUMBER_COLUMN.match(header[position].strip()) or position == award_at:
            continue
        named = (
            header[position] if codes_in(header[position]) else passage.cells[award_at] if award_at is not None else ""
        )
        if not named or not (_FIGURE_COLUMN.search(header[position]) or codes_in(header[position])):
            continue
        beside = _beside(header[first] if first is not None else "", header[position])
        if first is not None and not beside:
            return  # the first figure of the row is the target, the rest are its shares
        yield _of_cell(passage, figure, f"{who} {beside}".strip(), named)
        if not codes_in(header[position]):
            first = position if first is None else first


def _beside(first: str, second: str) -> str:
    """What the second of two columns is about that share an upper heading: "Chỉ tiêu | A, B" gives B; "" for others."""
    shared = 0
    for one, other in zip(first.split(), second.split(), strict=False):
        if one != other:
            break
        shared += 1
    rest = " ".join(second.split()[shared:])
    return rest if shared > 1 and not _SHARE_COLUMN.match(rest) else ""


def _of_cell(passage: Passage, figure: re.Match, who: str, award: str) -> Target:
    value = float(figure["value"].replace(",", "."))
    op = {"≥": ">=", ">=": ">=", "từ": ">=", "trên": ">=", "ít nhất": ">=", None: "="}.get(
        figure["op"] and figure["op"].lower(), "<="
    )
    code = codes_in(award)
    unit = (figure["unit"] or ("tập thể" if (code or "").startswith(("TT", "CO")) else "người")).strip().lower()
    return _target(
        passage, passage.text, who or unit, op, int(value) if value.is_integer() else value, unit, award, code,
        of=int(figure["of"]) if figure["of"] else None, is_registration=True,
    )  # fmt: skip


# ---- what every target shares ----


def _target(
    passage: Passage,
    sentence: str,
    who,
    op,
    value,
    unit,
    award="",
    code=None,
    *,
    of=None,
    share=None,
    is_registration=False,
) -> Target:
    return Target(
        line=passage.line, sentence=sentence.strip(), who=who, op=op, value=value, unit=unit, award=award, code=code,
        of=of, share=share, is_registration=is_registration,
    )  # fmt: skip


def _once(targets: list[Target]) -> list[Target]:
    return list(dict.fromkeys(targets))


def _joint_award(target: Target) -> list[Doubt]:
    joined = re.search(r"(?<!\w)(?:và|hoặc)(?!\w)", target.award)
    proposed = re.search(rf"(?:{AWARD.pattern}).*\svà\s+(?:được\s+)?đề nghị\s.*(?:{AWARD.pattern})", target.award, re.I)
    if target.unit == "%" and ((target.code and "+" in target.code and joined) or proposed):
        message = f"{target.value}% được nêu chung cho nhiều danh hiệu; xin cho biết chung hay riêng từng danh hiệu."
        return [Doubt("joint_award", target.line, message, target.sentence)]
    return []


def _share_conflict(target: Target) -> list[Doubt]:
    """ "36/40 (95%)": the two figures do not say the same."""
    if target.of and target.share is not None and abs(target.value / target.of * 100 - target.share) > 1:
        message = f"{target.value}/{target.of} là {target.value / target.of:.1%}, nhưng văn bản ghi {target.share:g}%."
        return [Doubt("number_conflict", target.line, message.replace(".", ",", 1), target.sentence)]
    return []

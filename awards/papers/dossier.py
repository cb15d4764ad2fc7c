"""The papers that a dossier sends: tờ trình and danh sách trích ngang, from sealed facts alone.

Tờ trình: Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1.4, in the order bases, result of the meeting, what is proposed by
title with its totals, what is enclosed. The columns of the danh sách are those in use; no text fixes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from awards.criteria import COUNT, NAME, TITLE, TOTAL
from awards.papers.parts import numbered, of_day, text
from councils.facts import SessionFacts
from councils.papers.parts import items
from documents.content import Band, Block, Content, Letterhead, Paragraph, Signatory, Table
from documents.layout import date_words

LIST_COLUMNS = [
    ("TT", 9.0),
    (NAME, 36.0),
    ("Năm sinh", 13.0),
    ("Nam, nữ", 12.0),
    ("Chức vụ, đơn vị", 36.0),
    ("Tóm tắt thành tích", 62.0),
    ("Mức đánh giá", 26.0),
    (TITLE, 30.0),
    ("Số phiếu", 13.0),
    ("Tỷ lệ", 15.0),
]
VOTE_COLUMNS = 2  # at the end


@dataclass(frozen=True)
class NominationLine:
    """One candidate as papers name her; "" where nothing is known. `votes` is “9/11”, `session` an id."""

    name: str
    title: str
    place: str = ""
    born: str = ""
    gender: str = ""
    summary: str = ""
    rating: str = ""
    votes: str = ""
    share: str = ""
    session: int = 0
    is_secret: bool = True


@dataclass(frozen=True)
class DossierFacts:
    """`replaced`: number and day of an issued paper that this one takes the place of, or ""."""

    school: str
    recipient: str
    school_year: str
    lines: Sequence[NominationLine]
    sessions: Sequence[SessionFacts] = ()
    bases: Sequence[str] = ()
    reports: int = 0
    replaced: str = ""


def proposal_content(facts: DossierFacts, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    """`facts.sessions`: those that voted on the nominations, with numbered minutes."""
    return Content(
        title="TỜ TRÌNH",
        subject=f"Về việc đề nghị xét tặng danh hiệu thi đua {facts.school_year}",
        letterhead=letterhead,
        addressees=[facts.recipient],
        bases=[*facts.bases, *map(_minutes_basis, facts.sessions)],
        blocks=[
            *(_result(session, facts.lines) for session in facts.sessions),
            text(f"{facts.school} kính đề nghị {facts.recipient} xem xét, xét tặng:"),
            _table_by_title(facts.lines),
            *_replacing("Tờ trình", facts.replaced),
            text("Hồ sơ gửi kèm Tờ trình gồm:"),
            *items(_enclosed(facts)),
        ],
        closing=[text(f"Kính trình {facts.recipient} xem xét, quyết định")],
        recipients=["Như trên", "Lưu: VT, hồ sơ Hội đồng"],
        signatories=[signatory],
    )


def list_content(facts: DossierFacts, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    """The danh sách trích ngang: a wide table, one row a nomination."""
    totals = "; ".join(f"{name}: {count:02d}" for name, count in _counts(facts.lines).items())
    return Content(
        title="DANH SÁCH",
        subject=f"Đề nghị xét tặng danh hiệu thi đua {facts.school_year}",
        letterhead=letterhead,
        blocks=[
            Table(
                header=[name for name, _ in LIST_COLUMNS],
                rows=numbered([_cells(line) for line in facts.lines]),
                widths=[width for _, width in LIST_COLUMNS],
                numeric=[0, 8, 9],
                is_wide=True,
                bands=[*(Band("") for _ in LIST_COLUMNS[:-VOTE_COLUMNS]), Band("Đồng ý", VOTE_COLUMNS)],
            ),
            *_replacing("Danh sách", facts.replaced),
            text(f"Danh sách có {len(facts.lines):02d} đề nghị. {totals}"),
        ],
        recipients=[facts.recipient, "Lưu: VT, hồ sơ Hội đồng"],
        signatories=[signatory],
    )


def _cells(line: NominationLine) -> list[str]:
    who = [line.name, line.born, line.gender, line.place]
    return [*who, line.summary, line.rating, line.title, line.votes, line.share]


def _counts(lines: Sequence[NominationLine]) -> Counter:
    return Counter(line.title for line in lines)


def _table_by_title(lines: Sequence[NominationLine]) -> Table:
    counts = _counts(lines)
    rows = numbered([[name, f"{count:02d}"] for name, count in counts.items()])
    total = ["", TOTAL, f"{len(lines):02d}"]
    return Table(header=["TT", TITLE, COUNT], rows=[*rows, total], widths=[15.0, 110.0, 35.0], numeric=[0, 2])


def _result(session: SessionFacts, lines: Sequence[NominationLine]) -> Paragraph:
    here = [line for line in lines if line.session == session.session]
    way = "bỏ phiếu kín" if all(line.is_secret for line in here) else "biểu quyết"
    return text(
        f"{date_words(session.held_on).capitalize()}, {session.council} họp bình xét, có mặt {session.present_words}"
        f" trong {session.members} thành viên. Qua {way}, {len(here):02d} đề nghị đạt số phiếu cần thiết;"
        " số phiếu của từng cá nhân, tập thể ghi trong Danh sách kèm theo."
    )


def _enclosed(facts: DossierFacts) -> list[str]:
    reports = [f"Báo cáo thành tích ({facts.reports:02d} báo cáo)"] if facts.reports else []
    return [
        f"Danh sách đề nghị xét tặng danh hiệu thi đua ({len(facts.lines):02d} đề nghị)",
        *reports,
        *(f"Biên bản số {_minutes_of(session)}" for session in facts.sessions),
    ]


def _minutes_basis(session: SessionFacts) -> str:
    return f"Căn cứ Biên bản số {_minutes_of(session)} của {session.council}"


def _minutes_of(session: SessionFacts) -> str:
    return of_day(session.minutes, session.minutes_on)


def _replacing(kind: str, replaced: str) -> list[Block]:
    """An issued paper is changed only by another that names it."""
    return [text(f"{kind} này thay thế {kind} số {replaced}.")] if replaced else []

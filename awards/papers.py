"""The contents of the papers a dossier sends: tờ trình and danh sách trích ngang, from sealed facts alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from awards.criteria import COUNT, NAME, TITLE, TOTAL
from awards.models import Dossier, Nomination
from core.templatetags.ui import vi_long_date
from councils.facts import SessionFacts, motion_facts
from documents.content import Content, Item, Letterhead, Paragraph, Run, Signatory, Table
from documents.models import OfficialDocument
from legal.models import LegalDocument

LIST_HEADER = ["TT", NAME, "Chức vụ, tổ", TITLE, "Số phiếu đồng ý", "Tỷ lệ"]
LIST_WIDTHS = [12.0, 62.0, 66.0, 62.0, 28.0, 22.0]


def proposal_content(
    dossier: Dossier,
    nominations: Sequence[Nomination],
    *,
    sessions: Sequence[SessionFacts],
    bases: Sequence[LegalDocument],
    replaced: OfficialDocument | None,
    letterhead: Letterhead,
    signatory: Signatory,
) -> Content:
    """`sessions`: those that voted on the nominations, with numbered minutes. `replaced`: an issued one, if any."""
    return Content(
        title="TỜ TRÌNH",
        subject=f"Về việc đề nghị xét tặng danh hiệu thi đua {dossier.school_year}",
        letterhead=letterhead,
        addressees=[dossier.recipient.name],
        bases=[*map(_legal_basis, bases), *map(_minutes_basis, sessions)],
        blocks=[
            *(_result(session, nominations) for session in sessions),
            _text(f"{dossier.organisation.name} kính đề nghị {dossier.recipient.name} xem xét, xét tặng:"),
            _table_by_title(nominations),
            *_replacing("Tờ trình", replaced),
            _text("Hồ sơ gửi kèm Tờ trình gồm:"),
            *_items(
                f"Danh sách đề nghị xét tặng danh hiệu thi đua ({len(nominations):02d} đề nghị)",
                *(f"Biên bản số {_minutes_of(session)}" for session in sessions),
            ),
        ],
        closing=[_text(f"Kính trình {dossier.recipient.name} xem xét, quyết định")],
        recipients=["Như trên", "Lưu: VT, hồ sơ Hội đồng"],
        signatories=[signatory],
    )


def list_content(
    dossier: Dossier,
    nominations: Sequence[Nomination],
    *,
    replaced: OfficialDocument | None,
    letterhead: Letterhead,
    signatory: Signatory,
) -> Content:
    """The danh sách trích ngang: a wide table, one row a nomination."""
    rows = [[str(number), *_list_cells(row)] for number, row in enumerate(nominations, start=1)]
    totals = "; ".join(f"{name}: {count:02d}" for name, count in _counts(nominations).items())
    return Content(
        title="DANH SÁCH",
        subject=f"Đề nghị xét tặng danh hiệu thi đua {dossier.school_year}",
        letterhead=letterhead,
        blocks=[
            Table(header=LIST_HEADER, rows=rows, widths=list(LIST_WIDTHS), numeric=[0, 4, 5], is_wide=True),
            *_replacing("Danh sách", replaced),
            _text(f"Danh sách có {len(nominations):02d} đề nghị. {totals}"),
        ],
        recipients=[dossier.recipient.name, "Lưu: VT, hồ sơ Hội đồng"],
        signatories=[signatory],
    )


def place_of(nomination: Nomination) -> str:
    """Post and tổ as they were handed to the council."""
    return nomination.motion.snapshot.get("place", "")


def votes_of(nomination: Nomination) -> str:
    return motion_facts(nomination.motion).share


def share_of(nomination: Nomination) -> str:
    return motion_facts(nomination.motion).percent


def _list_cells(row: Nomination) -> list[str]:
    return [row.candidate_name, place_of(row), row.distinction.name, votes_of(row), share_of(row)]


def _counts(nominations: Sequence[Nomination]) -> Counter:
    return Counter(row.distinction.name for row in nominations)


def _table_by_title(nominations: Sequence[Nomination]) -> Table:
    counts = _counts(nominations)
    rows = [[str(number), name, f"{count:02d}"] for number, (name, count) in enumerate(counts.items(), start=1)]
    total = ["", TOTAL, f"{len(nominations):02d}"]
    return Table(header=["TT", TITLE, COUNT], rows=[*rows, total], widths=[15.0, 110.0, 35.0], numeric=[0, 2])


def _result(session: SessionFacts, nominations: Sequence[Nomination]) -> Paragraph:
    rows = [motion_facts(row.motion) for row in nominations if row.motion.session_id == session.session]
    way = "bỏ phiếu kín" if all(row.is_secret for row in rows) else "biểu quyết"
    return _text(
        f"{vi_long_date(session.held_on).capitalize()}, {session.council} họp bình xét, có mặt {session.present_words}"
        f" trong {session.members} thành viên. Qua {way}, {len(rows):02d} đề nghị đạt số phiếu cần thiết;"
        " số phiếu của từng cá nhân, tập thể ghi trong Danh sách kèm theo."
    )


def _legal_basis(document: LegalDocument) -> str:
    day = f" {vi_long_date(document.issued_on)}" if document.issued_on else ""
    if document.kind == "Luật":
        return f"Căn cứ {document.title}{day};"
    issuer = f" của {document.issuer}" if document.issuer else ""
    return f"Căn cứ {document.kind} số {document.number}{day}{issuer};"


def _minutes_basis(session: SessionFacts) -> str:
    return f"Căn cứ Biên bản số {_minutes_of(session)} của {session.council};"


def _minutes_of(session: SessionFacts) -> str:
    return f"{session.minutes} {vi_long_date(session.minutes_on)}"


def _number_and_day(document: OfficialDocument) -> str:
    return f"{document.full_number} {vi_long_date(document.issued_on)}"


def _replacing(kind: str, replaced: OfficialDocument | None) -> list[Paragraph]:
    """An issued paper is changed only by another that names it."""
    return [_text(f"{kind} này thay thế {kind} số {_number_and_day(replaced)}.")] if replaced else []


def _items(*texts: str) -> list[Item]:
    ends = [";"] * (len(texts) - 1) + ["."]
    return [Item([Run(f"{text}{end}")]) for text, end in zip(texts, ends, strict=True)]


def _text(text: str) -> Paragraph:
    return Paragraph([Run(text)])


def basis_order(document: LegalDocument) -> tuple[int, date]:
    """Laws first, decrees next, the place's own last; in each the older first."""
    ranks = {"Luật": 0, "Nghị định": 1, "Thông tư": 2}
    return ranks.get(document.kind, 3), document.issued_on or document.from_on

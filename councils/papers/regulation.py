"""Dự thảo quy chế hoạt động của hội đồng, from the rules by which it votes today. Pure.

Each figure stands with its source. What nobody has decided is said to be the default of this application, so that the
organisation decides on it before the paper is approved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.findings import Citation
from councils.criteria import read_threshold
from councils.papers.parts import article, items, text
from documents.content import Block, Content, Letterhead, Section, Signatory, Table

HEADER = ["TT", "Nội dung biểu quyết", "Số đồng ý", "Căn cứ"]
WIDTHS = [11.0, 66.0, 34.0, 54.0]  # millimetres
UNDECIDED = "[mặc định của phần mềm, chưa có quy chế: đơn vị quyết định]"


@dataclass(frozen=True)
class RuleLine:
    """A rule in words. `citation` None: only a default; `value` "": nothing is known, not even a default."""

    label: str
    value: str
    citation: Citation | None = None


@dataclass(frozen=True)
class RegulationFacts:
    """`rules` go by "vote_base", "abstainer", "absent_opinion" and "tie"; `thresholds` are shares like "2/3"."""

    council: str
    issuer: str
    quorum: RuleLine
    rules: dict[str, RuleLine]
    thresholds: Sequence[RuleLine] = ()
    seats: Sequence[str] = ()  # "Chủ tịch", "Thư ký", … as this council has them
    bases: Sequence[str] = field(default_factory=tuple)


def regulation_content(facts: RegulationFacts, *, letterhead: Letterhead, signatory: Signatory) -> Content:
    return Content(
        title="QUY CHẾ",
        subject=f"Tổ chức và hoạt động của {facts.council}",
        letterhead=letterhead,
        bases=list(facts.bases),
        blocks=[
            _scope(facts),
            _members(facts),
            _meetings(facts),
            _voting(facts),
            _shares(facts),
            _abstaining(facts),
            _absent(facts),
            _records(facts),
            _force(facts),
        ],
        recipients=["Các thành viên Hội đồng", "Lưu: VT, hồ sơ Hội đồng"],
        signatories=[signatory],
    )


def _scope(facts: RegulationFacts) -> Section:
    return article(
        text(
            f"Quy chế này quy định việc họp, biểu quyết và lưu hồ sơ của {facts.council} thuộc {facts.issuer}."
            " Hội đồng làm việc tập trung dân chủ, công khai về tiêu chuẩn và bảo mật về phiếu của từng người."
        ),
        title="Phạm vi và nguyên tắc",
    )


def _members(facts: RegulationFacts) -> Section:
    seats = f" Hội đồng có: {', '.join(facts.seats)}." if facts.seats else ""
    return article(
        text(f"Thành viên Hội đồng do người đứng đầu {facts.issuer} quyết định.{seats}"),
        *items(
            [
                "Chủ tịch triệu tập, chủ trì phiên họp và công bố kết quả bỏ phiếu; khi xét chính Chủ tịch thì một Phó"
                " Chủ tịch chủ trì nội dung đó",
                "Thư ký chuẩn bị tài liệu, điểm danh, ghi biên bản và giữ hồ sơ",
                "Ủy viên đọc tài liệu trước phiên họp, dự họp và biểu quyết",
            ]
        ),
        title="Thành viên và nhiệm vụ",
    )


def _meetings(facts: RegulationFacts) -> Section:
    return article(
        text("Phiên họp do Chủ tịch hoặc Thư ký triệu tập, kèm nội dung và tài liệu."),
        text(f"Phiên họp chỉ được tiến hành khi có mặt {_share(facts.quorum)} tổng số thành viên{_of(facts.quorum)}."),
        title="Phiên họp",
    )


def _voting(facts: RegulationFacts) -> Section:
    return article(
        text("Danh sách xếp loại được biểu quyết giơ tay; danh hiệu và hình thức khen thưởng được bỏ phiếu kín."),
        _said("Tỷ lệ đồng ý tính trên", facts.rules["vote_base"]),
        _said("Khi số đồng ý và không đồng ý bằng nhau", facts.rules["tie"]),
        title="Biểu quyết",
    )


def _shares(facts: RegulationFacts) -> Section:
    if not facts.thresholds:
        return article(
            text("Một nội dung được thông qua khi đạt … [đơn vị quyết định: chưa có tỷ lệ nào được nhập]."),
            title="Số đồng ý cần có",
        )
    rows = [
        [str(at), each.label, _share(each), _source(each) or UNDECIDED]
        for at, each in enumerate(facts.thresholds, start=1)
    ]
    return article(
        text("Một nội dung được thông qua khi số đồng ý đạt:"),
        Table(header=HEADER, rows=rows, widths=WIDTHS),
        title="Số đồng ý cần có",
    )


def _abstaining(facts: RegulationFacts) -> Section:
    return article(
        text(
            "Thành viên không biểu quyết nội dung đề nghị cho chính mình hoặc cho người thân trong gia đình; việc này"
            " được nêu trước khi biểu quyết và ghi vào biên bản."
        ),
        _said("Khi tính tổng số, thành viên đó", facts.rules["abstainer"]),
        title="Thành viên không biểu quyết",
    )


def _absent(facts: RegulationFacts) -> Section:
    return article(
        text("Thành viên vắng mặt báo lý do cho Thư ký và có thể gửi ý kiến bằng văn bản."),
        _said("Ý kiến bằng văn bản của thành viên vắng mặt", facts.rules["absent_opinion"]),
        title="Thành viên vắng mặt",
    )


def _records(facts: RegulationFacts) -> Section:
    return article(
        text(
            "Biên bản ghi số thành viên có mặt, người chủ trì, kết quả từng nội dung với số đồng ý và tỷ lệ; Thư ký và"
            " chủ tọa ký. Không ai được tìm hiểu hoặc tiết lộ phiếu kín của người khác. Hồ sơ phiên họp được lưu theo"
            " quy định về văn thư, lưu trữ."
        ),
        title="Biên bản và hồ sơ",
    )


def _force(facts: RegulationFacts) -> Section:
    return article(
        text(
            f"Quy chế có hiệu lực từ ngày ban hành. {facts.council} và các bộ phận liên quan của {facts.issuer} thi"
            " hành; vướng mắc được báo cho Thư ký để Hội đồng xem xét, sửa đổi."
        ),
        title="Hiệu lực",
    )


# ---- words ----


def _said(label: str, rule: RuleLine) -> Block:
    return text(f"{label}: {rule.value[:1].lower()}{rule.value[1:]}{_of(rule)}.")


def _share(rule: RuleLine) -> str:
    return read_threshold(rule.value).words if rule.value else "…"


def _of(rule: RuleLine) -> str:
    """The source behind a sentence, in brackets."""
    source = _source(rule)
    return f" ({source})" if source else f" {UNDECIDED}"


def _source(rule: RuleLine) -> str:
    if rule.citation is None:
        return ""
    unread = "" if rule.citation.is_verified else "; chưa đối chiếu văn bản"
    return f"theo {rule.citation}{unread}"

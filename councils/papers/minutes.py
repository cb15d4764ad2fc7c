"""The biên bản of a closed session, from its sealed facts alone: the same facts give the same document, byte for byte.

The reason of an absence is private and never stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from core.clock import ZONE
from core.findings import Citation
from core.vietnamese import percent
from councils import criteria
from councils.criteria import read_threshold
from councils.models import Attendance, BallotBox, CouncilMember, CouncilSession, Motion, Recusal
from documents.content import Block, Content, Item, Letterhead, Paragraph, Run, Section, Signatory, Table

HEADER = ["TT", "Nội dung", "Tham gia", "Đồng ý", "Không đồng ý", "Không ý kiến", "Tỷ lệ", "Cần", "Kết quả"]
WIDTHS = [9.0, 47.0, 13.0, 13.0, 15.0, 14.0, 15.0, 11.0, 23.0]  # millimetres
NUMERIC = [2, 3, 4, 5, 6, 7]
REASONS = {
    Recusal.Reason.OWN: "là người được đề nghị",
    Recusal.Reason.FAMILY: "có quan hệ gia đình với người được đề nghị",
}


def content_of(session: CouncilSession, *, letterhead: Letterhead) -> Content:
    """The whole document. Reads the session's rows; the caller sees to it that the session is closed."""
    attendances = list(session.attendances.select_related("member__person").order_by("member__position", "member_id"))
    motions = list(session.motions.waiting_or_decided().with_candidates())
    deferred = list(session.motions.exclude(deferred_reason="").with_candidates())
    recusals = list(
        Recusal.objects.filter(motion__in=motions)
        .select_related("member__person", "motion")
        .order_by("motion__position", "motion_id", "member__position", "member_id")
    )
    box = session.boxes.order_by("-number").first()
    return Content(
        title="BIÊN BẢN",
        subject=session.title,
        letterhead=letterhead,
        blocks=[
            _line("Thời gian bắt đầu: ", _moment(session.opened_at)),
            _line("Địa điểm: ", session.place),
            Section("THÀNH PHẦN", _attendance_blocks(session, attendances)),
            *([Section("NỘI DUNG", _vote_blocks(session, motions, recusals, box))] if motions else []),
            *([Section("NỘI DUNG HOÃN", _deferred(deferred))] if deferred else []),
            *([Section("KẾT LUẬN", _conclusions(motions))] if motions else []),
        ],
        closing=[_text(f"Cuộc họp kết thúc vào {_moment(session.closed_at)}.")],
        recipients=["Lưu: VT, hồ sơ Hội đồng"],
        signatories=[
            Signatory(post="THƯ KÝ", name=session.recorded_by.person.full_name),
            Signatory(post="CHỦ TỌA", name=session.presided_by.person.full_name),
        ],
        is_minutes=True,
    )


# ---- who was there ----


def _attendance_blocks(session: CouncilSession, attendances: Sequence[Attendance]) -> list[Block]:
    present = [row.member for row in attendances if row.state == Attendance.State.PRESENT]
    absent = [row.member for row in attendances if row.state == Attendance.State.ABSENT]
    quorum = read_threshold(session.quorum)
    least = criteria.needed(session.member_count, quorum)
    return [
        _line("Chủ tọa: ", f"{_name(session.presided_by)}, {session.presided_by.get_seat_display()} Hội đồng."),
        _line("Thư ký: ", f"{_name(session.recorded_by)}, {session.recorded_by.get_seat_display()} Hội đồng."),
        _text(
            f"Tổng số thành viên {session.council.name}: {session.member_count}; "
            f"có mặt: {len(present)}; vắng mặt: {len(absent)}."
        ),
        _line("Có mặt: ", f"{_people(present)}."),
        *([_line("Vắng mặt: ", f"{_people(absent)}.")] if absent else []),
        _text(
            f"Số thành viên tối thiểu để họp là {quorum.words} tổng số thành viên, "
            f"tức {least} trong {session.member_count}; có mặt {len(present)}, đủ điều kiện tiến hành."
            f"{_source(session.quorum_provision)}"
        ),
    ]


def _people(members: Sequence[CouncilMember]) -> str:
    return "; ".join(f"{_name(member)} ({member.get_seat_display()})" for member in members)


def _name(member: CouncilMember) -> str:
    form = {True: "bà ", False: "ông ", None: ""}[member.person.is_female]
    return f"{form}{member.person.full_name}"


# ---- what was voted on ----


def _vote_blocks(session, motions, recusals, box: BallotBox | None) -> list[Block]:
    hands = [motion for motion in motions if not motion.is_secret]
    secret = [motion for motion in motions if motion.is_secret]
    blocks: list[Block] = []
    if hands:
        table = _table(hands, start=1)
        blocks.append(Section("Biểu quyết giơ tay", [*_rules(hands), table], style="arabic"))
    if secret:
        table = _table(secret, start=len(hands) + 1)
        blocks.append(Section("Bỏ phiếu kín", [*_box_lines(secret, box), *_rules(secret), table], style="arabic"))
    if recusals:
        numbers = {motion.pk: number for number, motion in enumerate(hands + secret, start=1)}
        blocks.append(Section("Thành viên không biểu quyết", _recusal_items(recusals, numbers), style="arabic"))
    return blocks


def _box_lines(motions: Sequence[Motion], box: BallotBox) -> list[Block]:
    used = box.credentials.filter(is_used=True).count()
    tellers = f"Ban kiểm phiếu: {', '.join(box.tellers)}. " if box.tellers else ""
    counted_by = motions[0].decided_by
    return [
        _text(
            f"Phiếu kín được bỏ trên hệ thống, không ghi tên người bỏ. Mở bỏ phiếu: {_moment(box.opened_at)}; "
            f"kết thúc và kiểm phiếu: {_moment(box.closed_at)}."
        ),
        _text(
            f"Số phiếu phát ra: {box.electorate_count}; số phiếu thu về: {used}; "
            f"số phiếu không thu về: {box.electorate_count - used}."
        ),
        _text(f"{tellers}Hệ thống đếm phiếu; người kết thúc bỏ phiếu: {counted_by.full_name}."),
    ]


def _rules(motions: Sequence[Motion]) -> list[Block]:
    """Each threshold applied, once, with its source."""
    seen: dict[tuple, Motion] = {}
    for motion in motions:
        seen.setdefault((motion.threshold, motion.base_kind, str(motion.provision)), motion)
    return [
        _text(
            f"Nội dung được thông qua khi số đồng ý đạt {motion.needs.words} "
            f"{motion.get_base_kind_display()}.{_source(motion.provision)}"
        )
        for motion in seen.values()
    ]


def _table(motions: Sequence[Motion], *, start: int) -> Table:
    rows = [_row(number, motion) for number, motion in enumerate(motions, start=start)]
    return Table(header=HEADER, rows=rows, widths=WIDTHS, numeric=NUMERIC)


def _row(number: int, motion: Motion) -> list[str]:
    return [
        str(number),
        motion.heading,
        f"{motion.votes_for + motion.votes_against + motion.votes_blank}/{motion.eligible_count}",
        str(motion.votes_for),
        str(motion.votes_against),
        str(motion.votes_blank),
        percent(motion.votes_for, motion.base),
        f"{criteria.needed(motion.base, motion.needs)}/{motion.base}",
        "Thông qua" if motion.passed else "Không thông qua",
    ]


def _recusal_items(recusals: Sequence[Recusal], numbers: dict[int, int]) -> list[Block]:
    return _items(
        f"{_name(row.member)}: không biểu quyết dòng {numbers[row.motion_id]} ({REASONS[row.reason]})"
        for row in recusals
    )


def _deferred(motions: Sequence[Motion]) -> list[Block]:
    return _items(f"{motion.heading}: {motion.deferred_reason}" for motion in motions)


def _conclusions(motions: Sequence[Motion]) -> list[Block]:
    passed = [motion for motion in motions if motion.passed]
    failed = [motion for motion in motions if not motion.passed]
    blocks: list[Block] = [_text(f"Hội đồng thông qua {len(passed)} trong {len(motions)} nội dung đưa ra biểu quyết.")]
    if failed:
        blocks.append(_text("Các nội dung không được thông qua:"))
        blocks += _items(motion.heading for motion in failed)
    return blocks


# ---- words ----


def _moment(at: datetime) -> str:
    """ "14 giờ 05, ngày 14 tháng 5 năm 2027"; months 1 and 2 keep a zero, as documents write them."""
    local = at.astimezone(ZONE)
    month = f"{local:%m}" if local.month <= 2 else str(local.month)
    return f"{local:%H} giờ {local:%M} phút, ngày {local:%d} tháng {month} năm {local.year}"


def _source(citation: Citation | None) -> str:
    if citation is None:
        return ""
    unread = "" if citation.is_verified else " (tạm tính, chưa đối chiếu văn bản)"
    return f" Căn cứ: {citation}{unread}."


def _items(texts: Iterable[str]) -> list[Block]:
    """One entry a line, “;” after each and “.” after the last."""
    *first, last = texts
    return [Item([Run(f"{text};")]) for text in first] + [Item([Run(f"{last}.")])]


def _line(label: str, words: str) -> Paragraph:
    return Paragraph([Run(label, bold=True), Run(words[:1].upper() + words[1:])])


def _text(words: str) -> Paragraph:
    return Paragraph([Run(words)])

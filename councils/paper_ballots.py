"""A secret ballot on stamped paper: which papers there are, and what two tellers counted.

The electorate and who abstains are frozen with the box, so the papers are worked out from them whenever they are
asked for. Each teller counts alone; neither sees the other's figures before both are in. Nothing here knows a voter:
papers carry no number and no name, and what is kept are figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from audit import services as audit
from core import clock, jobs
from core.errors import DomainError
from core.models import Job
from councils import criteria
from councils.criteria import Paper
from councils.models import BallotBox, CouncilMember, CouncilSession, Motion, Teller, TellerCount
from councils.services.rows import recused_from
from deadlines import services as deadlines
from deadlines.services import Owed

PRINT = "councils.print_ballots"
COUNT_FIELDS = ("votes_for", "votes_against", "votes_blank", "votes_invalid")
COUNT_WORDS = ("Đồng ý", "Không đồng ý", "Phiếu trắng", "Không hợp lệ")
NOBODY = (0, 0, 0, 0)
Counts = tuple[int, int, int, int]  # for, against, blank, invalid


@dataclass(frozen=True)
class PrintedPaper:
    """A paper of a box with what is printed on it."""

    paper: Paper
    motions: list[Motion]

    @property
    def number(self) -> int:
        return self.paper.number

    @property
    def issued(self) -> int:
        return self.paper.issued

    @property
    def name(self) -> str:
        return f"Phiếu số {self.number}"


def papers_for(motions: Sequence[Motion], voters: set[int]) -> list[PrintedPaper]:
    """The papers of these rows for these members (ids). One query for any number of rows."""
    by_id = {motion.pk: motion for motion in motions}
    papers = criteria.papers_of([*by_id], voters, recused_from(motions))
    return [PrintedPaper(paper, [by_id[row] for row in paper.rows]) for paper in papers]


def papers_in(box: BallotBox) -> list[PrintedPaper]:
    """The papers of a box, as handed out."""
    voters = set(box.credentials.values_list("member_id", flat=True))
    return papers_for(list(box.motions.with_candidates()), voters)


def handed_out(box: BallotBox, papers: Sequence[PrintedPaper]) -> list[tuple[CouncilMember, list[PrintedPaper]]]:
    """Which papers each voter gets, in the order of the council."""
    rows = box.credentials.select_related("member__person").order_by("member__position", "member_id")
    return [(row.member, [each for each in papers if row.member_id in each.paper.voters]) for row in rows]


@transaction.atomic
def request_print(session: CouncilSession, *, by) -> Job:
    """Order the papers as a PDF: a row of work, done by a worker."""
    box = _open_paper_box(session)
    job = jobs.enqueue(
        PRINT, organisation=session.organisation, label=f"Phiếu kín: {session.title}"[:250], by=by, box_id=box.pk
    )
    audit.record("councils.papers_printed", session, by=by, after={"box": box.number, "job": job.pk})
    return job


# ---- tellers ----


def appoint(box: BallotBox, tellers: Sequence[CouncilMember]) -> None:
    """Each teller owes her own count until the box closes."""
    Teller.objects.bulk_create(Teller(organisation=box.organisation, box=box, member=member) for member in tellers)
    owed = [
        Owed(
            key=_obligation(box, member.person_id),
            title=f"Kiểm phiếu: {box.session.title}",
            url_name="councils:teller_count",
            url_kwargs={"pk": box.session_id},
            person=member.person,
            why="Hai người kiểm phiếu đếm và nhập riêng; số khớp nhau thì thư ký kết thúc bỏ phiếu.",
            button="Nhập số phiếu",
        )
        for member in tellers
    ]
    deadlines.oblige_many(box.organisation, owed)


def discharge(box: BallotBox) -> None:
    """What the tellers owed is done. The caller closes the box."""
    people = box.teller_rows.values_list("member__person_id", flat=True)
    deadlines.fulfil_many(box.organisation, [_obligation(box, person_id) for person_id in people])


def _obligation(box: BallotBox, person_id: int) -> str:
    return f"session:{box.session_id}:count:{box.number}:{person_id}"


def teller_of(box: BallotBox | None, user) -> Teller | None:
    return box and box.teller_rows.filter(member__person__user=user).first()


def tellers_of(box: BallotBox) -> list[Teller]:
    return list(box.teller_rows.select_related("member__person").order_by("member__position", "pk"))


def counts_of(teller: Teller) -> dict[int, Counts]:
    """By motion id; empty where she has not handed in yet."""
    return {row[0]: row[1:] for row in teller.counts.values_list("motion_id", *COUNT_FIELDS)}


@transaction.atomic
def hand_in(session: CouncilSession, *, counts: dict[int, Counts], by) -> None:
    """Save a teller's figures for every row of the open box, for, against, blank, invalid by motion id."""
    box = _open_paper_box(session, is_locked=True)
    teller = _own(box, by)
    if teller.handed_at is not None:
        raise DomainError("Thầy/cô đã nộp số rồi. Muốn sửa thì mở lại phần đã nộp.")
    _refuse_counts(papers_in(box), counts)
    former = counts_of(teller)
    teller.counts.all().delete()
    TellerCount.objects.bulk_create(
        TellerCount(
            organisation=box.organisation,
            teller=teller,
            motion_id=motion_id,
            **dict(zip(COUNT_FIELDS, row, strict=True)),
        )
        for motion_id, row in counts.items()
    )
    teller.handed_at = clock.now()
    teller.save(update_fields=["handed_at"])
    # A first count stays out of the log: nobody may read it before the other teller's is in.
    changed = [pk for pk in counts if former and former.get(pk) != counts[pk]]
    audit.record(
        "councils.count_handed_in",
        session,
        by=by,
        before={pk: former.get(pk) for pk in changed},
        after={"box": box.number, "corrected": {pk: counts[pk] for pk in changed}},
    )


@transaction.atomic
def take_back(session: CouncilSession, *, by) -> None:
    """A teller opens the own figures again, to correct them; what she entered stays until she hands in anew."""
    box = _open_paper_box(session, is_locked=True)
    teller = _own(box, by)
    if teller.handed_at is None:
        raise DomainError("Thầy/cô chưa nộp số nên không có gì để mở lại.")
    teller.handed_at = None
    teller.save(update_fields=["handed_at"])
    audit.record("councils.count_reopened", session, by=by, after={"box": box.number})


def are_both_in(tellers: Sequence[Teller]) -> bool:
    return bool(tellers) and all(teller.handed_at is not None for teller in tellers)


def differing(tellers: Sequence[Teller]) -> set[int]:
    """The rows on which the tellers do not agree. Only asked when both are in."""
    first, *others = [counts_of(teller) for teller in tellers]
    return {pk for other in others for pk in first.keys() | other.keys() if first.get(pk) != other.get(pk)}


def agreed_counts(box: BallotBox) -> dict[int, Counts]:
    """What both tellers counted, by motion id; DomainError until both are in and agree."""
    tellers = tellers_of(box)
    waiting = [str(teller) for teller in tellers if teller.handed_at is None]
    if waiting or not tellers:
        raise DomainError(f"Chưa kết thúc được: {' và '.join(waiting)} chưa nộp số kiểm phiếu.")
    if rows := differing(tellers):
        raise DomainError(
            f"Chưa kết thúc được: hai người kiểm phiếu nhập khác nhau ở {len(rows)} dòng."
            " Hai người đếm lại các dòng đó, mở lại phần đã nộp và sửa."
        )
    return counts_of(tellers[0])


def _open_paper_box(session: CouncilSession, *, is_locked: bool = False) -> BallotBox:
    boxes = session.boxes.select_for_update() if is_locked else session.boxes
    box = boxes.order_by("-number").first()
    if box is None or not box.is_open:
        raise DomainError("Phiếu kín không đang mở nên không in phiếu và không nhận số kiểm phiếu.")
    if not box.is_paper:
        raise DomainError("Lượt này bỏ phiếu trên máy, hệ thống tự đếm nên không có phiếu giấy.")
    return box


def _own(box: BallotBox, by) -> Teller:
    teller = teller_of(box, by)
    if teller is None:
        raise DomainError("Chỉ hai người kiểm phiếu đã chọn khi mở phiếu nhập số.")
    return teller


def _refuse_counts(papers: Sequence[PrintedPaper], counts: dict[int, Counts]) -> None:
    rows = {motion.pk for each in papers for motion in each.motions}
    if set(counts) != rows:
        raise DomainError("Số kiểm phiếu phải có đủ các dòng của lượt này. Tải lại trang rồi nhập lại.")
    if any(len(row) != len(COUNT_FIELDS) or min(row) < 0 for row in counts.values()):
        raise DomainError("Mỗi dòng cần bốn số từ 0 trở lên: đồng ý, không đồng ý, trắng, không hợp lệ.")
    for each in papers:
        for sentence in criteria.count_refusals(each.paper, counts).values():
            raise DomainError(sentence)

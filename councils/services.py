"""Councils, sessions, roll-call, motions and votes by hands. The secret ballot has its own module, `ballots`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta
from fractions import Fraction

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.findings import Citation, Finding
from core.vietnamese import clean_line
from councils import criteria, minutes
from councils.models import Attendance, Council, CouncilMember, CouncilSession, Motion, Recusal
from deadlines import services as deadlines
from documents import services as documents
from documents.models import OfficialDocument
from legal.models import LegalParameter
from notifications import services as notifications
from organisation.models import Organisation, Person, Role, RoleAssignment, SchoolYear
from organisation.querysets import in_force_on

Seat = CouncilMember.Seat
State = CouncilSession.State
QUORUM = "quorum.emulation_council"
ROLE_OF_SEAT = {
    Seat.CHAIR: Role.COUNCIL_CHAIR,
    Seat.VICE_CHAIR: Role.COUNCIL_MEMBER,
    Seat.SECRETARY: Role.COUNCIL_SECRETARY,
    Seat.MEMBER: Role.COUNCIL_MEMBER,
}
COUNCIL_ROLES = tuple(dict.fromkeys(ROLE_OF_SEAT.values()))


# ---- the council ----


@transaction.atomic
def establish_council(
    *, organisation: Organisation, name: str, decision: str, from_on: date, members: Sequence[tuple[Person, str]], by
) -> Council:
    """Set up (or renew) the emulation council: its members get their roles, those of the former one lose theirs."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    _refuse_members(organisation, from_on, members)
    _end_former_council(organisation, from_on, by=by)
    council = Council.objects.create(
        organisation=organisation, name=clean_line(name), decision=clean_line(decision), from_on=from_on
    )
    CouncilMember.objects.bulk_create(
        CouncilMember(
            organisation=organisation, council=council, person=person, seat=seat, position=position, from_on=from_on
        )
        for position, (person, seat) in enumerate(members, start=1)
    )
    for person, seat in members:
        _give_role(organisation, person, ROLE_OF_SEAT[Seat(seat)], from_on)
    audit.record("councils.council_established", council, by=by, after={"from_on": from_on, "members": len(members)})
    return council


def _refuse_members(organisation, from_on: date, members) -> None:
    people = [person.pk for person, _ in members]
    seats = [seat for _, seat in members]
    if len(set(people)) != len(people):
        raise DomainError("Có người được ghi hai lần trong hội đồng. Mỗi người giữ một nhiệm vụ.")
    for seat in (Seat.CHAIR, Seat.SECRETARY):
        if seats.count(seat) != 1:
            raise DomainError(f"Hội đồng cần đúng một {Seat(seat).label}, danh sách đang có {seats.count(seat)}.")
    employed = Person.objects.employed_at(organisation, on=from_on).filter(pk__in=people)
    here = set(employed.values_list("pk", flat=True))
    strangers = [person.full_name for person, _ in members if person.pk not in here]
    if strangers:
        raise DomainError(f"{', '.join(strangers)} không công tác tại đơn vị vào ngày {from_on:%d/%m/%Y}.")


def _end_former_council(organisation, from_on: date, *, by) -> None:
    former = Council.objects.for_organisation(organisation).filter(to_on=None).first()
    if former is None:
        return
    if former.from_on >= from_on:
        raise DomainError(
            f"Hội đồng hiện nay được lập từ ngày {former.from_on:%d/%m/%Y}; hội đồng mới phải từ ngày sau đó."
        )
    if former.sessions.exclude(state=State.CLOSED).filter(held_on__gte=from_on).exists():
        raise DomainError("Hội đồng hiện nay còn phiên họp chưa kết thúc. Kết thúc phiên họp rồi mới kiện toàn.")
    last_day = from_on - timedelta(days=1)
    people = list(former.members.filter(to_on=None).values_list("person_id", flat=True))
    former.members.filter(to_on=None).update(to_on=last_day)
    former.to_on = last_day
    former.save(update_fields=["to_on"])
    RoleAssignment.objects.for_organisation(organisation).filter(
        person__in=people, role__in=COUNCIL_ROLES, to_on=None, from_on__lte=last_day
    ).update(to_on=last_day)
    audit.record("councils.council_ended", former, by=by, after={"to_on": last_day})


def _give_role(organisation, person, role: str, from_on: date) -> None:
    held = RoleAssignment.objects.for_organisation(organisation).filter(
        in_force_on(from_on), person=person, role=role, to_on=None
    )
    if not held.exists():
        RoleAssignment.objects.create(organisation=organisation, person=person, role=role, from_on=from_on)


# ---- a session before it opens ----


@transaction.atomic
def convene(
    *, council: Council, school_year: SchoolYear, title: str, held_on: date, starts_at: time, place: str, by
) -> CouncilSession:
    """Call a session; the members are told, the secretary is obliged to open it on its day."""
    if council.from_on > held_on or (council.to_on and council.to_on < held_on):
        raise DomainError(f"{council.name} không hoạt động vào ngày {held_on:%d/%m/%Y}. Kiểm tra lại ngày họp.")
    session = CouncilSession.objects.create(
        organisation=council.organisation,
        council=council,
        school_year=school_year,
        title=clean_line(title),
        held_on=held_on,
        starts_at=starts_at,
        place=clean_line(place),
    )
    deadlines.oblige(
        organisation=session.organisation,
        key=f"session:{session.pk}:open",
        title=f"Điểm danh và mở phiên họp: {session.title}"[:250],
        url_name="councils:session_detail",
        url_kwargs={"pk": session.pk},
        role=Role.COUNCIL_SECRETARY,
        why=f"Họp lúc {starts_at:%H:%M} tại {session.place}.",
        button="Mở phiên họp",
        opens_at=clock.at(held_on),
        due_at=clock.at(held_on, starts_at.hour, starts_at.minute),
    )
    for member in members_of(session):
        notifications.notify(
            member.person,
            organisation=session.organisation,
            key=f"session:{session.pk}:convened",
            subject=f"Mời họp: {session.title}"[:250],
            body=f"{council.name} họp lúc {starts_at:%H:%M} ngày {held_on:%d/%m/%Y} tại {session.place}.",
            url=reverse("councils:session_detail", args=[session.organisation.slug, session.pk]),
        )
    audit.record("councils.session_convened", session, by=by, after={"held_on": held_on, "starts_at": starts_at})
    return session


@transaction.atomic
def cancel_session(session: CouncilSession, *, reason: str, by) -> CouncilSession:
    """Call off a session that has not opened: what was handed to it is free for another one, the members are told."""
    session = locked(session)
    session.move_to(State.CANCELLED, "Chỉ hủy được phiên họp chưa mở.")
    reason = clean_line(reason)
    if not reason:
        raise DomainError("Chưa có lý do hủy phiên họp. Ghi ngắn gọn để các thành viên biết.")
    Recusal.objects.for_organisation(session.organisation).filter(motion__session=session).delete()
    freed, _ = session.motions.all().delete()
    session.save(update_fields=["state"])
    deadlines.cancel(session.organisation, f"session:{session.pk}:open")
    for member in members_of(session):
        notifications.notify(
            member.person,
            organisation=session.organisation,
            key=f"session:{session.pk}:cancelled",
            subject=f"Hủy phiên họp: {session.title}"[:250],
            body=f"Phiên họp ngày {session.held_on:%d/%m/%Y} không diễn ra. Lý do: {reason}",
            url=reverse("councils:session_detail", args=[session.organisation.slug, session.pk]),
        )
    audit.record(
        "councils.session_cancelled",
        session,
        by=by,
        before={"state": State.DRAFT, "motions": freed},
        after={"state": session.state},
        personal={"reason": reason},
    )
    return session


def members_of(session: CouncilSession):
    """The council as it stands on the day of the session, in the order of its decision."""
    return session.council.members.on(session.held_on).select_related("person")


@transaction.atomic
def add_motion(
    session: CouncilSession,
    *,
    method: str,
    label: str,
    subject_key: str,
    threshold: LegalParameter,
    person: Person | None = None,
    department=None,
    snapshot: dict | None = None,
    base_kind: str = Motion.Base.ALL_MEMBERS,
    by,
) -> Motion:
    """Put one row before the council; the same `subject_key` twice is the same row.

    `threshold` is frozen with its citation; `snapshot["summary"]` is the line that members read beside the row.
    A candidate who is a member never votes on the own row.
    """
    session = locked(session)
    existing = session.motions.filter(subject_key=subject_key).first() if subject_key else None
    if existing:
        return existing
    _refuse_new_motion(session, method)
    last = session.motions.aggregate(last=Max("position"))["last"] or 0
    motion = Motion.objects.create(
        organisation=session.organisation,
        session=session,
        position=last + 1,
        method=method,
        label=clean_line(label)[:300],
        subject_key=subject_key,
        person=person,
        department=department,
        snapshot=snapshot or {},
        base_kind=base_kind,
        threshold=str(threshold.fraction),
        threshold_citation=asdict(threshold.citation),
    )
    _recuse_candidates(session, [motion])
    audit.record("councils.motion_added", motion, by=by, after={"session": session.pk, "method": method})
    return motion


def _refuse_new_motion(session: CouncilSession, method: str) -> None:
    if session.is_closed:
        raise DomainError("Phiên họp đã kết thúc nên không thêm nội dung được. Triệu tập phiên họp khác.")
    if method == Motion.Method.SECRET_BALLOT and hasattr(session, "ballot_box"):
        raise DomainError("Phiếu kín của phiên họp đã mở nên không thêm dòng vào phiếu được.")


def _recuse_candidates(session: CouncilSession, motions) -> None:
    """Nobody votes on the own row."""
    seat_of = {member.person_id: member for member in members_of(session)}
    Recusal.objects.bulk_create(
        [
            Recusal(
                organisation=session.organisation,
                motion=motion,
                member=seat_of[motion.person_id],
                reason=Recusal.Reason.OWN,
            )
            for motion in motions
            if motion.person_id in seat_of
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def declare_family(session: CouncilSession, *, member: CouncilMember, motions: Sequence[Motion], by) -> None:
    """A member with a relative among the candidates does not vote on those rows; declared before they are voted on."""
    session = locked(session)
    members = {each.pk for each in members_of(session)}
    if member.pk not in members:
        raise DomainError("Người này không phải là thành viên hội đồng của phiên họp.")
    for motion in Motion.objects.filter(pk__in=[motion.pk for motion in motions]).with_candidates():
        _refuse_recusal(session, motion)
        recusal, is_new = Recusal.objects.get_or_create(
            organisation=session.organisation,
            motion=motion,
            member=member,
            defaults={"reason": Recusal.Reason.FAMILY},
        )
        if is_new:
            audit.record("councils.recusal_declared", recusal, by=by, after={"motion": motion.pk, "member": member.pk})


@transaction.atomic
def withdraw_recusal(recusal: Recusal, *, by) -> None:
    """Take back a family relation declared by mistake; that of a candidate to the own row stays."""
    session = locked(recusal.motion.session)
    if recusal.reason == Recusal.Reason.OWN:
        raise DomainError("Thành viên là người được đề nghị không bao giờ biểu quyết cho chính mình.")
    _refuse_recusal(session, Motion.objects.with_candidates().get(pk=recusal.motion_id))
    audit.record(
        "councils.recusal_withdrawn",
        recusal,
        by=by,
        before={"motion": recusal.motion_id, "member": recusal.member_id},
    )
    recusal.delete()


def _refuse_recusal(session: CouncilSession, motion: Motion) -> None:
    if motion.session_id != session.pk:
        raise DomainError("Nội dung này thuộc phiên họp khác.")
    if session.is_closed or motion.is_decided or (motion.is_secret and hasattr(session, "ballot_box")):
        raise DomainError(f"“{motion.heading}” đã biểu quyết hoặc đã mở phiếu nên không đổi người tránh mặt được.")


# ---- roll-call, quorum, opening ----


@dataclass(frozen=True)
class Quorum:
    """How many must be there, how many are, and where that is written."""

    present: int
    members: int
    share: Fraction
    citation: Citation

    @property
    def needed(self) -> int:
        return criteria.needed(self.members, self.share)

    @property
    def is_met(self) -> bool:
        return criteria.has_quorum(self.present, self.members, self.share)

    @property
    def finding(self) -> Finding:
        if self.is_met:
            return Finding(
                code="quorum_met",
                severity="ok",
                title=f"Đủ số thành viên để họp: {self.present} trong {self.members}",
                detail=f"Cần ít nhất {self.needed} ({criteria.share_in_words(self.share)} tổng số thành viên).",
                citation=self.citation,
            )
        return Finding(
            code="quorum_missing",
            severity="must",
            title="Chưa đủ số thành viên để họp",
            detail=f"Cần ít nhất {self.needed} trong {self.members} thành viên có mặt, mới có {self.present}.",
            change="Mời thêm thành viên rồi điểm danh lại, hoặc triệu tập phiên họp vào ngày khác.",
            citation=self.citation,
            facts={"needed": self.needed, "present": self.present, "members": self.members},
        )


def quorum_of(session: CouncilSession) -> Quorum:
    """Frozen once the session is open; before that, by the rule in force on its day."""
    present = session.attendances.filter(state=Attendance.State.PRESENT).count()
    if session.quorum:
        return Quorum(present, session.member_count, Fraction(session.quorum), session.quorum_provision)
    try:
        rule = LegalParameter.objects.in_force(QUORUM, on=session.held_on, at=session.organisation)
    except LookupError as error:
        raise DomainError(
            "Chưa có quy định về số thành viên tối thiểu để hội đồng họp. Nhập quy định trong mục Tham số pháp lý."
        ) from error
    return Quorum(present, members_of(session).count(), rule.fraction, rule.citation)


@transaction.atomic
def take_roll_call(session: CouncilSession, *, states: dict[int, str], reasons: dict[int, str], by) -> None:
    """Save who is present, for all members at once. `states` and `reasons` go by member id; a reason is private."""
    session = locked(session)
    members = list(members_of(session))
    if set(states) != {member.pk for member in members}:
        raise DomainError("Điểm danh phải ghi cho mọi thành viên của phiên họp. Tải lại trang rồi điểm danh lại.")
    _refuse_roll_call(session)
    before = session.attendances.filter(state=Attendance.State.PRESENT).count()
    present = [pk for pk, state in states.items() if state == Attendance.State.PRESENT]
    if session.is_open:
        _refuse_losing_quorum(session, present)
    Attendance.objects.bulk_create(
        [
            Attendance(
                organisation=session.organisation,
                session=session,
                member=member,
                state=states[member.pk],
                reason="" if states[member.pk] == Attendance.State.PRESENT else clean_line(reasons.get(member.pk, "")),
            )
            for member in members
        ],
        update_conflicts=True,
        unique_fields=["session", "member"],
        update_fields=["state", "reason"],
    )
    audit.record(
        "councils.roll_call_taken", session, by=by, before={"present": before}, after={"present": len(present)}
    )


def _refuse_roll_call(session: CouncilSession) -> None:
    if session.is_closed or session.is_cancelled:
        raise DomainError(f"Phiên họp {session.get_state_display().lower()} nên không sửa điểm danh được.")
    if hasattr(session, "ballot_box"):
        raise DomainError("Phiếu kín đã mở cho những người có mặt nên không sửa điểm danh được.")
    if session.motions.decided().exists():
        raise DomainError("Đã có nội dung biểu quyết xong theo số người có mặt nên không sửa điểm danh được.")


def _refuse_losing_quorum(session: CouncilSession, present: list[int]) -> None:
    quorum = Quorum(len(present), session.member_count, Fraction(session.quorum), session.quorum_provision)
    if not quorum.is_met:
        raise DomainError(f"Phiên đang họp. {quorum.finding.detail}", findings=[quorum.finding])
    if session.presided_by_id not in present or session.recorded_by_id not in present:
        raise DomainError("Chủ tọa và thư ký của phiên đang họp phải có mặt.")


@transaction.atomic
def open_session(session: CouncilSession, *, by) -> CouncilSession:
    """Open the meeting: freeze the quorum rule and the number of members, name who presides and who records."""
    session = locked(session)
    session.move_to(State.OPEN, "Phiên họp này đã mở rồi.")
    if clock.today() < session.held_on:
        raise DomainError(f"Phiên họp được triệu tập vào ngày {session.held_on:%d/%m/%Y}, chưa đến ngày họp.")
    members = list(members_of(session))
    present = {row.member_id for row in session.attendances.all() if row.state == Attendance.State.PRESENT}
    if session.attendances.filter(member__in=members).count() != len(members):
        raise DomainError("Chưa điểm danh đủ các thành viên. Ghi có mặt hoặc vắng mặt cho từng người rồi lưu.")
    quorum = quorum_of(session)
    if not quorum.is_met:
        raise DomainError(quorum.finding.detail, findings=[quorum.finding])
    here = [member for member in members if member.pk in present]
    session.presided_by = _presiding(here)
    session.recorded_by = _recording(here, session.presided_by, by=by)
    session.quorum, session.quorum_citation = str(quorum.share), asdict(quorum.citation)
    session.member_count, session.opened_at = len(members), clock.now()
    session.save()
    _recuse_candidates(session, session.motions.all())
    deadlines.fulfil(session.organisation, f"session:{session.pk}:open")
    audit.record(
        "councils.session_opened",
        session,
        by=by,
        before={"state": State.DRAFT},
        after={"state": session.state, "members": len(members), "present": len(here), "quorum": session.quorum},
    )
    return session


def _presiding(here: list[CouncilMember]) -> CouncilMember:
    for seat in (Seat.CHAIR, Seat.VICE_CHAIR):
        for member in here:
            if member.seat == seat:
                return member
    raise DomainError("Chủ tịch và Phó Chủ tịch hội đồng đều vắng mặt nên chưa có người chủ trì phiên họp.")


def _recording(here: list[CouncilMember], presiding: CouncilMember, *, by) -> CouncilMember:
    """The secretary; where she is away, the member who opens the session and does not preside."""
    for member in here:
        if member.seat == Seat.SECRETARY:
            return member
    for member in here:
        if member.person.user_id == getattr(by, "pk", None) and member != presiding:
            return member
    raise DomainError("Thư ký hội đồng vắng mặt. Cần một thành viên có mặt, không phải chủ tọa, làm thư ký phiên họp.")


# ---- who votes on what, and votes by hands ----


def present_members(session: CouncilSession) -> list[CouncilMember]:
    rows = session.attendances.filter(state=Attendance.State.PRESENT).select_related("member__person")
    return [row.member for row in rows.order_by("member__position", "member_id")]


def entitled_counts(session: CouncilSession, motions: Sequence[Motion]) -> dict[int, int]:
    """How many may vote on each motion: those present without those recused on it. Two queries for any number."""
    present = {member.pk for member in present_members(session)}
    recused: dict[int, set[int]] = {}
    for motion_id, member_id in Recusal.objects.filter(motion__in=motions).values_list("motion_id", "member_id"):
        recused.setdefault(motion_id, set()).add(member_id)
    return {motion.pk: len(present - recused.get(motion.pk, set())) for motion in motions}


@transaction.atomic
def record_hands(session: CouncilSession, *, counts: dict[int, tuple[int, int, int]], by) -> int:
    """Save shows of hands: (for, against, blank) by motion id. All rows or none; returns how many changed.

    A count may be mended until the session closes.
    """
    session = locked(session)
    if not session.is_open:
        raise DomainError("Chỉ ghi biểu quyết được khi phiên họp đang mở.")
    motions = {motion.pk: motion for motion in session.motions.by_hands().with_candidates()}
    if unknown := set(counts) - set(motions):
        raise DomainError(f"Có {len(unknown)} dòng không thuộc biểu quyết giơ tay của phiên họp này. Tải lại trang.")
    entitled = entitled_counts(session, list(motions.values()))
    present = session.attendances.filter(state=Attendance.State.PRESENT).count()
    changed, before = [], {}
    for pk, (votes_for, against, blank) in counts.items():
        motion = motions[pk]
        if refusal := criteria.hands_refusal(votes_for + against + blank, entitled[pk]):
            raise DomainError(f"{motion.heading}: {refusal}")
        if (motion.votes_for, motion.votes_against, motion.votes_blank) != (votes_for, against, blank):
            before[pk] = figures(motion)
            decide(motion, session, (votes_for, against, blank), entitled=entitled[pk], present=present, by=by)
            changed.append(motion)
    if changed:
        save_decisions(changed)
        after = {motion.pk: figures(motion) for motion in changed}
        audit.record("councils.hands_counted", session, by=by, before=before, after=after)
    return len(changed)


def figures(motion: Motion) -> list:
    """What the log keeps of a result: for, against, blank, passed."""
    return [motion.votes_for, motion.votes_against, motion.votes_blank, motion.passed]


def decide(
    motion: Motion,
    session: CouncilSession,
    votes: tuple[int, int, int],
    *,
    entitled: int,
    present: int,
    by,
) -> None:
    """Set the figures and the result of a motion. The caller saves."""
    motion.votes_for, motion.votes_against, motion.votes_blank = votes
    motion.eligible_count = entitled
    motion.base = criteria.base_of(
        motion.base_kind,
        members=session.member_count,
        present=present,
        votes_for=motion.votes_for,
        votes_against=motion.votes_against,
    )
    motion.passed = criteria.passes(motion.votes_for, motion.base, motion.threshold_fraction)
    motion.decided_at, motion.decided_by = clock.now(), by


def save_decisions(motions: Sequence[Motion]) -> None:
    votes = ["votes_for", "votes_against", "votes_blank"]
    Motion.objects.bulk_update(motions, [*votes, "eligible_count", "base", "passed", "decided_at", "decided_by"])


# ---- the end ----


@transaction.atomic
def close_session(session: CouncilSession, *, by) -> CouncilSession:
    """Close the meeting and draw up its minutes, a draft document. Only when everything is decided."""
    session = locked(session)
    session.move_to(State.CLOSED, "Chỉ kết thúc được phiên họp đang mở.")
    _refuse_unfinished(session)
    session.closed_at = clock.now()
    session.save(update_fields=["state", "closed_at"])
    head = documents.letterhead_for(session.organisation, type_code="BB", on=session.held_on)
    session.minutes = documents.create_document(
        organisation=session.organisation,
        kind=OfficialDocument.Kind.MINUTES,
        content=minutes.content_of(session, letterhead=head),
        by=by,
        origin_name="councils:session_detail",
        origin_kwargs={"pk": session.pk},
    )
    session.save(update_fields=["minutes"])
    audit.record(
        "councils.session_closed",
        session,
        by=by,
        before={"state": State.OPEN},
        after={"state": session.state, "minutes": session.minutes_id},
    )
    return session


def _refuse_unfinished(session: CouncilSession) -> None:
    if hasattr(session, "ballot_box") and session.ballot_box.is_open:
        raise DomainError("Phiếu kín còn đang mở. Kết thúc bỏ phiếu trước khi kết thúc phiên họp.")
    open_count = session.motions.undecided().count()
    if open_count:
        raise DomainError(f"Còn {open_count} nội dung chưa biểu quyết. Biểu quyết hết rồi mới kết thúc phiên họp.")
    if not session.motions.exists():
        raise DomainError("Phiên họp chưa có nội dung nào được biểu quyết nên chưa lập biên bản được.")


def result_of(organisation: Organisation, subject_key: str) -> Motion | None:
    """The latest decided motion about a subject, or None."""
    decided = Motion.objects.for_organisation(organisation).decided().filter(subject_key=subject_key)
    return decided.select_related("session").order_by("decided_at", "pk").last()


def locked(session: CouncilSession) -> CouncilSession:
    """The session as it is now, held until the transaction ends."""
    rows = CouncilSession.objects.for_organisation(session.organisation).select_for_update(of=("self",))
    return rows.select_related("organisation", "council").get(pk=session.pk)

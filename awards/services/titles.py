"""Titles before the council: what was registered, and a lower one where that has failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.urls import reverse

from awards.querysets import registrations_to_vote_on, titles_in_hand
from awards.standing import held_back_sentence, parted_registrations
from core.errors import DomainError
from core.findings import Finding
from core.templatetags.ui import vi_date
from councils.models import CouncilSession, Motion
from councils.services import NewMotion, add_motions, follow, hold_subjects
from legal.models import Distinction, LegalParameter
from organisation.models import Post
from registrations.models import Registration

LOWER_PAGE = "awards:title_lower"  # where the session's page leads when a title has failed


@transaction.atomic
def propose_titles(session: CouncilSession, *, by) -> list[Motion]:
    """Put every locked registration with a title before the council, one row each, by secret ballot.

    The share of votes needed is the rule in force on the session's day; without any, nothing is put. What another
    session, which is not over, has before it is left out.
    """
    hold_subjects(session.organisation)
    _refuse_session(session)
    elsewhere = titles_in_hand(session.school_year, but=session)
    waiting = registrations_to_vote_on(session.school_year)
    free = [row for row in waiting if _subject(row) not in elsewhere]
    registrations, held_back = parted_registrations(free, session.organisation, on=session.held_on)
    if not registrations and held_back:
        raise DomainError(held_back_sentence(row.candidate_name for row in held_back))
    if not registrations and elsewhere:
        raise DomainError(left_out_sentence(list(elsewhere.values())))
    if not registrations:
        raise DomainError(
            f"Không có đăng ký danh hiệu nào của {session.school_year} để đưa ra bỏ phiếu."
            " Khóa đợt đăng ký trước, hoặc các danh hiệu đều đã được thông qua."
        )
    thresholds = {title: _threshold(session, title) for title in {row.distinction for row in registrations}}
    posts, catalogue = _posts(session), _catalogue()
    rows = [
        NewMotion(
            method=Motion.Method.SECRET_BALLOT,
            label=_label(row.distinction),
            subject_key=_subject(row),
            threshold=thresholds[row.distinction],
            person=row.person,
            department=row.department,
            snapshot=_snapshot(row, posts, catalogue),
        )
        for row in registrations
    ]
    return add_motions(session, rows, by=by)


def left_out_sentence(motions: Sequence[Motion]) -> str:
    """Which titles a hand-over leaves to other sessions, and to which; "" for none."""
    if not motions:
        return ""
    sessions = sorted({(motion.session.held_on, motion.session.title) for motion in motions})
    named = "; ".join(f"“{title}” ngày {vi_date(day)}" for day, title in sessions)
    return (
        f"{len(motions)} đề nghị danh hiệu đang ở phiên họp khác chưa kết thúc: {named}."
        " Kết thúc, hủy phiên đó hoặc hoãn các dòng này ở đó rồi mới đưa vào phiên khác."
    )


def _refuse_session(session: CouncilSession) -> None:
    if session.is_practice:
        raise DomainError("Phiên họp thử không xét nội dung thật. Chọn phiên họp khác.")
    if session.motions.about("sheet").exists():
        raise DomainError(
            "Phiên họp này đã có xếp loại. Biên bản phiên xét danh hiệu gửi lên cấp trên cùng hồ sơ, còn kết quả"
            " xếp loại là nội bộ của trường. Triệu tập một phiên khác để xét danh hiệu, có thể họp liền sau phiên này."
        )


def _subject(registration: Registration) -> str:
    return f"registration:{registration.pk}"


def _label(distinction: Distinction) -> str:
    return f"Đề nghị danh hiệu {distinction.name}"


def threshold_code(distinction: Distinction) -> str:
    return f"vote_threshold.{distinction.code}"


def _threshold(session: CouncilSession, distinction: Distinction) -> LegalParameter:
    try:
        return LegalParameter.objects.in_force(threshold_code(distinction), on=session.held_on, at=session.organisation)
    except LookupError as error:
        finding = Finding(
            "threshold_missing",
            "must",
            f"Chưa có tỷ lệ phiếu cần đạt của danh hiệu {distinction.name}",
            change="Nhập quy định trong quy chế thi đua, khen thưởng của trường, kèm số văn bản và điều khoản.",
            remedy_label="Nhập quy chế của trường",
            remedy_url=reverse("legal:parameter_list", args=[session.organisation.slug]),
        )
        raise DomainError(
            f"Chưa có quy định về tỷ lệ phiếu cần đạt của danh hiệu {distinction.name}."
            " Nhập quy chế của trường trong mục Tham số pháp lý rồi đưa danh hiệu vào phiên họp.",
            findings=[finding],
        ) from error


def _posts(session: CouncilSession) -> dict[int, str]:
    rows = Post.objects.for_organisation(session.organisation).on(session.held_on).order_by("-from_on", "pk")
    return dict(rows.values_list("person_id", "title"))


def _snapshot(registration: Registration, posts: Mapping[int, str], catalogue: Sequence[Distinction]) -> dict:
    """What the council saw: later changes of name, tổ or goals do not reach it."""
    is_person = registration.department_id is None and registration.home_department_id
    department = registration.home_department.name if is_person else ""  # a tổ names itself
    return {
        "name": registration.candidate_name,
        "place": ", ".join(filter(None, [posts.get(registration.person_id), department])),
        "distinction": registration.distinction.code,
        "distinction_name": registration.distinction.name,
        "goals": registration.goals,
        "initiative_title": registration.initiative_title,
        "lower_page": LOWER_PAGE if _below(registration.distinction, catalogue, registration.person_id) else "",
    }


# ---- hạ danh hiệu ----


def _catalogue() -> list[Distinction]:
    """The highest first."""
    return list(Distinction.objects.order_by("-position"))


def _below(title: Distinction, catalogue: Sequence[Distinction], person_id: int | None) -> list[Distinction]:
    """What stands below a title in the catalogue, of its kind and for the same kind of candidate."""
    own = Distinction.Target.INDIVIDUAL if person_id else Distinction.Target.COLLECTIVE
    return [
        each
        for each in catalogue
        if each.kind == title.kind and each.target in (own, Distinction.Target.BOTH) and each.position < title.position
    ]


def lower_titles(motion: Motion) -> list[Distinction]:
    """The titles below the one that failed, the highest first; those voted on about this candidate are left out."""
    catalogue = _catalogue()
    failed = next((each for each in catalogue if each.code == motion.snapshot.get("distinction")), None)
    if failed is None:
        return []
    rows = motion.session.motions.filter(subject_key=motion.subject_key).values_list("snapshot", flat=True)
    voted = {row.get("distinction", "") for row in rows}
    return [each for each in _below(failed, catalogue, motion.person_id) if each.code not in voted]


@transaction.atomic
def lower_title(motion: Motion, *, distinction: Distinction, by) -> Motion:
    """The council votes on a lower title for the same candidate, in the same session, by that title's own share."""
    offered = lower_titles(motion)
    if distinction not in offered:
        raise DomainError(
            f"{distinction.name} không phải là danh hiệu thấp hơn còn xét được cho {motion.candidate_name}."
            " Chọn một danh hiệu trong danh sách."
        )
    snapshot = motion.snapshot | {
        "distinction": distinction.code,
        "distinction_name": distinction.name,
        "lower_page": LOWER_PAGE if distinction != offered[-1] else "",
    }
    return follow(
        motion,
        kind=Motion.FollowKind.LOWERED,
        label=_label(distinction),
        snapshot=snapshot,
        threshold=_threshold(motion.session, distinction),
        by=by,
    )

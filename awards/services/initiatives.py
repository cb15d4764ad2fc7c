"""Initiatives before a council: put to the vote, marked on paper, recognised by a decision.

The initiative is what its author registered; recognition stands in the issued decision.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from audit import services as audit
from awards.papers.initiatives import InitiativeLine, Recognition, ScoreLine, recognition_content, scoring_content
from core import clock
from core.errors import DomainError
from core.findings import Finding
from core.vietnamese import search_key
from councils.models import Council, CouncilSession, Motion
from councils.papers.letterheads import sheet_head
from councils.services import NewMotion, add_motions
from documents import services as documents
from documents.bases import basis_line
from documents.content import plain_text
from documents.models import OfficialDocument
from legal.models import LegalDocument, LegalParameter
from organisation.models import Post
from records.models import InitiativeRecognition, Origin
from records.services import enter_initiative
from records.services.entries import SAME
from registrations.models import Registration

THRESHOLD = "vote_threshold.initiative"
SUBJECT = "initiative"
ORIGIN = "awards:initiative_list"
DECISION = "initiative_decision"


def initiatives_to_judge(session: CouncilSession) -> QuerySet[Registration]:
    """Locked registrations of the session's year that name an initiative and stand before no session yet."""
    rows = Registration.objects.for_organisation(session.organisation).filter(round__school_year=session.school_year)
    rows = rows.filter(state=Registration.State.LOCKED, person__isnull=False).exclude(initiative_title="")
    put = Motion.objects.for_organisation(session.organisation).real().about(SUBJECT)
    keys = put.exclude(session__state="cancelled").values_list("subject_key", flat=True)
    held = [int(key.partition(":")[2]) for key in keys]
    return rows.exclude(pk__in=held).select_related("person", "home_department").order_by("person__sort_key", "pk")


@transaction.atomic
def propose_initiatives(session: CouncilSession, *, by) -> list[Motion]:
    """One row for each registered initiative, by secret ballot, with the share of the rule in force that day."""
    _refuse_other_council(session)
    registrations = list(initiatives_to_judge(session))
    if not registrations:
        raise DomainError(
            f"Không có sáng kiến nào của {session.school_year} chờ xét. Sáng kiến lấy từ bản đăng ký đã khóa có ghi tên"
            " sáng kiến."
        )
    threshold, posts = _threshold(session), _posts(session)
    rows = [
        NewMotion(
            method=Motion.Method.SECRET_BALLOT,
            label=f"Công nhận sáng kiến “{row.initiative_title}”",
            subject_key=f"{SUBJECT}:{row.pk}",
            threshold=threshold,
            person=row.person,
            snapshot={
                "name": row.candidate_name,
                "place": ", ".join(filter(None, [posts.get(row.person_id), str(row.home_department or "")])),
                "initiative_title": row.initiative_title,
            },
        )
        for row in registrations
    ]
    return add_motions(session, rows, by=by)


@transaction.atomic
def draw_scoring_sheets(session: CouncilSession, scale: Sequence[ScoreLine], *, by) -> list[OfficialDocument]:
    """A blank phiếu chấm for each initiative before the session; the same sheet is made once."""
    _refuse_other_council(session)
    motions = initiative_motions(session)
    if not motions:
        raise DomainError("Phiên họp chưa có sáng kiến nào. Đưa sáng kiến vào phiên họp trước.")
    held = {document.content_hash: document for document in papers_of(session, "initiative_scoring")}
    head = sheet_head(session.council, on=session.held_on)
    made = []
    for motion in motions:
        content = scoring_content(_line(motion), scale, council=session.council.name, letterhead=head)
        known = held.get(documents.hash_of(content))
        made.append(known or _freeze(session, content, by=by))
    audit.record("awards.scoring_sheets_drawn", session, by=by, after={"documents": [each.pk for each in made]})
    return made


@transaction.atomic
def draft_recognition(session: CouncilSession, *, by) -> tuple[OfficialDocument, bool]:
    """The decision about the initiatives that passed, a draft to be approved and numbered, and whether it is new."""
    _refuse_other_council(session)
    issued = papers_of(session, DECISION).issued().first()
    if issued is not None:
        raise DomainError(f"Quyết định công nhận sáng kiến số {issued.full_number} đã ban hành nên không lập lại được.")
    draft = documents.draft_about(session, form=DECISION, content=lambda: _recognition(session), page=ORIGIN, by=by)
    if draft[1]:
        audit.record("awards.recognition_drafted", session, by=by, after={"document": draft[0].pk})
    return draft


@transaction.atomic
def record_recognised(session: CouncilSession, *, by) -> int:
    """Write what the issued decision recognises into its authors' records; returns how many. Again writes nothing."""
    document = papers_of(session, DECISION).issued().first()
    if document is None:
        raise DomainError("Quyết định công nhận sáng kiến chưa ban hành nên chưa ghi vào hồ sơ được.")
    content = documents.frozen_content(document)
    motions = [motion for motion in initiative_motions(session) if motion.passed]
    _refuse_other_text(document, motions, search_key(plain_text(content)))
    post = content.signatories[0].post.capitalize() if content.signatories else ""
    entered = [
        enter_initiative(
            organisation=session.organisation,
            name=motion.snapshot["initiative_title"],
            scope="base",
            school_year_code=session.school_year.code,
            decision_number=document.full_number,
            decided_on=document.issued_on,
            authority=f"{post} {session.organisation.name}".strip()[:160],
            authors=[(motion.person, None)],
            origin=Origin.DECISION,
            source_key=f"document:{document.pk}",
            by=by,
        )
        for motion in motions
    ]
    return sum(each.outcome != SAME for each in entered)


def _refuse_other_text(document: OfficialDocument, motions: Sequence[Motion], text: str) -> None:
    """The text may have been edited: it must still name what was passed."""
    titles = [motion.snapshot["initiative_title"] for motion in motions]
    if missing := [title for title in titles if search_key(title) not in text]:
        raise DomainError(
            f"Quyết định số {document.full_number} không nêu sáng kiến “{missing[0]}” nên không ghi từ văn bản này"
            " được. Nhập các sáng kiến vào hồ sơ bằng tay theo đúng bản đã ký."
        )


def recorded_initiatives(document: OfficialDocument) -> int:
    """How many initiatives were written into the records from a decision."""
    rows = InitiativeRecognition.objects.for_organisation(document.organisation)
    return rows.filter(source_key=f"document:{document.pk}").count()


def initiative_motions(session: CouncilSession) -> list[Motion]:
    """The last vote about each initiative, in the order of the session."""
    latest = {}
    for motion in session.motions.about(SUBJECT).with_candidates().order_by("position", "attempt"):
        latest[motion.subject_key] = motion
    return list(latest.values())


def papers_of(session: CouncilSession, form: str) -> QuerySet[OfficialDocument]:
    """What was made of a session's initiatives, the newest first."""
    return documents.papers_made_at(session.organisation, ORIGIN, pk=session.pk).filter(form=form)


def _recognition(session: CouncilSession):
    if not session.is_closed:
        raise DomainError("Phiên họp chưa kết thúc nên chưa lập được quyết định công nhận sáng kiến.")
    passed = [motion for motion in initiative_motions(session) if motion.passed]
    if not passed:
        raise DomainError("Phiên họp này không thông qua sáng kiến nào nên không có quyết định công nhận.")
    minutes = session.minutes
    if minutes is None or not minutes.number:
        raise DomainError(
            "Biên bản họp hội đồng chưa có số nên chưa lập được quyết định: quyết định phải ghi số, ngày của biên bản."
            " Trình ký biên bản ở trang phiên họp; văn thư cho số rồi lập quyết định."
        )
    organisation, today = session.organisation, clock.today()
    facts = Recognition(
        council=session.council.name,
        organisation=organisation.name,
        held_on=session.held_on,
        minutes=minutes.full_number,
        year=str(session.school_year),
        initiatives=[_line(motion) for motion in passed],
        bases=[basis_line(row) for row in _bases(session)],
    )
    return recognition_content(
        facts,
        letterhead=documents.letterhead_for(organisation, type_code="QĐ", on=today),
        signatory=documents.head_signatory(organisation, today),
    )


def _bases(session: CouncilSession) -> list[LegalDocument]:
    """The law and its decree in force on the session's day that were compared with their text; others are typed."""
    found = LegalDocument.objects.filter(organisation=None, kind__in=["Luật", "Nghị định"], mark="T")
    found = found.filter(title__icontains="thi đua, khen thưởng", from_on__lte=session.held_on)
    return list(found.exclude(to_on__lt=session.held_on).order_by("issued_on", "from_on", "number"))


def _line(motion: Motion) -> InitiativeLine:
    return InitiativeLine(
        title=motion.snapshot["initiative_title"],
        author=motion.candidate_name,
        place=motion.snapshot.get("place", ""),
        votes=f"{motion.votes_for}/{motion.base}" if motion.is_decided else "",
    )


def _freeze(session: CouncilSession, content, *, by) -> OfficialDocument:
    return documents.issue_form(
        organisation=session.organisation,
        form="initiative_scoring",
        content=content,
        by=by,
        issued_on=session.held_on,
        origin_name=ORIGIN,
        origin_kwargs={"pk": session.pk},
    )


def _posts(session: CouncilSession) -> dict[int, str]:
    rows = Post.objects.for_organisation(session.organisation).on(session.held_on).order_by("-from_on", "pk")
    return dict(rows.values_list("person_id", "title"))


def _threshold(session: CouncilSession) -> LegalParameter:
    try:
        return LegalParameter.objects.in_force(THRESHOLD, on=session.held_on, at=session.organisation)
    except LookupError as error:
        finding = Finding(
            "threshold_missing",
            "must",
            "Chưa có tỷ lệ phiếu cần đạt để công nhận sáng kiến",
            change="Nhập quy định trong quy chế sáng kiến của đơn vị, kèm số văn bản và điều khoản.",
            remedy_label="Nhập quy chế của đơn vị",
            remedy_url=reverse("legal:parameter_list", args=[session.organisation.slug]),
        )
        raise DomainError(
            "Chưa có quy định về tỷ lệ phiếu cần đạt để công nhận sáng kiến."
            " Nhập quy chế của đơn vị trong mục Tham số pháp lý rồi đưa sáng kiến vào phiên họp.",
            findings=[finding],
        ) from error


def _refuse_other_council(session: CouncilSession) -> None:
    if session.is_practice:
        raise DomainError("Phiên họp thử không xét nội dung thật. Chọn phiên họp khác.")
    if session.council.kind != Council.Kind.INITIATIVE:
        raise DomainError(f"{session.council.name} không phải hội đồng sáng kiến nên không xét sáng kiến ở phiên này.")

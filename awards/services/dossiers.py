"""From the council's passed titles to a dossier, and from a decision to the people's records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from audit import services as audit
from awards.findings import findings_of
from awards.models import AchievementReport, Decision, DecisionPaper, Dossier, DossierPart, Nomination
from awards.papers.dossier import DossierFacts, list_content, proposal_content
from awards.papers.parts import of_day
from awards.services.facts import legal_bases, lines_of, place_of
from awards.services.initiative_use import free_initiatives, reserve_initiatives
from awards.standing import motions_to_propose
from core import clock
from core.errors import ConflictError, DomainError
from core.findings import blocking
from core.vietnamese import clean_line
from councils.facts import motion_facts, session_facts
from councils.models import Motion
from deadlines import services as deadlines
from deadlines.models import Obligation
from documents import services as documents
from documents.content import Content
from documents.models import DocumentEffect, OfficialDocument
from legal.models import Distinction
from organisation.models import Supervision
from submissions import services as submissions
from submissions.models import Submission

Kind = DossierPart.Kind
AWARDING = Supervision.Line.AWARDING
TYPE_CODES = {Kind.PROPOSAL: "TTr", Kind.LIST: "DS"}
FORMS = {Kind.PROPOSAL: "proposal", Kind.LIST: "nomination_list"}


# ---- a dossier ----


@transaction.atomic
def create_dossier(*, organisation, school_year, by) -> Dossier:
    """The year's dossier to whoever stands above in the awarding line today; the one that is there, if it is."""
    recipient = Supervision.objects.superior_of(organisation, line=AWARDING, on=clock.today())
    if recipient is None:
        raise DomainError(
            "Chưa ghi cơ quan tiếp nhận hồ sơ khen thưởng của đơn vị nên chưa lập được hồ sơ."
            " Đề nghị người quản trị ghi cơ quan cấp trên theo tuyến khen thưởng."
        )
    dossier, is_new = Dossier.objects.for_organisation(organisation).get_or_create(
        organisation=organisation,
        school_year=school_year,
        recipient=recipient,
        defaults={"title": f"Hồ sơ đề nghị danh hiệu thi đua {school_year}", "created_by": by},
    )
    if is_new:
        _collect(dossier, by=by)
        audit.record("awards.dossier_created", dossier, by=by, after={"recipient": recipient.pk})
    return dossier


def due_at_of(dossier: Dossier):
    """When the office wants it, with what it granted since; None where it has not asked."""
    row = Obligation.objects.owed_by(dossier.organisation).filter(key=dossier.obligation_key).first()
    return row.due_at if row else None


@transaction.atomic
def collect_results(dossier: Dossier, *, by) -> int:
    """Take the council's passed titles and their minutes into the dossier; returns how many nominations it has."""
    dossier = _editable(dossier)
    before = dossier.nominations.count()
    count = _collect(dossier, by=by)
    audit.record("awards.results_collected", dossier, by=by, before={"count": before}, after={"count": count})
    return count


def _collect(dossier: Dossier, *, by) -> int:
    motions, _ = motions_to_propose(dossier.school_year)
    distinctions = {row.code: row for row in Distinction.objects.all()}
    fallen = dossier.nominations.exclude(motion__in=motions)
    free_initiatives(dossier.organisation, list(fallen.values_list("pk", flat=True)), by=by)
    fallen.delete()
    held = set(dossier.nominations.values_list("motion_id", flat=True))
    new = Nomination.objects.bulk_create(
        Nomination(
            organisation=dossier.organisation,
            dossier=dossier,
            person=motion.person,
            department=motion.department,
            distinction=distinctions[motion.snapshot["distinction"]],
            motion=motion,
        )
        for motion in motions
        if motion.pk not in held
    )
    reserve_initiatives(dossier, new, by=by)
    _set_parts(dossier, Kind.MINUTES, {motion.session.minutes_id for motion in motions} - {None})
    collect_reports(dossier)
    return dossier.nominations.count()


def collect_reports(dossier: Dossier) -> None:
    """Take the confirmed reports of the nominated candidates into the dossier, by their latest papers."""
    subjects = dossier.nominations.values_list("motion__subject_key", flat=True)
    keys = [int(key.split(":")[1]) for key in subjects if key.startswith("registration:")]
    rows = AchievementReport.objects.for_organisation(dossier.organisation).filter(registration__in=keys)
    confirmed = rows.filter(state=AchievementReport.State.CONFIRMED)
    _set_parts(dossier, Kind.REPORT, set(confirmed.values_list("document_id", flat=True)))


def _set_parts(dossier: Dossier, kind: str, documents_of_kind: set[int]) -> None:
    parts = dossier.parts.filter(kind=kind)
    parts.exclude(document__in=documents_of_kind).delete()
    held = set(parts.values_list("document_id", flat=True))
    DossierPart.objects.bulk_create(
        DossierPart(organisation=dossier.organisation, dossier=dossier, kind=kind, document_id=pk)
        for pk in sorted(documents_of_kind - held)
    )


@transaction.atomic
def draft_part(dossier: Dossier, *, kind: str, by) -> OfficialDocument:
    """Make the tờ trình or the list from the council's results.

    A paper that is not issued yet is written anew; an issued one stays, and a new one takes its place.
    """
    dossier = _editable(dossier)
    _collect(dossier, by=by)
    nominations = list(dossier.nominations.in_order())
    if not nominations:
        raise DomainError("Chưa có ai được hội đồng thông qua danh hiệu nên chưa lập được văn bản.")
    part = dossier.parts.filter(kind=kind).select_related("document__series").first()
    former = part.document if part else None
    content = _content(dossier, kind, nominations, _issued_before(former))
    if former is not None and former.state != OfficialDocument.State.ISSUED:
        return documents.update_content(former, content, version=former.version, by=by)
    document = documents.create_document(
        organisation=dossier.organisation,
        kind=kind,
        form=FORMS[Kind(kind)],
        content=content,
        by=by,
        origin_name="awards:dossier_detail",
        origin_kwargs={"pk": dossier.pk},
    )
    if former is not None:
        documents.set_room_effects(document, {former: DocumentEffect.Effect.REPLACES}, by=by)
    DossierPart.objects.update_or_create(
        organisation=dossier.organisation, dossier=dossier, kind=kind, defaults={"document": document}
    )
    after = {"kind": kind, "document": document.pk, "count": len(nominations)}
    audit.record("awards.part_drafted", dossier, by=by, before={"document": former.pk if former else None}, after=after)
    return document


def _issued_before(former: OfficialDocument | None) -> OfficialDocument | None:
    """The issued paper that the one to be written replaces: the former one, or what its draft replaces already."""
    if former is None or former.state == OfficialDocument.State.ISSUED:
        return former
    replaced = former.effects.filter(is_generated=True).select_related("target__series").first()
    return replaced.target if replaced else None


def _content(dossier: Dossier, kind: str, nominations: Sequence[Nomination], replaced) -> Content:
    facts = DossierFacts(
        school=dossier.organisation.name,
        recipient=dossier.recipient.name,
        school_year=str(dossier.school_year),
        lines=lines_of(dossier, nominations),
        reports=dossier.parts.filter(kind=Kind.REPORT).count(),
        replaced=_number_and_day(replaced) if replaced else "",
    )
    head = {
        "letterhead": documents.letterhead_for(dossier.organisation, type_code=TYPE_CODES[Kind(kind)]),
        "signatory": documents.head_signatory(dossier.organisation, clock.today()),
    }
    if kind == Kind.LIST:
        return list_content(facts, **head)
    voted: dict[int, list[Motion]] = {}
    for row in nominations:
        voted.setdefault(row.motion.session_id, []).append(row.motion)
    sessions = [session_facts(motions[0].session, motions) for motions in voted.values()]
    if not all(session.minutes for session in sessions):
        raise DomainError(
            "Biên bản họp hội đồng chưa có số nên chưa lập được tờ trình: tờ trình phải ghi số, ngày của biên bản."
        )
    applied = {row.motion.threshold_citation.get("document") for row in nominations}
    bases = legal_bases(dossier.organisation, applied=applied)
    return proposal_content(replace(facts, sessions=sessions, bases=bases), **head)


def _number_and_day(document: OfficialDocument) -> str:
    return of_day(document.full_number, document.issued_on)


def _editable(dossier: Dossier) -> Dossier:
    dossier = locked_dossier(dossier)
    if not dossier.is_editable:
        raise DomainError(
            f"Hồ sơ đang ở trạng thái “{dossier.state.label}” nên không sửa được."
            " Chỉ sửa được khi nơi nhận yêu cầu bổ sung."
        )
    return dossier


def locked_dossier(dossier: Dossier) -> Dossier:
    """The dossier as it is now, held until the transaction ends."""
    rows = Dossier.objects.for_organisation(dossier.organisation).with_names()
    return rows.select_for_update(of=("self",)).get(pk=dossier.pk)


# ---- sending it ----


def manifest_of(dossier: Dossier) -> dict:
    """What is sent as data: each nomination with its votes, and the totals by title."""
    nominations = list(dossier.nominations.in_order())
    counts: dict[str, int] = {}
    for row in nominations:
        counts[row.distinction.name] = counts.get(row.distinction.name, 0) + 1
    return {
        "title": dossier.title,
        "counts": [{"name": name, "count": count} for name, count in counts.items()],
        "nominations": [
            {
                "nomination": row.pk,
                "name": row.candidate_name,
                "place": place_of(row),
                "distinction": row.distinction.code,
                "distinction_name": row.distinction.name,
                "votes_for": facts.votes_for,
                "base": facts.base,
                "share": facts.percent,
            }
            for row, facts in ((row, motion_facts(row.motion)) for row in nominations)
        ],
    }


def files_of(dossier: Dossier) -> list[tuple[str, str, OfficialDocument]]:
    """(part, title, document) in the order of the law's list: tờ trình, danh sách, báo cáo thành tích, biên bản."""
    order = list(Kind.values)
    parts = sorted(dossier.parts.select_related("document__series"), key=lambda part: (order.index(part.kind), part.pk))
    reporters = _reporters(dossier)
    return [_file_of(part, reporters) for part in parts if part.document.number or part.kind == Kind.REPORT]


def _reporters(dossier: Dossier) -> dict[int, str]:
    """By document, whose report it is."""
    rows = AchievementReport.objects.for_organisation(dossier.organisation).filter(
        document__in=dossier.parts.filter(kind=Kind.REPORT).values("document")
    )
    rows = rows.select_related("registration__person", "registration__department", "registration__organisation")
    return {row.document_id: row.registration.candidate_name for row in rows}


def _file_of(part: DossierPart, reporters: dict[int, str]) -> tuple[str, str, OfficialDocument]:
    """Each report is a part of its own, so that one can be asked back."""
    if part.kind == Kind.REPORT:
        return f"{Kind.REPORT}-{part.document_id}", f"Báo cáo thành tích: {reporters[part.document_id]}", part.document
    return part.kind, f"{part.get_kind_display()} số {part.document.full_number}", part.document


def fingerprint_of(dossier: Dossier) -> str:
    """What the check page shows, as a hash: the version that is sent is the one that was shown."""
    files = [[part, title, document.file_sha256] for part, title, document in files_of(dossier)]
    return submissions.manifest_hash({**manifest_of(dossier), "files": files})


@transaction.atomic
def submit_dossier(dossier: Dossier, *, shown: str, by) -> Submission:
    """Send the dossier up; a second click gives what the first one sent."""
    dossier = locked_dossier(dossier)
    if dossier.latest is not None and not dossier.is_editable:
        if dossier.latest.is_open and dossier.latest.submitted_by_id == by.pk:
            return dossier.latest
        raise DomainError(f"Hồ sơ đã nộp, mã tiếp nhận {dossier.latest.code}, nên không nộp lần nữa.")
    found = blocking(findings_of(dossier))
    if found:
        raise DomainError(f"Hồ sơ còn {len(found)} việc phải làm nên chưa nộp được.", findings=found)
    if shown != fingerprint_of(dossier):
        raise ConflictError("Hồ sơ đã thay đổi sau khi mở trang này nên chưa nộp. Xem lại nội dung rồi nộp.")
    submission = submissions.submit(
        organisation=dossier.organisation,
        recipient=dossier.recipient,
        line=AWARDING,
        kind=Submission.Kind.DOSSIER,
        subject_key=dossier.subject_key,
        title=dossier.title,
        school_year_code=dossier.school_year.code,
        manifest=manifest_of(dossier),
        files=files_of(dossier),
        due_at=due_at_of(dossier),
        obligation_key=dossier.obligation_key,
        by=by,
    )
    audit.record("awards.dossier_submitted", dossier, by=by, after={"code": submission.code})
    return submission


# ---- the decision: entered by the office ----


@transaction.atomic
def enter_decision(
    submission: Submission,
    *,
    number: str,
    decided_on: date,
    authority: str,
    granted: Mapping[int, bool],
    by,
    paper: DecisionPaper | None = None,
) -> Decision:
    """Enter what was decided about an accepted dossier and send it down; `granted` by nomination, all of them.

    `paper`: the office's own document that number, day and authority were read from.
    """
    submission = submissions.locked(submission)
    office = submission.recipient
    if Decision.objects.for_organisation(office).filter(submission=submission).exists():
        raise DomainError(f"Hồ sơ {submission.code} đã có quyết định nên không nhập lần nữa.")
    if submission.state != Submission.State.ACCEPTED or submission.kind != Submission.Kind.DOSSIER:
        raise DomainError("Chỉ nhập quyết định cho hồ sơ đã chấp nhận.")
    nominations = submission.manifest["nominations"]
    if set(granted) != {row["nomination"] for row in nominations}:
        raise DomainError("Chưa chọn công nhận hay không công nhận cho đủ các đề nghị trong hồ sơ.")
    number, authority = clean_line(number), clean_line(authority)
    if not number or not authority:
        raise DomainError("Quyết định phải có số và cấp quyết định.")
    if decided_on > clock.today():
        raise DomainError("Ngày quyết định không được sau hôm nay.")
    decision = Decision.objects.create(
        organisation=office,
        submission=submission,
        number=number,
        decided_on=decided_on,
        authority=authority,
        lines=[{**row, "granted": granted[row["nomination"]]} for row in nominations],
        created_by=by,
        paper=paper,
    )
    audit.record(
        "awards.decision_entered",
        decision,
        by=by,
        after={"number": number, "decided_on": decided_on, "granted": decision.granted_count},
    )
    deadlines.fulfil(office, decision_key(submission))
    _send_down(decision, submission, by=by)
    return decision


def awaits_decision(submission: Submission) -> bool:
    """Accepted, and nothing entered about it yet. Asked by the office that received it."""
    is_entered = Decision.objects.for_organisation(submission.recipient).filter(submission=submission).exists()
    return submission.state == Submission.State.ACCEPTED and not is_entered


def decision_key(submission: Submission) -> str:
    """The obligation of the office to enter what was decided."""
    return f"submission:{submission.pk}:decide"


def _send_down(decision: Decision, submission: Submission, *, by) -> Submission:
    return submissions.submit(
        organisation=decision.organisation,
        recipient=submission.organisation,
        line=submission.line,
        kind=Submission.Kind.DECISION,
        subject_key=f"decision:{decision.pk}",
        title=f"Quyết định số {decision.number} về danh hiệu thi đua năm học {submission.school_year_code}",
        school_year_code=submission.school_year_code,
        manifest={
            "about": submission.pk,
            "about_code": submission.code,
            "number": decision.number,
            "decided_on": decision.decided_on.isoformat(),
            "authority": decision.authority,
            "lines": decision.lines,
        },
        files=[],
        due_at=None,
        by=by,
    )

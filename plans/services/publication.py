"""From the reviewed draft to the published plan: approval, calendar, targets, reading."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.findings import Finding, blocking
from core.templatetags.ui import vi_date, vi_datetime
from deadlines import services as deadlines
from documents import services as documents
from documents.models import OfficialDocument
from legal.models import Distinction
from notifications.services import notify
from organisation.models import Person
from plans.models import Acknowledgement, EmulationPlan, PlanFact, PlanTarget
from plans.services.texts import locked_plan, stored
from plans.windows import windows

Kind, State = PlanFact.Kind, PlanFact.State
DAYS_TO_READ = 7


# ---- approval ----


def submission_findings(plan: EmulationPlan) -> list[Finding]:
    """What must be done before the plan is sent for approval, and what should be looked at."""
    facts = list(PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan))
    content = plan.content
    found = []
    doubts = [fact for fact in facts if fact.kind == Kind.DOUBT and fact.state == State.PROPOSED]
    if doubts:
        detail = f"Còn {len(doubts)} điều cần hỏi lại chưa có câu trả lời."
        found.append(Finding("doubts_open", "must", "Trả lời điều cần hỏi lại", detail, "Sửa văn bản hoặc ghi ý kiến."))
    if not content.subject.strip():
        found.append(Finding("subject_missing", "must", "Chưa có trích yếu", change="Ghi ở phần Đầu văn bản."))
    if content.unplaced:
        detail = f"{len(content.unplaced)} dòng chưa xếp được vào phần nào nên sẽ không in ra."
        found.append(Finding("unplaced", "must", "Có dòng chưa xếp được", detail, "Sửa văn bản để dòng đứng đúng chỗ."))
    found += _deadline_findings(facts)
    waiting = [fact for fact in facts if fact.kind != Kind.DOUBT and fact.state == State.PROPOSED]
    if waiting:
        detail = f"{len(waiting)} nội dung chưa xác nhận sẽ không thành mốc, chỉ tiêu hay phong trào của năm học."
        found.append(Finding("facts_open", "look", "Có nội dung chưa xác nhận", detail))
    return found


def _deadline_findings(facts: list[PlanFact]) -> list[Finding]:
    accepted = [fact for fact in facts if fact.kind == Kind.DEADLINE and fact.state == State.ACCEPTED]
    found = []
    monthly = [fact for fact in accepted if fact.purpose == "monthly_review" and fact.is_recurring and fact.has_days]
    if len(monthly) > 1:
        detail = f"{len(monthly)} mốc cùng là bình xét hằng tháng, mỗi tháng sẽ có {len(monthly)} kỳ."
        change = "Giữ một mốc; sửa loại của mốc khác thành “Việc khác” hoặc không theo dõi."
        found.append(Finding("monthly_twice", "must", "Bình xét tháng trùng nhau", detail, change))
    if not any(fact.purpose == "registration" and fact.has_days for fact in accepted):
        detail = "Chưa có hạn đăng ký danh hiệu nào được xác nhận; đợt đăng ký sẽ không mở theo kế hoạch này."
        found.append(Finding("no_registration", "look", "Chưa có hạn đăng ký", detail))
    for fact in accepted:
        if fact.has_days and not fact.is_recurring and fact.to_on < clock.today():
            detail = f"“{fact}” có hạn {vi_date(fact.to_on)}."
            found.append(Finding("day_is_past", "look", "Mốc đã qua", detail, "Sửa ngày nếu mốc còn phải làm."))
    return found


@transaction.atomic
def submit_for_approval(plan: EmulationPlan, *, by) -> EmulationPlan:
    """Make the document (or take the one given back) and ask the head for approval."""
    plan = locked_plan(plan)
    if plan.state == EmulationPlan.State.PUBLISHED:
        raise DomainError("Kế hoạch đã công bố.")
    if not plan.is_editable:
        raise DomainError(f"Văn bản đang ở bước “{plan.document.get_state_display()}”, không cần trình lại.")
    found = submission_findings(plan)
    if blocking(found):
        raise DomainError(
            f"Chưa trình duyệt được. {blocking(found)[0].detail or blocking(found)[0].title}", findings=found
        )
    if plan.document_id is None:
        plan.document = documents.create_document(
            organisation=plan.organisation,
            kind=OfficialDocument.Kind.PLAN,
            content=plan.content,
            by=by,
            origin_name="plans:plan_detail",
            origin_kwargs={"pk": plan.pk},
        )
        plan.data = stored(plan.document.content)
        plan.save(update_fields=["document", "data"])
    documents.submit_for_approval(plan.document, by=by)
    author = getattr(plan.created_by, "person", None)
    if author is not None:
        deadlines.oblige(
            organisation=plan.organisation,
            key=f"plan:{plan.pk}:publish",
            title=f"Công bố kế hoạch: {plan.title}",
            url_name="plans:plan_detail",
            url_kwargs={"pk": plan.pk},
            person=author,
            why="Công bố sau khi hiệu trưởng duyệt, văn thư cho số và tệp PDF đã có.",
        )
    audit.record("plans.plan_submitted", plan, by=by, after={"document": plan.document_id})
    return plan


# ---- publication ----


@transaction.atomic
def publish(plan: EmulationPlan, *, by) -> EmulationPlan:
    """Put the issued plan before the whole staff: its dates, its targets, and the duty to read it."""
    plan = locked_plan(plan)
    if plan.state == EmulationPlan.State.PUBLISHED:
        raise DomainError(f"Kế hoạch đã được công bố lúc {vi_datetime(plan.published_at)}.")
    if not plan.can_be_published:
        raise DomainError("Chưa công bố được: văn bản phải được duyệt, cho số và có tệp PDF.")
    plan.state, plan.published_by, plan.published_at = EmulationPlan.State.PUBLISHED, by, clock.now()
    plan.save(update_fields=["state", "published_by", "published_at"])

    accepted = list(PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan).accepted())
    entries = [entry for fact in accepted if fact.kind == Kind.DEADLINE for entry in _add_entries(plan, fact)]
    targets = _add_targets(plan, [fact for fact in accepted if fact.kind == Kind.TARGET])
    deadlines.fulfil(plan.organisation, f"plan:{plan.pk}:publish")
    readers = _tell_staff(plan)
    after = {"state": plan.state, "entries": len(entries), "targets": len(targets), "readers": readers}
    audit.record("plans.plan_published", plan, by=by, before={"state": EmulationPlan.State.DRAFT}, after=after)
    return plan


def _add_entries(plan: EmulationPlan, fact: PlanFact) -> list:
    found = windows(
        fact.rule, fact.terms.get("parameters", {}), fact.purpose, fact.from_on, fact.to_on, now=clock.now()
    )
    return [
        deadlines.add_calendar_entry(
            organisation=plan.organisation,
            school_year=plan.school_year,
            purpose=fact.purpose or "other",
            title=_entry_title(fact, window.day),
            opens_at=window.opens_at,
            due_at=window.due_at,
            cut_off_at=window.cut_off_at,
            source_label=plan.number_label,
            source_key=f"plan:{plan.pk}:{fact.key}",
            source_sentence=fact.sentence,
        )
        for window in found
    ]


def _entry_title(fact: PlanFact, day) -> str:
    if not fact.is_recurring:
        return str(fact)
    if fact.purpose == "monthly_review":
        return f"Bình xét tháng {day.month}/{day.year}"
    return f"{fact.title[:230]}, {vi_date(day)}"


def _add_targets(plan: EmulationPlan, facts: list[PlanFact]) -> list[PlanTarget]:
    codes = {fact.terms.get("code") for fact in facts}
    distinctions = {each.code: each for each in Distinction.objects.filter(code__in=codes - {None, ""})}
    return PlanTarget.objects.bulk_create(
        PlanTarget(
            organisation=plan.organisation,
            plan=plan,
            fact=fact,
            who=fact.terms.get("who", "")[:200],
            operator=fact.terms.get("operator", ">="),
            value=figure(fact.terms.get("value")),
            unit=fact.terms.get("unit", "")[:30],
            distinction=distinctions.get(fact.terms.get("code")),
            award=fact.title[:250],
            is_registration=bool(fact.terms.get("is_registration")),
        )
        for fact in facts
    )


def figure(value) -> Decimal | None:
    """The number of a target; None where none is stated."""
    try:
        return None if value in (None, "") else round(Decimal(str(value)), 2)
    except InvalidOperation:
        return None


def _tell_staff(plan: EmulationPlan) -> int:
    staff = list(Person.objects.employed_at(plan.organisation, on=clock.today()))
    url = reverse("plans:plan_detail", args=[plan.organisation.slug, plan.pk])
    due_at = clock.end_of_day(clock.today() + timedelta(days=DAYS_TO_READ))
    for person in staff:
        deadlines.oblige(
            organisation=plan.organisation,
            key=reading_key(plan, person),
            title=f"Đọc kế hoạch {plan.title}",
            url_name="plans:plan_detail",
            url_kwargs={"pk": plan.pk},
            person=person,
            why=f"{plan.number_label} vừa được công bố.",
            button="Đọc",
            due_at=due_at,
        )
        notify(
            person,
            organisation=plan.organisation,
            key=f"plan:{plan.pk}:published",
            subject=f"Kế hoạch mới: {plan.title}",
            body=f"{plan.number_label} đã được công bố. Đọc và xác nhận trước {vi_datetime(due_at)}.",
            url=url,
        )
    return len(staff)


def reading_key(plan: EmulationPlan, person: Person) -> str:
    return f"plan:{plan.pk}:read:{person.pk}"


@transaction.atomic
def acknowledge(plan: EmulationPlan, *, person: Person) -> Acknowledgement:
    """“Tôi đã đọc”: counted once."""
    if plan.state != EmulationPlan.State.PUBLISHED:
        raise DomainError("Kế hoạch chưa công bố nên chưa xác nhận đọc được.")
    acknowledgement, is_new = Acknowledgement.objects.get_or_create(
        organisation=plan.organisation, plan=plan, person=person
    )
    deadlines.fulfil(plan.organisation, reading_key(plan, person))
    if is_new:
        audit.record("plans.plan_read", plan, by=person.user)
    return acknowledgement

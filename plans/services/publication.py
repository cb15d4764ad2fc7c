"""From the reviewed draft to the published plan: approval, calendar, targets, reading."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.findings import Finding, blocking
from core.templatetags.ui import vi_date, vi_datetime
from deadlines import services as deadlines
from documents import services as documents
from documents.bases import bases_findings, library_for
from documents.content import plain_text
from documents.models import DocumentEffect, OfficialDocument
from documents.reading.lines import fold
from legal.models import Distinction
from notifications.services import notify
from organisation.models import Person, Role
from plans.models import EmulationPlan, PlanFact, PlanTarget
from plans.services import changes, regulations
from plans.services.calendar import planned_entries
from plans.services.changes import Effects, names_the_old, reference
from plans.services.reading import Chosen, address, choose_audience, keep_readers, readers, release_readers
from plans.services.starting import blank_places
from plans.services.targets import BaseGroups
from plans.services.texts import locked_plan, stored

Kind, State = PlanFact.Kind, PlanFact.State
MOST_LINES = 8
DOCUMENT_KINDS = {
    EmulationPlan.Kind.PLAN: OfficialDocument.Kind.PLAN,
    EmulationPlan.Kind.REGULATION: OfficialDocument.Kind.REGULATION,
}


# ---- approval ----


def submission_findings(plan: EmulationPlan) -> list[Finding]:
    """What must be done before the plan is sent for approval, and what should be looked at."""
    facts = list(PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan))
    content = plan.content
    found = []
    if plan.changes_id and not names_the_old(plan):
        detail = f"Văn bản chưa nêu số của {reference(plan.changes)}."
        change = "Ghi rõ trong căn cứ hoặc nội dung: sửa đổi, thay thế văn bản nào."
        found.append(Finding("changed_not_named", "must", "Chưa nêu văn bản được sửa đổi, thay thế", detail, change))
    found += _beside_findings(plan)
    doubts = [fact for fact in facts if fact.kind == Kind.DOUBT and fact.state == State.PROPOSED]
    if doubts:
        detail = f"Còn {len(doubts)} điều cần hỏi lại chưa có câu trả lời."
        found.append(Finding("doubts_open", "must", "Trả lời điều cần hỏi lại", detail, "Sửa văn bản hoặc ghi ý kiến."))
    if not content.subject.strip():
        found.append(Finding("subject_missing", "must", "Chưa có trích yếu", change="Ghi ở phần Đầu văn bản."))
    found += _foreign_name_findings(plan)
    if content.unplaced:
        detail = f"{len(content.unplaced)} dòng chưa xếp được vào phần nào nên sẽ không in ra."
        found.append(Finding("unplaced", "must", "Có dòng chưa xếp được", detail, "Sửa văn bản để dòng đứng đúng chỗ."))
    if not plan.is_regulation:
        found += bases_findings(content.bases, library_for(plan.organisation), on=clock.today())
        found += _deadline_findings(facts) + _period_findings(plan, facts)
    if blanks := blank_places(content):
        detail = f"Còn {len(blanks)} chỗ “…” chưa điền: {blanks[0][:120]}"
        found.append(Finding("blanks", "look", "Còn chỗ chưa điền", detail, "Điền hoặc bỏ các chỗ “…” của bản mẫu."))
    changed = [fact for fact in facts if fact.earlier is not None and fact.state != State.PROPOSED]
    if changed:
        detail = f"{len(changed)} nội dung đã xác nhận có câu vừa được sửa trong văn bản."
        found.append(Finding("facts_changed", "look", "Có câu đã đổi, nên xem lại", detail))
    waiting = [fact for fact in facts if fact.kind != Kind.DOUBT and fact.state == State.PROPOSED]
    if waiting:
        detail = f"{len(waiting)} nội dung chưa xác nhận sẽ không thành mốc, chỉ tiêu hay phong trào của năm học."
        found.append(Finding("facts_open", "look", "Có nội dung chưa xác nhận", detail))
    return found


def _beside_findings(plan: EmulationPlan) -> list[Finding]:
    """Two plans of one year that both count put each monthly date on everybody's calendar twice."""
    if plan.is_regulation or plan.changes_id:
        return []
    others = EmulationPlan.objects.for_organisation(plan.organisation).plans().published().not_replaced()
    other = others.filter(school_year=plan.school_year).exclude(pk=plan.pk).select_related("document__series").first()
    if other is None:
        return []
    detail = (
        f"{other.number_label} đã công bố cho năm học này và vẫn còn hiệu lực; công bố thêm văn bản này thì việc có ở"
        " cả hai sẽ vào lịch hai lần."
    )
    change = "Nếu văn bản này thay kế hoạch đó: mở trang kế hoạch, chọn “Văn bản được thay thế”."
    return [Finding("beside_another", "look", "Năm học này đã có kế hoạch", detail, change)]


def _foreign_name_findings(plan: EmulationPlan) -> list[Finding]:
    """A pasted plan goes on naming the school it came from, in its subject above all."""
    printed = " ".join(plan.printed.get("letterhead", {}).get("issuer", []))
    own = " ".join(plan.content.letterhead.issuer)
    if not printed or fold(printed) == fold(own):
        return []
    lines = [line for line in plain_text(plan.content).splitlines() if fold(printed) in fold(line)]
    if not lines:
        return []
    where = "trích yếu" if fold(printed) in fold(plan.content.subject) else "nội dung"
    detail = f"“{printed}” còn trong {len(lines)} dòng, trước hết là {where}: “{lines[0][:160]}”."
    return [Finding("other_school_named", "look", "Còn tên trường khác", detail, "Sửa thành tên trường này.")]


def _deadline_findings(facts: list[PlanFact]) -> list[Finding]:
    accepted = [fact for fact in facts if fact.kind == Kind.DEADLINE and fact.state == State.ACCEPTED]
    found = []
    monthly = [fact for fact in accepted if _is_monthly(fact) and fact.has_days]
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


def _is_monthly(fact: PlanFact) -> bool:
    return fact.purpose == "monthly_review" and fact.is_recurring


def _period_findings(plan: EmulationPlan, facts: list[PlanFact]) -> list[Finding]:
    """Two dates that open one period; of two that come back each month `_deadline_findings` speaks."""
    accepted = [fact for fact in facts if fact.kind == Kind.DEADLINE and fact.state == State.ACCEPTED]
    openers: dict[str, dict[str, PlanFact]] = {}
    for step in planned_entries(plan, accepted):
        if step.judged is not None:
            openers.setdefault(step.judged.label, {})[step.fact.key] = step.fact
    twice = [
        label for label, by in openers.items() if len(by) > 1 and not all(_is_monthly(each) for each in by.values())
    ]
    if not twice:
        return []
    detail = f"Có hai mốc cùng mở kỳ đánh giá {twice[0]}; chỉ mốc sớm hơn mở được kỳ."
    change = "Sửa loại của mốc kia thành “Việc khác”."
    return [Finding("period_twice", "look", "Hai mốc cùng một kỳ đánh giá", detail, change)]


def _effects_on_issued(plan: EmulationPlan) -> dict[OfficialDocument, str]:
    """What the plan's document does to the one it changes, for the register of documents."""
    if plan.changes_id is None or plan.changes.document_id is None:
        return {}
    is_new = plan.change == EmulationPlan.Change.REPLACE
    return {plan.changes.document: DocumentEffect.Effect.REPLACES if is_new else DocumentEffect.Effect.AMENDS}


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
            kind=DOCUMENT_KINDS[plan.kind],
            form=DOCUMENT_KINDS[plan.kind].value,
            content=plan.content,
            by=by,
            origin_name="plans:plan_detail",
            origin_kwargs={"pk": plan.pk},
        )
        plan.data = stored(plan.document.content)
        plan.save(update_fields=["document", "data"])
    documents.set_room_effects(plan.document, _effects_on_issued(plan), by=by)
    documents.submit_for_approval(plan.document, by=by)
    if plan.responsible is not None:
        deadlines.oblige(
            organisation=plan.organisation,
            key=f"plan:{plan.pk}:publish",
            title=f"Công bố {plan.get_kind_display().lower()}: {plan.title}",
            url_name="plans:plan_detail",
            url_kwargs={"pk": plan.pk},
            **_publisher(plan),
            why="Công bố sau khi hiệu trưởng duyệt, văn thư cho số và tệp PDF đã có.",
        )
    audit.record("plans.plan_submitted", plan, by=by, after={"document": plan.document_id})
    return plan


def _publisher(plan: EmulationPlan) -> dict:
    """Who owes the publication: the person who writes the plan, or the head where she may not publish it."""
    person = plan.responsible
    if person.user is not None and person.user.has_perm("plans.publish_emulationplan", plan):
        return {"person": person}
    return {"role": Role.OFFICE_LEADER if plan.organisation.is_office else Role.PRINCIPAL}


# ---- publication ----


@transaction.atomic
def publish(
    plan: EmulationPlan,
    *,
    by,
    chosen: Chosen | None = None,
    seal: str | None = None,
    from_on: date | None = None,
) -> EmulationPlan:
    """Put the issued plan before its readers: its dates, its targets, and the duty to read it.

    `chosen` names the readers, None everybody. Where the plan changes another, `seal` is that of the effects which
    were shown; if they would be others by now, nothing is done (ConflictError). `from_on`: the first day in force of a
    regulation; None as it was entered, else the day it was issued.
    """
    plan = locked_plan(plan)
    if plan.state == EmulationPlan.State.PUBLISHED:
        raise DomainError(f"{plan.get_kind_display()} đã được công bố lúc {vi_datetime(plan.published_at)}.")
    if not plan.can_be_published:
        raise DomainError("Chưa công bố được: văn bản phải được duyệt, cho số và có tệp PDF.")
    old = _locked_old(plan)
    effects = effects_of(plan) if old else None
    if effects and seal is not None and seal != effects.seal:
        raise ConflictError(
            "Ảnh hưởng đến mốc và chỉ tiêu đã khác lúc mở trang nên chưa công bố. Xem lại rồi xác nhận."
        )
    plan.state, plan.published_by, plan.published_at = EmulationPlan.State.PUBLISHED, by, clock.now()
    plan.save(update_fields=["state", "published_by", "published_at"])
    choose_audience(plan, chosen or Chosen())
    news = _enter(plan, effects, by=by)
    if plan.is_regulation:
        plan.from_on = from_on or plan.from_on
        regulations.enter_in_library(plan, by=by)
    deadlines.fulfil(plan.organisation, f"plan:{plan.pk}:publish")
    if old is not None and not plan.keeps_rest:
        release_readers(old)
    count = keep_readers(plan, news=news)
    _tell_others(plan, news)
    after = {"state": plan.state, "readers": count}
    audit.record("plans.plan_published", plan, by=by, before={"state": EmulationPlan.State.DRAFT}, after=after)
    return plan


def _locked_old(plan: EmulationPlan) -> EmulationPlan | None:
    """What it changes, locked: two changes published at once would each move the same dates."""
    if plan.changes_id is None:
        return None
    plan.changes = locked_plan(plan.changes)
    if plan.changes.successor is not None:
        raise DomainError(f"{plan.changes.number_label}: {plan.changes.changed_words}. Lập sửa đổi từ văn bản đó.")
    return plan.changes


def effects_of(plan: EmulationPlan) -> Effects:
    """What publishing a plan that changes another does to dates and targets; reads only."""
    return changes.effects_of(plan, _targets(plan))


def _enter(plan: EmulationPlan, effects: Effects | None, *, by) -> dict[Person, str]:
    """Dates and targets of the plan; returns what that means for single people, in words."""
    PlanTarget.objects.bulk_create(_targets(plan))
    if effects is None:
        for planned in planned_entries(plan, _accepted(plan, Kind.DEADLINE)):
            planned.enter(plan)
        return {}
    moved = changes.apply_effects(plan, effects, by=by)
    shared = _shared_news(effects)
    everybody = dict.fromkeys(readers(plan), shared) if shared else {}
    own = {
        person: "\n".join(f"Hạn mới của “{each.title}”: {vi_datetime(each.due_at)}." for each in obligations)
        for person, obligations in moved.items()
    }
    return everybody | {person: "\n".join(filter(None, [words, shared])) for person, words in own.items()}


def _shared_news(effects: Effects) -> str:
    """The changed dates that everybody sees, in a few lines."""
    said = {
        changes.MOVED: "{title}: hạn mới {new}",
        changes.APPEARS: "{title}: mốc mới, hạn {new}",
        changes.VANISHES: "{title}: không còn",
    }
    rows = [row for row in effects.as_data() if row["kind"] in said]
    lines = [said[row["kind"]].format(**row) for row in rows[:MOST_LINES]]
    if len(rows) > MOST_LINES:
        lines.append(f"và {len(rows) - MOST_LINES} mốc khác, xem trong trang của văn bản")
    return "\n".join(["Mốc thay đổi:", *(f"- {line}" for line in lines)]) if lines else ""


def _tell_others(plan: EmulationPlan, news: dict[Person, str]) -> None:
    """Whose deadline moved although she is no reader of the plan is told as well; everybody is told once."""
    told = {person.pk for person in readers(plan)}
    for person, words in news.items():
        if person.pk not in told:
            notify(
                person,
                organisation=plan.organisation,
                key=f"plan:{plan.pk}:published",
                subject=f"Đổi hạn theo {plan.number_label}",
                body=words,
                url=address(plan),
            )


def _accepted(plan: EmulationPlan, kind: str) -> list[PlanFact]:
    rows = PlanFact.objects.for_organisation(plan.organisation).filter(plan=plan, kind=kind)
    return list(rows.accepted())


def _targets(plan: EmulationPlan) -> list[PlanTarget]:
    """The targets that the plan sets, not saved yet."""
    facts = _accepted(plan, Kind.TARGET)
    codes = {fact.terms.get("code") for fact in facts}
    distinctions = {each.code: each for each in Distinction.objects.filter(code__in=codes - {None, ""})}
    groups = BaseGroups(plan.organisation, clock.today())
    return [
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
            base=fact.terms["base"] if "base" in fact.terms else groups.guess(fact.terms.get("who", "")),
        )
        for fact in facts
    ]


def figure(value) -> Decimal | None:
    """The number of a target; None where none is stated."""
    try:
        return None if value in (None, "") else round(Decimal(str(value)), 2)
    except InvalidOperation:
        return None

"""Plans: drafted, issued, reviewed."""

from __future__ import annotations

import json
import uuid

from documents import content as content_model
from documents import services as documents
from documents.content import Paragraph, Run
from plans import services as plans
from plans.models import EmulationPlan, PlanFact, PlanTarget
from tests.factories.estate.holdings import Holdings
from tests.factories.estate.papers import approve_and_issue, content

PLAN_TEXT = """KẾ HOẠCH
Tổ chức phong trào thi đua năm học 2026 - 2027 {word}

I. MỤC ĐÍCH, YÊU CẦU
- Động viên cán bộ, giáo viên, nhân viên thi đua dạy tốt, học tốt, hoàn thành nhiệm vụ năm học của nhà trường.
- Việc bình xét dựa trên minh chứng, công khai, đúng người, đúng việc.

II. TỔ CHỨC THỰC HIỆN
- Cá nhân, tập thể đăng ký danh hiệu thi đua trước ngày 24/10/2026 {word}.
- Các tổ chuyên môn nộp báo cáo sơ kết học kỳ I trước ngày 05/01/2027.
"""


def _add_reviewed_plan(holdings: Holdings) -> None:
    """A plan in review: much accepted at once, one sentence changed since, another year asked about."""
    by = holdings.user("vice_principal")
    text = PLAN_TEXT.format(word=holdings.inside) + "- Chuẩn bị cho năm học 2027-2028.\n"
    plan = plans.import_plan(
        organisation=holdings.organisation, school_year=holdings.year, text=text, form_token=uuid.uuid4(), by=by
    )
    holdings.plan_doubt = plan.facts.get(kind=PlanFact.Kind.DOUBT, data__code="other_year")
    plans.accept_clear_facts(plan, kind=PlanFact.Kind.DEADLINE, by=by)
    holdings.review_act = plan.review_acts.get()
    decided, changed = plan.facts.accepted().of_kind(PlanFact.Kind.DEADLINE)[:2]
    changed.earlier = {"sentence": changed.sentence.replace("ngày", "hết ngày")}
    changed.save(update_fields=["earlier"])
    holdings.fact_decided, holdings.fact_changed = decided, changed


def _type_on_plan(holdings: Holdings) -> None:
    """The draft saved a second time, and something typed that is not saved."""
    by, text = holdings.user("vice_principal"), holdings.plan_draft.content
    text.closing = [*text.closing, Paragraph([Run("Trên đây là kế hoạch của nhà trường.")])]
    before = documents.hash_of(holdings.plan_draft.content)
    plan = plans.write_content(holdings.plan_draft, text, before=before, by=by)
    typed = {"closing": f"{holdings.inside} đang gõ"}
    documents.keep_copy(holdings.organisation, plans.subject_key(plan), plan.content, typed, by=by)
    holdings.plan_draft = plan


def add_plans(holdings: Holdings) -> None:
    """A plan in each of its steps: being read, ready for approval, issued, published."""
    holdings.plan_draft = plans.import_plan(
        organisation=holdings.organisation,
        school_year=holdings.year,
        text=PLAN_TEXT.format(word=holdings.inside),
        form_token=uuid.uuid4(),
        by=holdings.user("vice_principal"),
    )
    _type_on_plan(holdings)
    holdings.fact = holdings.plan_draft.facts.filter(kind=PlanFact.Kind.DEADLINE).first()
    _add_reviewed_plan(holdings)
    holdings.plan_ready = _plan(holdings)
    holdings.plan_issued = _issued_plan(holdings, 21)
    holdings.plan = plans.publish(_issued_plan(holdings, 22), by=holdings.user("principal"))
    holdings.plan_target = PlanTarget.objects.create(
        organisation=holdings.organisation, plan=holdings.plan, who="giáo viên", value=20, unit="%",
        distinction=holdings.title, award=f"Danh hiệu {holdings.inside}",
    )  # fmt: skip
    holdings.public_page = plans.open_page(holdings.plan, is_indexed=False, by=holdings.user("principal"))
    holdings.plan_change = plans.begin_change(
        holdings.plan, change="amend", form_token=uuid.uuid4(), by=holdings.user("vice_principal")
    )


def _plan(holdings: Holdings) -> EmulationPlan:
    whole = content(holdings, "Thi đua năm học", "KH")
    return EmulationPlan.objects.create(
        organisation=holdings.organisation,
        school_year=holdings.year,
        title=f"Kế hoạch {holdings.inside}",
        data=json.loads(content_model.canonical_bytes(whole)),
        created_by=holdings.user("vice_principal"),
    )


def _issued_plan(holdings: Holdings, number: int) -> EmulationPlan:
    plan = plans.submit_for_approval(_plan(holdings), by=holdings.user("vice_principal"))
    approve_and_issue(holdings, plan.document, number)
    return EmulationPlan.objects.select_related("document").get(pk=plan.pk)

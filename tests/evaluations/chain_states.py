"""Every state in which a sheet can stand, and every act that somebody may try on it, for the table of the chain.

A state is built from October's period of the small district: the sheet is that of the teacher, `head` reviews it, all
others of the school are drafts. An act goes through its page where there is one, else through its service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.scoping import scope
from councils.models import CouncilSession
from evaluations import services
from evaluations.forms import SheetForm
from evaluations.models import EvaluationPeriod, EvaluationSheet, Score
from evaluations.services.results import record_results
from evaluations.services.rubrics import lines_of
from evaluations.services.sheets import cells_of
from organisation.models import Employment
from tests.evaluations.months import (
    AFTER,
    CRITERIA,
    DURING,
    draft_session,
    make_period,
    picture,
    reviewed,
    rubric_of,
    scored,
    sheet_of,
    submitted,
    voted,
)
from tests.state_tables import Outcome, post, rows, undone

DECIDED, HELD, SPOKEN, DAYS_OVER = "2026-10-28 08:00", "2026-10-28 12:00", "2026-10-29 08:00", "2026-11-03 08:00"
ROLES = ("owner", "colleague", "head", "other_head", "secretary", "vice_principal", "principal", "clerk", "officer")
RULES = {"objection_days": 3, "council_scores": True}


@dataclass
class Case:
    """A sheet in a state, with whoever may try something on it; `moment` is when they try."""

    world: object
    period: EvaluationPeriod
    session: CouncilSession
    sheet: EvaluationSheet
    moment: str = AFTER
    clients: dict = field(default_factory=dict)

    def person(self, role: str):
        names = {"owner": "teacher", "colleague": "teacher2", "other_head": "outsider_head"}
        return getattr(self.world, names.get(role, role))

    def sign_in(self) -> None:
        """Before anything is tried and undone, so that the sessions stay."""
        self.clients = {role: self.world.client(self.person(role)) for role in ROLES}

    def fresh(self) -> EvaluationSheet:
        return EvaluationSheet.objects.with_names().get(pk=self.sheet.pk)

    def fresh_period(self) -> EvaluationPeriod:
        return EvaluationPeriod.objects.select_related("entry", "organisation", "school_year").get(pk=self.period.pk)


# ---- states ----


def build(world, state: str) -> Case:
    """The district's October with the teacher's sheet in that state."""
    period = make_period(world, uses_council=state in COUNCIL_STATES, **RULES)
    session = draft_session(world)
    sheet = sheet_of(period, world.teacher)
    with clock.travel_to(DURING):
        _attach(sheet, rubric_of(period).criteria.first(), world.teacher)
    case = Case(world, period, session, sheet)
    STATES[state](case)
    case.sign_in()
    return case


def _attach(sheet, criterion, person, shade: int = 0):
    upload = SimpleUploadedFile(f"anh-{shade}.png", picture(shade))
    return services.attach_evidence(sheet, criterion=criterion, upload=upload, by=person.user)


def _draft(case: Case) -> None:
    case.moment = DURING


def _draft_filled(case: Case) -> None:
    with clock.travel_to(DURING):
        scored(case.period, case.world.teacher, *(most for _, most in CRITERIA))
    case.moment = DURING


def _draft_closed(case: Case) -> None:
    case.moment = AFTER


def _exempt(case: Case) -> None:
    _employed_until(case, date(2026, 10, 9))
    services.sync_candidates(case.period)
    case.moment = DURING


def _submitted(case: Case) -> None:
    submitted(case.period, case.world.teacher)
    case.moment = DURING


def _submitted_closed(case: Case) -> None:
    _submitted(case)
    case.moment = AFTER


def _begun(case: Case) -> None:
    _submitted(case)
    reviewed(case.period, case.fresh(), case.world.head, 20, recommend=False)
    case.moment = DURING


def _recommended(case: Case) -> None:
    _submitted(case)
    reviewed(case.period, case.fresh(), case.world.head, 20, 20, 15, "11.5", 20)
    case.moment = DECIDED


def _decided(case: Case) -> None:
    _recommended(case)
    with clock.travel_to(DECIDED):
        services.decide_by_head(case.period, by=case.world.principal.user)


def _provisional(case: Case) -> None:
    _decided(case)
    with clock.travel_to(DECIDED):
        services.announce_provisional(case.period, by=case.world.secretary.user)
    case.moment = SPOKEN


def _objected(case: Case) -> None:
    _provisional(case)
    with clock.travel_to(SPOKEN):
        services.file_objection(case.fresh(), kind="objection", text="Thiếu điểm 2.2.", by=case.world.teacher.user)


def _objected_late(case: Case) -> None:
    _objected(case)
    case.moment = DAYS_OVER


def _answered(case: Case) -> None:
    _objected(case)
    with clock.travel_to(SPOKEN):
        objection = case.sheet.objections.get()
        services.answer_objection(objection, outcome="kept", answer="Đã đủ.", by=case.world.secretary.user)


def _days_over(case: Case) -> None:
    _provisional(case)
    case.moment = DAYS_OVER


def _published(case: Case) -> None:
    _days_over(case)
    with clock.travel_to(DAYS_OVER):
        services.publish(case.period, by=case.world.principal.user)


def _reopened(case: Case) -> None:
    _published(case)
    with clock.travel_to(DAYS_OVER):
        services.reopen(case.fresh(), reason="Cộng sai.", by=case.world.secretary.user)


def _decided_again(case: Case) -> None:
    _reopened(case)
    with clock.travel_to(DAYS_OVER):
        services.decide_by_head(case.period, by=case.world.principal.user)


def _handed(case: Case) -> None:
    _recommended(case)
    with clock.travel_to(DECIDED):
        services.hand_to_council(case.period, case.session, by=case.world.secretary.user)


def _voted(case: Case, *, against=()) -> None:
    _handed(case)
    voted(case.world, case.session, against=against)
    case.moment = HELD


def _voted_against(case: Case) -> None:
    _voted(case, against=[case.world.teacher])


def _passed(case: Case) -> None:
    _voted(case)
    with clock.travel_to(HELD):
        record_results(case.period, by=case.world.secretary.user)


def _not_passed(case: Case) -> None:
    _voted_against(case)
    with clock.travel_to(HELD):
        record_results(case.period, by=case.world.secretary.user)


STATES: dict[str, Callable[[Case], None]] = {
    "draft": _draft,
    "draft, filled": _draft_filled,
    "draft, after cut-off": _draft_closed,
    "exempt": _exempt,
    "submitted": _submitted,
    "submitted, after cut-off": _submitted_closed,
    "submitted, tổ has begun": _begun,
    "recommended (head decides)": _recommended,
    "recommended (council decides)": _recommended,
    "before the council": _handed,
    "voted for": _voted,
    "voted against": _voted_against,
    "council passed": _passed,
    "council did not pass": _not_passed,
    "head decided": _decided,
    "provisional": _provisional,
    "provisional, objected": _objected,
    "provisional, answered": _answered,
    "provisional, days over": _days_over,
    "provisional, days over, objected": _objected_late,
    "published": _published,
    "reopened": _reopened,
    "reopened, decided": _decided_again,
}
COUNCIL_STATES = (
    "recommended (council decides)",
    "before the council",
    "voted for",
    "voted against",
    "council passed",
    "council did not pass",
)


def _employed_until(case: Case, day: date | None) -> None:
    Employment.objects.filter(person=case.world.teacher).update(to_on=day)


# ---- acts through pages: (URL name, pk, fields) ----

Request = tuple[str, int, dict]


def _save(case: Case, role: str) -> Request:
    return "sheet_edit", case.sheet.pk, _sheet_fields(case) | {_score(case): "7"}


def _sheet_fields(case: Case) -> dict:
    sheet = case.fresh()
    return SheetForm.initial_of(sheet, cells_of(sheet, Score.Column.SELF), lines_of(sheet.rubric))


def _score(case: Case) -> str:
    return f"score_{_first(case).pk}"


def _first(case: Case):
    return rubric_of(case.period).criteria.first()


def _autosave(case: Case, role: str) -> Request:
    return f"sheet_autosave?version={case.fresh().version}&page=trang", case.sheet.pk, {_score(case): "8"}


def _attach_page(case: Case, role: str) -> Request:
    photo = SimpleUploadedFile("anh-khac.png", picture(3))
    return "sheet_edit", case.sheet.pk, _sheet_fields(case) | {f"files_{_first(case).pk}": photo}


def _detach_page(case: Case, role: str) -> Request:
    return "sheet_edit", case.sheet.pk, _sheet_fields(case) | {"remove": case.sheet.evidence_links.get().pk}


def _submit(case: Case, role: str) -> Request:
    return "sheet_check", case.sheet.pk, {"version": case.fresh().version}


def _recall(case: Case, role: str) -> Request:
    return "sheet_recall", case.sheet.pk, {}


def _review(case: Case, role: str) -> Request:
    sheet = case.fresh()
    found = {f"version_{sheet.pk}": sheet.version, f"note_{sheet.pk}": "Tổ đã trao đổi."}
    for criterion in rubric_of(case.period).criteria.all():
        name = f"{sheet.pk}_{criterion.pk}"
        found |= {f"score_{name}": "9", f"kind_{name}": "scored"}
    return "department_review", case.period.pk, found


def _recommend(case: Case, role: str) -> Request:
    name, pk, found = _review(case, role)
    return name, pk, found | {"act": "recommend"}


def _column_autosave(name: str) -> Callable[[Case, str], Request]:
    def one_field(case: Case, role: str) -> Request:
        sheet = case.fresh()
        field = f"score_{sheet.pk}_{_first(case).pk}"
        return f"{name}?v{sheet.pk}={sheet.version}&page=trang", case.period.pk, {field: "11"}

    return one_field


def _council_column(case: Case, role: str) -> Request:
    sheet = case.fresh()
    found = {f"version_{sheet.pk}": sheet.version, f"score_{sheet.pk}_{_first(case).pk}": "11"}
    return "council_review", case.period.pk, found


def _hand(case: Case, role: str) -> Request:
    return "period_hand", case.period.pk, {"session": case.session.pk}


def _decide(case: Case, role: str) -> Request:
    return "period_decide", case.period.pk, {}


def _announce(case: Case, role: str) -> Request:
    return "period_provisional", case.period.pk, {}


def _object(case: Case, role: str) -> Request:
    return "objection_create", case.sheet.pk, {"kind": "objection", "text": "Xem lại tiêu chí 2.2."}


def _withdraw(case: Case, role: str) -> Request:
    return "objection_withdraw", case.sheet.objections.get().pk, {}


def _answer(outcome: str) -> Callable[[Case, str], Request]:
    return lambda case, role: (
        "objection_answer",
        case.sheet.objections.get().pk,
        {"outcome": outcome, "answer": "Hội đồng đã xem lại."},
    )


def _publish(case: Case, role: str) -> Request:
    return "period_publish", case.period.pk, {}


def _reopen(case: Case, role: str) -> Request:
    return "sheet_reopen", case.sheet.pk, {"reason": "Cộng sai tiêu chí 2.2."}


PAGES: dict[str, Callable[[Case, str], Request]] = {
    "save the draft": _save,
    "autosave": _autosave,
    "attach a proof": _attach_page,
    "take a proof off": _detach_page,
    "submit": _submit,
    "recall": _recall,
    "save the tổ's column": _review,
    "autosave the tổ's column": _column_autosave("department_review_autosave"),
    "recommend": _recommend,
    "score the council's column": _council_column,
    "autosave the council's column": _column_autosave("council_review_autosave"),
    "hand to the council": _hand,
    "decide": _decide,
    "announce": _announce,
    "object": _object,
    "withdraw the objection": _withdraw,
    "answer: kept": _answer("kept"),
    "answer: changed": _answer("changed"),
    "publish": _publish,
    "reopen": _reopen,
}
NEEDS_OBJECTION = ("withdraw the objection", "answer: kept", "answer: changed")


# ---- acts that have no page of their own ----


def _leaves(case: Case) -> None:
    _employed_until(case, date(2026, 10, 9))
    services.sync_candidates(case.fresh_period())


def _returns(case: Case) -> None:
    _employed_until(case, None)
    services.sync_candidates(case.fresh_period())


SERVICES: dict[str, Callable[[Case], None]] = {
    "the person leaves": _leaves,
    "the person comes back": _returns,
}
EVENTS = (*PAGES, *SERVICES)
HAS_OBJECTION = ("provisional, objected", "provisional, answered", "provisional, days over, objected")


def states_of(event: str) -> tuple[str, ...]:
    """Those in which there is something that the act could be tried on."""
    return HAS_OBJECTION if event in NEEDS_OBJECTION else tuple(STATES)


# ---- tried ----

TABLES = (
    "evaluations_evaluationperiod",
    "evaluations_evaluationsheet",
    "evaluations_score",
    "evaluations_sheetevidence",
    "evaluations_objection",
    "evaluations_sheetedition",
    "deadlines_obligation",
    "notifications_notification",
    "notifications_letter",
    "audit_auditentry",
    "councils_councilsession",
    "councils_motion",
    "documents_evidence",
    "core_job",
)


def try_act(case: Case, event: str, role: str = "") -> Outcome:
    """Do it and undo it."""
    with clock.travel_to(case.moment), undone(), scope(case.world.school):
        before, stored = case.fresh().state, rows(TABLES)
        status, said = _post(case, event, role) if event in PAGES else _call(case, event)
        return Outcome(before, case.fresh().state, stored ^ rows(TABLES), status, said)


def _post(case: Case, event: str, role: str) -> tuple[int, str]:
    name, pk, fields = PAGES[event](case, role)
    name, _, query = name.partition("?")
    url = reverse(f"evaluations:{name}", args=[case.world.school.slug, pk])
    return post(case.clients[role], f"{url}?{query}" if query else url, fields)


def _call(case: Case, event: str) -> tuple[int, str]:
    try:
        with transaction.atomic():
            SERVICES[event](case)
    except DomainError as error:
        return 0, error.message
    return 0, ""

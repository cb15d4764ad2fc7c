"""One column of many sheets on one page: the tổ's, and the council's where the school's rules give it one."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from core.templatetags.ui import vi_time
from evaluations import criteria, services
from evaluations.criteria import Cell, Line
from evaluations.forms.fields import whole_number
from evaluations.forms.reviews import NOTE, Typed, merge, read_sheet
from evaluations.models import EvaluationSheet, Score
from evaluations.services.policies import policy_for
from evaluations.services.results import standings_of
from evaluations.services.reviews import Review, is_reviewable, reviewed_by
from evaluations.services.rubrics import lines_of
from evaluations.services.sheets import cells_of, past_figures
from evaluations.views.periods import visible_period
from evaluations.views.review_cards import KINDS_SHORT, card_of
from evaluations.visibility import is_own, shows_self

State = EvaluationSheet.State
SELF, DEPARTMENT, COUNCIL = Score.Column.SELF, Score.Column.DEPARTMENT, Score.Column.COUNCIL
ADOPT = "adopt"


@dataclass(frozen=True)
class Desk:
    """Which column a page fills, and in whose words."""

    column: str
    source: str  # the column that fills blanks on request
    url_name: str
    save: Callable[..., int]
    heading: str
    lede: str
    adopt_words: str
    empty: str
    recommends: bool = False

    def note_of(self, sheet: EvaluationSheet) -> str:
        return sheet.department_note if self.column == DEPARTMENT else sheet.council_note


@dataclass
class Table:
    """The sheets on the page with their columns, read once."""

    desk: Desk
    open: list[EvaluationSheet]
    others: list[EvaluationSheet]  # of the reader, but not to be filled now
    lines: dict[int, list[Line]]  # by rubric
    columns: dict[int, dict[str, dict[int, Cell]]]  # by sheet
    past: dict[int, dict[int, Decimal]]

    def lines_of(self, sheet: EvaluationSheet) -> list[Line]:
        return self.lines[sheet.rubric_id]

    def stored(self, sheet: EvaluationSheet) -> dict[int, Cell]:
        return self.columns[sheet.pk][self.desk.column]


DEPARTMENT_DESK = Desk(
    column=DEPARTMENT,
    source=SELF,
    url_name="evaluations:department_review",
    save=services.save_review,
    heading="Chấm phiếu",
    lede="Phiếu có điểm khác điểm tự chấm đứng trước.",
    adopt_words="Ô trống lấy theo điểm tự chấm",
    empty="Không có phiếu nào đang chờ thầy/cô chấm. Phiếu hiện ở đây sau khi người đánh giá nộp.",
    recommends=True,
)
COUNCIL_DESK = Desk(
    column=COUNCIL,
    source=DEPARTMENT,
    url_name="evaluations:council_review",
    save=lambda period, *, reviews, recommend, by: services.save_council_column(period, reviews=reviews, by=by),
    heading="Cột điểm của hội đồng",
    lede="Phiếu có điểm hội đồng khác điểm tổ đứng trước.",
    adopt_words="Ô trống lấy theo điểm tổ chấm",
    empty="Không có phiếu nào ở bước hội đồng chấm. Phiếu hiện ở đây sau khi tổ đề nghị, trước khi đưa ra phiên họp.",
)


# ---- the two pages ----


@access("evaluations.review_evaluationperiod", visible_period)
def department_review(request, period):
    """The tổ's column of everybody the reader reviews; those who differ come first.

    What is posted names its sheets: one handed in meanwhile waits for the next look, one that went on is told of.
    """
    return _page(request, period, DEPARTMENT_DESK)


@access("evaluations.review_evaluationperiod", visible_period, methods=["POST"])
def department_review_autosave(request, period):
    return _autosave(request, period, DEPARTMENT_DESK)


@access("evaluations.score_council", visible_period)
def council_review(request, period):
    """The council's column of the sheets that the tổ recommend, where the school's rules have one."""
    return _page(request, period, COUNCIL_DESK)


@access("evaluations.score_council", visible_period, methods=["POST"])
def council_review_autosave(request, period):
    return _autosave(request, period, COUNCIL_DESK)


# ---- what stands on a page ----


def _table(request, period, desk: Desk) -> Table:
    rows = EvaluationSheet.objects.of_period(period).filter(rubric__isnull=False)
    rows = rows.with_names().with_scores().with_evidence()
    rows = list(rows.prefetch_related("rubric__criteria", "rubric__grades").by_candidate())
    choose = _department_sheets if desk.recommends else _council_sheets
    mine, waiting = choose(request, period, rows)
    lines = {sheet.rubric_id: lines_of(sheet.rubric) for sheet in mine}
    columns = {
        sheet.pk: {name: cells_of(sheet, name) for name in (SELF, DEPARTMENT, COUNCIL)}
        for sheet in mine
        if sheet.is_submitted
    }
    apart = {
        # a column that is hidden from the reader shows in no order either
        sheet.pk: _difference(columns[sheet.pk], desk, lines[sheet.rubric_id])
        if desk.source != SELF or shows_self(request.user, sheet)
        else Decimal(0)
        for sheet in waiting
    }
    waiting.sort(key=lambda sheet: (-apart[sheet.pk], sheet.person.sort_key if sheet.person_id else ""))
    others = [sheet for sheet in mine if sheet not in waiting]
    return Table(desk, waiting, others, lines, columns, past_figures(waiting))


def _department_sheets(request, period, rows):
    mine = reviewed_by(request.user, period, rows)
    standings = standings_of(mine)
    is_open = period.published_at is None
    waiting = [
        sheet
        for sheet in mine
        if sheet.is_submitted and is_reviewable(sheet, standings.get(sheet.pk)) and (is_open or sheet.edition)
    ]
    return mine, waiting


def _council_sheets(request, period, rows):
    if not policy_for(period).council_scores:
        return [], []
    rows = [sheet for sheet in rows if sheet.state == State.DEPARTMENT_RECOMMENDED]
    rows = [sheet for sheet in rows if sheet.person_id is None or not is_own(request.user, sheet)]
    standings = standings_of(rows)
    is_open = period.published_at is None
    waiting = [sheet for sheet in rows if standings.get(sheet.pk) is None and (is_open or sheet.edition)]
    return rows, waiting


def _difference(columns, desk: Desk, lines) -> Decimal:
    """How far the column is from the one before, over what both scored; more, where one left a criterion out."""
    apart = Decimal(0)
    for line in lines:
        one, other = columns[desk.source].get(line.key), columns[desk.column].get(line.key)
        if one is None or other is None or one == other:
            continue
        both = one.state == other.state == criteria.SCORED
        apart += abs(one.amount - other.amount) if both else line.max_points or Decimal(1)
    return apart


# ---- saving what was typed ----


@dataclass
class Outcome:
    """What came of one page: sentences by field, what somebody else has there, and how many sheets went on."""

    wrong: dict[str, str]
    theirs: dict[str, str]
    sent: int = 0
    refusal: str = ""
    merged: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not (self.wrong or self.theirs or self.refusal)


def _save(request, period, table: Table, typed: Mapping[int, Typed], *, act: str) -> Outcome:
    """Write what can be written; a wrong field or one that somebody else changed keeps only itself back."""
    desk, outcome, reviews = table.desk, Outcome({}, {}), {}
    page = request.POST.get("page", "")[:32]
    for sheet in table.open:
        each = typed.get(sheet.pk)
        if each is None:
            continue
        outcome.wrong |= each.wrong
        outcome.wrong |= _emptied(table, sheet, each)
        version = whole_number(request.POST.get(f"version_{sheet.pk}"))
        cells, note = dict(each.cells), each.note if each.note is not None else desk.note_of(sheet)
        clashes = []
        if sheet.is_stale_for(version=version, page=page):
            base = request.POST.get(f"base_{sheet.pk}", "")
            merged = merge(each, base=base, stored=table.stored(sheet), note=desk.note_of(sheet))
            cells, note, clashes = merged.cells, merged.note, merged.clashes
            outcome.theirs |= {_name(sheet, key): _words(table, sheet, key) for key in clashes}
            outcome.merged += (sheet.candidate_name,) if not clashes else ()
        cells = {key: cell for key, cell in cells.items() if _name(sheet, key) not in outcome.wrong}
        adopts = act in (ADOPT, f"{ADOPT}-{sheet.pk}") and (desk.source != SELF or shows_self(request.user, sheet))
        is_held = bool(clashes) or any(_name(sheet, key) in outcome.wrong for key in (*each.cells, NOTE)) or each.wrong
        reviews[sheet.pk] = Review(
            version=sheet.version, cells=cells, note=note, adopts_before=adopts, page=page, stays=bool(is_held)
        )
    try:
        outcome.sent = desk.save(period, reviews=reviews, recommend=act == "recommend", by=request.user)
    except DomainError as error:
        outcome.refusal = error.message
    return outcome


def _emptied(table: Table, sheet: EvaluationSheet, typed: Typed) -> dict[str, str]:
    """A sheet that the tổ recommends stays whole."""
    if not table.desk.recommends or sheet.state != State.DEPARTMENT_RECOMMENDED:
        return {}
    return {
        _name(sheet, line.key): f"Phiếu đã được tổ đề nghị nên không để trống. {criteria.blank_sentence(line)}"
        for line in table.lines_of(sheet)
        if line.is_required and line.key in typed.cells and typed.cells[line.key] is None
    }


def _name(sheet: EvaluationSheet, key: int | str) -> str:
    return f"note_{sheet.pk}" if key == NOTE else f"score_{sheet.pk}_{key}"


def _words(table: Table, sheet: EvaluationSheet, key: int | str) -> str:
    if key == NOTE:
        return table.desk.note_of(sheet) or "(để trống)"
    line = next(each for each in table.lines_of(sheet) if each.key == key)
    return criteria.amount_words(line, table.stored(sheet).get(key)) or "(để trống)"


def _read(table: Table, data) -> dict[int, Typed]:
    """What was sent, of the sheets that stand on the page."""
    found = {sheet.pk: read_sheet(sheet.pk, table.lines_of(sheet), data, table.stored(sheet)) for sheet in table.open}
    return {pk: typed for pk, typed in found.items() if typed.is_sent}


# ---- the page ----


def _page(request, period, desk: Desk) -> HttpResponse:
    table = _table(request, period, desk)
    if request.method != "POST":
        return _show(request, period, table)
    typed, act = _read(table, request.POST), request.POST.get("act", "")
    outcome = _save(request, period, table, typed, act=act)
    if unsaved := _unsaved(table, request.POST):
        messages.warning(request, unsaved)
    if not outcome.is_whole:
        return _show(request, period, _table(request, period, desk), typed=typed, outcome=outcome)
    if typed or not unsaved:
        messages.success(request, _said(desk, outcome, act))
    if outcome.merged:
        names = ", ".join(outcome.merged)
        messages.info(request, f"Người khác cũng vừa chấm phiếu của {names}; phần của cả hai được giữ.")
    place = f"#sheet-{act.removeprefix(f'{ADOPT}-')}" if act.startswith(f"{ADOPT}-") else ""
    return redirect(f"{request.path}{place}")


def _unsaved(table: Table, data) -> str:
    """Which of what was sent is not to be filled here (any more); "" where everything is."""
    gone = [sheet.candidate_name for sheet in table.others if f"version_{sheet.pk}" in data]
    sentences = []
    if gone:
        sentences.append(f"Chưa lưu phần chấm của {', '.join(gone)}: phiếu đã được lấy lại hoặc đã chuyển bước.")
    if {name.split("_")[1] for name in _unknown(table, data)} - {str(sheet.pk) for sheet in table.others}:
        sentences.append("Có điểm chưa được lưu: phiếu đã chuyển bước, hoặc không thuộc phần chấm của thầy/cô.")
    return " ".join(sentences)


def _said(desk: Desk, outcome: Outcome, act: str) -> str:
    if act == "recommend" and desk.recommends:
        return f"Đã lưu và đề nghị {outcome.sent} phiếu."
    if act.startswith(ADOPT):
        return f"Đã lưu; {desk.adopt_words[0].lower()}{desk.adopt_words[1:]}."
    return "Đã lưu điểm." if desk.recommends else "Đã lưu điểm của hội đồng."


def _show(request, period, table: Table, *, typed=None, outcome: Outcome | None = None) -> HttpResponse:
    """The page as stored; of a page that could not be saved whole, its wrong fields as they were typed."""
    desk, outcome = table.desk, outcome or Outcome({}, {})
    page = request.POST.get("page", "")[:32] or secrets.token_hex(8)
    kept = {} if typed is None else _kept(typed, outcome)
    cards = [card_of(request.user, sheet, table, kept=kept, outcome=outcome) for sheet in table.open]
    errors = [{"anchor": f"id_{name}", "text": text} for name, text in outcome.wrong.items()]
    errors += [{"anchor": "", "text": outcome.refusal}] if outcome.refusal else []
    context = {
        "period": period,
        "desk": desk,
        "cards": cards,
        "errors": errors,
        "has_errors": not outcome.is_whole,
        "clashes": [clash for card in cards for clash in card.clashes],
        "differing": sum(card.is_different for card in cards),
        "page_token": page,
        "autosave_query": urlencode({"page": page} | {f"v{sheet.pk}": sheet.version for sheet in table.open}),
        "autosave_url_name": f"{desk.url_name}_autosave",
        "kinds": KINDS_SHORT,
        "can_adopt": any(card.can_adopt for card in cards),
        "drafts": [sheet for sheet in table.others if sheet.state == State.DRAFT],
        "exempt": [sheet for sheet in table.others if sheet.state == State.EXEMPT],
        "done": [sheet for sheet in table.others if sheet.is_submitted],
        "has_own": EvaluationSheet.objects.of_period(period).filter(person__user=request.user).exists(),
        "is_published": period.published_at is not None,
    }
    status = 200 if outcome.is_whole else 409 if outcome.theirs or outcome.refusal else 422
    return render(request, "evaluations/department_review.html", context, status=status)


def _kept(typed: Mapping[int, Typed], outcome: Outcome) -> dict[str, str]:
    """Only what was not stored is shown as it was typed; everything, where nothing could be stored."""
    raw = {name: value for each in typed.values() for name, value in each.raw.items()}
    if outcome.refusal:
        return raw
    names = {*outcome.wrong, *outcome.theirs}
    names |= {name.replace("score_", "kind_", 1) for name in names}
    return {name: value for name, value in raw.items() if name in names}


# ---- while one types ----


def _autosave(request, period, desk: Desk) -> HttpResponse:
    """Keep the fields that changed (`autosave.js`): what cannot be kept is named, the rest is stored."""
    table = _table(request, period, desk)
    typed = _read(table, request.POST)
    page = request.GET.get("page", "")[:32]
    refused = _unknown(table, request.POST)
    sentences = ["Phiếu đã được lấy lại hoặc đã chuyển bước nên không chấm được nữa. Tải lại trang."] if refused else []
    reviews = {}
    for sheet in table.open:
        each = typed.get(sheet.pk)
        if each is None:
            continue
        if sheet.is_stale_for(version=whole_number(request.GET.get(f"v{sheet.pk}")), page=page):
            refused += list(each.raw)
            sentences.append(
                f"Phiếu của {sheet.candidate_name} vừa được người khác chấm lúc {vi_time(sheet.saved_at)}."
                " Bấm “Lưu” để so sánh từng ô."
            )
            continue
        wrong = each.wrong | _emptied(table, sheet, each)
        refused += [name for name in each.raw if name in wrong or name.replace("kind_", "score_", 1) in wrong]
        sentences += wrong.values()
        cells = {key: cell for key, cell in each.cells.items() if _name(sheet, key) not in wrong}
        note = each.note if each.note is not None else desk.note_of(sheet)
        reviews[sheet.pk] = Review(version=sheet.version, cells=cells, note=note, page=page)
    try:
        desk.save(period, reviews=reviews, recommend=False, by=request.user)
    except DomainError as error:
        return HttpResponse(error.message, status=409, content_type="text/plain; charset=utf-8")
    if sentences:
        headers = {"X-Refused": ",".join(refused)}
        return HttpResponse(sentences[0], status=422, headers=headers, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204, headers={"X-Saved-At": vi_time(clock.now())})


def _unknown(table: Table, data) -> list[str]:
    """Fields of sheets that are no longer on the page."""
    open_ones = {str(sheet.pk) for sheet in table.open}
    names = [name for name in data if name.startswith(("score_", "kind_", "note_"))]
    return [name for name in names if name.split("_")[1] not in open_ones]

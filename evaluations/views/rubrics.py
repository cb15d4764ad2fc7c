from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from core.access import access
from core.errors import ConflictError, DomainError
from core.findings import blocking
from core.vietnamese import whole_number
from core.workbook import bytes_response
from evaluations.forms.rubrics import AudienceForm, BandFormSet, CriterionForm, OptionsForm, band_initial
from evaluations.models import AudienceGroup, Criterion, Rubric
from evaluations.models.rubrics import Subject
from evaluations.papers.sheet import criteria_table, gate_table
from evaluations.rubric_tables import draft as words
from evaluations.rubric_tables.arranging import moves_of
from evaluations.rubric_tables.checks import reachable
from evaluations.rubric_tables.differences import differences
from evaluations.rubric_tables.draft import RubricDraft
from evaluations.rubric_tables.writing import effect_text, levels_text, workbook_of
from evaluations.services import audiences, rubric_editing, rubric_papers
from evaluations.services.rubric_drafts import draft_of, findings_of_draft
from organisation.models import SchoolYear

MOVES = (
    ("up", "Lên", "up"),
    ("down", "Xuống", "down"),
    ("in", "Vào nhóm trên", "right"),
    ("out", "Ra khỏi nhóm", "left"),
)
MANAGE = "evaluations.manage_rubric"


def _may_manage(request) -> bool:
    return request.user.has_perm(MANAGE, request.organisation)


def _readable(request, pk):
    """Staff read what is in use or was; what is being made is for those who make it."""
    rubric = Rubric.objects.for_organisation(request.organisation).filter(pk=pk).with_lines().first()
    if rubric is None or not (rubric.adopted_at or rubric.is_frozen or _may_manage(request)):
        raise Http404
    return rubric


# ---- all rubrics ----


@access("evaluations.view_rubric", methods=["GET"])
def rubric_list(request):
    """The rubrics of a year by who is judged, each with its versions."""
    rows = Rubric.objects.for_organisation(request.organisation).select_related("audience", "school_year")
    years = list(SchoolYear.objects.for_organisation(request.organisation))
    chosen = None if request.GET.get("year") == "" else request.school_year  # an empty choice is every year
    if chosen:
        rows = rows.of_year(chosen)
    manages = _may_manage(request)
    if not manages:
        rows = rows.exclude(adopted_at__isnull=True, is_frozen=False)
    families: dict = {}
    for rubric in rows.order_by("subject", "audience__position", "name", "-version_number"):
        families.setdefault(rubric.family, []).append(rubric)
    groups: dict[str, list] = {}
    for versions in families.values():
        first = versions[0]
        label = first.audience.name if first.audience else first.get_subject_display()
        used = next((each for each in versions if each.adopted_at), None)
        groups.setdefault(label, []).append({"rubric": used or first, "versions": versions})
    sees_periods = request.user.has_perm("evaluations.view_evaluationperiod", request.organisation)
    data = {"groups": groups, "years": years, "chosen": chosen, "manages": manages, "sees_periods": sees_periods}
    return render(request, "evaluations/rubric_list.html", data)


@access("evaluations.view_rubric", _readable, methods=["GET"])
def rubric_detail(request, rubric):
    """The rubric as a table; those who manage it see what is wrong and what may be done."""
    draft = draft_of(rubric)
    manages = _may_manage(request)
    is_open = manages and rubric.adopted_at is None and not rubric.is_frozen
    findings = findings_of_draft(draft) if manages else []
    newer = Rubric.objects.for_organisation(request.organisation).filter(
        family=rubric.family, version_number__gt=rubric.version_number
    )
    data = {
        "rubric": rubric,
        "rows": _rows(draft, with_moves=is_open),
        "count": sum(row.kind != words.GROUP for row in draft.rows),
        "bands": draft.bands,
        "unit": " %" if draft.scale == words.SCALE_PERCENT else "",
        "reachable": reachable(draft),
        "findings": findings,
        "may_adopt": is_open and not blocking(findings),
        "manages": manages,
        "is_open": is_open,
        "kinds": words.KIND_LABELS.items(),
        "newer": newer.order_by("version_number").first() if manages else None,
    }
    return render(request, "evaluations/rubric_detail.html", data)


def _rows(draft: RubricDraft, *, with_moves: bool) -> list[dict]:
    return [
        {
            "row": row,
            "kind": words.KIND_LABELS[row.kind],
            "is_group": row.kind == words.GROUP,
            "levels": levels_text(row),
            "effect": effect_text(row),
            "moves": [each for each in MOVES if each[0] in moves_of(draft, place)] if with_moves else [],
        }
        for place, row in enumerate(draft.rows)
    ]


# ---- making one ----


@access(MANAGE)
def rubric_create(request):
    """A new rubric: its name and whom it judges; criteria follow."""
    initial = {"school_year": request.school_year, "subject": Subject.PERSON, "scale": "points"}
    form = OptionsForm(request.POST or None, organisation=request.organisation, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rubric = rubric_editing.create_rubric(
                organisation=request.organisation, values=form.values(), by=request.user
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lập biểu điểm. Thêm các tiêu chí và mức xếp loại.")
            return _to_rubric(request, rubric)
    return render(request, "evaluations/rubric_options.html", {"form": form})


@access(MANAGE, Rubric)
def rubric_options(request, rubric):
    """Name, source, whom it judges, how the last column comes about."""
    form = OptionsForm(
        request.POST or None,
        organisation=request.organisation,
        instance=rubric,
        initial={"version": rubric.version},
    )
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and _try(request, form, rubric, rubric_editing.change_options, rubric, values=form.values()):
        messages.success(request, "Đã lưu.")
        return _to_rubric(request, rubric)
    return render(request, "evaluations/rubric_options.html", {"form": form, "rubric": rubric})


def _try(request, form, rubric, service, *args, **kwargs) -> bool:
    """Call a service with the page's version; a refusal stands in the form, and the next press knows what it meets."""
    try:
        service(*args, version=form.cleaned_data["version"], by=request.user, **kwargs)
    except DomainError as error:
        form.add_error(None, error.message)
        if isinstance(error, ConflictError):
            form.data = request.POST.copy()
            rubric.refresh_from_db(fields=["version"])
            form.data["version"] = str(rubric.version)
        return False
    return True


@access(MANAGE, Rubric)
def criterion_create(request, rubric):
    """One more criterion or group, of the kind chosen before."""
    draft = draft_of(rubric)
    kind = _kind(request, words.POINTS)
    initial = {"version": rubric.version, "parent": whole_number(request.GET.get("under", ""))}
    form = CriterionForm(request.POST or None, kind=kind, draft=draft, initial=initial)
    if request.method == "POST" and form.is_valid():
        parent = form.cleaned_data["parent"]
        try:
            rubric_editing.add_criterion(rubric, form.row(), parent=parent, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã thêm {form.cleaned_data['code']}.")
            if "more" in request.POST:
                address = reverse("evaluations:criterion_create", args=[request.organisation.slug, rubric.pk])
                return redirect(f"{address}?kind={kind}" + (f"&under={parent}" if parent else ""))
            return _to_rubric(request, rubric)
    return render(request, "evaluations/criterion_form.html", _criterion_page(rubric, form, kind))


@access(MANAGE, Criterion)
def criterion_edit(request, criterion):
    """Change one criterion, its kind or the group it stands in."""
    rubric, draft, place = _placed(criterion)
    kind = _kind(request, draft.rows[place].kind)
    form = CriterionForm(
        request.POST or None,
        kind=kind,
        draft=draft,
        key=criterion.pk,
        initial=CriterionForm.initial_of(draft, place, version=rubric.version) | {"kind": kind},
    )
    if request.method == "POST" and form.is_valid():
        row, parent = form.row(), form.cleaned_data["parent"]
        if _try(request, form, rubric, rubric_editing.change_criterion, rubric, criterion.pk, row, parent=parent):
            messages.success(request, f"Đã lưu {row.code}.")
            return _to_rubric(request, rubric)
    data = _criterion_page(rubric, form, kind) | {"row": draft.rows[place], "below": len(list(draft.below(place)))}
    return render(request, "evaluations/criterion_form.html", data)


def _placed(criterion: Criterion) -> tuple[Rubric, RubricDraft, int]:
    """The rubric of a criterion, as a draft, and the criterion's place in it."""
    draft = draft_of(criterion.rubric)
    return criterion.rubric, draft, next(place for place, row in enumerate(draft.rows) if row.key == criterion.pk)


def _criterion_page(rubric: Rubric, form, kind: str) -> dict:
    return {
        "rubric": rubric,
        "form": form,
        "kind": kind,
        "kind_label": words.KIND_LABELS[kind],
        "kinds": words.KIND_LABELS.items(),
    }


def _kind(request, otherwise: str) -> str:
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    return asked if asked in words.KINDS else otherwise


@access(MANAGE, Criterion, methods=["POST"])
def criterion_move(request, criterion):
    """One step up or down, into the group above or out of its own."""
    where = next((where for where, _, _ in MOVES if where in request.POST), "")
    rubric = criterion.rubric
    return _act(request, rubric, rubric_editing.move_criterion, rubric, criterion.pk, where=where)


@access(MANAGE, Criterion)
def criterion_remove(request, criterion):
    """Delete a criterion with all that stands under it, after asking."""
    rubric, draft, place = _placed(criterion)
    if request.method == "POST":
        return _act(request, rubric, rubric_editing.remove_criterion, rubric, criterion.pk, done="Đã xóa.")
    row, below = draft.rows[place], len(list(draft.below(place)))
    data = {
        "heading": f"Xóa {row.code}. {row.title}?",
        "consequences": [f"Xóa cả {below} dòng bên trong." if below else "Chỉ xóa dòng này."],
        "verb": "Xóa",
        "cancel_url": _address(request, rubric),
    }
    return render(request, "components/confirm.html", data)


@access(MANAGE, Rubric)
def rubric_bands(request, rubric):
    """The grades of a rubric, all on one page."""
    draft = draft_of(rubric)
    data = request.POST or None
    formset = BandFormSet(data, initial=band_initial(draft.bands), prefix="band")
    refusals = []
    if request.method == "POST" and formset.is_valid():
        try:
            version = whole_number(request.POST.get("version", ""))
            version = -1 if version is None else version  # no version is never the one that stands
            rubric_editing.save_bands(rubric, formset.bands(), version=version, by=request.user)
        except DomainError as error:
            refusals = error.findings or [error.message]
            rubric.refresh_from_db(fields=["version"])
        else:
            messages.success(request, "Đã lưu các mức xếp loại.")
            return _to_rubric(request, rubric)
    page = {
        "rubric": rubric,
        "formset": formset,
        "refusals": refusals,
        "reachable": reachable(draft),
        "has_errors": bool(refusals) or (request.method == "POST" and not formset.is_valid()),
    }
    return render(request, "evaluations/rubric_bands.html", page)


# ---- use and versions ----


@access(MANAGE, Rubric, methods=["POST"])
def rubric_adopt(request, rubric):
    """Put it to use."""
    done = "Đã đưa biểu điểm vào dùng. Kỳ đánh giá mở từ nay dùng biểu điểm này."
    return _act(request, rubric, rubric_editing.adopt_rubric, rubric, done=done)


@access(MANAGE, Rubric, methods=["POST"])
def rubric_retract(request, rubric):
    """Take it back to mend it."""
    return _act(request, rubric, rubric_editing.retract_rubric, rubric, done="Biểu điểm đã ngừng dùng, sửa được.")


@access(MANAGE, Rubric, methods=["POST"])
def rubric_version(request, rubric):
    """Make the next version, or open the one that is being made."""
    try:
        rubric = rubric_editing.new_version(rubric, by=request.user, school_year=request.school_year)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request, f"Đây là bản {rubric.version_number}. Bản trước vẫn dùng đến khi bản này được đưa vào dùng."
        )
    return _to_rubric(request, rubric)


@access(MANAGE, Rubric)
def rubric_remove(request, rubric):
    """Delete a rubric that nobody has used, after asking."""
    if request.method == "POST":
        try:
            rubric_editing.remove_rubric(rubric, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return _to_rubric(request, rubric)
        messages.success(request, "Đã xóa biểu điểm.")
        return redirect("evaluations:rubric_list", request.organisation.slug)
    data = {
        "heading": f"Xóa {rubric}?",
        "consequences": ["Xóa cả tiêu chí và mức xếp loại. Chỉ xóa được biểu điểm chưa dùng."],
        "verb": "Xóa biểu điểm",
        "cancel_url": _address(request, rubric),
    }
    return render(request, "components/confirm.html", data)


def _before(request, pk):
    rubric = _readable(request, pk)
    if rubric.follows_id is None:
        raise Http404
    return rubric


@access("evaluations.view_rubric", _before, methods=["GET"])
def rubric_differences(request, rubric):
    """What this version changed."""
    old = Rubric.objects.for_organisation(request.organisation).with_lines().get(pk=rubric.follows_id)
    data = {"rubric": rubric, "old": old, "rows": differences(draft_of(old), draft_of(rubric))}
    return render(request, "evaluations/rubric_differences.html", data)


@access("evaluations.view_rubric", _readable, methods=["GET"])
def rubric_export(request, rubric):
    """The rubric as an Excel file that another school, or this one, can read again."""
    return bytes_response(f"bieu-diem-{rubric.pk}-ban-{rubric.version_number}", workbook_of(draft_of(rubric)))


@access("evaluations.view_rubric", _readable, methods=["GET"])
def rubric_preview(request, rubric):
    """The sheet that will be filled by it, with example values, worked out as every sheet is."""
    data: dict = {"rubric": rubric}
    if any(each.kind != words.GROUP for each in rubric.criteria.all()):
        facts = rubric_papers.example_facts(rubric)
        gates = [each for each in facts.lines if each.kind == words.GATE]
        data |= {"facts": facts, "table": criteria_table(facts), "gates": gate_table(facts, gates) if gates else None}
    return render(request, "evaluations/rubric_preview.html", data)


@access("evaluations.view_rubric", _readable, methods=["POST"])
def rubric_form(request, rubric):
    """Order the empty form as a PDF; its page shows how far it is."""
    job = rubric_papers.request_form(rubric, by=request.user)
    return redirect("core:job_detail", request.organisation.slug, job.uuid)


# ---- groups of people ----


@access(MANAGE)
def audience_list(request):
    """The groups in the order in which they are tried, and a form for one more."""
    form = AudienceForm(request.POST or None, organisation=request.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            audiences.add_audience(organisation=request.organisation, values=form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error("name", error.message)
        else:
            messages.success(request, "Đã thêm nhóm.")
            return redirect("evaluations:audience_list", request.organisation.slug)
    data = {"rows": audiences.audiences_with_people(request.organisation), "form": form}
    return render(request, "evaluations/audience_list.html", data)


@access(MANAGE, AudienceGroup)
def audience_edit(request, audience):
    """Change a group."""
    form = AudienceForm(request.POST or None, organisation=request.organisation, instance=audience)
    if request.method == "POST" and form.is_valid():
        try:
            audiences.change_audience(audience, values=form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error("name", error.message)
        else:
            messages.success(request, "Đã lưu nhóm.")
            return redirect("evaluations:audience_list", request.organisation.slug)
    return render(request, "evaluations/audience_form.html", {"form": form, "audience": audience})


@access(MANAGE, AudienceGroup, methods=["POST"])
def audience_move(request, audience):
    """One step up or down in the order of trying."""
    audiences.move_audience(audience, up="up" in request.POST, by=request.user)
    return redirect("evaluations:audience_list", request.organisation.slug)


@access(MANAGE, AudienceGroup, methods=["POST"])
def audience_remove(request, audience):
    """Delete a group that no rubric names."""
    try:
        audiences.remove_audience(audience, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Đã xóa nhóm.")
    return redirect("evaluations:audience_list", request.organisation.slug)


# ---- inside ----


def _address(request, rubric) -> str:
    return reverse("evaluations:rubric_detail", args=[request.organisation.slug, rubric.pk])


def _to_rubric(request, rubric):
    return redirect("evaluations:rubric_detail", request.organisation.slug, rubric.pk)


def _act(request, rubric, service, *args, done: str = "", **kwargs):
    try:
        service(*args, by=request.user, **kwargs)
    except DomainError as error:
        messages.error(request, " ".join([error.message, *(each.title for each in error.findings[:3])]))
    else:
        if done:
            messages.success(request, done)
    return _to_rubric(request, rubric)

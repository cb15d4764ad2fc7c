"""Forms of the approval: the steps of a route, days of absence, a comment on a paragraph."""

from __future__ import annotations

from datetime import date

from django import forms

from core import clock
from documents.models.approval import HIGHEST_POSITION
from documents.paragraphs import Place
from documents.services import Step
from documents.services.routes import LONGEST
from organisation.models import Department, Person, Role, RoleAssignment

SCHOOL_ROLES = (
    Role.VICE_PRINCIPAL,
    Role.PRINCIPAL,
    Role.COUNCIL_SECRETARY,
    Role.COUNCIL_CHAIR,
    Role.RECORDS_CLERK,
)
OFFICE_ROLES = (Role.OFFICE_OFFICER, Role.OFFICE_LEADER)
SPARE_ROWS = 2
WRONG_DAYS = f"Hạn là số ngày làm việc từ 1 đến {LONGEST}, hoặc để trống."
DATE_INPUT = {"class": "w-date", "autocomplete": "off"}


def people_here(organisation):
    held = RoleAssignment.objects.for_organisation(organisation).on(clock.today())
    return Person.objects.filter(pk__in=held.values("person")).order_by("sort_key", "pk")


class RouteForm(forms.Form):
    """The steps in order, rows left empty skipped, then the one who signs. `steps` after validation."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=HIGHEST_POSITION - 1)

    def __init__(self, data=None, *, organisation, steps, version: int):
        *before, last = steps
        rows = min(len(before) + SPARE_ROWS, HIGHEST_POSITION - 1)
        super().__init__(data, initial={"version": version, "rows": rows})
        self.row_names = [f"step{number}" for number in range(1, self._posted_rows(rows) + 1)]
        self.organisation = organisation
        people = list(people_here(organisation))
        self._people = {str(person.pk): person for person in people}
        self._departments = {str(each.pk): each for each in self._departments_today()}
        for name, step in zip(self.row_names, [*before, *[None] * HIGHEST_POSITION], strict=False):
            self._add_row(name, step, is_last=False)
        self._add_row("signer", last, is_last=True)

    def _posted_rows(self, rows: int) -> int:
        """How many rows the page had; `rows` where it does not say so."""
        posted = self.data.get("rows", "")
        known = {str(number): number for number in range(1, HIGHEST_POSITION)}
        return known.get(posted, rows)

    def _departments_today(self):
        return Department.objects.for_organisation(self.organisation).on(clock.today())

    def _add_row(self, name: str, step, *, is_last: bool) -> None:
        who = forms.ChoiceField(
            label="Người ký" if is_last else "Ai duyệt",
            choices=self._holders(is_last=is_last),
            initial=_code(step),
            required=is_last,
            error_messages={
                "required": "Chưa chọn người ký ở bước cuối.",
                "invalid_choice": "Người hoặc vai trò này không còn ở đơn vị. Chọn lại trong danh sách.",
            },
        )
        days = forms.IntegerField(
            label="Hạn (ngày làm việc)",
            required=False,
            min_value=1,
            max_value=LONGEST,
            initial=step.days if step else None,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num w-short", "autocomplete": "off"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), WRONG_DAYS),
        )
        deputy = forms.ChoiceField(
            label="Người thay khi vắng",
            required=False,
            choices=[("", "Không"), *((pk, person.full_name) for pk, person in self._people.items())],
            initial=step.deputy_id if step else "",
            error_messages={"invalid_choice": "Người này không còn ở đơn vị. Chọn lại trong danh sách."},
        )
        for part, field in (("who", who), ("days", days), ("deputy", deputy)):
            self.fields[f"{name}_{part}"] = field
            field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} " + (
                "form-control" if part == "days" else "form-select"
            )

    def _holders(self, *, is_last: bool):
        roles = OFFICE_ROLES if self.organisation.is_office else SCHOOL_ROLES
        choices = [] if is_last else [("", "Không có bước này")]
        choices.append(("Vai trò", [(f"role:{role}", Role(role).label) for role in roles]))
        if self._departments and not is_last:
            heads = [(f"department:{pk}", f"Tổ trưởng {each.name}") for pk, each in self._departments.items()]
            choices.append(("Tổ trưởng", heads))
        people = [(f"person:{pk}", person.full_name) for pk, person in self._people.items()]
        return [*choices, ("Một người", people)]

    @property
    def numbered_rows(self) -> list[dict]:
        """The rows for the page: title and bound fields."""
        names = [(name, f"Bước {number}") for number, name in enumerate(self.row_names, start=1)]
        return [
            {"title": title, "who": self[f"{name}_who"], "days": self[f"{name}_days"], "deputy": self[f"{name}_deputy"]}
            for name, title in [*names, ("signer", "Bước cuối: người ký")]
        ]

    @property
    def steps(self) -> list[Step]:
        given = [self._step(name) for name in [*self.row_names, "signer"]]
        return [step for step in given if step is not None]

    def _step(self, name: str) -> Step | None:
        code = self.cleaned_data[f"{name}_who"]
        if not code:
            return None
        kind, _, key = code.partition(":")
        deputy = self._people.get(self.cleaned_data[f"{name}_deputy"])
        rest = {"days": self.cleaned_data[f"{name}_days"], "deputy": deputy}
        if kind == "person":
            return Step(person=self._people[key], **rest)
        if kind == "department":
            return Step(role=Role.DEPARTMENT_HEAD, department=self._departments[key], **rest)
        return Step(role=key, **rest)


def _code(step) -> str:
    if step is None:
        return ""
    if step.person_id:
        return f"person:{step.person_id}"
    return f"department:{step.department_id}" if step.department_id else f"role:{step.role}"


class AbsenceForm(forms.Form):
    """Days away; the head chooses whose, everybody else notes her own."""

    person = forms.ModelChoiceField(
        label="Người vắng",
        queryset=Person.objects.none(),
        error_messages={"required": "Chưa chọn người vắng.", "invalid_choice": "Chọn lại người vắng trong danh sách."},
    )
    from_on = forms.DateField(
        label="Từ ngày",
        help_text="Ví dụ: 24/10/2026.",
        widget=forms.DateInput(format="%d/%m/%Y", attrs=DATE_INPUT),
        error_messages={
            "required": "Chưa có ngày đầu. Nhập theo mẫu 24/10/2026.",
            "invalid": "Ngày đầu không có trong lịch. Nhập theo mẫu 24/10/2026.",
        },
    )
    to_on = forms.DateField(
        label="Đến hết ngày",
        help_text="Ví dụ: 24/10/2026.",
        widget=forms.DateInput(format="%d/%m/%Y", attrs=DATE_INPUT),
        error_messages={
            "required": "Chưa có ngày cuối. Nhập theo mẫu 24/10/2026.",
            "invalid": "Ngày cuối không có trong lịch. Nhập theo mẫu 24/10/2026.",
        },
    )
    deputy = forms.ModelChoiceField(
        label="Người duyệt thay",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Người thay ghi trong quy trình",
        error_messages={"invalid_choice": "Chọn lại người duyệt thay trong danh sách."},
    )
    reason = forms.CharField(
        label="Lý do",
        required=False,
        max_length=250,
        help_text="Chỉ người vắng và người đứng đầu đọc được.",
    )

    def __init__(self, *args, organisation, person: Person | None, leads: bool, **kwargs):
        super().__init__(*args, **kwargs)
        people = people_here(organisation)
        self.fields["deputy"].queryset = people
        self._person = person
        if leads:
            self.fields["person"].queryset = people
            self.fields["person"].initial = person
        else:
            del self.fields["person"]

    @property
    def values(self) -> dict:
        return {"person": self._person} | self.cleaned_data

    def clean_to_on(self) -> date:
        day = self.cleaned_data["to_on"]
        if day.year > clock.today().year + 2:
            raise forms.ValidationError("Năm của ngày cuối có vẻ nhầm. Nhập theo mẫu 24/10/2026.")
        return day


class CommentForm(forms.Form):
    """What to say about a paragraph, and about which of its sentences."""

    sentence = forms.ChoiceField(label="Về câu nào", required=False)
    text = forms.CharField(
        label="Góp ý",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa có nội dung góp ý."},
    )

    def __init__(self, *args, place: Place, **kwargs):
        super().__init__(*args, **kwargs)
        self._sentences = place.sentences
        if len(self._sentences) > 1:
            choices = [(str(index), text[:120]) for index, text in enumerate(self._sentences)]
            self.fields["sentence"].choices = [("", "Cả đoạn"), *choices]
        else:
            del self.fields["sentence"]

    @property
    def quote(self) -> str:
        chosen = self.cleaned_data.get("sentence")
        return self._sentences[int(chosen)] if chosen else ""

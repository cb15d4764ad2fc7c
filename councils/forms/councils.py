from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from django import forms

from councils.models import Council, CouncilMember
from councils.services import FOLLOWED_LEVELS, Seating
from organisation.leave_forms import not_far_away
from organisation.models import OptionalBody, Person

Seat = CouncilMember.Seat
LEVELS = [(level.value, level.label) for level in FOLLOWED_LEVELS]


def day_field(label: str, required: str = "", **more) -> forms.DateField:
    """A day; `required` is the sentence where it is missing, "" where it may be."""
    return forms.DateField(
        label=label,
        required=bool(required),
        help_text=more.pop("help_text", "Ví dụ: 24/10/2026"),
        error_messages={"required": required, "invalid": f"{label}: nhập theo mẫu 24/10/2026."},
        widget=forms.DateInput(attrs={"class": "w-date"}),
        validators=[not_far_away],
        **more,
    )


@dataclass(frozen=True)
class Colleague:
    """One of the staff as the form of a council offers her.

    `reason` is why she stands among the first: her post, her seat until now. `seating` is what is chosen at first.
    """

    person: Person
    group: str = ""
    reason: str = ""
    has_account: bool = True
    seating: Seating | None = None


class SeatsForm(forms.Form):
    """A decision with the whole list of members: each of the staff has a seat, or none.

    A subclass has the fields of the decision; here are four or five fields for each person.
    """

    def __init__(self, *args, colleagues: Sequence[Colleague], bodies: Sequence[OptionalBody], is_office, **kwargs):
        super().__init__(*args, **kwargs)
        self.main_names = list(self.fields)
        self.colleagues = colleagues
        self.bodies = {str(body.pk): body for body in bodies}
        for colleague in colleagues:
            self._add(colleague, is_office)

    def _add(self, colleague: Colleague, is_office: bool) -> None:
        pk, now = colleague.person.pk, colleague.seating or Seating(colleague.person, "")
        about = {"aria-label": f"Phân công {colleague.person.full_name}"}
        self.fields[f"seat-{pk}"] = forms.ChoiceField(
            label=colleague.person.full_name,
            required=False,
            choices=[("", "Không tham gia"), *Seat.choices],
            initial=now.seat,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields[f"duty-{pk}"] = forms.CharField(
            label="Phân công",
            max_length=200,
            required=False,
            initial=now.duty,
            widget=forms.TextInput(attrs={"class": "form-control"} | about),
        )
        if self.bodies:
            self.fields[f"body-{pk}"] = forms.ChoiceField(
                label="Đại diện cho",
                required=False,
                choices=[("", "Không đại diện tổ chức nào"), *((key, body.name) for key, body in self.bodies.items())],
                initial=str(now.body.pk) if now.body else "",
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        if is_office:
            self.fields[f"levels-{pk}"] = forms.MultipleChoiceField(
                label="Cấp học theo dõi",
                required=False,
                choices=LEVELS,
                initial=list(now.levels),
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields[f"order-{pk}"] = forms.IntegerField(
            label="Thứ tự trong quyết định",
            required=False,
            min_value=1,
            max_value=999,
            help_text="Để trống: xếp theo nhiệm vụ.",
            error_messages={"invalid": "Thứ tự là số nguyên.", "min_value": "Thứ tự bắt đầu từ 1."},
            widget=forms.NumberInput(attrs={"class": "form-control w-short", "inputmode": "numeric"}),
        )

    @property
    def main_fields(self):
        return [self[name] for name in self.main_names]

    def groups(self) -> Iterator[SimpleNamespace]:
        """Those with a reason first, then the others by tổ; a group in which somebody is chosen stands open."""
        first = [colleague for colleague in self.colleagues if colleague.reason]
        rest: dict[str, list[Colleague]] = {}
        for colleague in self.colleagues:
            if not colleague.reason:
                rest.setdefault(colleague.group or "Chưa thuộc tổ nào", []).append(colleague)
        if first:
            yield self._group("", first)
        for name, people in rest.items():
            yield self._group(name, people)

    def _group(self, name: str, people: Iterable[Colleague]) -> SimpleNamespace:
        rows = [self._row(colleague) for colleague in people]
        chosen = sum(row.is_chosen for row in rows)
        return SimpleNamespace(name=name, rows=rows, chosen=chosen, is_open=chosen > 0 or any(r.has_more for r in rows))

    def _row(self, colleague: Colleague) -> SimpleNamespace:
        pk = colleague.person.pk
        names = [f"{part}-{pk}" for part in ("duty", "body", "levels", "order")]
        more = [self[name] for name in names if name in self.fields]
        return SimpleNamespace(
            colleague=colleague,
            seat=self[f"seat-{pk}"],
            more=more,
            is_chosen=bool(self[f"seat-{pk}"].value()),
            has_more=any(field.value() for field in more) or any(field.errors for field in more),
        )

    def decided(self) -> dict:
        """The fields of the decision itself."""
        return {name: self.cleaned_data[name] for name in self.main_names}

    def members(self) -> list[Seating]:
        """The seats in the order given, then of the seats, then as they stood before, then of the names."""
        order = {seat: index for index, seat in enumerate(Seat.values)}
        found = []
        for index, colleague in enumerate(self.colleagues):
            pk, values = colleague.person.pk, self.cleaned_data
            if seat := values[f"seat-{pk}"]:
                body = self.bodies.get(values.get(f"body-{pk}", ""))
                levels = tuple(values.get(f"levels-{pk}", ()))
                seating = Seating(colleague.person, seat, body, values[f"duty-{pk}"], levels)
                found.append(((values[f"order-{pk}"] or 1000, order[seat], index), seating))
        return [seating for _, seating in sorted(found, key=lambda each: each[0])]


class EstablishForm(SeatsForm):
    kind = forms.ChoiceField(label="Loại hội đồng", choices=Council.Kind.choices)
    name = forms.CharField(label="Tên hội đồng", max_length=200, error_messages={"required": "Ghi tên hội đồng."})
    decision = forms.CharField(
        label="Quyết định thành lập",
        max_length=200,
        required=False,
        help_text="Số, ký hiệu và ngày, ví dụ: Quyết định số 21/QĐ-THNC ngày 01/9/2026."
        " Chưa có số thì để trống, rồi lập dự thảo quyết định từ trang của hội đồng.",
    )
    from_on = day_field("Từ ngày", "Ghi ngày bắt đầu.")
    to_on = day_field("Hết nhiệm kỳ", help_text="Ngày cuối cùng, nếu quyết định có ghi.")


class RenewForm(SeatsForm):
    decision = forms.CharField(
        label="Quyết định kiện toàn",
        max_length=200,
        required=False,
        help_text="Số, ký hiệu và ngày. Chưa có số thì để trống, rồi lập dự thảo quyết định từ trang của hội đồng.",
    )
    from_on = day_field("Từ ngày", "Ghi ngày kiện toàn.")
    to_on = day_field("Hết nhiệm kỳ", help_text="Ngày cuối cùng, nếu quyết định có ghi.")


class EndForm(forms.Form):
    decision = forms.CharField(
        label="Quyết định", max_length=200, required=False, help_text="Số, ký hiệu và ngày, nếu có."
    )
    last_on = day_field("Ngày cuối cùng hội đồng hoạt động", "Ghi ngày cuối cùng.")


class DecisionForm(forms.Form):
    reference = forms.CharField(
        label="Số và ngày quyết định",
        max_length=200,
        help_text="Ví dụ: Quyết định số 21/QĐ-THNC ngày 01/9/2026.",
        error_messages={"required": "Ghi số, ký hiệu và ngày của quyết định."},
    )


class DutyForm(forms.Form):
    """What a member looks after, and whom she sits for."""

    duty = forms.CharField(
        label="Phân công", max_length=200, required=False, help_text="Ví dụ: Theo dõi phong trào của tổ 4, 5."
    )
    body = forms.ChoiceField(label="Đại diện cho", required=False)
    levels = forms.MultipleChoiceField(
        label="Cấp học theo dõi", required=False, choices=LEVELS, widget=forms.CheckboxSelectMultiple
    )
    from_on = day_field("Từ ngày", "Ghi ngày bắt đầu phân công này.")

    def __init__(self, *args, bodies: Sequence[OptionalBody], is_office: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        if bodies:
            choices = [(key, body.name) for key, body in self.bodies.items()]
            self.fields["body"].choices = [("", "Không đại diện tổ chức nào"), *choices]
        else:
            del self.fields["body"]
        if not is_office:
            del self.fields["levels"]

    def values(self) -> dict:
        data = self.cleaned_data
        return {
            "duty": data["duty"],
            "levels": data.get("levels", []),
            "body": self.bodies.get(data.get("body", "")),
            "from_on": data["from_on"],
        }


class SealForm(forms.Form):
    uses_seal = forms.BooleanField(
        label="Hội đồng được dùng con dấu của đơn vị",
        required=False,
        help_text="Biên bản, giấy mời khi đó đứng tên hội đồng và có sổ số riêng. Biên bản đã chốt không đổi.",
    )
    symbol = forms.CharField(label="Chữ viết tắt trong ký hiệu", max_length=30, required=False)

    def __init__(self, *args, council: Council, **kwargs):
        super().__init__(*args, **kwargs)
        usual = Council.USUAL_SYMBOLS[council.kind]
        self.fields["symbol"].help_text = f"Ví dụ HĐTĐKT trong BB-HĐTĐKT. Để trống: {usual}."


class RegulationForm(forms.Form):
    text = forms.CharField(
        label="Quy chế hoạt động",
        max_length=250,
        required=False,
        help_text="Quy chế đã ban hành: số, ký hiệu, ngày. Để trống nếu chưa có.",
    )


class BodyForm(forms.Form):
    name = forms.CharField(
        label="Tên tổ chức", max_length=120, error_messages={"required": "Ghi tên tổ chức như trong văn bản."}
    )
    from_on = day_field("Từ ngày", "Ghi ngày tổ chức có tại đơn vị.")


class LastDayForm(forms.Form):
    last_on = day_field("Ngày cuối cùng", "Ghi ngày cuối cùng.")


class GroupForm(forms.Form):
    """A working group; `people` is offered as boxes, the head among them by a list."""

    name = forms.CharField(
        label="Tên tổ",
        max_length=160,
        help_text="Ví dụ: Tổ thư ký, Tổ giúp việc, Tổ thẩm định sáng kiến.",
        error_messages={"required": "Ghi tên tổ."},
    )
    task = forms.CharField(label="Nhiệm vụ", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    from_on = day_field("Từ ngày", "Ghi ngày bắt đầu.")
    people = forms.MultipleChoiceField(
        label="Người trong tổ",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một người của tổ."},
    )
    head = forms.ChoiceField(label="Tổ trưởng", required=False)

    def __init__(self, *args, people: Sequence[Person], is_new: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_pk = {str(person.pk): person for person in people}
        choices = [(key, person.full_name) for key, person in self.by_pk.items()]
        self.fields["people"].choices = choices
        self.fields["head"].choices = [("", "Không có"), *choices]
        if not is_new:
            del self.fields["from_on"]

    def values(self) -> dict:
        data = dict(self.cleaned_data)
        data["people"] = [self.by_pk[key] for key in data["people"]]
        data["head"] = self.by_pk.get(data["head"])
        return data

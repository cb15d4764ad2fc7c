from __future__ import annotations

from collections.abc import Sequence

from django import forms

from councils.models import CouncilMember

Seat = CouncilMember.Seat


class CouncilForm(forms.Form):
    """The decision that sets up a council: each person of the staff has a seat in it or none."""

    name = forms.CharField(label="Tên hội đồng", max_length=200, error_messages={"required": "Ghi tên hội đồng."})
    decision = forms.CharField(
        label="Quyết định thành lập",
        max_length=200,
        help_text="Số, ký hiệu và ngày, ví dụ: Quyết định số 21/QĐ-THNC ngày 01/9/2026.",
        error_messages={"required": "Ghi số và ngày của quyết định thành lập."},
    )
    from_on = forms.DateField(
        label="Từ ngày",
        help_text="Ví dụ: 24/10/2026",
        error_messages={
            "required": "Ghi ngày bắt đầu.",
            "invalid": "Ngày bắt đầu chưa đúng. Nhập theo mẫu 24/10/2026.",
        },
        widget=forms.DateInput(attrs={"class": "w-date"}),
    )

    def __init__(self, *args, people: Sequence, seats: dict[int, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        for person in people:
            self.fields[f"seat-{person.pk}"] = forms.ChoiceField(
                label=person.full_name,
                required=False,
                choices=[("", "Không tham gia"), *Seat.choices],
                initial=seats.get(person.pk, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    @property
    def seat_fields(self):
        return [self[f"seat-{person.pk}"] for person in self.people]

    @property
    def main_fields(self):
        return [self["name"], self["decision"], self["from_on"]]

    def members(self) -> list[tuple]:
        """(person, seat) in the order of the seats, then of the names."""
        chosen = [(person, self.cleaned_data[f"seat-{person.pk}"]) for person in self.people]
        order = {seat: index for index, seat in enumerate(Seat.values)}
        return sorted(((person, seat) for person, seat in chosen if seat), key=lambda pair: order[pair[1]])

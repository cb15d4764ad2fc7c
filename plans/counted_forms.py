"""The day from which a deadline is counted, on the forms that correct one."""

from __future__ import annotations

from datetime import date

from crispy_forms.layout import Field
from django import forms

from deadlines.rules import Frame, occurrences
from deadlines.services import days_off_at
from plans import criteria
from plans.forms import DayField
from plans.models import ReadFact


class CountedForm(forms.Form):
    """A deadline; of “05 ngày làm việc kể từ …” the day to count from may be given instead of the deadline itself."""

    anchor_on = DayField(label="Tính từ ngày", required=False)
    from_on = DayField(label="Từ ngày", required=False, help_text="Để trống nếu chỉ có hạn.")
    to_on = DayField(label="Hạn, hoặc đến ngày", required=False, help_text="Ví dụ: 24/10/2026")

    def __init__(self, *args, fact: ReadFact, school_year, **kwargs):
        super().__init__(*args, **kwargs)
        self.fact, self.school_year = fact, school_year
        self.counted: dict | None = None  # the rule's parameters with the day it counts from, once that was typed
        if not fact.is_counted:
            del self.fields["anchor_on"]
            return
        given = fact.terms["parameters"]
        if given["offset_days"] < 0:
            self.fields["anchor_on"].label = "Tính ngược từ ngày"
        told = f"Văn bản ghi “{criteria.counted_text(given)}”: ghi ngày của việc đó, hạn được tính ra."
        self.fields["anchor_on"].help_text = told
        self.fields["to_on"].help_text = "Chỉ ghi khi đã biết chính ngày đó; ví dụ: 24/10/2026."

    def day_fields(self) -> list[Field]:
        names = [name for name in ("anchor_on", "from_on", "to_on") if name in self.fields]
        return [Field(name, css_class="w-date") for name in names]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        if first and last and first > last:
            self.add_error("to_on", "Ngày kết thúc trước ngày bắt đầu.")
        elif first and last is None and "to_on" not in self.errors:
            self.add_error("to_on", "Ghi hạn hoặc ngày kết thúc.")
        if cleaned.get("anchor_on"):
            self._count_from(cleaned["anchor_on"], first, last)
        return cleaned

    def _count_from(self, anchor: date, first: date | None, last: date | None) -> None:
        """The day that the rule counts from the anchor; not where a day was typed as well."""
        if first or last:
            self.add_error("anchor_on", "Ghi ngày bắt đầu tính, hoặc ghi thẳng hạn, không ghi cả hai.")
            return
        self.counted = self.fact.terms["parameters"] | {"anchor_on": anchor.isoformat()}
        rule, year = {"kind": self.fact.rule, "parameters": self.counted}, self.school_year
        found = occurrences(rule, Frame.of(year), days_off_at(self.fact.organisation))
        if not found:
            self.add_error("anchor_on", f"Hạn tính từ ngày này nằm ngoài năm học {year.code}. Kiểm tra lại ngày.")
            return
        self.cleaned_data |= {"from_on": found[0].first, "to_on": found[0].last}

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from django import forms

from councils import criteria
from councils.paper_ballots import COUNT_FIELDS, COUNT_WORDS, NOBODY, Counts, PrintedPaper


class TellerCountForm(forms.Form):
    """Four figures for each row of each paper; an empty field is no zero."""

    def __init__(self, *args, papers: Sequence[PrintedPaper], known: Mapping[int, Counts], **kwargs):
        super().__init__(*args, **kwargs)
        self.papers = [each for each in papers if each.issued]
        self.unvoted = [motion.pk for each in papers if not each.issued for motion in each.motions]
        for each in self.papers:
            for motion in each.motions:
                self._add_row(motion, known.get(motion.pk))

    def _add_row(self, motion, known: Counts | None) -> None:
        for place, (name, words) in enumerate(zip(COUNT_FIELDS, COUNT_WORDS, strict=True)):
            self.fields[f"{name}-{motion.pk}"] = forms.IntegerField(
                label=f"{words}: {motion.heading}",
                min_value=0,
                max_value=999,
                initial=known[place] if known else None,
                widget=forms.TextInput(
                    attrs={"class": "form-control num", "inputmode": "numeric", "size": 3, "autocomplete": "off"}
                ),
                error_messages={
                    "required": f"{words}: chưa nhập; không có phiếu nào thì ghi 0.",
                    "invalid": f"{words}: nhập một số, có thể là 0.",
                    "min_value": f"{words}: nhập số từ 0 trở lên.",
                    "max_value": f"{words}: số quá lớn.",
                },
            )

    @property
    def sheets(self):
        """Papers with their rows and fields."""
        return [
            SimpleNamespace(paper=each, rows=[self._row(motion) for motion in each.motions]) for each in self.papers
        ]

    def _row(self, motion):
        fields = [self[name] for name in self._names(motion.pk)]
        return SimpleNamespace(motion=motion, fields=list(zip(COUNT_WORDS, fields, strict=True)))

    @staticmethod
    def _names(motion_id: int) -> list[str]:
        return [f"{name}-{motion_id}" for name in COUNT_FIELDS]

    def clean(self):
        if any(name.partition("-")[0] in COUNT_FIELDS and name not in self.fields for name in self.data):
            raise forms.ValidationError("Có dòng không thuộc lượt bỏ phiếu này. Tải lại trang rồi nhập lại.")
        for each in self.papers:
            names = [name for motion in each.motions for name in self._names(motion.pk)]
            if not any(name in self.errors for name in names):
                found = criteria.count_refusals(each.paper, self._counts(each))
                for motion_id, sentence in found.items():
                    self.add_error(f"{COUNT_FIELDS[0]}-{motion_id}", sentence)
        return self.cleaned_data

    def _counts(self, paper: PrintedPaper) -> dict[int, Counts]:
        read = self.cleaned_data.get
        return {motion.pk: tuple(read(name) for name in self._names(motion.pk)) for motion in paper.motions}

    def counts(self) -> dict[int, Counts]:
        """By motion id; a row that nobody present may vote on has no papers."""
        found = dict.fromkeys(self.unvoted, NOBODY)
        for each in self.papers:
            found |= self._counts(each)
        return found

from __future__ import annotations

import re
from collections.abc import Sequence

from django import forms

from awards.papers.initiatives import ScoreLine
from core.vietnamese import clean_line

LINE = re.compile(r"^(?P<title>.+?)\s*[:|]\s*(?P<most>[0-9]{1,3})$")


def scale_lines(scale: Sequence[ScoreLine]) -> str:
    return "\n".join(f"{line.title}: {line.most}" for line in scale)


class ScaleForm(forms.Form):
    """The criteria of a phiếu chấm, one a line with its most points."""

    scale = forms.CharField(
        label="Tiêu chí và điểm tối đa",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Mỗi dòng một tiêu chí, ví dụ “Tính mới: 20”. Thang này là của đơn vị; sửa theo quy chế sáng kiến.",
        error_messages={"required": "Chưa có tiêu chí nào. Ghi mỗi dòng một tiêu chí với điểm tối đa."},
    )

    def clean_scale(self) -> list[ScoreLine]:
        found = []
        for number, typed in enumerate(self.cleaned_data["scale"].splitlines(), start=1):
            words = clean_line(typed)
            if not words:
                continue
            line = LINE.match(words)
            if line is None or int(line["most"]) == 0:
                raise forms.ValidationError(
                    f"Dòng {number}: “{words[:80]}” chưa có điểm tối đa. Ghi theo mẫu “Tính mới: 20”."
                )
            found.append(ScoreLine(line["title"][:200], int(line["most"])))
        if len(found) > 30:
            raise forms.ValidationError(f"Có {len(found)} tiêu chí; một phiếu chấm chứa được nhiều nhất 30.")
        return found

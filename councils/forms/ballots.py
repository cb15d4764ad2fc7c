from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from django import forms

from councils.ballots import PAPER_BELOW, PAPER_TELLERS
from councils.forms.helper import form_helper
from councils.forms.running import add_presiding_fields, named_to_preside
from councils.models import BallotBox, CouncilMember, Motion, Vote

SMALL_WHY = (
    f"Chọn sẵn phiếu giấy vì có dưới {PAPER_BELOW} người bỏ phiếu: từ kết quả dễ đoán ra ai chọn gì, và phiếu giấy"
    " không để lại gì trên máy."
)
LARGE_WHY = f"Chọn sẵn bỏ phiếu trên máy vì có từ {PAPER_BELOW} người bỏ phiếu; phiếu giấy cũng có giá trị như vậy."


class _TellerChoice(forms.ModelMultipleChoiceField):
    """Members present; a candidate among them is marked where the secretary chooses."""

    candidates: Mapping[int, Sequence[int]] = {}  # numbers of the own rows by person

    def label_from_instance(self, member):
        own = self.candidates.get(member.person_id)
        if not own:
            return member.person.full_name
        return f"{member.person.full_name} (được đề nghị ở dòng {', '.join(map(str, own))}: nên chọn người khác)"


class OpenBallotForm(forms.Form):
    """How is voted, the tellers, and the council's word that it votes on devices although it is small."""

    TWO = "Phiếu giấy do hai người kiểm phiếu cùng đếm và nhập riêng. Chọn đúng hai người."

    def __init__(
        self,
        *args,
        present,
        is_small: bool,
        candidates: Mapping[int, Sequence[int]],
        motions: Sequence[Motion] = (),
        to_be_named: Mapping[int, Sequence[CouncilMember]] | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.is_small = is_small
        self.fields["mode"] = forms.ChoiceField(
            label="Cách bỏ phiếu",
            choices=BallotBox.Mode.choices,
            initial=BallotBox.Mode.PAPER if is_small else BallotBox.Mode.DEVICE,
            widget=forms.RadioSelect,
            help_text=SMALL_WHY if is_small else LARGE_WHY,
            error_messages={"required": "Chọn bỏ phiếu trên máy hay phiếu giấy."},
        )
        self.fields["tellers"] = _TellerChoice(
            present,
            label="Ban kiểm phiếu",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Chọn trong những người có mặt; tên được ghi vào biên bản."
            " Phiếu giấy cần đúng hai người, mỗi người tự nhập số trên điện thoại.",
            error_messages={"invalid_choice": "Ban kiểm phiếu chỉ gồm thành viên có mặt. Xem lại rồi chọn lại."},
        )
        self.fields["tellers"].candidates = candidates
        if is_small:
            self.fields["accepts_small"] = forms.BooleanField(
                label="Hội đồng thống nhất bỏ phiếu trên máy, không dùng phiếu giấy",
                required=False,
                help_text="Chỉ cần đánh dấu khi chọn bỏ phiếu trên máy.",
            )
        lacking = [motion for motion in motions if motion.pk in (to_be_named or {})]
        for name in add_presiding_fields(self, lacking, to_be_named):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = f"{self.fields[name].label}: chọn một người."
        self.helper = form_helper(*self.fields, submit="Mở bỏ phiếu kín")
        self.helper.hide_optional = True  # what must be filled in depends on the way chosen

    def clean(self):
        mode, tellers = self.cleaned_data.get("mode"), self.cleaned_data.get("tellers")
        if mode == BallotBox.Mode.PAPER and tellers is not None and len(tellers) != PAPER_TELLERS:
            self.add_error("tellers", self.TWO)
        if mode == BallotBox.Mode.DEVICE and self.is_small and not self.cleaned_data["accepts_small"]:
            self.add_error("accepts_small", "Đánh dấu xác nhận hội đồng thống nhất bỏ phiếu trên máy.")
        return self.cleaned_data

    def chosen(self) -> dict:
        """What `ballots.open_box` takes."""
        values = {name: self.cleaned_data[name] for name in ("mode", "accepts_small") if name in self.cleaned_data}
        return values | {"tellers": list(self.cleaned_data["tellers"]), "presiding": named_to_preside(self)}


class BallotForm(forms.Form):
    """One paper: three equal choices for each row, none preselected."""

    FOREIGN = "Phiếu có dòng không thuộc phần bỏ phiếu của thầy/cô. Mở lại phiếu kín rồi chọn lại."

    def __init__(self, *args, motions: Sequence[Motion], **kwargs):
        super().__init__(*args, **kwargs)
        self.motions = motions
        for motion in motions:
            self.fields[f"choice-{motion.pk}"] = forms.ChoiceField(
                label=motion.heading,
                choices=Vote.Choice.choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"Chưa chọn cho “{motion.heading}”.",
                    "invalid_choice": f"Lựa chọn cho “{motion.heading}” không hợp lệ. Chọn lại.",
                },
            )

    @property
    def rows(self):
        return [SimpleNamespace(motion=motion, field=self[f"choice-{motion.pk}"]) for motion in self.motions]

    @property
    def chosen_rows(self):
        words = dict(Vote.Choice.choices)
        return [
            SimpleNamespace(
                motion=motion,
                name=f"choice-{motion.pk}",
                value=self.cleaned_data[f"choice-{motion.pk}"],
                words=words[self.cleaned_data[f"choice-{motion.pk}"]],
            )
            for motion in self.motions
        ]

    def clean(self):
        if any(name.startswith("choice-") and name not in self.fields for name in self.data):
            raise forms.ValidationError(self.FOREIGN)
        return self.cleaned_data

    def choices(self) -> dict[int, str]:
        return {motion.pk: self.cleaned_data[f"choice-{motion.pk}"] for motion in self.motions}

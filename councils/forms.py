from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from councils import criteria
from councils.models import Attendance, CouncilMember, CouncilSession, Motion, Vote

Seat = CouncilMember.Seat
VOTES = ("for", "against", "blank")


def _helper(*fields, submit: str) -> FormHelper:
    helper = FormHelper()
    helper.attrs = {"novalidate": True}
    helper.layout = Layout(*fields, Submit("submit", submit))
    return helper


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


class SessionForm(forms.ModelForm):
    class Meta:
        model = CouncilSession
        fields = ["title", "held_on", "starts_at", "place"]
        widgets = {
            "held_on": forms.DateInput(attrs={"class": "w-date"}),
            "starts_at": forms.TimeInput(format="%H:%M", attrs={"class": "w-short"}),
        }
        help_texts = {
            "title": "Ví dụ: Xét danh hiệu thi đua năm học 2026-2027.",
            "held_on": "Ví dụ: 24/10/2026",
            "starts_at": "Ví dụ: 14:00",
        }
        error_messages = {
            "title": {"required": "Ghi nội dung họp."},
            "held_on": {"required": "Ghi ngày họp.", "invalid": "Ngày họp chưa đúng. Nhập theo mẫu 24/10/2026."},
            "starts_at": {"required": "Ghi giờ bắt đầu.", "invalid": "Giờ bắt đầu chưa đúng. Nhập theo mẫu 14:00."},
            "place": {"required": "Ghi địa điểm họp."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("title", "held_on", "starts_at", "place", submit="Triệu tập phiên họp")


class CancelForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=250, widget=forms.Textarea(attrs={"rows": 2}))


class RollCallForm(forms.Form):
    """Present or absent for each member, with a private reason."""

    def __init__(self, *args, members: Sequence[CouncilMember], attendances: Iterable[Attendance], **kwargs):
        super().__init__(*args, **kwargs)
        self.members = members
        known = {row.member_id: row for row in attendances}
        for member in members:
            row = known.get(member.pk)
            self.fields[f"state-{member.pk}"] = forms.ChoiceField(
                label=member.person.full_name,
                choices=Attendance.State.choices,
                initial=row.state if row else None,
                widget=forms.RadioSelect,
                error_messages={"required": f"Chưa ghi {member.person.full_name} có mặt hay vắng mặt."},
            )
            self.fields[f"reason-{member.pk}"] = forms.CharField(
                label=f"Lý do vắng của {member.person.full_name}",
                required=False,
                max_length=250,
                initial=row.reason if row else "",
                widget=forms.TextInput(attrs={"class": "form-control", "placeholder": "Lý do, nếu vắng"}),
            )

    @property
    def rows(self):
        return [
            SimpleNamespace(member=member, state=self[f"state-{member.pk}"], reason=self[f"reason-{member.pk}"])
            for member in self.members
        ]

    def states(self) -> dict[int, str]:
        return {member.pk: self.cleaned_data[f"state-{member.pk}"] for member in self.members}

    def reasons(self) -> dict[int, str]:
        return {member.pk: self.cleaned_data[f"reason-{member.pk}"] for member in self.members}


class HandsForm(forms.Form):
    """Three counts for each motion. A row left wholly empty is not decided yet; a blank count is not a zero."""

    def __init__(self, *args, motions: Sequence[Motion], entitled: dict[int, int], **kwargs):
        super().__init__(*args, **kwargs)
        self.motions, self.entitled = motions, entitled
        for motion in motions:
            known = dict(zip(VOTES, (motion.votes_for, motion.votes_against, motion.votes_blank), strict=True))
            for vote, words in zip(VOTES, ("Đồng ý", "Không đồng ý", "Không ý kiến"), strict=True):
                self.fields[f"{vote}-{motion.pk}"] = forms.IntegerField(
                    label=f"{words}: {motion.heading}",
                    required=False,
                    min_value=0,
                    max_value=999,
                    initial=known[vote],
                    widget=forms.TextInput(
                        attrs={"class": "form-control num w-auto", "inputmode": "numeric", "size": 3}
                    ),
                    error_messages={
                        "invalid": f"{words}: nhập một số, có thể là 0.",
                        "min_value": f"{words}: nhập số từ 0 trở lên.",
                        "max_value": f"{words}: số quá lớn.",
                    },
                )

    @property
    def rows(self):
        return [
            SimpleNamespace(
                motion=motion, entitled=self.entitled[motion.pk], fields=[self[f"{vote}-{motion.pk}"] for vote in VOTES]
            )
            for motion in self.motions
        ]

    def clean(self):
        for motion in self.motions:
            names = [f"{vote}-{motion.pk}" for vote in VOTES]
            if any(name in self.errors for name in names):
                continue
            counts = [self.cleaned_data[name] for name in names]
            if counts.count(None) == 3:
                continue
            if None in counts:
                self.add_error(names[counts.index(None)], "Ghi đủ ba số của dòng này; không có ai thì ghi 0.")
            elif refusal := criteria.hands_refusal(sum(counts), self.entitled[motion.pk]):
                self.add_error(names[0], refusal)
        return self.cleaned_data

    def counts(self) -> dict[int, tuple[int, int, int]]:
        all_counts = {
            motion.pk: tuple(self.cleaned_data[f"{vote}-{motion.pk}"] for vote in VOTES) for motion in self.motions
        }
        return {pk: counts for pk, counts in all_counts.items() if None not in counts}

    @staticmethod
    def filled_with_agreement(data, motions: Sequence[Motion], entitled: dict[int, int]):
        """The posted data with “everybody agrees” in the rows that are wholly empty; nothing is saved by it."""
        data = data.copy()
        for motion in motions:
            names = [f"{vote}-{motion.pk}" for vote in VOTES]
            if not any(data.get(name, "").strip() for name in names):
                for name, value in zip(names, (entitled[motion.pk], 0, 0), strict=True):
                    data[name] = str(value)
        return data


class _MotionChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, motion):
        return motion.heading


class _MemberChoice(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return f"{member.person.full_name} ({member.get_seat_display()})"


class FamilyForm(forms.Form):
    """A member declares a relative among the candidates."""

    def __init__(self, *args, members, motions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"] = _MemberChoice(
            members,
            label="Thành viên",
            empty_label="Chọn thành viên",
            error_messages={"required": "Chọn thành viên tránh mặt."},
        )
        self.fields["motions"] = _MotionChoice(
            motions,
            label="Không biểu quyết các dòng",
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Chọn ít nhất một dòng có người thân được đề nghị."},
        )
        self.helper = _helper("member", "motions", submit="Ghi tránh mặt")


class _TellerChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, member):
        return member.person.full_name


class OpenBallotForm(forms.Form):
    """The tellers, and the council's word that it votes here although it is small."""

    def __init__(self, *args, voters, is_small: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tellers"] = _TellerChoice(
            voters,
            label="Ban kiểm phiếu",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Chọn trong những người có mặt. Tên được ghi vào biên bản.",
        )
        if is_small:
            self.fields["accepts_small"] = forms.BooleanField(
                label="Hội đồng thống nhất bỏ phiếu trên hệ thống, không dùng phiếu giấy",
                error_messages={"required": "Đánh dấu xác nhận hội đồng thống nhất bỏ phiếu trên hệ thống."},
            )
        self.helper = _helper(*self.fields, submit="Mở bỏ phiếu kín")


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

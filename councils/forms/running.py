from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace

from django import forms

from councils import criteria, services
from councils.criteria import Electorate
from councils.forms.helper import form_helper
from councils.models import Attendance, CouncilMember, HandOver, Motion

NOT_WAITING = "Có dòng không còn chờ biểu quyết: vừa biểu quyết, đã hoãn hoặc đang bỏ phiếu. Xem lại rồi chọn lại."
VOTES = ("for", "against", "blank")
FOR, AGAINST = "for", "against"


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
    """Three counts for each motion. A row left wholly empty is not decided yet; a blank count is not a zero.

    Where a tie follows the chair, a row with equal sides asks on which side the chair stood. `to_be_named` are rows
    that neither the chair nor a deputy may preside over, with those who may.
    """

    def __init__(
        self,
        *args,
        motions: Sequence[Motion],
        behind: Mapping[int, Electorate],
        ties_follow_chair=False,
        to_be_named: Mapping[int, Sequence[CouncilMember]] | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.motions, self.behind = motions, behind
        self.beside: dict[int, dict] = {}  # by motion id, what the page says beside the row
        self.to_be_named = {
            motion.pk: (to_be_named or {})[motion.pk]
            for motion in motions
            if motion.pk in (to_be_named or {}) and not motion.is_decided
        }
        add_presiding_fields(self, [motion for motion in motions if motion.pk in self.to_be_named], self.to_be_named)
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

            if ties_follow_chair and self._is_tied(motion):
                self.fields[self._chair(motion)] = forms.ChoiceField(
                    label="Hai bên bằng nhau, chủ tọa",
                    choices=[(FOR, "Đồng ý"), (AGAINST, "Không đồng ý")],
                    initial={True: FOR, False: AGAINST}.get(motion.casting_vote),
                    widget=forms.RadioSelect,
                    error_messages={"required": services.WHICH_SIDE, "invalid_choice": services.WHICH_SIDE},
                )

    @staticmethod
    def _chair(motion: Motion) -> str:
        return f"chair-{motion.pk}"

    def _is_tied(self, motion: Motion) -> bool:
        """By what was sent, or else by what is stored."""
        if self.is_bound:
            sent = [self.data.get(f"{vote}-{motion.pk}", "").strip() for vote in (FOR, AGAINST)]
            if not all(text.isascii() and text.isdecimal() and len(text) < 4 for text in sent):
                return False
            votes_for, votes_against = map(int, sent)
        elif motion.is_decided:
            votes_for, votes_against = motion.votes_for, motion.votes_against
        else:
            return False
        return services.is_tied(motion, self.behind[motion.pk], votes_for, votes_against)

    @property
    def rows(self):
        return [
            SimpleNamespace(
                motion=motion,
                entitled=self.behind[motion.pk].entitled,
                fields=[self[f"{vote}-{motion.pk}"] for vote in VOTES],
                chair=self[self._chair(motion)] if self._chair(motion) in self.fields else None,
                named=self[presiding_field(motion.pk)] if motion.pk in self.to_be_named else None,
                **self.beside.get(motion.pk, {}),
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
            elif refusal := criteria.hands_refusal(sum(counts), self.behind[motion.pk].entitled):
                self.add_error(names[0], refusal)
            elif motion.pk in self.to_be_named and not self.cleaned_data.get(presiding_field(motion.pk)):
                self.add_error(presiding_field(motion.pk), f"Chọn người chủ trì dòng “{motion.heading}”.")
        return self.cleaned_data

    def presiding(self) -> dict[int, CouncilMember]:
        return named_to_preside(self)

    def counts(self) -> dict[int, tuple[int, int, int]]:
        all_counts = {
            motion.pk: tuple(self.cleaned_data[f"{vote}-{motion.pk}"] for vote in VOTES) for motion in self.motions
        }
        return {pk: counts for pk, counts in all_counts.items() if None not in counts}

    def casting(self) -> dict[int, bool]:
        """The chair's side of each tied row: True where it was for."""
        chosen = {motion.pk: self.cleaned_data.get(self._chair(motion)) for motion in self.motions}
        return {pk: side == FOR for pk, side in chosen.items() if side}

    @staticmethod
    def filled_with_agreement(data, motions: Sequence[Motion], behind: Mapping[int, Electorate]):
        """The posted data with “everybody agrees” in the rows that are wholly empty; nothing is saved by it."""
        data = data.copy()
        for motion in motions:
            names = [f"{vote}-{motion.pk}" for vote in VOTES]
            if not any(data.get(name, "").strip() for name in names):
                for name, value in zip(names, (behind[motion.pk].entitled, 0, 0), strict=True):
                    data[name] = str(value)
        return data


def presiding_field(motion_id: int) -> str:
    return f"presides-{motion_id}"


def add_presiding_fields(form: forms.Form, motions: Sequence[Motion], to_be_named) -> list[str]:
    """A choice of who presides for each row that nobody does by seat; returns the names of the fields."""
    names = []
    for motion in motions:
        name = presiding_field(motion.pk)
        members = {str(member.pk): member for member in to_be_named[motion.pk]}
        form.fields[name] = forms.TypedChoiceField(
            choices=[("", "Chọn người chủ trì"), *((key, _seat_words(member)) for key, member in members.items())],
            coerce=members.get,
            empty_value=None,
            label=f"Chủ trì dòng “{motion.heading}”",
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
            help_text="Chủ tọa tránh mặt ở dòng này và không có Phó Chủ tịch nào thay được.",
            error_messages={"invalid_choice": "Người này không chủ trì dòng này được. Chọn lại."},
        )
        names.append(name)
    return names


def named_to_preside(form: forms.Form) -> dict[int, CouncilMember]:
    """By motion id, who was chosen."""
    chosen = {name: value for name, value in form.cleaned_data.items() if name.startswith("presides-") and value}
    return {int(name.removeprefix("presides-")): member for name, member in chosen.items()}


class _MotionChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, motion):
        return motion.heading


def _seat_words(member: CouncilMember) -> str:
    return f"{member.person.full_name} ({member.get_seat_display()})"


class _MemberChoice(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return _seat_words(member)


class FamilyForm(forms.Form):
    """A member declares a relative among the candidates."""

    def __init__(self, *args, members, motions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"] = _MemberChoice(
            members,
            label="Thành viên",
            empty_label="Chọn thành viên",
            error_messages={
                "required": "Chọn thành viên tránh mặt.",
                "invalid_choice": "Người này không phải thành viên hội đồng vào ngày họp. Chọn lại.",
            },
        )
        self.fields["motions"] = _MotionChoice(
            motions,
            label="Không biểu quyết các dòng",
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Chọn ít nhất một dòng có người thân được đề nghị.",
                "invalid_choice": NOT_WAITING,
            },
        )
        self.helper = form_helper("member", "motions", submit="Ghi tránh mặt")


class OwnFamilyForm(forms.Form):
    """The same for herself."""

    def __init__(self, *args, motions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["motions"] = _MotionChoice(
            motions,
            label="Tôi có người thân được đề nghị ở các dòng",
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Chọn ít nhất một dòng có người thân được đề nghị.",
                "invalid_choice": NOT_WAITING,
            },
        )
        self.helper = form_helper("motions", submit="Khai báo tránh mặt")


class HandOverForm(forms.Form):
    """Who goes on presiding or recording."""

    task = forms.ChoiceField(
        label="Việc được giao",
        choices=[(HandOver.Task.CHAIR, "Chủ tọa phiên họp"), (HandOver.Task.RECORD, "Thư ký phiên họp")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn việc được giao.", "invalid_choice": "Chọn chủ tọa hoặc thư ký."},
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"] = _MemberChoice(
            members,
            label="Người nhận",
            empty_label="Chọn thành viên có mặt",
            error_messages={
                "required": "Chọn người nhận.",
                "invalid_choice": "Người này không nhận được nữa. Xem lại danh sách rồi chọn lại.",
            },
        )
        self.fields["reason"] = forms.CharField(
            label="Lý do",
            required=False,
            max_length=250,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="Ghi vào biên bản. Bắt buộc khi người nhận không phải Chủ tịch, Phó Chủ tịch (giao chủ tọa)"
            " hay Thư ký hội đồng (giao thư ký). Ví dụ: Chủ tọa đi họp đột xuất, hội đồng cử người thay.",
        )
        self.helper = form_helper("task", "to", "reason", submit="Giao và ghi vào biên bản")


class DeferForm(forms.Form):
    """Which rows are put off, and why."""

    def __init__(self, *args, motions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["motions"] = _MotionChoice(
            motions,
            label="Nội dung được hoãn",
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Chọn ít nhất một nội dung để hoãn.",
                "invalid_choice": NOT_WAITING,
            },
        )
        self.fields["reason"] = forms.CharField(
            label="Lý do hoãn",
            max_length=250,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="Ghi vào biên bản. Ví dụ: Không còn đủ số thành viên tối thiểu để biểu quyết.",
            error_messages={"required": "Ghi lý do hoãn; lý do được ghi vào biên bản."},
        )
        self.helper = form_helper("motions", "reason", submit="Hoãn các nội dung đã chọn")

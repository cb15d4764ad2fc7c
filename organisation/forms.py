from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from organisation.leave_forms import not_far_away
from organisation.models import Department, Employment, Person, Role, StaffGroup


class PlainForm(forms.Form):
    """A form whose layout is its fields and one button."""

    button = "Lưu"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(*self.fields, Submit("save", self.button))


class StaffUploadForm(PlainForm):
    button = "Đọc bảng"
    file = forms.FileField(label="Bảng nhân sự", help_text="Tệp Excel (.xlsx), tối đa 2 MB")


class EmploymentForm(PlainForm):
    """A new person, or (with `employment`) the tổ and group of a known one."""

    full_name = forms.CharField(label="Họ và tên", max_length=120)
    born_on = forms.DateField(label="Ngày sinh", required=False, help_text="Ví dụ: 24/10/1990")
    staff_kind = forms.ChoiceField(label="Nhóm", choices=Employment.StaffKind)
    department = forms.ModelChoiceField(label="Tổ", queryset=Department.objects.none(), required=False)
    email = forms.EmailField(label="Thư điện tử", required=False)

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments


class MoveForm(PlainForm):
    """What somebody does here: a correction, or with `from_on` a change from that day on."""

    staff_kind = forms.ChoiceField(label="Nhóm", choices=Employment.StaffKind)
    department = forms.ModelChoiceField(
        label="Tổ", queryset=Department.objects.none(), required=False, empty_label="Không thuộc tổ"
    )
    is_homeroom_teacher = forms.BooleanField(label="Giáo viên chủ nhiệm", required=False)
    groups = forms.ModelMultipleChoiceField(
        label="Nhóm khác", queryset=StaffGroup.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_group = forms.CharField(
        label="Thêm vào nhóm mới", required=False, max_length=120, help_text="Ví dụ: Nuôi dưỡng, Hợp đồng"
    )
    from_on = forms.DateField(
        label="Thay đổi từ ngày",
        required=False,
        help_text="Ví dụ: 24/10/2026. Để trống nếu chỉ sửa điều ghi nhầm; khi đó thời gian trước cũng được sửa.",
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "w-date", "autocomplete": "off"}),
        error_messages={"invalid": "Ngày thay đổi không có trong lịch. Nhập theo mẫu 24/10/2026."},
        validators=[not_far_away],
    )

    def __init__(self, *args, departments, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments
        self.fields["groups"].queryset = groups
        if not groups.exists():
            del self.fields["groups"]
            self.helper.layout = Layout(*self.fields, Submit("save", self.button))

    @property
    def values(self) -> dict:
        return {"groups": []} | self.cleaned_data

    @staticmethod
    def initial_of(employment: Employment) -> dict:
        names = ("staff_kind", "department", "is_homeroom_teacher")
        return {name: getattr(employment, name) for name in names} | {"groups": employment.groups.all()}


class LastDayForm(forms.Form):
    last_on = forms.DateField(
        label="Làm việc đến hết ngày",
        help_text="Ví dụ: 24/10/2026.",
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "w-date", "autocomplete": "off"}),
        error_messages={
            "required": "Chưa có ngày làm việc cuối cùng. Nhập theo mẫu 24/10/2026.",
            "invalid": "Ngày làm việc cuối cùng không có trong lịch. Nhập theo mẫu 24/10/2026.",
        },
        validators=[not_far_away],
    )


class RoleForm(PlainForm):
    button = "Giao vai trò"
    person = forms.ModelChoiceField(label="Người", queryset=Person.objects.none())
    role = forms.ChoiceField(label="Vai trò")
    department = forms.ModelChoiceField(
        label="Tổ", queryset=Department.objects.none(), required=False, help_text="Chỉ cần khi giao vai trò tổ trưởng"
    )

    def __init__(self, *args, people, departments, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["department"].queryset = departments
        self.fields["role"].choices = [(role, Role(role).label) for role in roles]

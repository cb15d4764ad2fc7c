from __future__ import annotations

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from organisation.models import Department, Employment, Person, Role


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
    born_on = forms.DateField(label="Ngày sinh", required=False, help_text="Theo mẫu 24/10/1990")
    staff_kind = forms.ChoiceField(label="Nhóm", choices=Employment.StaffKind)
    department = forms.ModelChoiceField(label="Tổ", queryset=Department.objects.none(), required=False)
    email = forms.EmailField(label="Thư điện tử", required=False)

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments


class MoveForm(PlainForm):
    staff_kind = forms.ChoiceField(label="Nhóm", choices=Employment.StaffKind)
    department = forms.ModelChoiceField(label="Tổ", queryset=Department.objects.none(), required=False)

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments


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

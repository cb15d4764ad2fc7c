from __future__ import annotations

from django import forms

MOST_FILES = 10  # at once


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class EvidenceForm(forms.Form):
    """Files for the own store; each is judged by itself, so that one that is unfit does not keep the others out."""

    files = forms.Field(
        label="Tệp",
        widget=_Files(attrs={"accept": "image/jpeg,image/png,.pdf,.docx", "data-shrink": "", "multiple": True}),
        help_text="Ảnh JPG (tối đa 25 MB), PNG, PDF hoặc DOCX (tối đa 10 MB). Ảnh lớn được thu nhỏ; vị trí chụp ghi"
        " trong ảnh được xóa khi lưu.",
        error_messages={"required": "Chọn ít nhất một tệp."},
    )
    caption = forms.CharField(
        label="Chú thích",
        required=False,
        max_length=250,
        help_text="Ví dụ: Giấy chứng nhận bồi dưỡng hè. Ghi rõ để sau này dễ tìm.",
        error_messages={"max_length": "Chú thích dài quá 250 ký tự. Viết gọn lại."},
    )
    is_confidential = forms.BooleanField(
        label="Bảo mật", required=False, help_text="Khi dùng cho phiếu, hồ sơ chỉ người có thẩm quyền xem xét mở được."
    )

    def clean(self):
        uploads = self.files.getlist("files")
        if len(uploads) > MOST_FILES:
            self.add_error("files", f"Mỗi lần gửi tối đa {MOST_FILES} tệp. Bớt tệp rồi gửi nhiều lần.")
        return {**self.cleaned_data, "files": uploads}

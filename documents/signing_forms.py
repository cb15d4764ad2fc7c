"""Forms of signatures: the scan, the key, the pictures, the file to check."""

from __future__ import annotations

from django import forms

from documents.models import SigningImage

MOST_FILES = 100
NO_FILE = "Chưa chọn tệp."
NO_KEY = f"{NO_FILE} Chọn tệp .p12 hoặc .pfx của chứng thư số."
NOT_TYPED = "Chưa nhập mật khẩu của tệp chứng thư."


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class ScanForm(forms.Form):
    """The scan: one PDF, or a photo of each page in order."""

    files = forms.Field(
        label="Bản quét đã ký, đóng dấu",
        widget=_Files(attrs={"accept": ".pdf,image/jpeg,image/png", "multiple": True}),
        help_text="Một tệp PDF quét màu từ 200 dpi, khổ 1:1; hoặc ảnh chụp từng trang (JPG, PNG) chọn theo thứ tự"
        " trang, hệ thống ghép thành một PDF. Tối đa 30 MB.",
        error_messages={"required": "Chưa chọn bản quét. Chọn một tệp PDF, hoặc ảnh chụp từng trang."},
    )

    def clean(self):
        uploads = self.files.getlist("files")
        if len(uploads) > MOST_FILES:
            self.add_error("files", f"Chọn tối đa {MOST_FILES} ảnh.")
        return {**self.cleaned_data, "files": uploads}


class ScanConfirmForm(forms.Form):
    """Who signed on the paper. `reason` only where a former scan is replaced."""

    signers = forms.CharField(
        label="Ai đã ký trên bản giấy",
        max_length=500,
        help_text="Họ tên từng người, mỗi người một dòng.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Chưa ghi ai đã ký trên bản giấy. Ghi họ tên từng người, mỗi người một dòng."},
    )
    has_seal = forms.BooleanField(label="Bản giấy có dấu của đơn vị", required=False, initial=True)
    reason = forms.CharField(
        label="Lý do thay bản quét trước",
        max_length=500,
        help_text="Ví dụ: bản trước thiếu trang 2. Bản trước vẫn được giữ cùng lý do này.",
        error_messages={"required": "Chưa ghi lý do thay bản quét trước."},
    )
    shown = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, replaces: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not replaces:
            del self.fields["reason"]


class SigningForm(forms.Form):
    """The key and its passphrase, used once and kept nowhere."""

    use_demo_key = forms.BooleanField(
        label="Dùng chứng thư thử của bản trình diễn", required=False, help_text="Không có giá trị pháp lý."
    )
    key_file = forms.FileField(
        label="Tệp chứng thư số (.p12, .pfx)",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
        help_text="Chỉ dùng cho lần ký này, không lưu trên hệ thống.",
        error_messages={"required": NO_KEY, "empty": NO_KEY},
    )
    passphrase = forms.CharField(
        label="Mật khẩu của tệp chứng thư",
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "class": "w-medium"}),
        error_messages={"required": NOT_TYPED},
    )
    with_picture = forms.BooleanField(label="Đặt hình trên trang giấy", required=False, initial=True)
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, has_picture: bool, has_demo_key: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_picture:
            del self.fields["with_picture"]
        if not has_demo_key:
            del self.fields["use_demo_key"]
            self.fields["key_file"].required = self.fields["passphrase"].required = True

    def clean(self):
        data = super().clean()
        if data.get("use_demo_key"):
            return data
        for name, sentence in (("key_file", NO_KEY), ("passphrase", NOT_TYPED)):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return data


class PictureForm(forms.Form):
    """A picture of a signature or of the seal."""

    kind = forms.ChoiceField(choices=SigningImage.Kind.choices, widget=forms.HiddenInput)
    picture = forms.FileField(
        label="Ảnh",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text="Ảnh PNG nền trong suốt, cắt sát nét; hoặc ảnh chụp trên giấy trắng nếu chọn ô dưới. Tối đa 4 MB.",
        error_messages={"required": f"{NO_FILE} Chọn ảnh chữ ký hoặc con dấu."},
    )
    lift = forms.BooleanField(label="Tách nền giấy trắng giúp tôi", required=False)
    width_mm = forms.DecimalField(
        label="Bề ngang thật của dấu (mm)",
        min_value=10,
        max_value=60,
        max_digits=4,
        decimal_places=1,
        initial=36,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "num w-short"}),
        help_text="Đo trên dấu thật; trên văn bản, dấu in đúng cỡ này.",
        error_messages={
            "required": "Chưa có bề ngang của dấu. Đo trên dấu thật, ghi bằng mm.",
            "invalid": "Bề ngang của dấu là số mm, ví dụ 36.",
            "min_value": "Bề ngang của dấu từ 10 đến 60 mm.",
            "max_value": "Bề ngang của dấu từ 10 đến 60 mm.",
        },
    )

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = kind
        if kind != SigningImage.Kind.SEAL:
            del self.fields["width_mm"]


class CheckForm(forms.Form):
    file = forms.FileField(
        label="Tệp PDF cần kiểm tra",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
        help_text="Tối đa 30 MB. Tệp chỉ được đọc, không lưu lại.",
        error_messages={
            "required": f"{NO_FILE} Chọn tệp PDF có chữ ký số.",
            "empty": "Tệp trống (0 byte). Chọn lại tệp PDF.",
        },
    )

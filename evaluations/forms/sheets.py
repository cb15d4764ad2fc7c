from __future__ import annotations

import secrets

from django import forms

from core.templatetags.ui import vi_date
from evaluations import criteria
from evaluations.bases import base_of
from evaluations.criteria import SCORED, Cell, Line
from evaluations.forms.fields import CHOSEN, KINDS, CellField, read_cell, typed_of, value_of
from evaluations.services.proofs import OwnItems


class SheetForm(forms.Form):
    """One's own column: per criterion an amount or why there is none, and proofs."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)
    note = forms.CharField(
        label="Tự nhận xét",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": "Phần tự nhận xét dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự."},
    )

    def __init__(self, data=None, *, lines: list[Line], **kwargs):
        self.lines = lines = [line for line in lines if line.is_entered]
        super().__init__(data, **kwargs)
        for line in lines:
            label = f"Tiêu chí {line.code}"
            self.fields[f"score_{line.key}"] = forms.CharField(required=False, label=label)
            if line.kind not in CHOSEN:
                self.fields[f"kind_{line.key}"] = forms.ChoiceField(
                    choices=KINDS, required=False, label=label, widget=forms.RadioSelect
                )
            self.fields[f"files_{line.key}"] = forms.Field(
                required=False, label=f"Minh chứng tiêu chí {line.code}", widget=forms.FileInput
            )

    @staticmethod
    def initial_of(sheet, cells: dict[int, Cell], lines: list[Line]) -> dict:
        values = {
            "version": sheet.version,
            "page": secrets.token_hex(8),
            "base": base_of(cells, sheet.self_note),
            "note": sheet.self_note,
        }
        for line in lines:
            if not line.is_entered:
                continue
            values[f"score_{line.key}"] = value_of(line, cells.get(line.key))
            if line.kind not in CHOSEN:
                values[f"kind_{line.key}"] = typed_of(cells.get(line.key))[1]
        return values

    def clean(self):
        self.cells: dict[int, Cell | None] = {}
        for line in self.lines:
            text = self.cleaned_data.get(f"score_{line.key}") or ""
            try:
                self.cells[line.key] = read_cell(line, text, self.cleaned_data.get(f"kind_{line.key}") or SCORED)
            except forms.ValidationError as error:
                self.add_error(f"score_{line.key}", error)
        return self.cleaned_data

    def require_whole(self) -> bool:
        """Add a sentence for each blank; whether there is none."""
        for line in self.lines:
            if line.is_required and line.key in self.cells and self.cells[line.key] is None:
                self.add_error(f"score_{line.key}", criteria.blank_sentence(line))
        return not self.errors

    def cell_field(self, line: Line, *, past=None, made: str = "") -> CellField:
        """How the page asks for one cell: as it was typed, with what is wrong."""
        score, kind_name = self[f"score_{line.key}"], f"kind_{line.key}"
        kind = self[kind_name].value() if kind_name in self.fields else SCORED
        return CellField(
            line=line,
            name=score.html_name,
            kind_name=kind_name,
            value=str(score.value() or ""),
            kind=kind if kind in dict(KINDS) else SCORED,
            errors=tuple(score.errors) + (tuple(self[kind_name].errors) if kind_name in self.fields else ()),
            about=_about(line),
            past=past,
            made=made,
        )


def _about(line: Line) -> str:
    """What the box holds, for those who hear the page."""
    if line.kind in criteria.COUNTED and line.each is not None:
        return "Số lần tự ghi"
    return "Số liệu tự ghi" if line.kind == criteria.PROGRESS else "Điểm tự chấm"


class ProofForm(forms.Form):
    """One proof of a criterion: a file, an address, or something of one's own that is there already."""

    upload = forms.FileField(
        label="Tệp",
        required=False,
        help_text="Ảnh, PDF hoặc DOCX, tối đa 10 MB.",
        widget=forms.FileInput(attrs={"data-shrink": True, "accept": "image/jpeg,image/png,.pdf,.docx"}),
        error_messages={"empty": "Tệp không có nội dung. Chọn lại tệp."},
    )
    link = forms.CharField(
        label="Đường dẫn",
        required=False,
        help_text="Trang, bài đăng, thư mục dùng chung. Người chấm phải mở xem được.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    label = forms.CharField(
        label="Tên gọi của đường dẫn",
        required=False,
        max_length=250,
        error_messages={"max_length": "Tên gọi dài %(show_value)s ký tự, tối đa %(limit_value)s ký tự."},
    )
    item = forms.ChoiceField(
        label="Đã có trong hồ sơ",
        required=False,
        error_messages={"invalid_choice": "Mục đã chọn không còn trong hồ sơ của thầy/cô. Chọn mục khác."},
    )
    is_confidential = forms.BooleanField(
        label="Chỉ người chấm được mở",
        required=False,
        help_text="Minh chứng bảo mật không vào danh sách, bảng tải về nào.",
    )

    def __init__(self, data=None, files=None, *, items: OwnItems, **kwargs):
        super().__init__(data, files, **kwargs)
        self.items = {f"{name}-{each.pk}": each for name, rows in _named_items(items) for each in rows}
        groups = [
            (label, [(f"{name}-{each.pk}", _item_words(each)) for each in rows])
            for label, (name, rows) in zip(ITEM_GROUPS, _named_items(items), strict=True)
            if rows
        ]
        self.fields["item"].choices = [("", "Không chọn"), *groups]
        if not groups:
            del self.fields["item"]

    def clean(self):
        given = [name for name in ("upload", "link", "item") if self.cleaned_data.get(name)]
        if not given and not self.errors:
            self.add_error(None, "Chọn tệp, nhập đường dẫn hoặc chọn mục đã có trong hồ sơ.")
        return self.cleaned_data


ITEM_GROUPS = ("Kho minh chứng", "Danh hiệu, khen thưởng", "Việc tốt")


def _named_items(items: OwnItems):
    return [("file", items.files), ("title", items.titles), ("deed", items.deeds)]


def _item_words(item) -> str:
    """“Giấy khen 2025-2026”, “ảnh.jpg (bảo mật)”, “Giúp bạn …, 12/10/2026”."""
    words = str(item)
    if day := getattr(item, "happened_on", None):
        return f"{words}, {vi_date(day)}"
    return f"{words} (bảo mật)" if getattr(item, "is_confidential", False) else words

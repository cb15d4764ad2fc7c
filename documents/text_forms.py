"""The parts of a draft as plain lines that a person edits. What a form does not show stays as it is."""

from __future__ import annotations

import dataclasses
from datetime import date

from django import forms

from core.templatetags.ui import vi_date
from core.vietnamese import clean_line
from documents.bases import basis_line, cited
from documents.content import Appendix, Content, Paragraph, Signatory, from_json, to_json
from documents.layout import appendix_label, signature
from documents.outline_text import is_editable, line_text, outline_text, read_line, read_outline
from documents.pasted import clean_pasted
from legal.models import LegalDocument

ONE_A_LINE = "Mỗi dòng một mục."
LONGEST = 400_000
OUTLINE_HELP = (
    "Đánh số “I.”, “1.”, “a)”, gạch đầu dòng “-”, “+”; **chữ đậm**, *chữ nghiêng*; bảng: | ô | ô |,"
    " hàng đầu in đậm: |* ô | ô |. Mỗi đoạn một dòng. Khi in, số đề mục được đánh lại theo thứ tự."
)


SECRECY = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"]
URGENCY = ["KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"]
# Short texts beside the body, each a field of the content by the same name.
MARKS = ("urgency", "secrecy", "circulation", "drafter", "contact", "attached_to")


class LinesField(forms.CharField):
    """Lines of text; browsers send them with other line ends than they were given, word processors with rubbish."""

    widget = forms.Textarea

    def to_python(self, value):
        return clean_pasted(super().to_python(value)).strip()

    def has_changed(self, initial, data):
        return super().has_changed(initial, None if data is None else self.to_python(data))


def _chosen(words: list[str]) -> list[tuple[str, str]]:
    return [("", "Không"), *((word, word) for word in words)]


class TextForm(forms.Form):
    """A whole draft. `content` is what it was begun on, `values` what was typed before and not saved."""

    OMITS: frozenset[str] = frozenset()
    ROWS = {"addressees": 2, "bases": 5, "body": 28, "closing": 2, "recipients": 4, "signing_lines": 2, "unplaced": 4}

    before = forms.CharField(widget=forms.HiddenInput)
    subject = forms.CharField(
        label="Trích yếu",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Văn bản chưa có trích yếu. Ghi ngắn gọn nội dung của văn bản."},
    )
    addressees = LinesField(label="Kính gửi", required=False, help_text=ONE_A_LINE)
    bases = LinesField(label="Căn cứ", required=False, help_text=ONE_A_LINE)
    library_bases = forms.MultipleChoiceField(
        label="Thêm căn cứ từ thư viện",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Văn bản này không có trong thư viện. Chọn lại."},
    )
    body = LinesField(label="Nội dung", required=False, max_length=LONGEST, help_text=OUTLINE_HELP)
    closing = LinesField(label="Câu kết", required=False)
    recipients = LinesField(label="Nơi nhận", required=False, help_text=ONE_A_LINE)
    signing_lines = LinesField(
        label="Quyền hạn, chức vụ của người ký",
        required=False,
        help_text="Mỗi dòng in một dòng, ví dụ “KT. HIỆU TRƯỞNG” rồi “PHÓ HIỆU TRƯỞNG”.",
    )
    signer_name = forms.CharField(label="Họ tên người ký", required=False, max_length=120)
    urgency = forms.ChoiceField(label="Mức độ khẩn", required=False, choices=_chosen(URGENCY))
    secrecy = forms.ChoiceField(label="Mức độ mật", required=False, choices=_chosen(SECRECY))
    circulation = forms.CharField(
        label="Phạm vi lưu hành", required=False, max_length=80, help_text="Ví dụ “LƯU HÀNH NỘI BỘ”."
    )
    attached_to = forms.CharField(
        label="Ban hành kèm theo",
        required=False,
        max_length=300,
        help_text="Ví dụ “Ban hành kèm theo Quyết định số 45/QĐ-THCSHS ngày 28 tháng 5 năm 2026 của Hiệu trưởng”.",
    )
    drafter = forms.CharField(
        label="Ký hiệu người soạn thảo, số bản", required=False, max_length=40, help_text="In dưới Nơi nhận."
    )
    contact = forms.CharField(
        label="Địa chỉ, thư điện tử, điện thoại", required=False, max_length=200, help_text="In ở chân trang đầu."
    )
    unplaced = LinesField(
        label="Dòng chưa xếp được vào phần nào",
        required=False,
        help_text="Chuyển từng dòng vào phần thích hợp ở trên; dòng còn ở đây không được in.",
    )

    def __init__(
        self,
        data=None,
        *,
        content: Content,
        before: str = "",
        values: dict[str, str] | None = None,
        library: list[LegalDocument] = (),
        on: date | None = None,
    ):
        self.content, self.legal_documents, self.stored = content, library, values_of(content)
        super().__init__(data, initial={**self.stored, "before": before})
        self._drop_fields(content)
        self._add_appendices(content)
        self._offer_library(on)
        for name, rows in self.ROWS.items():
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = rows
        if values:
            self.typed = {name: value for name, value in values.items() if name in self.fields}
            self.initial |= self.typed  # shown; what is compared with is `stored`
            if "library_bases" in self.typed:
                self.initial["library_bases"] = self.typed["library_bases"].split()

    def _drop_fields(self, content: Content) -> None:
        gone = set(self.OMITS)
        if len(content.signatories) > 1:
            gone |= {"signing_lines", "signer_name"}
        if not content.unplaced:
            gone.add("unplaced")
        self.has_body = is_editable(content.blocks)
        if not self.has_body:
            gone.add("body")
        for name in gone:
            self.fields.pop(name, None)

    def _add_appendices(self, content: Content) -> None:
        for index, appendix in enumerate(content.appendices):
            label = appendix_label(content.appendices, index)
            self.fields[f"appendix_{index}_title"] = forms.CharField(
                label=f"{label}: tên", required=False, max_length=500
            )
            if is_editable(appendix.blocks):
                self.fields[f"appendix_{index}_body"] = _appendix_field(f"{label}: nội dung")
        self.fields["new_appendix_title"] = forms.CharField(label="Phụ lục mới: tên", required=False, max_length=500)
        self.fields["new_appendix_body"] = _appendix_field("Phụ lục mới: nội dung")

    def _offer_library(self, on: date | None) -> None:
        if not self.legal_documents or "bases" not in self.fields:
            self.fields.pop("library_bases", None)
            return
        named = {each.pk for line in self.content.bases if (each := cited(line, self.legal_documents))}
        self.fields["library_bases"].choices = [
            (str(each.pk), _library_label(each, on)) for each in self.legal_documents if each.pk not in named
        ]

    @property
    def appendix_fields(self) -> list:
        return [self[name] for name in self.fields if name.startswith("appendix_")]

    @property
    def mark_fields(self) -> list:
        return [self[name] for name in MARKS if name in self.fields]

    @property
    def has_mark(self) -> bool:
        return any(field.value() for field in self.mark_fields)

    @property
    def has_new_appendix(self) -> bool:
        return any(self[name].value() for name in ("new_appendix_title", "new_appendix_body"))

    def typed_values(self) -> dict[str, str]:
        """What stands in the form now, field by field, as it is kept and merged."""
        values = {}
        for name, field in self.fields.items():
            if name == "before" or name not in self.data:
                continue
            if name == "library_bases":
                values[name] = " ".join(self.data.getlist(name))
            else:
                value = self.data.get(name) or ""
                values[name] = field.to_python(value) if isinstance(field, LinesField) else value
        return values

    def edited_content(self) -> Content:
        """The draft with what was changed; untouched fields keep their very objects, so that no-op is no-op.

        Fields that were refused stay as they were: a preview shows the rest.
        """
        content = from_json(to_json(self.content))
        values = getattr(self, "cleaned_data", {})
        changed = {name for name, value in values.items() if name in self.stored and value != self._untouched(name)}
        if "subject" in changed:
            content.subject = clean_line(values["subject"])
        for name in ("addressees", "bases", "recipients"):
            if name in changed:
                setattr(content, name, _lines(values[name]))
        chosen = set(values.get("library_bases") or [])
        content.bases += [basis_line(each) for each in self.legal_documents if str(each.pk) in chosen]
        if "body" in changed:
            content.blocks = read_outline(values["body"])
        for name in ("closing", "unplaced"):
            if name in changed:
                setattr(content, name, _paragraphs(values[name]))
        for name in changed.intersection(MARKS):
            setattr(content, name, clean_line(values[name]))
        if {"signing_lines", "signer_name"} & changed:
            content.signatories = [self._signatory(changed)]
        content.appendices = self._appendices(content, values, changed)
        return content

    def _untouched(self, name: str) -> str:
        """What comes back of a field in which nothing was typed."""
        field = self.fields[name]
        return field.to_python(self.stored[name]) if isinstance(field, LinesField) else self.stored[name]

    def _signatory(self, changed: set[str]) -> Signatory:
        known = self.content.signatories[0] if self.content.signatories else Signatory("")
        name = clean_line(self.cleaned_data["signer_name"])
        if "signing_lines" not in changed:
            return dataclasses.replace(known, name=name)
        *above, post = _lines(self.cleaned_data["signing_lines"]) or [""]
        return Signatory(post=post, name=name, on_behalf="\n".join(above), note=known.note, own_post=known.own_post)

    def _appendices(self, content: Content, values: dict, changed: set[str]) -> list[Appendix]:
        """Each with its new title and body; one that was emptied of both is gone."""
        for index, appendix in enumerate(content.appendices):
            if f"appendix_{index}_title" in changed:
                appendix.title = clean_line(values[f"appendix_{index}_title"])
            if f"appendix_{index}_body" in changed:
                appendix.blocks = read_outline(values[f"appendix_{index}_body"])
        kept = [
            each
            for index, each in enumerate(content.appendices)
            if each.title or each.blocks or f"appendix_{index}_body" not in changed
        ]
        title = clean_line(values.get("new_appendix_title") or "")
        blocks = read_outline(values.get("new_appendix_body") or "")
        return [*kept, Appendix(title, blocks)] if title or blocks else kept


def values_of(content: Content) -> dict[str, str]:
    """The text of every field as the content says it."""
    signatory = content.signatories[0] if content.signatories else Signatory("")
    values = {
        "subject": content.subject,
        "addressees": "\n".join(content.addressees),
        "bases": "\n".join(content.bases),
        "body": outline_text(content.blocks),
        "closing": "\n".join(line_text(each.runs) for each in content.closing),
        "recipients": "\n".join(content.recipients),
        "signing_lines": "\n".join(signature(signatory).lines),
        "signer_name": signatory.name,
        "unplaced": "\n".join(line_text(each.runs) for each in content.unplaced),
        **{name: getattr(content, name) for name in MARKS},
    }
    for index, appendix in enumerate(content.appendices):
        values[f"appendix_{index}_title"] = appendix.title
        values[f"appendix_{index}_body"] = outline_text(appendix.blocks)
    return {name: value.strip() for name, value in values.items()}


def _appendix_field(label: str) -> LinesField:
    return LinesField(
        label=label,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=OUTLINE_HELP,
    )


def _library_label(document: LegalDocument, on: date | None) -> str:
    """“Nghị định 30/2020/NĐ-CP: … (đã đối chiếu văn bản; hết hiệu lực sau ngày …)”."""
    notes = [document.get_mark_display().lower()]
    if on and document.to_on and document.to_on < on:
        notes.append(f"hết hiệu lực sau ngày {vi_date(document.to_on)}")
    elif on and document.from_on > on:
        notes.append(f"có hiệu lực từ ngày {vi_date(document.from_on)}")
    return f"{document}: {document.title} ({'; '.join(notes)})"


def _paragraphs(text: str) -> list[Paragraph]:
    return [Paragraph(read_line(line)) for line in text.splitlines() if line.strip()]


def _lines(text: str) -> list[str]:
    return [line for line in map(clean_line, text.splitlines()) if line]

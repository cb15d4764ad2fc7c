"""A draft that was edited in Word comes back to its desk: read, shown beside the text, written when it is accepted."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from core.errors import ConflictError, DomainError
from documents import services
from documents.comparison import compare, is_unchanged, stretches, summary
from documents.content import Content, from_json, plain_text, to_json
from documents.editing import Desk, base_of, conflict_page
from documents.reading.files import UnreadableFile, bytes_of_upload
from documents.text_forms import LONGEST
from documents.word import WordReading, read_back, returned

SALT = "documents.word_back"
HOURS = 12  # for which what was shown can be accepted
LONGEST_SUBJECT = 500
NOTE = "Nhận lại bản sửa trong Word"
NO_BASE = "Không rõ tệp này được tải từ bản nào, nên so với bản đang lưu. Xem kỹ các chỗ “bỏ”."
NO_STYLES = "Tệp không còn các kiểu chữ của hệ thống (đã qua phần mềm khác); văn bản được đọc theo chữ. Xem kỹ kết quả."
SUBJECT_TOO_LONG = "Trích yếu trong tệp dài quá 500 ký tự. Rút ngắn trong Word rồi tải lên lại."
TOO_LONG = "Văn bản trong tệp dài quá 400.000 ký tự. Tách phần dài thành phụ lục ở tệp khác rồi tải lên lại."
EXPIRED = "Bản vừa xem đã hết hạn nên chưa nhận. Tải tệp Word lên lại."


class WordBackForm(forms.Form):
    """`cleaned_data["file"]` is a WordReading."""

    file = forms.FileField(
        label="Tệp Word đã sửa",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        help_text="Tệp .docx, tối đa 10 MB.",
        error_messages={"required": "Chưa chọn tệp. Chọn tệp Word đã sửa.", "empty": "Tệp trống. Chọn tệp khác."},
    )

    def clean_file(self) -> WordReading:
        try:
            reading = read_back(bytes_of_upload(self.cleaned_data["file"]))
        except UnreadableFile as error:
            raise ValidationError(str(error)) from error
        if len(reading.content.subject) > LONGEST_SUBJECT:
            raise ValidationError(SUBJECT_TOO_LONG)
        if len(plain_text(reading.content)) > LONGEST:
            raise ValidationError(TOO_LONG)
        return reading


def word_back(request, desk: Desk) -> HttpResponse:
    """Ask for the file; show what it changes; write it when that was accepted."""
    if desk.refusal:
        messages.error(request, desk.refusal)
        return redirect(desk.addresses["back"])
    if "accepted" in request.POST:
        return _accept(request, desk)
    form = WordBackForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _review(request, desk, form.cleaned_data["file"])
    return render(request, "documents/word_back.html", {"desk": desk, "form": form})


def _review(request, desk: Desk, reading: WordReading) -> HttpResponse:
    """What the file changes in the text it was made of. Nothing is written."""
    now = desk.load()
    current = services.hash_of(now)
    notes = [] if reading.has_our_styles else [NO_STYLES]
    base = now if reading.source == current else base_of(request, desk, reading.source)
    if base is None:
        base, notes = now, [*notes, NO_BASE]
    result = returned(base, reading)
    result.notes = notes + result.notes
    blocks = compare(base, result.content)
    if base is not now and not is_unchanged(blocks):
        for note in result.notes:
            messages.warning(request, note)
        return conflict_page(request, desk, result.content, base)
    context = {
        "desk": desk,
        "notes": result.notes,
        "is_unchanged": is_unchanged(blocks),
        "counts": summary(blocks),
        "stretches": stretches(blocks),
        "unplaced": result.content.unplaced[len(base.unplaced) :],
        "accepted": sealed(desk.subject_key, result.content, before=current),
    }
    return render(request, "documents/word_review.html", context)


def sealed(subject_key: str, content: Content, *, before: str) -> str:
    """What was shown of whose text, on top of what: nothing else can be accepted."""
    shown = {"content": to_json(content), "before": before, "of": subject_key}
    return signing.dumps(shown, salt=SALT, compress=True)


def _accept(request, desk: Desk) -> HttpResponse:
    try:
        shown = signing.loads(request.POST["accepted"], salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        shown = {}
    if shown.get("of") != desk.subject_key:
        messages.error(request, EXPIRED)
        return redirect(desk.addresses["word_back"])
    return _write(request, desk, from_json(shown["content"]), before=shown["before"])


def _write(request, desk: Desk, content: Content, *, before: str) -> HttpResponse:
    try:
        if services.hash_of(desk.load()) != before:
            return conflict_page(request, desk, content, base_of(request, desk, before))
        said = desk.save(content, before=before, note=NOTE)
    except ConflictError:  # saved by another between reading and writing
        return conflict_page(request, desk, content, base_of(request, desk, before))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(desk.addresses["back"])
    messages.success(request, f"Đã nhận bản sửa trong Word thành bản mới nhất. {said or ''}".strip())
    return redirect(desk.done_address or desk.addresses["back"])

"""In whose name a draft is drawn up, and the names of which day it prints."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from documents import services
from documents.letterhead_forms import LetterheadForm
from documents.models import OfficialDocument
from organisation.letterheads import faces_on


@access("documents.change_officialdocument", OfficialDocument)
def document_letterhead(request, document):
    """Take the names of a day and a face."""
    faces = faces_on(request.organisation, clock.today())
    form = LetterheadForm(request.POST or None, faces=faces, version=document.version)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_letterhead(document, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lấy tên cơ quan, ký hiệu, địa danh theo ngày đã chọn.")
            return redirect("documents:document_detail", request.organisation.slug, document.pk)
    return render(request, "documents/document_letterhead.html", {"document": document, "form": form})

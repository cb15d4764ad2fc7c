"""The papers that arose on a room's page, as many as its reader may open, and what a press on “Lập …” answers."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect

from core.errors import DomainError
from documents import services
from documents.models import OfficialDocument


def papers_here(request, origin_name: str, **origin_kwargs) -> list[OfficialDocument]:
    made = services.papers_made_at(request.organisation, origin_name, **origin_kwargs)
    return [paper for paper in made if request.user.has_perm("documents.view_officialdocument", paper)]


def drafted(request, draft, *, back):
    """To the page of the draft that `draft()` gives (document, whether it was made now), or `back` where it refuses."""
    try:
        document, is_new = draft()
    except DomainError as error:
        messages.error(request, error.message)
        return back
    if is_new:
        messages.success(request, "Đã lập bản nháp. Đọc lại, sửa nếu cần rồi trình duyệt.")
    else:
        messages.info(request, "Văn bản này đã lập và chưa ban hành. Sửa tiếp bản đã lập, không lập bản thứ hai.")
    return redirect("documents:document_detail", request.organisation.slug, document.pk)

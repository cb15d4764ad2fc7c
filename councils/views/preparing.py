"""What is made ready before a session: agenda, papers to read, giấy mời, another day or place."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import render

from core import clock
from core.access import access
from core.errors import DomainError
from councils import agenda, services
from councils.forms.sessions import AgendaForm, MeetingForm, PaperForm
from councils.models import CouncilSession, SessionPaper
from councils.views.page import NOT_RUNNING, act, address, to_session, year_of
from documents.approvers import steps_open_to
from documents.models import OfficialDocument
from documents.previewing import preview_response
from documents.services import pdf_response
from organisation.permissions import role_codes

NOT_READING = "Tài liệu họp chỉ dành cho thành viên hội đồng này, người điều hành phiên họp và lãnh đạo đơn vị."
ALWAYS_OFFERED = (OfficialDocument.Kind.REGULATION, OfficialDocument.Kind.DECISION, OfficialDocument.Kind.PLAN)


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_agenda(request, session):
    """The agenda as plain lines."""
    form = AgendaForm(request.POST or None, initial={"agenda": agenda.typed(services.agenda_of(session))})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_agenda(session, form.cleaned_data["agenda"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu chương trình họp.")
            return to_session(session)
    return render(request, "councils/session_agenda.html", {"session": session, "form": form})


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def session_move(request, session):
    """Another day, hour, place or title of a session that has not opened."""
    if not session.is_draft:
        messages.error(request, "Phiên họp không còn ở bước chuẩn bị nên không đổi ngày giờ, địa điểm được.")
        return to_session(session)
    initial = {name: getattr(session, name) for name in MeetingForm.Meta.fields}
    form = MeetingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            year = year_of(session.organisation, values["held_on"])
            services.move_session(session, school_year=year, by=request.user, **values)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu. Các thành viên được báo khi đổi ngày, giờ hoặc địa điểm.")
            return to_session(session)
    return render(request, "councils/session_move.html", {"session": session, "form": form})


@access("councils.run_councilsession", CouncilSession, methods=["POST"], refusal=NOT_RUNNING)
def session_invitation(request, session):
    done = "Đã lập giấy mời nháp. Xem lại, trình ký và lấy số như các văn bản khác."
    return act(request, session, done, lambda: services.draft_invitation(session, by=request.user))


# ---- papers to read before ----


@access("councils.run_councilsession", CouncilSession, refusal=NOT_RUNNING)
def paper_add(request, session):
    """Lay a document of ours or a file before the members."""
    if session.is_over:
        messages.error(request, f"Phiên họp {session.get_state_display().lower()} nên không thêm tài liệu được.")
        return to_session(session)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PaperForm(*sent, documents=_documents_for(request, session))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_paper(session, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã thêm tài liệu. Các thành viên đọc được trong trang của phiên họp.")
            return to_session(session)
    return render(request, "councils/paper_add.html", {"session": session, "form": form})


def _documents_for(request, session):
    """What she herself may read: this year's papers, and those that rule for longer."""
    user, organisation = request.user, session.organisation
    rows = OfficialDocument.objects.for_organisation(organisation).readable_by(
        user, roles=role_codes(user, organisation), steps=steps_open_to(user, organisation)
    )
    this_year = Q(created_at__gte=clock.at(session.school_year.starts_on))
    rows = rows.filter(this_year | Q(kind__in=ALWAYS_OFFERED)).exclude(pk=session.invitation_id)
    return rows.select_related("series").order_by("-created_at")


@access("councils.read_sessionpaper", SessionPaper, methods=["GET"], refusal=NOT_READING)
def paper_file(request, paper):
    """Read a paper: a file as it was uploaded, a document as its PDF once there is one, as a page before."""
    if paper.document is None:
        return services.file_response(paper)
    if not paper.document.can_be_sent:
        return preview_response(paper.document)
    try:
        return pdf_response(paper.document)
    except DomainError as error:
        messages.error(request, error.message)
        return to_session(paper.session)


@access("councils.run_councilsession", SessionPaper, refusal=NOT_RUNNING)
def paper_remove(request, paper):
    session = paper.session
    if request.method == "POST":
        return act(request, session, "Đã gỡ tài liệu.", lambda: services.remove_paper(paper, by=request.user))
    context = {
        "heading": "Gỡ tài liệu họp",
        "lede": paper.title,
        "consequences": [
            "Các thành viên không còn đọc tài liệu này ở phiên họp.",
            "Tệp đã tải lên bị xóa hẳn." if paper.file else "Văn bản vẫn còn trong mục Văn bản.",
        ],
        "verb": "Gỡ tài liệu",
        "cancel_url": address(session),
    }
    return render(request, "components/confirm.html", context)

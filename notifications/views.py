from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from core.access import access
from notifications import services
from notifications.forms import MailPreferenceForm
from notifications.models import Notification

PER_PAGE = 25


def _own(request, pk):
    """Somebody else's message is not there at all."""
    rows = Notification.objects.for_organisation(request.organisation).to_user(request.user)
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@access("organisation.view_organisation", methods=["GET"])
def notification_list(request):
    """The reader's messages at this organisation, unread first."""
    rows = Notification.objects.for_organisation(request.organisation).to_user(request.user)
    page = Paginator(rows.unread_first(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "unread_count": rows.unread().count()}
    return render(request, "notifications/notification_list.html", context)


@access("organisation.view_organisation", _own, methods=["POST"])
def notification_open(request, notification):
    """Mark it read and go where it leads; reading alone (`stay`) returns to the list."""
    services.mark_read(notification)
    leads_here = url_has_allowed_host_and_scheme(notification.url, allowed_hosts=None)
    if notification.url and leads_here and "stay" not in request.POST:
        return redirect(notification.url)
    return redirect("notifications:notification_list", request.organisation.slug)


@access("organisation.view_organisation", methods=["POST"])
def notification_read_all(request):
    count = services.mark_all_read(organisation=request.organisation, user=request.user)
    if count:
        messages.success(request, f"Đã đánh dấu {count} thông báo là đã đọc.")
    return redirect("notifications:notification_list", request.organisation.slug)


@access("organisation.view_organisation")
def mail_preference_edit(request):
    """What the reader wants by mail from this organisation."""
    organisation, person = request.organisation, request.user.person
    form = MailPreferenceForm(request.POST or None, initial={"mode": services.mail_mode(organisation, person)})
    if request.method == "POST" and form.is_valid():
        services.set_mail_mode(organisation, person, form.cleaned_data["mode"])
        messages.success(request, "Đã lưu cách nhận thư.")
        return redirect("notifications:notification_list", organisation.slug)
    context = {"form": form, "person": person, "hours": services.mail_hours(organisation)}
    return render(request, "notifications/mail_preference_edit.html", context)

"""The calendar's own address: given and ended by its owner, read by her calendar application without a session."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from core.access import access
from deadlines import services
from deadlines.calendar_file import CONTENT_TYPE
from deadlines.models import CalendarFeed


@access("organisation.view_organisation", methods=["GET"])
def feed_detail(request):
    """Whether there is an address, since when, and what it tells; never the address itself."""
    return _page(request)


@access("organisation.view_organisation", methods=["POST"])
def feed_create(request):
    """Make an address and show it, this once; one that was there before ends."""
    token = services.give_feed(request.user.person, organisation=request.organisation, by=request.user)
    address = settings.SITE_URL.rstrip("/") + reverse("calendar_feed", args=[token])
    response = _page(request, address=address)
    add_never_cache_headers(response)
    return response


@access("organisation.view_organisation", methods=["POST"])
def feed_revoke(request):
    services.revoke_feed(request.user.person, organisation=request.organisation, by=request.user)
    messages.success(request, "Đã thu hồi địa chỉ lịch. Ứng dụng đang dùng địa chỉ này không đọc được nữa.")
    return redirect("deadlines:feed_detail", request.organisation.slug)


@login_not_required
@require_safe
def calendar_feed(request, token: str):
    """The calendar itself: whoever holds the address reads it, so it is never kept or listed anywhere."""
    feed = services.feed_of(token)
    if feed is None:
        raise Http404
    body = services.calendar_of(feed.person.user, feed.organisation)
    response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def _page(request, *, address: str = ""):
    rows = CalendarFeed.objects.for_organisation(request.organisation)
    feed = rows.filter(person=request.user.person, revoked_at=None).first()
    return render(request, "deadlines/feed_detail.html", {"feed": feed, "address": address})

"""The page on which something goes down to many organisations at once: who has it, and who gets it next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from core.errors import DomainError
from organisation.models import Supervision
from organisation.years import school_year_code
from submissions.forms import SendDocumentForm, line_of
from submissions.models import Submission


def send_page(
    request,
    template: str,
    context: dict[str, Any],
    *,
    sent: QuerySet[Submission],
    send: Callable[..., int],
    is_ready: bool,
    button: str,
    told: str,
) -> HttpResponse:
    """`sent`: the deliveries so far. `send` gets recipients, line, school_year_code, by; it returns how many got it.

    `told`: the sentence that follows the count of a successful sending.
    """
    line = line_of(request.GET.get("line", ""))
    deliveries = list(sent.select_related("recipient").order_by("recipient__name"))
    form = SendDocumentForm(
        request.POST or None,
        sender=request.organisation,
        line=line,
        sent_to={each.recipient_id for each in deliveries},
        button=button,
    )
    if request.method == "POST" and form.is_valid():
        try:
            count = send(
                recipients=form.recipients, line=line, school_year_code=school_year_code(request), by=request.user
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã gửi tới {count} đơn vị. {told}")
            return redirect(request.get_full_path())
    context |= {
        "form": form,
        "line": line,
        "lines": Supervision.Line.choices,
        "sent": deliveries,
        "taken_count": sum(1 for each in deliveries if not each.is_open),
        "can_send": is_ready and form.open.exists(),
    }
    return render(request, template, context)

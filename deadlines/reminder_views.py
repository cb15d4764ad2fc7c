from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render

from core import clock
from core.access import access
from core.errors import DomainError
from core.templatetags.ui import vi_date
from core.vietnamese import search_key
from deadlines import services
from deadlines.models import Reminder
from deadlines.reminder_forms import LadderForm, PreviewForm
from deadlines.services.preview import Telling
from notifications import services as notifications

USUAL = 13  # days after today that a preview shows unasked


@access("deadlines.set_reminders", methods=["GET"])
def reminder_preview(request):
    """Who will be told what and when, before it happens; and the letters that could not be delivered."""
    organisation, today = request.organisation, clock.today()
    asked = {"first": vi_date(today), "last": vi_date(today + timedelta(days=USUAL))}
    asked |= {name: request.GET[name] for name in asked if request.GET.get(name)}
    form = PreviewForm(asked)
    words = request.GET.get("q", "").strip()
    days = []
    if form.is_valid():
        days = services.preview(organisation, form.cleaned_data["first"], form.cleaned_data["last"])
    unmailed = notifications.people_without_mail(organisation)
    shown = [(at, _shown(tellings, words, unmailed)) for at, tellings in days]
    context = {
        "form": form,
        "words": words,
        "days": [(at, tellings) for at, tellings in shown if tellings],
        "ladder": services.ladder_of(organisation),
        "failed": notifications.failed_letters(organisation),
    }
    return render(request, "deadlines/reminder_preview.html", context)


@access("deadlines.set_reminders")
def reminder_ladder_edit(request):
    """Set the ladder and the hours of mail."""
    organisation = request.organisation
    given = {"ladder": services.ladder_of(organisation), "hours": notifications.mail_hours(organisation)}
    form = LadderForm(request.POST or None, **given)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_ladder(organisation, values=form.cleaned_data, hours=form.hours, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Đã lưu lịch nhắc.")
            return redirect("deadlines:reminder_preview", organisation.slug)
    return render(request, "deadlines/reminder_ladder_edit.html", {"form": form})


def _shown(tellings: list[Telling], words: str, unmailed: set[int]) -> list[dict]:
    """The rows of one day: what, which rung, and each person with how she is reached."""
    rows = []
    for telling in tellings:
        people = [
            {"name": person.full_name, "is_mailed": bool(person.email) and person.pk not in unmailed}
            for person in telling.people
            if search_key(words) in person.search_key
        ]
        if people:
            rows.append({"telling": telling, "when": _when(telling), "people": people})
    return rows


def _when(telling: Telling) -> str:
    if telling.audience != Reminder.Audience.OWNER:
        return f"Báo {Reminder.Audience(telling.audience).label.lower()}, sau hạn {telling.rung} ngày"
    if telling.rung < 0:
        return f"Trước hạn {-telling.rung} ngày"
    return f"Sau hạn {telling.rung} ngày" if telling.rung else "Ngày đến hạn"

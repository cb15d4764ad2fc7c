"""The stored files that were read again: when, and what was found missing or changed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import redirect, render

from core.access import access
from core.errors import DomainError
from documents import services, stored
from documents.models import CheckRound, FileAlarm

PAGE_SIZE = 25


class SettleForm(forms.Form):
    note = forms.CharField(
        label="Cách xử lý",
        max_length=500,
        help_text="Ví dụ: khôi phục từ bản sao lưu ngày 12/10/2026. Hệ thống đọc lại tệp trước khi đóng cảnh báo.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa ghi cách xử lý. Ghi tệp được khôi phục từ đâu, ai làm."},
    )


@access("documents.list_filealarm", methods=["GET"])
def file_alarm_list(request):
    """When everything was last read, and the alarms of this organisation, those that are open first."""
    alarms = FileAlarm.objects.for_organisation(request.organisation).select_related("settled_by")
    alarms = alarms.order_by(F("settled_at").desc(nulls_first=True), "-pk")
    known = {row.source: row for row in CheckRound.objects.all()}
    rounds = [(source.words, known.get(code)) for code, source in stored.SOURCES.items()]
    page = Paginator(alarms, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rounds": rounds,
        "is_read": all(each is not None and each.whole_at for _, each in rounds),
        "open_count": alarms.filter(settled_at=None).count(),
    }
    return render(request, "documents/file_alarm_list.html", context)


@access("documents.view_filealarm", FileAlarm)
def file_alarm_detail(request, alarm):
    """One alarm: what is wrong, what to do, and “Kiểm tra lại” once the file has been put back."""
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.settle_alarm(alarm, note=form.cleaned_data["note"], by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Tệp đã đúng trở lại; đã đóng cảnh báo.")
            return redirect("documents:file_alarm_list", request.organisation.slug)
    source = stored.SOURCES.get(alarm.source)
    context = {"alarm": alarm, "form": form, "source": source.words if source else ""}
    return render(request, "documents/file_alarm_detail.html", context)

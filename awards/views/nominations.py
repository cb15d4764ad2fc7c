"""One nomination: the initiatives it rests on."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from awards import services
from awards.initiatives_held import choosable, held_by_nomination
from awards.models import Nomination
from core.access import access
from core.errors import DomainError


class ChoiceForm(forms.Form):
    authors = forms.MultipleChoiceField(label="Sáng kiến", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {str(author.pk): author for author in offered}
        self.fields["authors"].choices = [(pk, _words(author)) for pk, author in self.offered.items()]
        self.fields["authors"].error_messages["invalid_choice"] = (
            "Một sáng kiến vừa được dùng cho đề nghị khác. Chọn lại trong danh sách."
        )

    @property
    def chosen(self) -> list:
        return [self.offered[pk] for pk in self.cleaned_data["authors"]]


def _words(author) -> str:
    row = author.recognition
    return f"{row.name}: năm học {row.school_year_code}, {row.get_scope_display().lower()}, số {row.decision_number}"


def _nomination(request, pk):
    """A person's; a collective has no initiative."""
    rows = Nomination.objects.for_organisation(request.organisation).filter(person__isnull=False)
    rows = rows.select_related("person", "organisation", "distinction", "dossier__school_year", "dossier__organisation")
    return get_object_or_404(rows, pk=pk)


@access("awards.change_dossier", _nomination)
def nomination_initiatives(request, nomination):
    """Choose which initiatives a nomination uses: what is free, and what it holds already."""
    if not nomination.dossier.is_editable:
        raise Http404
    held = held_by_nomination(request.organisation, [nomination.pk]).get(nomination.pk, [])
    form = ChoiceForm(
        request.POST if request.method == "POST" else None,
        offered=choosable(nomination),
        initial={"authors": [str(use.author_id) for use in held]},
    )
    dossier_url = reverse("awards:dossier_detail", args=[request.organisation.slug, nomination.dossier_id])
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_initiatives(nomination, form.chosen, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"Đã ghi sáng kiến dùng cho đề nghị của {nomination.candidate_name}.")
            return redirect(f"{dossier_url}#rows")
    context = {"nomination": nomination, "form": form, "dossier_url": dossier_url}
    return render(request, "awards/nomination_initiatives.html", context, status=422 if form.errors else 200)

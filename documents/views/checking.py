"""Kiểm tra thể thức: a file is dropped, judged and forgotten."""

from __future__ import annotations

from django.shortcuts import render

from core.access import access
from core.findings import Citation, Finding
from documents.checker.judging import BROKEN, KEPT, LOOK, Report, Verdict
from documents.checker.rules import DECREE
from documents.checking_form import KIND_WORDS, CheckForm

SEVERITY = {BROKEN: "must", LOOK: "look", KEPT: "ok"}
OUTSIDE = "Ngoài Nghị định 30/2020/NĐ-CP, để văn bản dễ đọc và lưu lâu dài."


@access("documents.list_officialdocument")
def document_check(request):
    """The form, and below it what the rules say of the file that was sent. Nothing of it is stored."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        report = form.report
        context |= {
            "report": report,
            "file_name": form.cleaned_data["file"].name,
            "kind": KIND_WORDS[report.kind],
            "findings": [_finding(verdict) for verdict in report.verdicts if verdict.state in SEVERITY],
            "counts": _counts(report),
        }
    status = 422 if request.method == "POST" and not form.is_valid() else 200
    return render(request, "documents/document_check.html", context, status=status)


def _counts(report: Report) -> dict[str, int]:
    return {name: len(report.of(state)) for name, state in (("broken", BROKEN), ("look", LOOK), ("kept", KEPT))}


def _finding(verdict: Verdict) -> Finding:
    places = [
        f"{f'Trang {spot.page}: ' if spot.page else ''}{spot.detail}{f' – “{spot.text}”' if spot.text else ''}."
        for spot in verdict.spots
    ]
    return Finding(
        verdict.code,
        SEVERITY[verdict.state],
        verdict.sentence,
        detail=" ".join(place[0].upper() + place[1:] for place in places),
        change="" if verdict.locator or not places else OUTSIDE,
        citation=Citation(DECREE, verdict.locator, verdict.mark) if verdict.locator else None,
    )

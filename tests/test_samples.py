"""A demo year before the judge: every form is issued, as PDF and as Word, and none breaks a rule."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from documents.checker.files import check_file
from documents.checker.judging import BROKEN
from documents.paper_forms import PAPER_FORMS


@pytest.mark.django_db(transaction=True)  # ballots are vacuumed, which no transaction may hold
def test_every_form_of_the_demo_keeps_the_decree(tmp_path):
    call_command("load_demo", verbosity=0)
    call_command("export_samples", str(tmp_path), "--docx", verbosity=0)
    names = {f"{form.layout}-{key.replace('_', '-')}": form for key, form in PAPER_FORMS.items()}
    files = {f"{name}.{ending}" for name in names for ending in ("pdf", "docx")}
    assert files <= {file.name for file in tmp_path.iterdir()}
    found = [
        (name, verdict.code, [(spot.detail, spot.text) for spot in verdict.spots])
        for name in sorted(files)
        for verdict in check_file(tmp_path / name, names[name.rpartition(".")[0]].layout).verdicts
        if verdict.state == BROKEN
    ]
    assert found == []

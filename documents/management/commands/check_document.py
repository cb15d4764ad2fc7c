from __future__ import annotations

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand

from documents.checker.files import UncheckableFile, check_file
from documents.checker.judging import BROKEN, KEPT, LOOK, Report, Verdict, to_json
from documents.checker.paper import KINDS

WORDS = {BROKEN: "VI PHẠM", LOOK: "NÊN XEM", KEPT: "đạt"}


class Command(BaseCommand):
    help = (
        "Judge a finished PDF or .docx by Nghị định 30/2020/NĐ-CP: each rule kept or broken, with place and article. "
        "Exit code 1 if anything is broken, 2 if the file cannot be read."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=KINDS, help="without it, the kind is known by the paper's own name")
        parser.add_argument("--json", action="store_true", help="the whole report as JSON")

    def handle(self, *args, file: Path, kind: str | None, **options):
        try:
            report = check_file(file, kind)
        except UncheckableFile as error:
            self.stderr.write(str(error))
            sys.exit(2)
        if options["json"]:
            self.stdout.write(json.dumps(to_json(report) | {"file": file.name}, ensure_ascii=False, indent=1))
        else:
            self._print(file, report)
        if not report.is_kept:
            sys.exit(1)

    def _print(self, file: Path, report: Report) -> None:
        counts = {state: len(report.of(state)) for state in WORDS}
        for state in WORDS:
            for verdict in report.of(state):
                self._print_verdict(verdict)
        self.stdout.write(
            f"{file.name} ({report.kind}): {counts[BROKEN]} vi phạm, {counts[LOOK]} nên xem, {counts[KEPT]} đạt."
        )

    def _print_verdict(self, verdict: Verdict) -> None:
        self.stdout.write(f"[{WORDS[verdict.state]}] {verdict.code}: {verdict.sentence} ({verdict.article})")
        for spot in verdict.spots:
            page = f"trang {spot.page}: " if spot.page else ""
            text = f" — “{spot.text}”" if spot.text else ""
            self.stdout.write(f"    {page}{spot.detail}{text}")

"""Print what the reader understands of a plan as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from documents.reading import read_text
from documents.reading.files import UnreadableFile, text_of_file
from plans.reading import read_plan, to_export


class Command(BaseCommand):
    help = "Đọc một kế hoạch (.docx, .txt, PDF có lớp chữ) và in nội dung đã hiểu dưới dạng JSON."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="Tệp .docx, .txt (UTF-8) hoặc PDF có lớp chữ")

    def handle(self, *args, file: Path, **options):
        try:
            reading = read_text(text_of_file(file))
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(to_export(reading, read_plan(reading)), ensure_ascii=False, indent=1))

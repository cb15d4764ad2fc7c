"""Import every plan of a folder as the application does, and count the words that got lost. Nothing is kept."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from core.errors import DomainError
from core.scoping import scope
from documents.content import from_json, plain_text
from documents.reading.document import words
from documents.reading.files import UnreadableFile, text_of_file
from documents.reading.lines import clean_lines, source_lines
from organisation.models import Organisation, SchoolYear
from plans.models import EmulationPlan
from plans.services import import_plan


class Command(BaseCommand):
    help = "Nhập thử từng kế hoạch .txt của một thư mục và đếm số chữ bị mất; không lưu gì."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="Thư mục có các tệp .txt")

    def handle(self, *args, folder: Path, **options):
        files = sorted(folder.glob("*.txt"))
        if not files:
            raise CommandError(f"Không có tệp .txt nào trong {folder}.")
        lost = 0
        for file in files:
            with transaction.atomic():
                lost += self._check(file)
                transaction.set_rollback(True)
        if lost:
            raise CommandError(f"Mất {lost} chữ.")

    def _check(self, file: Path) -> int:
        """The number of words lost; a file that cannot be read counts as one."""
        school, year, user = _school()
        with scope(school):
            try:
                text = text_of_file(file)
                plan = import_plan(organisation=school, school_year=year, text=text, form_token=uuid.uuid4(), by=user)
            except (DomainError, UnreadableFile) as error:
                self.stdout.write(f"{file.name}: {error}")
                return 1
            missing = words(_cleaned(text)) - words(_kept(plan))
            kinds = Counter(plan.facts.values_list("kind", flat=True))
        counts = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
        self.stdout.write(f"{file.name}: mất {missing.total()} chữ ({counts})")
        if missing:
            self.stdout.write(f"  {' '.join(missing.elements())}")
        return missing.total()


def _school():
    slug = f"thu-{uuid.uuid4().hex[:12]}"
    names = {"name": "Trường thử", "symbol": "THU", "place": "Thử", "issuer_lines": "TRƯỜNG THỬ"}
    school = Organisation.objects.create(kind="school", slug=slug, **names)
    days = (date(2026, 8, 1), date(2027, 1, 12), date(2027, 7, 31))
    with scope(school):
        year = SchoolYear.objects.create(
            organisation=school, code="2026-2027", starts_on=days[0], semester_two_starts_on=days[1], ends_on=days[2]
        )
    return school, year, User.objects.create(username=slug)


def _cleaned(text: str) -> str:
    """The text as the reader cleans it: “K Ế  H O Ạ C H” is one word spaced out, and marks of layout are no words."""
    return "\n".join(line.text for line in clean_lines(source_lines(text)))


def _kept(plan: EmulationPlan) -> str:
    """The stored content with what the paste had printed in place of the school's own letterhead and signature."""
    data = {**plan.data, **{name: plan.printed[name] for name in ("letterhead", "signatories", "title", "subject")}}
    return plain_text(from_json(data))

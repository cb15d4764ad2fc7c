from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django_scopes import scopes_disabled

from core.errors import DomainError
from documents import services
from documents.models import OfficialDocument

KINDS = ("plan", "list", "minutes", "proposal")


class Command(BaseCommand):
    help = "Write one issued PDF of each kind that the database holds into a folder."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder: Path, **options):
        folder.mkdir(parents=True, exist_ok=True)
        with scopes_disabled():  # samples of the whole installation, for whoever runs it
            written = [name for kind in KINDS if (name := self._write(kind, folder))]
        if not written:
            raise CommandError("No issued document with a file in this database.")
        for name in written:
            self.stdout.write(name)

    def _write(self, kind: str, folder: Path) -> str:
        rows = OfficialDocument.objects.issued().filter(kind=kind).exclude(file="").select_related("series")
        document = rows.order_by("issued_on", "pk").last()
        if document is None:
            return ""
        try:
            data = services.issued_pdf(document)
        except DomainError as error:
            raise CommandError(f"{document}: {error.message}") from error
        name = f"{kind}-{services.pdf_name(document)}"
        (folder / name).write_bytes(data)
        return name

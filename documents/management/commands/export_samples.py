from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_scopes import scopes_disabled

from core.errors import DomainError
from documents import services
from documents.models import OfficialDocument
from documents.paper_forms import PAPER_FORMS
from documents.word import word_file


class Command(BaseCommand):
    help = "Write one issued paper of every form in the demo as LAYOUT-form.pdf, with --docx also as Word."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)
        parser.add_argument("--docx", action="store_true", help="also as .docx, from the same frozen content")

    def handle(self, *args, **options):
        if not (settings.DEMO or settings.DEBUG or settings.TESTING):
            raise CommandError("Chỉ xuất bản mẫu từ dữ liệu trình diễn (DEMO=1).")
        directory = options["directory"]
        directory.mkdir(parents=True, exist_ok=True)
        with scopes_disabled():
            found = _latest_of_each_form()
            for form, document in sorted(found.items()):
                self._write(directory, form, document, with_word=options["docx"])
        self.stdout.write(f"{len(found)} mẫu trong {directory}")
        if not found:
            raise CommandError("Chưa có văn bản nào được ban hành. Nạp dữ liệu trình diễn trước: ./run demo.")
        if missing := sorted(set(PAPER_FORMS) - set(found)):
            names = "; ".join(PAPER_FORMS[form].name for form in missing)
            self.stderr.write(f"Chưa ban hành mẫu nào của: {names}.")

    def _write(self, directory: Path, form: str, document: OfficialDocument, *, with_word: bool) -> None:
        name = f"{PAPER_FORMS[form].layout}-{form.replace('_', '-')}"
        try:
            (directory / f"{name}.pdf").write_bytes(services.issued_pdf(document))
        except DomainError as error:
            raise CommandError(f"{document}: {error.message}") from error
        if with_word:
            (directory / f"{name}.docx").write_bytes(word_file(services.frozen_content(document), draft=False))


def _latest_of_each_form() -> dict[str, OfficialDocument]:
    """form → the last paper of it that has its file."""
    rows = OfficialDocument.objects.filter(state=OfficialDocument.State.ISSUED).exclude(file="").exclude(form="")
    return {document.form: document for document in rows.order_by("issued_on", "pk")}

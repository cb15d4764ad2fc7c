from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from organisation.models import Organisation


class Command(BaseCommand):
    help = "Load the demo district once: last year complete, this year up to today."

    def handle(self, *args, **options):
        if not (settings.DEMO or settings.DEBUG or settings.TESTING):
            raise CommandError("Chỉ nạp dữ liệu trình diễn vào bản trình diễn (DEMO=1).")
        if Organisation.objects.exists():
            return
        from thiduakhenthuong.demo.story import tell

        tell(today=clock.today(), say=self.stdout.write if options["verbosity"] > 1 else lambda text: None)

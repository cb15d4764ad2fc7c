"""Read every stored file again and compare it with its hash: manage.py check_files"""

from __future__ import annotations

import math

from django.core.management.base import BaseCommand, CommandError

from documents import services


class Command(BaseCommand):
    help = "Đọc lại mọi tệp lưu, so với mã SHA-256 đã ghi; tệp mất hoặc khác thì báo động."

    def handle(self, **options):
        count = services.check_some(seconds=math.inf, anew=True, say=self.stdout.write)
        self.stdout.write(f"Đã đọc lại {count}.")
        alarms = services.open_alarms()
        for alarm in alarms:
            self.stdout.write(
                f"{alarm.organisation}: {alarm.label}: {alarm.get_kind_display()} ({alarm.name or alarm.source})"
            )
        if alarms:
            raise CommandError(f"Có {len(alarms)} tệp không còn nguyên vẹn.")

"""Where files lie: by the application's own day, which in the demo and in tests is not the machine's."""

from __future__ import annotations

from django.utils.deconstruct import deconstructible

from core import clock


@deconstructible
class DatedFolder:
    """`upload_to` of a file field: `<folder>/2026/11/<name>`."""

    def __init__(self, folder: str):
        self.folder = folder

    def __call__(self, instance, name: str) -> str:
        return f"{self.folder}/{clock.today():%Y/%m}/{name}"

    def __eq__(self, other) -> bool:
        return isinstance(other, DatedFolder) and self.folder == other.folder

    def __hash__(self) -> int:
        return hash(self.folder)

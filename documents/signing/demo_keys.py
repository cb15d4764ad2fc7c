"""Keys of the demo: made when it is loaded, beside its files, so that everybody can try to sign. Never in real use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FOLDER = "demo_keys"
PASSPHRASE = "ky-thu"  # noqa: S105 (of keys that are worth nothing)


@dataclass(frozen=True)
class DemoKey:
    data: bytes
    passphrase: str = PASSPHRASE


def demo_key(slug: str, name: str) -> DemoKey | None:
    """The key of a user (by user name) or of the "organisation" there; None outside the demo."""
    if not settings.DEMO:
        return None
    path = key_path(slug, name)
    return DemoKey(path.read_bytes()) if path.is_file() else None


def key_path(slug: str, name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER / f"{Path(slug).name}-{Path(name).name}.p12"

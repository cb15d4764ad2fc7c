"""python -m bench NAME …: one bench, with Django loaded as in production and its database at the present schema."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thiduakhenthuong.settings")
os.environ.setdefault("INSECURE_COOKIES", "1")


def main(name: str, *arguments: str) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    import_module(f"bench.{name}").main(*arguments)


main(*sys.argv[1:])

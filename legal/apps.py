from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LegalConfig(AppConfig):
    name = "legal"
    verbose_name = "pháp lý"

    def ready(self):
        post_migrate.connect(load, sender=self, dispatch_uid="legal.load_library")


def load(*, plan=(), apps=None, **kwargs) -> None:
    """The library belongs to every database, a test's emptied one too; a half-migrated one waits for its tables."""
    from django.db import connection

    from legal.services import load_library

    if "legal_transitionrule" in connection.introspection.table_names():
        load_library()

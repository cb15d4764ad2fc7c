from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "nền tảng"

    def ready(self):
        from core.guards import install_guards

        post_migrate.connect(install_guards, sender=self, dispatch_uid="core.install_guards")

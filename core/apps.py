from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "nền tảng"

    def ready(self):
        from core.guards import install_guards

        autodiscover_modules("permissions")  # each room's table of who may do what
        post_migrate.connect(install_guards, sender=self, dispatch_uid="core.install_guards")

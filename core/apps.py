from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.forms import Field
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "nền tảng"

    def ready(self):
        from core.guards import install_guards

        # Django's own sentence calls a field "trường", which here means a school.
        Field.default_error_messages = {**Field.default_error_messages, "required": "Mục này chưa được điền."}
        # What a room says of itself: who may do what; what it does later, counts, has begun for others, stores.
        autodiscover_modules("permissions", "jobs", "meters", "movements", "stored")
        post_migrate.connect(install_guards, sender=self, dispatch_uid="core.install_guards")

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "theo dõi các trường"

    def ready(self):
        from oversight import jobs  # noqa: F401 (registers the handlers)

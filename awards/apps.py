from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = "khen thưởng"

    def ready(self):
        from awards import meters  # noqa: F401 -- registers itself

from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "councils"
    verbose_name = "hội đồng"

    def ready(self):
        from councils import logs

        logs.install()

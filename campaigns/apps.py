from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "phong trào"

    def ready(self):
        from campaigns import movements  # noqa: F401

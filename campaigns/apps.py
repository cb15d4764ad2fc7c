from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "phong trào"

    def ready(self):
        from campaigns.readers import covenants_read_by
        from documents import own_readers

        own_readers.register("campaigns:group_detail", covenants_read_by)

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = "khen thưởng"

    def ready(self):
        from awards.readers import reports_read_by, scoring_sheets_read_by
        from documents import own_readers

        own_readers.register("awards:report_detail", reports_read_by)
        own_readers.register("awards:initiative_list", scoring_sheets_read_by)

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = "đánh giá"

    def ready(self):
        from documents import own_readers
        from evaluations.readers import period_papers_read_by, sheet_papers_read_by

        own_readers.register("evaluations:period_detail", period_papers_read_by)
        own_readers.register("evaluations:sheet_detail", sheet_papers_read_by)

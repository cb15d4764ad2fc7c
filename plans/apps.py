from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "kế hoạch"

    def ready(self):
        from documents import own_readers
        from plans.readers import papers_read_by

        own_readers.register("plans:plan_detail", papers_read_by)

from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "councils"
    verbose_name = "hội đồng"

    def ready(self):
        from councils import logs
        from councils.readers import papers_read_by
        from documents import own_readers

        logs.install()
        own_readers.register("councils:session_detail", papers_read_by)

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "văn bản"

    def ready(self):
        from documents import jobs  # noqa: F401 (registers the handlers)

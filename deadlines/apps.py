from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    verbose_name = "hạn và việc"

    def ready(self):
        from deadlines import logs

        logs.install()

from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = "đăng ký danh hiệu"

    def ready(self):
        from registrations import meters  # noqa: F401 -- registers itself

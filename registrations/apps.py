from django.apps import AppConfig


class RegistrationsConfig(AppConfig):
    name = "registrations"
    verbose_name = "đăng ký danh hiệu"

    def ready(self):
        from documents import own_readers
        from registrations.readers import papers_read_by

        own_readers.register("registrations:registration_detail", papers_read_by)

"""The Celery application: the hands of the database's rows, never the truth."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thiduakhenthuong.settings")

TRANSPORT_ALIASES["filesystem"] = "thiduakhenthuong.broker:Transport"  # the same folder of files, each put there whole

app = Celery("thiduakhenthuong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

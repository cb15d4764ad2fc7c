"""Every task that beat sends can be sent at all."""

from __future__ import annotations

import pytest
from django.conf import settings

from thiduakhenthuong.celery import app


@pytest.mark.parametrize("name", sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()))
def test_a_scheduled_task_warns_itself_before_it_is_ended(name):
    """Celery refuses to send a task whose soft limit is the longer one, its own or the usual."""
    app.loader.import_default_modules()
    task = app.tasks[name]

    soft = task.soft_time_limit or settings.CELERY_TASK_SOFT_TIME_LIMIT
    hard = task.time_limit or settings.CELERY_TASK_TIME_LIMIT

    assert soft < hard

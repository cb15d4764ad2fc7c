from __future__ import annotations

import os
import signal
from contextlib import contextmanager

import hypothesis
import pytest

from core import clock

# The same examples in every run, so that a failure is the change's own; new ones are looked for by the whole run.
# How long an example takes says how busy the machine is, not whether the code is right.
UNTIMED = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("same", derandomize=True, **UNTIMED)
hypothesis.settings.register_profile("search", print_blob=True, **UNTIMED)
hypothesis.settings.load_profile("search" if os.environ.get("FULL") == "1" else "same")


@pytest.fixture(scope="session")
def is_full() -> bool:
    """Whether heavy tests run with their whole counts (`./run test --full`)."""
    return os.environ.get("FULL") == "1"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that really commit empty the tables afterwards, the log's too: only here may it be truncated."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in (
            "audit_auditentry",
            "audit_auditseal",
            "audit_sealedentry",
            "documents_approvaldecision",
            "documents_documenteffect",
            "documents_officialdocument",
            "documents_signedfile",
            "documents_signedscan",
            "evaluations_sheetedition",
            "records_decidedcase",
        ):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER insert_only_table")
    yield
    # A server or worker that ran in a thread keeps its connection until that thread's data are collected, and a
    # database with a session on it cannot be dropped. The tests are over: whatever is left is sent away.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _quiet_parts(settings, tmp_path):
    """Files go to a folder of the test; passwords hash fast; a task runs only where a test starts a worker."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def within():
    """Fail what takes longer than so many seconds of the processor, however busy the machine is."""

    @contextmanager
    def bounded(*, seconds: float):
        def stop(*_):
            raise AssertionError(f"longer than {seconds} seconds")

        former = signal.signal(signal.SIGVTALRM, stop)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, former)

    return bounded


@pytest.fixture
def on_day():
    """A day of the school year on which most tests take place."""
    with clock.travel_to("2026-10-12 08:00"):
        yield


@pytest.fixture
def world(db, on_day):
    from tests.factories.world import build_world

    return build_world()


@pytest.fixture
def transactional_world(transactional_db, on_day):
    """The same in a database that really commits: for threads and for what happens after commit."""
    from tests.factories.world import build_world

    return build_world()


@pytest.fixture
def processes(tmp_path):
    """Starts real processes; whatever is left of them ends with the test."""
    from tests.processes import Processes

    started = Processes(tmp_path)
    yield started
    started.kill_all()


@pytest.fixture
def run_jobs():
    """Do the work of all queued job rows now, as a worker would."""
    from django_scopes import scopes_disabled

    from core import jobs
    from core.models import Job

    def run() -> int:
        with scopes_disabled():
            ids = list(Job.objects.filter(state=Job.State.QUEUED).order_by("pk").values_list("pk", flat=True))
        for job_id in ids:
            jobs.run(job_id)
        return len(ids)

    return run

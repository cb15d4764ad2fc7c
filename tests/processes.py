"""Real processes for tests: a Redis, workers, beats and a mail server, each ended by the test that started it."""

from __future__ import annotations

import mailbox
import os
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).parents[1]


def wait_for(condition, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Processes:
    """Whatever a test starts; `kill_all` ends what is left, before the database is emptied."""

    def __init__(self, folder: Path):
        self.folder, self.running = folder, []
        self.redis_port, self.sink = free_port(), None

    @property
    def broker_url(self) -> str:
        return f"redis://127.0.0.1:{self.redis_port}/0"

    def start(self, name: str, command: list[str], **environment: str) -> subprocess.Popen:
        with open(self.folder / f"{name}.log", "a") as log:
            process = subprocess.Popen(
                command,
                env=os.environ | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=Path(__file__).parents[1],
            )
        self.running.append(process)
        return process

    def kill(self, process: subprocess.Popen) -> None:
        """As a power cut would: no handler runs."""
        process.kill()
        process.wait(10)

    def kill_all(self) -> None:
        for process in reversed(self.running):
            self.kill(process)

    # ---- what there is ----

    def start_redis(self) -> subprocess.Popen:
        """On the same port each time, with nothing kept from the last one."""
        binary = shutil.which("redis-server")
        assert binary, "redis-server is missing; ./run test installs it"
        command = [binary, "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "", "--dir"]
        process = self.start("redis", [*command, str(self.folder)])
        assert wait_for(lambda: answers(self.redis_port))
        return process

    def start_sink(self) -> Sink:
        self.sink = Sink(self.folder / "mail", free_port())
        command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{self.sink.port}"]
        self.start("sink", [*command, "-c", "aiosmtpd.handlers.Mailbox", str(self.sink.folder)])
        assert wait_for(lambda: answers(self.sink.port))
        return self.sink

    def start_worker(self, name: str = "worker", *, clock: str = "") -> subprocess.Popen:
        """`celery worker` as production runs it, on the test's database; its clock starts at a moment, if given."""
        return self.celery(name, "worker", "-P", "solo", "-l", "INFO", "--hostname", f"{name}@test", clock=clock)

    def start_beat(self, name: str = "beat") -> subprocess.Popen:
        return self.celery(name, "beat", "-S", "django", "--pidfile=", "--max-interval", "1", "-l", "INFO")

    def celery(self, name: str, *arguments: str, clock: str = "") -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-A", "thiduakhenthuong", *arguments]
        return self.start(name, command, **self.environment(clock))

    def environment(self, clock: str) -> dict[str, str]:
        settings = connection.settings_dict
        login = f"{settings['USER']}:{settings['PASSWORD']}@" if settings["USER"] else ""
        host = quote(settings["HOST"] or settings["OPTIONS"].get("host", ""), safe="")
        environment = {
            "DATABASE_URL": f"postgres://{login}{host}/{settings['NAME']}",
            "CELERY_BROKER_URL": self.broker_url,
            "SECRET_KEY": "a-key-for-this-test-alone-" + "x" * 20,
            "DEBUG": "1",
            "LOG_LEVEL": "INFO",
        }
        if self.sink:
            environment |= {
                "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "EMAIL_HOST": "127.0.0.1",
                "EMAIL_PORT": str(self.sink.port),
            }
        return environment | ({"CLOCK_TODAY": clock, "DEMO": "1"} if clock else {})

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()[-5000:]


class Sink:
    """A mail server that keeps what it takes."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder, port

    def count(self) -> int:
        """How many mails it has taken; cheap."""
        new = self.folder / "new"
        return len(os.listdir(new)) if new.exists() else 0

    def message_ids(self) -> Counter[str]:
        return Counter(message["Message-ID"] for message in mailbox.Maildir(self.folder))

    def recipients(self) -> Counter[str]:
        return Counter(message["To"] for message in mailbox.Maildir(self.folder))

"""Child processes that never outlive us, not even when we are killed."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(signal_number: int, parent: int) -> None:
    """In a fresh child: ask the kernel to signal us when `parent` dies, however it dies (Linux only)."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
    if os.getppid() != parent:  # it died before the call above
        os.kill(os.getpid(), signal.SIGKILL)


def spawn(
    command: Sequence[str | Path],
    *,
    death_signal: int = signal.SIGTERM,
    own_session: bool = True,
    before_exec: Callable[[], None] | None = None,
    **options,
) -> subprocess.Popen:
    """Start a child. In its own session the terminal's Ctrl-C does not reach it: we stop children in order."""
    parent = os.getpid()

    def prepare():
        if before_exec:
            before_exec()
        die_with_parent(death_signal, parent)  # last: a change of user clears it

    return subprocess.Popen(
        [str(part) for part in command], start_new_session=own_session, preexec_fn=prepare, **options
    )


def stop(process: subprocess.Popen, *steps: tuple[int, float]) -> None:
    """Send each signal in turn and wait its seconds, until the process is gone."""
    for signal_number, seconds in steps:
        if process.poll() is not None:
            return
        process.send_signal(signal_number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue


GENTLY = ((signal.SIGTERM, 8), (signal.SIGQUIT, 2), (signal.SIGKILL, 5))


def run_in_front(command: Sequence[str | Path], **options) -> int:
    """Run a command that owns the terminal; its exit code. Ctrl-C is its business, a TERM to us is passed on."""
    process = spawn(command, own_session=False, **options)
    handlers = {}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_IGN:
            continue
        passed_on = (lambda *_: None) if number == signal.SIGINT else lambda n, _: process.send_signal(n)
        handlers[number] = signal.signal(number, passed_on)
    try:
        code = process.wait()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


@dataclass
class Service:
    """A long-running child of the demo with its log file."""

    label: str
    command: list[str]
    environment: dict[str, str]
    folder: Path
    log: Path
    process: subprocess.Popen | None = field(default=None, init=False)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            log.truncate(0)
            self.process = spawn(
                self.command,
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, *GENTLY)

    def last_lines(self, count: int = 15) -> str:
        return last_lines(self.log, count)


def last_lines(log: Path, count: int = 15) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return ""


def wait_until(condition: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True

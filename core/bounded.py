"""Work on files that strangers made, in a process of its own with a bound on memory and time, and without secrets.

The parent calls `ask`; the child is a module whose `__main__` calls `answer`:

    python -m MODULE MEMORY_BYTES SECONDS … < input > output

It ends with 0 and its output, or with 1 and one word on standard error that says why not. Such a module may not need
Django's settings.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR")  # none of the secrets
GRACE = 15  # seconds of waiting beside those of work
MOST_OUTPUT = 64 * 1024 * 1024  # whoever asked has to hold it, and has no bound on memory
HEAVY, BROKEN = "heavy", "broken"


class Refused(Exception):
    """One word: HEAVY where a bound was reached, BROKEN where the file cannot be read, or one of the module's own."""

    @property
    def word(self) -> str:
        return str(self)


def ask(module: str, data: bytes, *arguments: str, memory: int, seconds: int) -> bytes:
    """What the module makes of the data; Refused if it does not. `memory` in bytes, `seconds` of computing."""
    own = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    command = [sys.executable, "-m", module, str(memory), str(seconds), *arguments]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, cwd=ROOT, env=own, timeout=seconds + GRACE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(HEAVY) from error
    if done.returncode == 0:
        return done.stdout
    word = done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
    if word.isascii() and word.isalpha() and done.returncode > 0:
        raise Refused(word)
    raise Refused(HEAVY if done.returncode < 0 else BROKEN)


def answer(work: Callable[..., bytes], arguments: list[str]) -> int:
    """The child's side: bound, `work(data, *the other arguments)`, write; the exit code."""
    memory, seconds, *others = arguments
    _bound_this_process(int(memory), int(seconds))
    try:
        output = work(sys.stdin.buffer.read(), *others)
        if len(output) > MOST_OUTPUT:
            return _refuse(HEAVY)
        sys.stdout.buffer.write(output)
    except Refused as error:
        return _refuse(error.word)
    except (MemoryError, RecursionError):
        return _refuse(HEAVY)
    except Exception:  # whatever a library meets in a broken file, the file is what is wrong
        return _refuse(BROKEN)
    return 0


def _bound_this_process(memory: int, seconds: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what a stranger's file says is left in no dump


def _refuse(word: str) -> int:
    sys.stderr.write(f"\n{word}")
    return 1

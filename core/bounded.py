"""A module of ours in a process of its own, with a bound on memory and time: for files that may unpack into anything.

The module is called as `python -m MODULE MEMORY_BYTES SECONDS … < data`, sets the bounds on itself, and ends with 0 and
its output, or with 1 and one word on standard error.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR")  # none of the secrets
ROOT = Path(__file__).resolve().parents[1]


class TooHeavy(Exception):
    """It took more memory or time than it was given."""


@dataclass(frozen=True)
class Outcome:
    """`reason` is the last word of standard error, "" where all went well."""

    output: bytes
    reason: str = ""


def run_bounded(module: str, data: bytes, *arguments: str, memory: int, seconds: int) -> Outcome:
    command = [sys.executable, "-m", module, str(memory), str(seconds), *arguments]
    own = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, cwd=ROOT, env=own, timeout=seconds + 15, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TooHeavy from error
    if done.returncode < 0:
        raise TooHeavy
    if done.returncode == 0:
        return Outcome(done.stdout)
    return Outcome(b"", done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1] or "broken")


def bound_this_process(memory: int, seconds: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

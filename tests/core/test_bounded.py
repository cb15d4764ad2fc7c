"""Work in a process of its own: without secrets, bounded in memory, time and answer, and one word where it fails."""

from __future__ import annotations

import os
import sys

import pytest

from core import bounded
from core.bounded import BROKEN, HEAVY, Refused, answer, ask

MEGABYTE = 2**20


def work(data: bytes, what: str) -> bytes:
    if what == "environment":
        return "\n".join(os.environ).encode()
    if what == "dump":
        import resource

        return repr(resource.getrlimit(resource.RLIMIT_CORE)).encode()
    if what == "memory":
        return bytes(2**31)[:0]
    if what == "time":
        while True:
            pass
    if what == "output":
        return bytes(bounded.MOST_OUTPUT + 1)
    if what == "depth":
        return work(data, what)
    if what == "error":
        raise ValueError("words of a stranger's file")
    if what == "exit":
        os._exit(3)
    raise Refused("scan")


def asked(what: str, *, seconds: int = 5) -> bytes:
    return ask("tests.core.test_bounded", b"", what, memory=700 * MEGABYTE, seconds=seconds)


def test_the_child_knows_none_of_the_secrets_and_leaves_no_dump(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "k")
    monkeypatch.setenv("DATABASE_URL", "postgres://")
    assert set(asked("environment").decode().split()) <= {*bounded.ENVIRONMENT, "LC_CTYPE"}
    assert asked("dump") == b"(0, 0)"


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("memory", HEAVY),
        ("time", HEAVY),
        ("output", HEAVY),
        ("depth", HEAVY),
        ("error", BROKEN),
        ("exit", BROKEN),
        ("own word", "scan"),
    ],
)
def test_what_fails_is_said_in_one_word(what, word):
    with pytest.raises(Refused) as refused:
        asked(what, seconds=1)
    assert refused.value.word == word


if __name__ == "__main__":
    sys.exit(answer(work, sys.argv[1:]))

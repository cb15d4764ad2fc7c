"""Production refuses what only a demo or a test may have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KEY = "k" * 50


def start(**environment) -> subprocess.CompletedProcess:
    """Read the settings in a process of their own, as gunicorn would."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        [sys.executable, "-c", "import thiduakhenthuong.settings"],
        env={**kept, "DATABASE_URL": "postgres:///x", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "SECRET_KEY phải được đặt riêng"),
        ({"SECRET_KEY": "ngan"}, "SECRET_KEY phải được đặt riêng"),
        ({"SECRET_KEY": KEY, "CLOCK_TODAY": "2026-10-12"}, "CLOCK_TODAY chỉ dùng cho bản trình diễn"),
    ],
)
def test_production_does_not_start_with_a_default_secret_or_a_set_clock(environment, sentence):
    started = start(**environment)

    assert started.returncode != 0
    assert sentence in started.stderr


@pytest.mark.parametrize(
    "environment", [{"SECRET_KEY": KEY}, {"SECRET_KEY": KEY, "DEMO": "1", "CLOCK_TODAY": "2026-10-12"}]
)
def test_production_and_the_demo_start_with_their_own_secret(environment):
    assert start(**environment).returncode == 0

"""The library that comes with the application: every rule file of legal/data, read once. Pure."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from legal.rule_checks import read
from legal.rule_files import Rows

FOLDER = Path(__file__).parent / "data"


@cache
def shipped_rows() -> Rows:
    """The rows of all files, in the order of the files' names. Read and checked once for the life of the process."""
    return read({path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))})

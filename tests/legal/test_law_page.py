from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from legal.conditions import PREFIX
from legal.library import FOLDER, library

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
GOLDEN = sorted((ROOT / "tests" / "records" / "golden").glob("*.toml"))


def marks(rows: list) -> str:
    found = Counter(row["mark"] for row in rows)
    return f"{found['T']} / {found['S']} / {found['K']}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("0[3-9]*.toml")), ids=lambda path: path.stem)
def test_page_counts_what_a_file_holds(path):
    rows = {name: [row for row in rows if row.file == path.name] for name, rows in library().items()}
    conditions = [row for row in rows["parameter"] if row["code"].startswith(PREFIX)]
    others = [row for row in rows["parameter"] if not row["code"].startswith(PREFIX)]

    assert f"| {path.stem} | {marks(rows['provision'])} | {marks(conditions)} | {marks(others)} |" in PAGE


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_page_counts_the_golden_cases(path):
    assert f"| {path.stem} | {len(tomllib.loads(path.read_text(encoding='utf-8'))['case'])} |" in PAGE


def test_open_points_of_the_cases_are_on_the_page():
    points = {case["point"] for path in GOLDEN for case in tomllib.loads(path.read_text())["case"] if "point" in case}

    assert points <= set(re.findall(r"^\| (\d+) \|", PAGE, re.M))

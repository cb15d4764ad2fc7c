from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from legal.conditions import PREFIX
from legal.shipped import FOLDER, shipped_rows

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
GOLDEN = sorted((ROOT / "tests" / "records" / "golden").glob("*.toml"))


def marks(rows: list) -> str:
    found = Counter(row["mark"] for row in rows)
    return f"{found['T']} / {found['S']} / {found['K']}"


CASES = [case for path in GOLDEN for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]


def told(rows: dict[str, list]) -> str:
    conditions = [row for row in rows["parameter"] if row["code"].startswith(PREFIX)]
    others = [row for row in rows["parameter"] if not row["code"].startswith(PREFIX)]
    return f"{marks(rows['provision'])} | {marks(conditions)} | {marks(others)}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml"))[2:], ids=lambda path: path.stem)
def test_page_counts_what_a_file_holds(path):
    rows = {name: [row for row in rows if row.file == path.name] for name, rows in shipped_rows().items()}

    assert f"| {path.stem} | {told(rows)} |" in PAGE


@pytest.mark.parametrize("regime", shipped_rows()["regime"], ids=lambda row: row["code"])
def test_page_counts_what_a_regime_has_of_its_own(regime):
    start, end = regime["from_on"], regime.get("to_on", date.max)
    own = [row for row in shipped_rows()["parameter"] if row["from_on"] <= end and row.get("to_on", date.max) >= start]
    provisions = [row for row in shipped_rows()["provision"] if row["document"] in regime["documents"]]
    golden = sum(start <= case["on"] <= end for case in CASES)

    assert f"| {regime['code']} | {told({'parameter': own, 'provision': provisions})} | {golden} |" in PAGE


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_page_counts_the_golden_cases(path):
    assert f"| {path.stem} | {len(tomllib.loads(path.read_text(encoding='utf-8'))['case'])} |" in PAGE


def test_open_points_of_the_cases_are_on_the_page():
    points = {case["point"] for case in CASES if "point" in case}

    assert points <= set(re.findall(r"^\| (\d+) \|", PAGE, re.M))

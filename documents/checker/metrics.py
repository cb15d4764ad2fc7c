"""How wide text prints in Times New Roman: Liberation Serif has the same widths. A Word file does not say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from documents.checker.picture import Run

FONTS = Path(__file__).resolve().parents[1] / "fonts"


def width_of(runs: list[Run]) -> float:
    """Points."""
    return sum(_width(run) for run in runs)


def _width(run: Run) -> float:
    face = {(True, True): "BoldItalic", (True, False): "Bold", (False, True): "Italic"}.get(
        (run.bold, run.italic), "Regular"
    )
    advances, units = _advances(face)
    return sum(advances.get(ord(char), units // 2) for char in run.text) * run.size / units


@cache
def _advances(face: str) -> tuple[dict[int, int], int]:
    with TTFont(FONTS / f"LiberationSerif-{face}.ttf") as font:
        widths = font["hmtx"].metrics
        return {code: widths[glyph][0] for code, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm

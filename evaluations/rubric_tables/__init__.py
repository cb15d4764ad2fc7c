"""A rubric as a table: read out of Excel or Word, checked, written again. No database, clock or request."""

from evaluations.rubric_tables.checks import findings_of
from evaluations.rubric_tables.draft import DraftBand, DraftRow, LeftRow, RubricDraft
from evaluations.rubric_tables.files import read_file
from evaluations.rubric_tables.reading import read_grids

__all__ = ["DraftBand", "DraftRow", "LeftRow", "RubricDraft", "findings_of", "read_file", "read_grids"]

"""How results of shorter periods make that of a longer one: a formula as data, and its result worked out in words.

Pure and exact. A formula is stored as JSON:

    {"method": "mean" | "sum" | "counts", "of": "month" | "quarter" | …, "least": 2,
     "ungraded": "zero" | "left_out" | "ungraded",
     "weights": {"9": "2"},                                              mean of months or semesters only
     "bands": [{"name", "minimum", "praise"}],                           mean, sum: minima in percent
     "order": ["Xuất sắc", "Tốt", …],                                    counts: the shorter grades, the best first
     "grades": [{"name", "needs": [{"grade", "at_least": 2 | "2/3"}], "none_below", "praise"}]}   the best first

A shorter period is one of four things for somebody: graded (0 points is a grade's number), ungraded, exempt, or absent
(no sheet: she was not here yet). Exempt and absent ones leave the denominator; what an ungraded one does is a rule of
the formula. Every percentage is rounded once, half up to two decimals, and what is shown is what decides.
"""

from evaluations.rollups.checks import bands_check, findings_of
from evaluations.rollups.engine import roll_up
from evaluations.rollups.formulas import (
    ABSENT_STATE,
    COUNTS,
    EXEMPT_STATE,
    GRADED_STATE,
    MEAN,
    METHODS,
    MOST_GRADES,
    MOST_LEAST,
    NAME_LENGTH,
    NOUNS,
    PRAISE_LENGTH,
    UNGRADED_RULES,
    UNGRADED_STATE,
    UNGRADES,
    WHOLE,
    Formula,
    Result,
    Source,
    read_formula,
    scales_in,
)
from evaluations.rollups.spans import belongs, months_within, number_of
from evaluations.rollups.wording import words_of

__all__ = [
    "ABSENT_STATE",
    "COUNTS",
    "EXEMPT_STATE",
    "GRADED_STATE",
    "MEAN",
    "METHODS",
    "MOST_GRADES",
    "MOST_LEAST",
    "NAME_LENGTH",
    "NOUNS",
    "PRAISE_LENGTH",
    "UNGRADED_RULES",
    "UNGRADED_STATE",
    "UNGRADES",
    "WHOLE",
    "Formula",
    "Result",
    "Source",
    "bands_check",
    "belongs",
    "findings_of",
    "months_within",
    "number_of",
    "read_formula",
    "roll_up",
    "scales_in",
    "words_of",
]

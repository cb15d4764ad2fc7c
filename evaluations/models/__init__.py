"""The room's rows: rubrics as versioned data, periods, sheets with their cells and proofs, the tổ's meeting."""

from evaluations.models.meetings import DepartmentMeeting, MeetingAttendance
from evaluations.models.periods import EvaluationPeriod, EvaluationPolicy, PeriodRubric, RollUp
from evaluations.models.rubrics import AudienceGroup, Criterion, GradeBand, Rubric
from evaluations.models.sheets import EvaluationSheet, Objection, Score, SheetEdition, SheetEvidence

__all__ = [
    "AudienceGroup",
    "Criterion",
    "DepartmentMeeting",
    "EvaluationPeriod",
    "EvaluationPolicy",
    "EvaluationSheet",
    "GradeBand",
    "MeetingAttendance",
    "Objection",
    "PeriodRubric",
    "RollUp",
    "Rubric",
    "Score",
    "SheetEdition",
    "SheetEvidence",
]

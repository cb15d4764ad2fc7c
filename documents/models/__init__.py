from documents.models.approval import (
    Absence,
    ApprovalDecision,
    ApprovalRoute,
    ApprovalStep,
    ParagraphComment,
    RouteStep,
)
from documents.models.papers import Evidence, NumberSeries, OfficialDocument

__all__ = [
    "Absence",
    "ApprovalDecision",
    "ApprovalRoute",
    "ApprovalStep",
    "Evidence",
    "NumberSeries",
    "OfficialDocument",
    "ParagraphComment",
    "RouteStep",
]

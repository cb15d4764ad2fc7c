from documents.models.approval import (
    Absence,
    ApprovalDecision,
    ApprovalRoute,
    ApprovalStep,
    ParagraphComment,
    RouteStep,
)
from documents.models.effects import DocumentEffect
from documents.models.papers import Evidence, NumberSeries, OfficialDocument
from documents.models.signing import SignedFile, SignedScan, SigningImage
from documents.models.writing import TextVersion, WorkingCopy

__all__ = [
    "Absence",
    "ApprovalDecision",
    "ApprovalRoute",
    "ApprovalStep",
    "DocumentEffect",
    "Evidence",
    "NumberSeries",
    "OfficialDocument",
    "ParagraphComment",
    "RouteStep",
    "SignedFile",
    "SignedScan",
    "SigningImage",
    "TextVersion",
    "WorkingCopy",
]

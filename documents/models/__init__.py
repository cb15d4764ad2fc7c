from documents.models.approval import (
    Absence,
    ApprovalDecision,
    ApprovalRoute,
    ApprovalStep,
    ParagraphComment,
    RouteStep,
)
from documents.models.batches import RenderItem
from documents.models.checks import CheckRound, FileAlarm
from documents.models.effects import DocumentEffect
from documents.models.papers import Evidence, NumberSeries, OfficialDocument
from documents.models.signing import SignedFile, SignedScan, SigningImage
from documents.models.visits import VisitCount
from documents.models.writing import TextVersion, WorkingCopy

__all__ = [
    "Absence",
    "ApprovalDecision",
    "ApprovalRoute",
    "ApprovalStep",
    "CheckRound",
    "DocumentEffect",
    "Evidence",
    "FileAlarm",
    "NumberSeries",
    "OfficialDocument",
    "ParagraphComment",
    "RenderItem",
    "RouteStep",
    "SignedFile",
    "SignedScan",
    "SigningImage",
    "TextVersion",
    "VisitCount",
    "WorkingCopy",
]

"""What people and collectives hold and how they stand: titles, ratings, initiatives, conduct, decided cases."""

from records.models.cases import DecidedCase
from records.models.conduct import DisciplinaryRecord, EarlierService, PendingVerification
from records.models.initiatives import InitiativeAuthor, InitiativeRecognition, InitiativeUse
from records.models.ratings import HISTORY, RULES_PREFIX, QualityRating, RatedYear, YearKind
from records.models.requests import CorrectionRequest, RecordTransfer
from records.models.titles import Origin, RecordCoverage, TitleRecord

__all__ = [
    "HISTORY",
    "RULES_PREFIX",
    "CorrectionRequest",
    "DecidedCase",
    "DisciplinaryRecord",
    "EarlierService",
    "InitiativeAuthor",
    "InitiativeRecognition",
    "InitiativeUse",
    "Origin",
    "PendingVerification",
    "QualityRating",
    "RatedYear",
    "RecordCoverage",
    "RecordTransfer",
    "TitleRecord",
    "YearKind",
]

from councils.models.ballots import BallotBox, Credential, Teller, TellerCount, Vote
from councils.models.councils import Council, CouncilDecision, CouncilMember, WorkingGroup, WorkingGroupMember
from councils.models.motions import Motion, Recusal
from councils.models.sealed import SealedFacts
from councils.models.sessions import AgendaItem, Attendance, CouncilSession, HandOver, SessionPaper

__all__ = [
    "AgendaItem",
    "Attendance",
    "BallotBox",
    "Council",
    "CouncilDecision",
    "CouncilMember",
    "CouncilSession",
    "Credential",
    "HandOver",
    "Motion",
    "Recusal",
    "SealedFacts",
    "SessionPaper",
    "Teller",
    "TellerCount",
    "Vote",
    "WorkingGroup",
    "WorkingGroupMember",
]

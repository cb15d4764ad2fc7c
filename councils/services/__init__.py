"""What the rooms above and the pages ask of councils; the secret ballot has its own module, `councils.ballots`."""

from councils.services.councils import COUNCIL_ROLES, ROLE_OF_SEAT, establish_council
from councils.services.deciding import decide, figures, record_hands, save_decisions
from councils.services.motions import add_motion, result_of
from councils.services.recusals import declare_family, withdraw_recusal
from councils.services.roll_call import Quorum, quorum_of, refuse_without_quorum, take_roll_call
from councils.services.rows import electorates, locked, members_of, present_members, voting_members, written_members
from councils.services.sessions import cancel_session, close_session, convene, open_session

__all__ = [
    "COUNCIL_ROLES",
    "ROLE_OF_SEAT",
    "Quorum",
    "add_motion",
    "cancel_session",
    "close_session",
    "convene",
    "decide",
    "declare_family",
    "electorates",
    "establish_council",
    "figures",
    "locked",
    "members_of",
    "open_session",
    "present_members",
    "quorum_of",
    "record_hands",
    "refuse_without_quorum",
    "result_of",
    "save_decisions",
    "take_roll_call",
    "voting_members",
    "withdraw_recusal",
    "written_members",
]

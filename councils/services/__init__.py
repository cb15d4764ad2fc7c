"""What the rooms above and the pages ask of councils; the secret ballot has its own module, `councils.ballots`."""

from councils.services.bodies import end_body, enter_body
from councils.services.councils import assign_duty, end_council, enter_decision, establish_council, renew_council
from councils.services.deciding import (
    WHICH_SIDE,
    decide,
    figures,
    hands_to_count,
    is_tied,
    record_hands,
    save_decisions,
    ties_follow_chair,
)
from councils.services.deferral import defer_motions, take_up
from councils.services.following import follow, following_refusal, vote_again
from councils.services.groups import change_group, create_group, end_group
from councils.services.handing_over import hand_over_chair, hand_over_record, may_take_over
from councils.services.interests import note_interests
from councils.services.minutes import (
    Check,
    checks_of,
    draw_count_sheet,
    draw_minutes,
    remarks_refusal,
    submit_count_sheet,
    submit_minutes,
    write_remarks,
)
from councils.services.motions import NewMotion, add_motion, add_motions
from councils.services.preparing import (
    agenda_of,
    draft_invitation,
    invitation_is_outdated,
    move_session,
    set_agenda,
)
from councils.services.presiding import preside, presiding_of, to_be_named
from councils.services.recusals import (
    declare_family,
    declare_own_family,
    open_to_recusal,
    seat_of,
    withdraw_recusal,
)
from councils.services.regulation import draft_decision, draft_regulation, name_regulation, rules_in_force, set_seal
from councils.services.releasing import ask_for_release, release_is_done
from councils.services.roll_call import Quorum, quorum_of, refuse_without_quorum, take_roll_call
from councils.services.rows import (
    electorates,
    hold_subjects,
    locked,
    members_of,
    present_members,
    recused_from,
    voting_members,
)
from councils.services.seats import COUNCIL_ROLES, FOLLOWED_LEVELS, ROLE_OF_SEAT, Seating
from councils.services.session_papers import add_paper, file_response, remove_paper
from councils.services.sessions import cancel_session, close_session, convene, open_session, recorders_of
from councils.services.specimens import keep_specimens, specimens_of

__all__ = [
    "COUNCIL_ROLES",
    "FOLLOWED_LEVELS",
    "ROLE_OF_SEAT",
    "WHICH_SIDE",
    "Check",
    "NewMotion",
    "Quorum",
    "Seating",
    "add_motion",
    "add_motions",
    "add_paper",
    "agenda_of",
    "ask_for_release",
    "assign_duty",
    "cancel_session",
    "change_group",
    "checks_of",
    "close_session",
    "convene",
    "create_group",
    "decide",
    "declare_family",
    "declare_own_family",
    "defer_motions",
    "draft_decision",
    "draft_invitation",
    "draft_regulation",
    "draw_count_sheet",
    "draw_minutes",
    "electorates",
    "end_body",
    "end_council",
    "end_group",
    "enter_body",
    "enter_decision",
    "establish_council",
    "figures",
    "file_response",
    "follow",
    "following_refusal",
    "hand_over_chair",
    "hand_over_record",
    "hands_to_count",
    "hold_subjects",
    "invitation_is_outdated",
    "is_tied",
    "keep_specimens",
    "locked",
    "may_take_over",
    "members_of",
    "move_session",
    "name_regulation",
    "note_interests",
    "open_session",
    "open_to_recusal",
    "present_members",
    "preside",
    "presiding_of",
    "quorum_of",
    "record_hands",
    "recorders_of",
    "recused_from",
    "refuse_without_quorum",
    "release_is_done",
    "remarks_refusal",
    "remove_paper",
    "renew_council",
    "rules_in_force",
    "save_decisions",
    "seat_of",
    "set_agenda",
    "set_seal",
    "specimens_of",
    "submit_count_sheet",
    "submit_minutes",
    "take_roll_call",
    "take_up",
    "ties_follow_chair",
    "to_be_named",
    "vote_again",
    "voting_members",
    "withdraw_recusal",
    "write_remarks",
]

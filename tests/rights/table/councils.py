"""Sessions of the council and its ballots."""

from __future__ import annotations

from functools import partial

from councils.paper_ballots import COUNT_FIELDS
from tests.rights.table.entry import COUNCIL, RUNNING, Entry, by_member, nothing, pk_of, sends

runs = partial(Entry, RUNNING, "secretary")
meets = partial(Entry, COUNCIL | {"leader"}, "member")

COUNCILS = {
    "councils:session_list": meets(),
    "councils:council_create": Entry(
        {"principal", "leader"},
        "principal",
        post=lambda h: {
            "name": "Hội đồng mới",
            "decision": "Quyết định số 30/QĐ",
            "from_on": "01/11/2026",
            **{f"seat-{member.person_id}": member.seat for member in h.council.members.all()},
        },
    ),
    "councils:council_detail": meets(pk_of("council")),
    "councils:practice_begin": runs(pk_of("council"), nothing),
    "councils:practice_erase": runs(pk_of("practice_session"), nothing),
    "councils:session_create": runs(
        post=sends(title="Phiên xét", held_on="13/10/2026", starts_at="08:00", place="Phòng họp")
    ),
    "councils:session_detail": meets(pk_of("ballot_session")),
    "councils:session_roll_call": runs(pk_of("draft_session"), by_member("state-{}", "present")),
    "councils:session_open": runs(pk_of("draft_session"), nothing),
    "councils:session_hands": runs(
        pk_of("hands_session"),
        lambda h: {f"{vote}-{h.open_motion.pk}": count for vote, count in (("for", 5), ("against", 0), ("blank", 0))},
    ),
    "councils:session_again": runs(pk_of("refused_session"), lambda h: {"motions": [h.refused_motion.pk]}),
    "councils:session_recusals": runs(
        pk_of("draft_session"),
        lambda h: {"member": h.council.members.get(person=h.cast["head"]).pk, "motions": [h.hands_motion.pk]},
    ),
    "councils:recusal_withdraw": runs(pk_of("recusal"), nothing),
    "councils:session_cancel": runs(pk_of("draft_session"), sends(reason="Trùng lịch kiểm tra học kỳ")),
    "councils:session_close": runs(pk_of("finished_session"), nothing),
    "councils:ballot": Entry(COUNCIL, "member", pk_of("ballot_session")),
    "councils:ballot_cast": Entry(
        COUNCIL, "member", pk_of("ballot_session"), lambda h: {f"choice-{h.secret_motion.pk}": "agree"}
    ),
    "councils:ballot_open": runs(pk_of("voting_session"), sends(mode="device", accepts_small="on")),
    "councils:ballot_progress": meets(pk_of("ballot_session")),
    "councils:ballot_release": Entry({"principal"}, "principal", pk_of("counted_session"), nothing),
    "councils:ballot_close": runs(pk_of("ballot_session"), nothing),
    "councils:papers_print": runs(pk_of("paper_session"), nothing),
    "councils:teller_count": Entry(
        {"head", "member"},
        "member",
        pk_of("paper_session"),
        lambda h: {f"{name}-{h.paper_motion.pk}": 1 for name in COUNT_FIELDS},
    ),
    "councils:teller_reopen": Entry({"head", "member"}, "head", pk_of("paper_session"), nothing),
}

"""Sessions of the council and its ballots."""

from __future__ import annotations

from functools import partial

from councils.paper_ballots import COUNT_FIELDS
from tests.rights.table.entry import COUNCIL, OFFICE, RUNNING, Entry, by_member, nothing, pk_of, sends

runs = partial(Entry, RUNNING, "secretary")
SEATED = COUNCIL - {"outsider_head"}  # members of the council that meets, not of any
meets = partial(Entry, SEATED | {"leader"}, "member")
reads = partial(Entry, COUNCIL | OFFICE, "member")
decides = partial(Entry, {"principal", "leader"}, "principal")
arranges = partial(Entry, RUNNING | {"leader"}, "secretary")


def _seats(holdings):
    return {f"seat-{member.person_id}": member.seat for member in holdings.council.members.all()}


COUNCILS = {
    "councils:session_list": Entry(COUNCIL | {"leader"}, "member"),
    "councils:council_list": reads(),
    "councils:council_create": decides(
        post=lambda h: {
            "kind": "evaluation",
            "name": "Hội đồng mới",
            "decision": "Quyết định số 30/QĐ",
            "from_on": "01/11/2026",
            **_seats(h),
        },
    ),
    "councils:practice_begin": runs(pk_of("council"), nothing),
    "councils:practice_erase": runs(pk_of("practice_session"), nothing),
    "councils:council_detail": reads(pk_of("council")),
    "councils:council_renew": decides(
        pk_of("initiative_council"), lambda h: {"from_on": "01/11/2026", "decision": "Quyết định số 31/QĐ", **_seats(h)}
    ),
    "councils:council_end": decides(pk_of("initiative_council"), sends(last_on="31/12/2026")),
    "councils:decision_edit": decides(pk_of("council_decision"), sends(reference="Quyết định số 32/QĐ")),
    "councils:decision_draft": arranges(pk_of("council_decision"), nothing),
    "councils:member_edit": arranges(pk_of("council_seat"), sends(duty="Theo dõi tổ 4, 5", from_on="01/11/2026")),
    "councils:council_regulation": arranges(pk_of("initiative_council"), sends(text="Quy chế số 15/QC")),
    "councils:council_seal": arranges(pk_of("initiative_council"), sends(uses_seal="on", symbol="HĐSK")),
    "councils:regulation_draft": arranges(pk_of("initiative_council"), nothing),
    "councils:group_create": arranges(
        pk_of("initiative_council"),
        lambda h: {"name": "Tổ thư ký", "from_on": "12/10/2026", "people": [h.cast["teacher"].pk]},
    ),
    "councils:group_edit": arranges(
        pk_of("working_group"), lambda h: {"name": "Tổ thư ký", "people": [h.cast["teacher"].pk]}
    ),
    "councils:group_end": arranges(pk_of("working_group"), sends(last_on="31/12/2026")),
    "councils:body_list": arranges(post=sends(name="Ban đại diện cha mẹ học sinh", from_on="01/10/2026")),
    "councils:body_end": arranges(pk_of("body"), sends(last_on="31/12/2026")),
    "councils:session_create": runs(
        post=sends(
            title="Phiên xét",
            held_on="13/10/2026",
            starts_at="08:00",
            place="Phòng họp",
            council=lambda h: h.council.pk,
        )
    ),
    "councils:session_detail": meets(pk_of("ballot_session")),
    "councils:session_strip": meets(pk_of("hands_session")),
    "councils:session_screen": meets(pk_of("hands_session")),
    "councils:session_screen_part": meets(pk_of("hands_session")),
    "councils:session_agenda": runs(pk_of("draft_session"), sends(agenda="Xét danh hiệu | Bà Lan")),
    "councils:session_move": runs(
        pk_of("draft_session"),
        sends(title="Phiên dời", held_on="14/10/2026", starts_at="09:00", place="Hội trường"),
    ),
    "councils:session_invitation": runs(pk_of("draft_session"), nothing),
    "councils:paper_add": runs(pk_of("draft_session"), lambda h: {"document": h.minutes.pk}),
    "councils:paper_file": Entry(SEATED | {"leader"}, "member", pk_of("session_paper")),
    "councils:paper_remove": runs(pk_of("session_paper"), nothing),
    "councils:own_recusals": Entry(SEATED, "head", pk_of("draft_session"), lambda h: {"motions": [h.hands_motion.pk]}),
    "councils:session_defer": runs(
        pk_of("hands_session"), lambda h: {"motions": [h.open_motion.pk], "reason": "Hết giờ"}
    ),
    "councils:motion_take_up": runs(pk_of("deferred_motion"), nothing),
    "councils:session_roll_call": runs(pk_of("draft_session"), by_member("state-{}", "present")),
    "councils:session_open": runs(pk_of("draft_session"), nothing),
    "councils:session_hand_over": Entry(
        RUNNING | {"vice_principal"},
        "vice_principal",
        pk_of("hands_session"),
        lambda h: {"task": "chair", "to": h.council.members.get(person=h.cast["vice_principal"]).pk},
    ),
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
    "councils:session_remarks": Entry(
        {"secretary"}, "secretary", pk_of("closed_session"), sends(remarks="Không ai có ý kiến khác.", before="")
    ),
    "councils:minutes_submit": Entry({"secretary"}, "secretary", pk_of("closed_session"), nothing),
    "councils:count_sheet_submit": Entry({"secretary"}, "secretary", pk_of("released_box"), nothing),
    "councils:session_recount": meets(pk_of("released_session")),
    "councils:session_recount_file": meets(pk_of("released_session"), logs=True),
    "councils:ballot": Entry(SEATED, "member", pk_of("ballot_session")),
    "councils:ballot_cast": Entry(
        SEATED, "member", pk_of("ballot_session"), lambda h: {f"choice-{h.secret_motion.pk}": "agree"}
    ),
    "councils:ballot_open": runs(pk_of("voting_session"), sends(mode="device", accepts_small="on")),
    "councils:ballot_progress": meets(pk_of("ballot_session")),
    "councils:ballot_release": Entry({"principal"}, "principal", pk_of("counted_session"), nothing),
    "councils:ballot_close": runs(pk_of("ballot_session"), nothing),
    "councils:papers_print": runs(pk_of("paper_session"), nothing),
    "councils:papers_keep": runs(pk_of("paper_session"), nothing),
    "councils:teller_count": Entry(
        {"head", "member"},
        "member",
        pk_of("paper_session"),
        lambda h: {f"{name}-{h.paper_motion.pk}": 1 for name in COUNT_FIELDS},
    ),
    "councils:teller_reopen": Entry({"head", "member"}, "head", pk_of("paper_session"), nothing),
}

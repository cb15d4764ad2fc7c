"""What the papers of a session print, gathered from its rows as plain JSON data and sealed.

`figures` are what was counted and decided; they are read from the rows again when somebody checks the papers.
`words` are names and headings as they were: a person, a tổ, the letterhead may be called otherwise later, the papers
must not change with them. Moments are ISO in UTC. The reason of an absence is private and is not gathered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from councils import voting_rules
from councils.models import (
    BallotBox,
    CouncilMember,
    CouncilSession,
    Credential,
    HandOver,
    Motion,
    Recusal,
    Teller,
    TellerCount,
)
from councils.paper_ballots import papers_in
from councils.papers.letterheads import letterhead_of
from councils.papers.words import heading_of
from documents.content import to_json

LAYOUT = 1  # of the builders; another one may print the same facts in other words
FIGURES = ("votes_for", "votes_against", "votes_blank", "votes_invalid", "eligible_count", "present_count", "base")
DECIDED = (*FIGURES, "base_kind", "base_citation", "threshold", "threshold_citation", "casting_vote", "passed")
KEPT = ("method", "attempt", "follow_kind", "deferred_reason", *DECIDED)


def fingerprint(sealed: dict) -> str:
    """The SHA-256 that the log keeps of sealed facts."""
    plain = json.dumps(sealed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


# ---- a session ----


def seal_session(session: CouncilSession) -> dict:
    """As `SealedFacts.data` holds it; the session has its closing time."""
    return {"layout": LAYOUT, "figures": session_figures(session), "words": _session_words(session)}


def session_figures(session: CouncilSession) -> dict:
    attendances = session.attendances.order_by("member__position", "member_id")
    return {
        "held_on": session.held_on.isoformat(),
        "title": session.title,
        "place": session.place,
        "opened_at": _iso(session.opened_at),
        "closed_at": _iso(session.closed_at),
        "member_count": session.member_count,
        "quorum": session.quorum,
        "quorum_citation": session.quorum_citation,
        "rules": session.rules,
        "presided_by": session.presided_by_id,
        "recorded_by": session.recorded_by_id,
        "attendances": [
            {"member": row.member_id, "state": row.state, "arrived": _iso(row.arrived_at), "left": _iso(row.left_at)}
            for row in attendances
        ],
        "motions": [_motion(motion) for motion in session.motions.order_by("position", "pk")],
        "recusals": _recusals(Recusal.objects.filter(motion__session=session)),
        "boxes": _boxes(session.boxes.order_by("number")),
        **_hand_overs(session),
    }


def holder_at(session: CouncilSession, task: str, at: datetime) -> CouncilMember:
    """Who presided or recorded at a moment of the session."""
    row = session.hand_overs.filter(task=task, at__gt=at).select_related("from_member__person").first()
    if row is not None:
        return row.from_member
    return session.presided_by if task == HandOver.Task.CHAIR else session.recorded_by


def _hand_overs(session: CouncilSession) -> dict:
    """Who went on in whose place, each with the rows decided before; no key at all where nobody did."""
    decided = dict(session.motions.exclude(decided_at=None).values_list("pk", "decided_at"))
    rows = [
        {
            "task": row.task,
            "from": row.from_member_id,
            "to": row.to_member_id,
            "at": _iso(row.at),
            "reason": row.reason,
            "decided": sorted(pk for pk, at in decided.items() if at <= row.at),
        }
        for row in session.hand_overs.all()
    ]
    return {"hand_overs": rows} if rows else {}


def _session_words(session: CouncilSession) -> dict:
    members = CouncilMember.objects.filter(council=session.council)
    boxes = list(session.boxes.select_related("closed_by", "released_by"))
    return {
        "letterhead": _letterhead(session),
        "council": session.council.name,
        "people": _people(members),
        "users": _users(boxes),
        "headings": _headings(session.motions.with_candidates()),
        "rules": [_rule(rule) for rule in voting_rules.rules_of(session).values()],
        "agenda": [{"text": item.text, "presenter": item.presenter} for item in session.agenda.all()],
    }


# ---- a box ----


def seal_box(box: BallotBox) -> dict:
    """As `SealedFacts.data` holds it; the box is closed and its results are released."""
    return {"layout": LAYOUT, "figures": box_figures(box), "words": _box_words(box)}


def box_figures(box: BallotBox) -> dict:
    session = box.session
    [row] = _boxes([box])
    return {
        **row,
        "held_on": session.held_on.isoformat(),
        "title": session.title,
        "place": session.place,
        "member_count": session.member_count,
        "presided_by": holder_at(session, HandOver.Task.CHAIR, box.released_at).pk,
        "recorded_by": holder_at(session, HandOver.Task.RECORD, box.released_at).pk,
        "motions": [_motion(motion) for motion in box.motions.order_by("position", "pk")],
        "recusals": _recusals(Recusal.objects.filter(motion__box=box)),
    }


def _box_words(box: BallotBox) -> dict:
    members = CouncilMember.objects.filter(council=box.session.council)
    return {
        "letterhead": _letterhead(box.session),
        "council": box.session.council.name,
        "people": _people(members),
        "users": _users([box]),
        "headings": _headings(box.motions.with_candidates()),
    }


# ---- rows ----


def _motion(motion: Motion) -> dict:
    return {
        "id": motion.pk,
        "follows": motion.follows_id,
        "box": motion.box_id,
        "presided_by": motion.presided_by_id,
        **{name: getattr(motion, name) for name in KEPT},
    }


def _recusals(rows) -> list[dict]:
    rows = rows.order_by("member__position", "member_id", "motion__position", "motion_id")
    return [{"motion": row.motion_id, "member": row.member_id, "reason": row.reason} for row in rows]


def _boxes(boxes: Iterable[BallotBox]) -> list[dict]:
    """Each box with how many papers came back and who counted; of votes only what was counted."""
    boxes = list(boxes)
    used, tellers, counts = {}, {}, {}
    for box_id in Credential.objects.filter(box__in=boxes, is_used=True).values_list("box_id", flat=True):
        used[box_id] = used.get(box_id, 0) + 1
    for teller in Teller.objects.filter(box__in=boxes).order_by("pk"):
        tellers.setdefault(teller.box_id, []).append(teller.member_id)
    counted = TellerCount.objects.filter(teller__box__in=boxes).select_related("teller")
    for count in counted.order_by("motion__position", "motion_id", "teller_id"):
        votes = [count.votes_for, count.votes_against, count.votes_blank, count.votes_invalid]
        counts.setdefault(count.teller.box_id, []).append(
            {"motion": count.motion_id, "member": count.teller.member_id, "votes": votes}
        )
    return [
        {
            "id": box.pk,
            "number": box.number,
            "mode": box.mode,
            "electorate": box.electorate_count,
            "present": box.present_count,
            "used": used.get(box.pk, 0),
            "tellers": tellers.get(box.pk, []),
            "teller_names": box.tellers,
            "counts": counts.get(box.pk, []),
            "kinds": _kinds(box) if box.is_paper else [],
            "opened_at": _iso(box.opened_at),
            "closed_at": _iso(box.closed_at),
            "closed_by": box.closed_by_id,
            "released_at": _iso(box.released_at),
            "released_by": box.released_by_id,
        }
        for box in boxes
    ]


def _kinds(box: BallotBox) -> list[dict]:
    """The kinds of stamped papers: how many were handed out, and which rows stand on them."""
    return [
        {"number": each.number, "issued": each.issued, "rows": [motion.pk for motion in each.motions]}
        for each in papers_in(box)
    ]


# ---- names ----


def _rule(rule: voting_rules.Rule) -> dict:
    """As people read it; `citation` None where it is only the default of this application."""
    meaning = rule.meaning.removeprefix("Hội đồng: ")
    return {"meaning": meaning, "words": rule.words, "citation": asdict(rule.citation) if rule.citation else None}


def _letterhead(session: CouncilSession) -> dict:
    return to_json(letterhead_of(session.council, type_code="BB", on=session.held_on))


def _people(members) -> dict[str, dict]:
    """By the id of the seat, as text: JSON has no other keys."""
    return {
        str(member.pk): {
            "name": member.person.full_name,
            "form": {True: "bà", False: "ông", None: ""}[member.person.is_female],
            "seat": member.get_seat_display(),
        }
        for member in members.select_related("person").order_by("pk")
    }


def _users(boxes: Iterable[BallotBox]) -> dict[str, str]:
    users = [user for box in boxes for user in (box.closed_by, box.released_by) if user is not None]
    return {str(user.pk): user.full_name for user in users}


def _headings(motions) -> dict[str, dict]:
    return {str(motion.pk): asdict(heading_of(motion)) for motion in motions}


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None

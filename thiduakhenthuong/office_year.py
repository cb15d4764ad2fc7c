"""The seven nodes of an office's year, read in one query from what schools owe and sent, and from its own rows."""

from __future__ import annotations

from collections import Counter

from awards.models import Decision
from core.templatetags.ui import vi_date
from core.together import as_moment, read_together
from councils.models import CouncilSession
from deadlines.models import Obligation
from submissions.models import Submission
from thiduakhenthuong.school_year import HERE, LATER, PAST, Node, sessions

BOARD = "oversight:board"


def nodes(office, year) -> list[Node]:
    read = read_together(
        owed=(Obligation.objects.addressed_to(office).filter(key=f"dossier:{year.code}"), ["due_at"]),
        sent=_sent(office, year),
        decided=(Decision.objects.for_organisation(office).filter(submission__school_year_code=year.code), ["id"]),
        sessions=(
            CouncilSession.objects.for_organisation(office).real().filter(school_year=year),
            ["state", "held_on"],
        ),
    )
    owed = sorted((as_moment(row["due_at"]) for row in read["owed"]), key=lambda due: (due is None, due))
    latest = _latest_states(read["sent"])
    decided = len(read["decided"])
    facts = [
        ("Hướng dẫn", BOARD, (), *_guidance(owed)),
        ("Biểu mẫu", "", (), LATER, "Chưa mở"),
        ("Tiếp nhận", BOARD, ("oversight:board",), *_receiving(owed, latest)),
        ("Thẩm định", BOARD, ("oversight:submission",), *_examining(latest)),
        ("Hội đồng", "councils:session_list", ("councils:",), *sessions(read["sessions"])),
        (
            "Quyết định",
            "awards:decision_list",
            ("awards:decision",),
            *((PAST, f"{decided} quyết định") if decided else (LATER, "Chưa có")),
        ),
        ("Tổng hợp", BOARD, (), *_summary(owed, latest)),
    ]
    return [Node(*each) for each in facts]


def _sent(office, year):
    dossiers = Submission.objects.addressed_to(office).filter(kind=Submission.Kind.DOSSIER)
    return dossiers.filter(school_year_code=year.code), ["organisation_id", "subject_key", "version", "state"]


def _latest_states(rows: list[dict]) -> Counter:
    """How many dossiers stand in which state, each counted by its last version."""
    versions = sorted(rows, key=lambda row: row["version"])
    return Counter({(row["organisation_id"], row["subject_key"]): row["state"] for row in versions}.values())


def _guidance(owed) -> tuple[str, str]:
    if not owed:
        return HERE, "Chưa yêu cầu hồ sơ"
    due = next((due_at for due_at in owed if due_at), None)
    return PAST, f"{len(owed)} trường, hạn {vi_date(due)}" if due else f"{len(owed)} trường"


def _receiving(owed, latest: Counter) -> tuple[str, str]:
    waiting = latest[Submission.State.SUBMITTED]
    if waiting:
        return HERE, f"{waiting} hồ sơ chờ tiếp nhận"
    sent = sum(latest.values())
    if not owed and not sent:
        return LATER, "Chưa có hồ sơ"
    total = max(len(owed), sent)
    return (PAST if sent >= total else HERE), f"{sent} trong {total} trường đã nộp"


def _examining(latest: Counter) -> tuple[str, str]:
    received, returned = latest[Submission.State.RECEIVED], latest[Submission.State.RETURNED]
    if received:
        return HERE, f"{received} hồ sơ đang thẩm định"
    if returned:
        return HERE, f"{returned} hồ sơ chờ bổ sung"
    accepted = latest[Submission.State.ACCEPTED]
    return (PAST, f"{accepted} hồ sơ đã chấp nhận") if accepted else (LATER, "Chưa có hồ sơ")


def _summary(owed, latest: Counter) -> tuple[str, str]:
    accepted, total = latest[Submission.State.ACCEPTED], max(len(owed), sum(latest.values()))
    if not accepted:
        return LATER, "Sau khi chấp nhận hồ sơ"
    return (PAST if accepted == total else HERE), f"{accepted} trong {total} trường đã xong"

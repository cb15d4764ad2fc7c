"""What was counted waits for whoever presides: the release of its results is owed by that member."""

from __future__ import annotations

from councils.models import BallotBox, CouncilMember
from deadlines import services as deadlines


def ask_for_release(box: BallotBox, presiding: CouncilMember) -> None:
    """Owed by whoever presides now; asked again of another, it is hers."""
    session = box.session
    deadlines.oblige(
        organisation=box.organisation,
        key=_key(box),
        title=f"Công bố kết quả bỏ phiếu kín: {session.title}"[:250],
        url_name="councils:session_detail",
        url_kwargs={"pk": session.pk},
        person=presiding.person,
        why="Đã kiểm phiếu. Các thành viên đọc được kết quả sau khi chủ tọa công bố.",
        button="Công bố kết quả",
    )


def release_is_done(box: BallotBox) -> None:
    deadlines.fulfil(box.organisation, _key(box))


def _key(box: BallotBox) -> str:
    return f"session:{box.session_id}:release:{box.number}"

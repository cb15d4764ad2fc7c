"""Campaigns and their good deeds."""

from __future__ import annotations

import uuid
from datetime import date

from campaigns import services as campaigns
from documents import services as documents
from tests.factories.estate.holdings import PDF, TODAY, Holdings
from tests.factories.estate.papers import photo


def add_campaigns(holdings: Holdings) -> None:
    holdings.campaign_draft = _campaign(holdings, "sắp phát động")
    holdings.campaign = campaigns.launch(_campaign(holdings, "đã phát động"), by=holdings.user("principal"))
    holdings.good_deed = campaigns.note_good_deed(
        organisation=holdings.organisation,
        person=holdings.cast["teacher"],
        text=f"Nhặt được của rơi {holdings.inside}",
        happened_on=TODAY,
        campaign=holdings.campaign,
        photo=photo(),
        form_token=uuid.uuid4(),
        by=holdings.user("colleague"),
    )
    add_group(holdings, list(campaigns.eligible_collectives(holdings.organisation))[:2])


def _campaign(holdings: Holdings, name: str):
    values = campaign_values(name=f"Phong trào {name} {holdings.inside}")
    return campaigns.create_campaign(holdings.plan, values=values, by=holdings.user("vice_principal"))


def campaign_values(name: str) -> dict:
    return {
        "kind": "thematic",
        "name": name,
        "goal": "Nâng chất lượng bài dạy.",
        "subjects": "Toàn thể giáo viên",
        "content": "Mỗi tổ dạy một tiết minh họa.",
        "from_on": date(2026, 10, 15),
        "to_on": date(2026, 11, 20),
        "award_form": None,
        "award_count": 3,
    }


def add_group(holdings: Holdings, keys: list[str]) -> None:
    """A khối with its members, one meeting, and its giao ước."""
    by = holdings.user("officer" if holdings.organisation.is_office else "vice_principal")
    group = campaigns.create_group(
        holdings.organisation, school_year=holdings.year, name=f"Khối {holdings.inside}",
        members=keys, leader=keys[0], by=by,
    )  # fmt: skip
    for member in group.members.all():
        line = campaigns.MemberLine("Người đại diện", "Tổ trưởng", f"Không ai vi phạm {holdings.inside}")
        holdings.group_member = campaigns.describe_member(member, line, by=by)
    holdings.emulation_group = group
    holdings.group_meeting = campaigns.enter_meeting(
        group, held_on=TODAY, place="Phòng họp", chaired_by="Trưởng khối", conclusions=f"Nhất trí {holdings.inside}",
        by=by,
    )  # fmt: skip
    shown = documents.hash_of(campaigns.covenant_of(group))
    holdings.covenant = documents.store_rendering(campaigns.issue_covenant(group, shown=shown, by=by), PDF)
    campaigns.describe_member(holdings.group_member, campaigns.MemberLine("Người khác", "", ""), by=by)

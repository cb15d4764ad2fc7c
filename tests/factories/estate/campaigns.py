"""Campaigns and their good deeds."""

from __future__ import annotations

import uuid
from datetime import date

from campaigns import services as campaigns
from tests.factories.estate.holdings import TODAY, Holdings
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

"""Campaigns from draft to launch, the tổ that join, good deeds; khối thi đua; the papers of both."""

from campaigns.services.groups import (
    MemberLine,
    change_group,
    create_group,
    describe_member,
    eligible_collectives,
    enter_meeting,
)
from campaigns.services.launching import (
    FIELDS,
    create_campaign,
    join,
    launch,
    launch_findings,
    note_good_deed,
    update_campaign,
)
from campaigns.services.papers import (
    covenant_of,
    draft_conclusions,
    draft_launch_plan,
    draft_movement_report,
    issue_covenant,
    plan_named_by,
)

__all__ = [
    "FIELDS",
    "MemberLine",
    "change_group",
    "covenant_of",
    "create_campaign",
    "create_group",
    "describe_member",
    "draft_conclusions",
    "draft_launch_plan",
    "draft_movement_report",
    "eligible_collectives",
    "enter_meeting",
    "issue_covenant",
    "join",
    "launch",
    "launch_findings",
    "note_good_deed",
    "plan_named_by",
    "update_campaign",
]

"""Campaigns and good deeds."""

from __future__ import annotations

import uuid
from functools import partial

from campaigns import services as campaigns
from documents import services as documents
from tests.factories.estate.campaigns import campaign_values
from tests.rights.table.entry import EVERYBODY, LEADERS, OFFICE, SCHOOL, Entry, nothing, pk_of, sends

leads = partial(Entry, LEADERS, "vice_principal")
reads_campaign = partial(Entry, SCHOOL, "teacher")
campaign_form = sends(
    **campaign_values("Hội giảng") | {"award_form": "", "from_on": "15/10/2026", "to_on": "20/11/2026"}
)


def _group_form(holdings):
    keys = list(campaigns.eligible_collectives(holdings.organisation))[:2]
    return {"name": "Khối các tổ", "members": keys, "leader": keys[0]}


meeting_form = sends(held_on="10/10/2026", place="Phòng họp", chaired_by="Trưởng khối", conclusions="Nhất trí.")

CAMPAIGNS = {
    "campaigns:launch_plan_draft": leads(pk_of("campaign"), nothing),
    "campaigns:movement_report_draft": leads(pk_of("campaign"), nothing),
    "campaigns:group_list": Entry(EVERYBODY, "teacher"),
    "campaigns:group_create": Entry(LEADERS | OFFICE, "vice_principal", post=_group_form),
    "campaigns:group_detail": reads_campaign(pk_of("emulation_group")),
    "campaigns:group_edit": leads(pk_of("emulation_group"), _group_form),
    "campaigns:member_edit": leads(pk_of("group_member"), sends(representative="Bà Hà", post="Tổ trưởng", targets="")),
    "campaigns:covenant": leads(
        pk_of("emulation_group"),
        lambda h: {"shown": documents.hash_of(campaigns.covenant_of(h.emulation_group))},
    ),
    "campaigns:covenant_preview": leads(pk_of("emulation_group")),
    "campaigns:meeting_create": leads(pk_of("emulation_group"), meeting_form),
    "campaigns:meeting_edit": leads(pk_of("group_meeting"), meeting_form),
    "campaigns:conclusions_draft": leads(pk_of("group_meeting"), nothing),
    "campaigns:campaign_list": reads_campaign(),
    "campaigns:campaign_create": leads(pk_of("plan"), campaign_form),
    "campaigns:campaign_detail": reads_campaign(pk_of("campaign")),
    "campaigns:campaign_edit": leads(pk_of("campaign_draft"), campaign_form),
    "campaigns:campaign_launch": leads(pk_of("campaign_draft"), nothing),
    "campaigns:campaign_join": Entry(
        {"head"},
        "head",
        pk_of("campaign"),
        sends(department=lambda h: h.department.pk, note="Tổ dạy minh họa."),
        others={"outsider_head": 404},  # she names a tổ that is not hers
        empty=404,
    ),
    "campaigns:good_deed_list": reads_campaign(),
    "campaigns:good_deed_create": reads_campaign(
        post=lambda h: {
            "person": h.cast["colleague"].pk,
            "text": "Giúp bạn.",
            "happened_on": "11/10/2026",
            "form_token": uuid.uuid4(),
        }
    ),
    "campaigns:good_deed_photo": reads_campaign(pk_of("good_deed")),
}

# The same addresses of other things: after the “#” stands which.

"""Plans and campaigns as rows, for tests that do not need the way there."""

from __future__ import annotations

from datetime import date

from campaigns import services
from campaigns.models import Campaign
from core import clock
from documents import services as documents
from documents.content import Content
from plans.models import EmulationPlan


def make_plan(world) -> EmulationPlan:
    """A published plan with a document; how it came to be is tested with plans."""
    content = Content(title="KẾ HOẠCH", subject="Thi đua năm học 2026-2027")
    by = world.principal.user
    document = documents.create_document(organisation=world.school, kind="plan", content=content, by=by)
    return EmulationPlan.objects.create(
        organisation=world.school,
        school_year=world.year,
        title="Thi đua năm học 2026-2027",
        document=document,
        state="published",
        created_by=by,
        published_by=by,
        published_at=clock.now(),
    )


def make_campaign(world, **values) -> Campaign:
    given = {
        "kind": "thematic",
        "name": "Đọc sách mỗi ngày",
        "goal": "Mỗi lớp một góc đọc.",
        "subjects": "Giáo viên chủ nhiệm",
        "content": "Mỗi ngày 15 phút đọc sách.",
        "from_on": date(2026, 10, 12),
        "to_on": date(2026, 11, 27),
        "award_form": None,
        "award_count": None,
    }
    return services.create_campaign(make_plan(world), values=given | values, by=world.principal.user)


def launched(world, **values) -> Campaign:
    return services.launch(make_campaign(world, **values), by=world.principal.user)

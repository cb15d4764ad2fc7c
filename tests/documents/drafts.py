"""Documents in each state, made by the services themselves."""

from __future__ import annotations

from datetime import date

from core import clock
from documents import services
from documents.content import Content, Item, Paragraph, Run, Section
from documents.models import OfficialDocument


def content(organisation, *, type_code="KH", title="KẾ HOẠCH", subject="Tổ chức phong trào thi đua năm học 2026-2027"):
    goals = Section("Mục đích, yêu cầu", [Item([Run("Nâng cao chất lượng dạy và học.")])])
    tasks = Section(
        "Nội dung",
        [Section("Phong trào “Dạy tốt – Học tốt”", [Paragraph([Run("Các tổ đăng ký trước 24/10/2026.")])], "arabic")],
    )
    return Content(
        title,
        subject,
        letterhead=services.letterhead_for(organisation, type_code=type_code),
        bases=["Căn cứ nhiệm vụ năm học của nhà trường"],
        blocks=[goals, tasks],
        recipients=["Các tổ chuyên môn", "Lưu: VT"],
        signatories=[services.head_signatory(organisation, clock.today())],
    )


def draft(world, *, kind="plan", by=None, **more) -> OfficialDocument:
    by = by or world.vice_principal
    return services.create_document(
        organisation=world.school, kind=kind, content=content(world.school, **more), by=by.user
    )


def submitted(world, **more) -> OfficialDocument:
    return services.submit_for_approval(draft(world, **more), by=world.vice_principal.user)


def approved(world, **more) -> OfficialDocument:
    document = submitted(world, **more)
    return services.approve(document, content_hash=document.content_hash, by=world.principal.user)


def issued(world, number=5, on=date(2026, 10, 12), **more) -> OfficialDocument:
    return services.issue(approved(world, **more), number=number, issued_on=on, by=world.clerk.user)

"""Rows of staff tables, leave, and long work that somebody asked for."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from audit import services as audit
from core import jobs, table_import
from core.models import Job
from core.workbook import workbook_response
from documents import services as documents
from notifications.models import Notification
from notifications.services import notify
from organisation import letterheads
from organisation.models import Employment, Role, RoleAssignment
from organisation.services import enter_leave
from organisation.staff_table import StaffTable
from tests.factories.estate.holdings import Holdings


def add_staff_rows(holdings: Holdings) -> None:
    organisation, cast = holdings.organisation, holdings.cast
    holdings.employment = Employment.objects.for_organisation(organisation).get(person=cast["colleague"])
    roles = RoleAssignment.objects.for_organisation(organisation)
    holdings.role_assignment = roles.get(person=cast["member"], role=Role.COUNCIL_MEMBER)
    holdings.leave = enter_leave(
        organisation=organisation,
        person=cast["member"],
        from_on=date(2026, 10, 5),
        to_on=None,
        kind="other",
        note=f"Ghi chú {holdings.inside}",
        by=holdings.user("clerk"),
    )
    holdings.letterhead = letterheads.add_period(
        holdings.organisation,
        face="own",
        names={"superior_lines": "", "issuer_lines": f"TRƯỜNG {holdings.inside}", "symbol": "TC", "place": "Hoa Sơn"},
        from_on=date(2025, 1, 1),
        to_on=date(2025, 6, 30),
        by=holdings.user("clerk"),
    )
    holdings.preview = staff_table_of(holdings, "Trương Thị Út")
    notify(
        cast["teacher"],
        organisation=organisation,
        key="estate",
        subject=f"Thông báo {holdings.private}",
        url=f"/o/{organisation.slug}/",
        mail=False,
    )
    holdings.notification = Notification.objects.for_organisation(organisation).get(key="estate")
    audit.record("organisation.estate_built", organisation, organisation=organisation, after={"word": holdings.inside})


def staff_table_of(holdings: Holdings, name: str):
    rows = [[name, "02/09/1990", "", "Giáo viên", ""]]
    upload = staff_upload(rows)
    return table_import.preview(
        StaffTable(), organisation=holdings.organisation, upload=upload, by=holdings.user("clerk")
    )


def staff_upload(rows: list[list[str]]) -> SimpleUploadedFile:
    header = [column.label for column in StaffTable.columns]
    return SimpleUploadedFile("nhan-su.xlsx", workbook_response("nhan-su", "Nhân sự", header, rows).content)


def job_of(holdings: Holdings, role: str) -> Job:
    """Long work that somebody asked for, with its file."""
    job = Job.objects.create(
        organisation=holdings.organisation,
        handler=documents.RENDER,
        label=f"Việc {holdings.private}",
        created_by=holdings.user(role),
    )
    jobs.store_file(job, "ket-qua.txt", holdings.private.encode())
    return job

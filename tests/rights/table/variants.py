"""The same address for another thing (after #): a draft, somebody else's, the office's."""

from __future__ import annotations

from tests.rights.table.councils import SEATED
from tests.rights.table.entry import (
    KEEPERS,
    LEADERS,
    OFFICE,
    PAPERS,
    SCHOOL,
    Entry,
    extension,
    nothing,
    pk_of,
    sends,
    uuid_of,
)
from tests.rights.table.oversight import office
from tests.rights.table.registrations import OTHERS_REMARK
from tests.rights.table.submissions import sees_sent

VARIANTS = {
    "documents:document_detail#notice": Entry(SCHOOL, "teacher", pk_of("notice")),
    "documents:document_preview#notice": Entry(SCHOOL, "teacher", pk_of("notice")),
    "documents:document_pdf#notice": Entry(SCHOOL, "teacher", pk_of("notice"), logs=True),
    "documents:document_detail#minutes": Entry(PAPERS | SEATED, "member", pk_of("minutes")),
    "documents:document_preview#minutes": Entry(PAPERS | SEATED, "member", pk_of("minutes")),
    "documents:document_detail#office": Entry(OFFICE, "leader", pk_of("draft"), at="office"),
    "documents:document_approve#office": Entry(
        {"leader"},
        "leader",
        pk_of("submitted"),
        sends(content_hash=lambda h: h.submitted.content_hash),
        at="office",
    ),
    "core:job_detail#office": Entry({"officer"}, "officer", uuid_of("job"), at="office"),
    "evaluations:rubric_detail#open": Entry(KEEPERS, "secretary", pk_of("open_rubric"), refused=404),
    "evaluations:sheet_detail#draft": Entry(KEEPERS | {"head", "teacher"}, "teacher", pk_of("own_sheet")),
    "registrations:registration_detail#draft": Entry(OTHERS_REMARK | {"teacher"}, "teacher", pk_of("own_registration")),
    # Nobody writes the remark on her own registration.
    "registrations:registration_remark#head": Entry(KEEPERS, "", pk_of("head_registration"), sends(version=1)),
    "plans:plan_detail#draft": Entry(KEEPERS, "vice_principal", pk_of("plan_draft")),
    "plans:plan_pdf#draft": Entry(KEEPERS, "vice_principal", pk_of("plan_ready")),
    "plans:plan_acknowledge#draft": Entry(set(), "", pk_of("plan_ready"), nothing),
    "campaigns:campaign_detail#draft": Entry(LEADERS, "vice_principal", pk_of("campaign_draft")),
    "campaigns:campaign_join#draft": Entry(
        set(), "", pk_of("campaign_draft"), sends(department=lambda h: h.department.pk), refused=404
    ),
    "submissions:sent_detail#report": sees_sent(pk_of("report_up")),
    "oversight:submission_detail#report": office(pk_of("report_up")),
    "oversight:submission_detail#points": office(pk_of("points_up")),
    "oversight:submission_accept#points": office(pk_of("points_up"), nothing),
    "evaluations:sheet_detail#unit": Entry(OFFICE, "officer", pk_of("unit_sheet"), at="office"),
    "evaluations:department_review#unit": Entry(OFFICE, "officer", pk_of("unit_period"), at="office"),
    "evaluations:period_detail#unit": Entry(OFFICE, "officer", pk_of("unit_period"), at="office"),
    "evaluations:period_decide#unit": Entry({"leader"}, "leader", pk_of("unit_period"), at="office"),
    "oversight:submission_accept#report": office(pk_of("report_read"), nothing),
    "submissions:sent_detail#office": Entry(OFFICE, "officer", pk_of("delivery"), at="office"),
    "deadlines:obligation_extend#office": Entry(OFFICE, "officer", pk_of("asked"), extension, at="office"),
    # What is owed to the office is lengthened by the office alone.
    "deadlines:obligation_extend#asked": Entry(set(), "", pk_of("asked"), extension, refused=404, sees_too="office"),
}

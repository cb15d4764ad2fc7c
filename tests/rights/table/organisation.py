"""The people of a school, their posts and absences."""

from __future__ import annotations

from functools import partial

from tests.factories.estate.people import staff_upload
from tests.rights.table.entry import EVERYBODY, LEADERS, Entry, nothing, person_pk, pk_of, sends

MANAGES_STAFF = LEADERS | {"clerk", "leader"}
letters = partial(Entry, {"principal", "clerk", "officer", "leader"}, "clerk")
staff = partial(Entry, MANAGES_STAFF, "clerk")

ORGANISATION = {
    "organisation:context": Entry(EVERYBODY, "teacher"),
    "organisation:profile": Entry(EVERYBODY, "teacher"),
    "organisation:staff_list": Entry(EVERYBODY, "teacher"),
    "organisation:staff_export": staff(),
    "organisation:staff_create": staff(post=sends(full_name="Lưu Thị Hạ", staff_kind="teacher")),
    "organisation:staff_edit": staff(pk_of("employment"), sends(staff_kind="support")),
    "organisation:staff_end": staff(pk_of("employment"), sends(last_on="31/12/2026")),
    "organisation:staff_account": staff(pk_of("employment"), nothing),
    "organisation:staff_import": staff(
        post=sends(file=lambda holdings: staff_upload([["Lưu Thị Hạ", "02/09/1990", "", "Giáo viên", ""]]))
    ),
    "organisation:staff_import_template": staff(),
    "organisation:staff_import_detail": staff(pk_of("preview")),
    "organisation:staff_import_apply": staff(pk_of("preview"), nothing),
    "organisation:staff_import_undo": staff(pk_of("applied"), nothing),
    "organisation:leave_list": staff(),
    "organisation:leave_create": staff(
        post=sends(version="0", person=person_pk("teacher"), from_on="12/10/2026", kind="study")
    ),
    "organisation:leave_edit": staff(
        pk_of("leave"), sends(version="1", from_on="01/10/2026", to_on="31/10/2026", kind="sick")
    ),
    "organisation:leave_end": staff(pk_of("leave"), sends(back_on="12/10/2026")),
    "organisation:leave_remove": staff(pk_of("leave"), nothing),
    "organisation:letterhead_list": letters(),
    "organisation:letterhead_change": letters(post=sends(issuer_lines="TRƯỜNG MỚI", symbol="TM", place="Hoa Lư")),
    "organisation:letterhead_create": letters(
        post=sends(face="own", issuer_lines="TRƯỜNG CŨ", symbol="TC", place="Hoa Lư", to_on="30/06/2019")
    ),
    "organisation:letterhead_remove": Entry({"principal", "clerk"}, "clerk", pk_of("letterhead"), nothing),
    "organisation:role_list": staff(post=sends(person=person_pk("teacher"), role="records_clerk")),
    "organisation:role_end": staff(pk_of("role_assignment"), nothing),
    "organisation:audit_log": Entry({"principal", "leader"}, "principal"),
}

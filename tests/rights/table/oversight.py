"""What the office above sees of its schools."""

from __future__ import annotations

from functools import partial

from oversight.results import report_of_office
from submissions.services import shown_hash
from tests.factories.reports import TERM
from tests.rights.table.entry import OFFICE, Entry, nothing, pk_of, sends
from tests.rights.table.evaluations import of_term
from tests.rights.table.submissions import of_sent

office = partial(Entry, OFFICE, "officer", at="office")


def inspection_form(holdings):
    officer, leader = (holdings.cast[role].pk for role in ("officer", "leader"))
    return {
        "title": "Kiểm tra học kỳ I",
        "aspects": "Hồ sơ bình xét",
        "reviewed_from": "01/08/2026",
        "reviewed_to": "10/10/2026",
        "from_on": "12/10/2026",
        "to_on": "20/10/2026",
        "units": [visit.unit_id for visit in holdings.inspection.visits.all()],
        "members": [officer, leader],
        "leader": leader,
        "secretary": officer,
    }


visit_form = sends(held_on="12/10/2026", starts_at="08:00", ends_at="10:00", findings="Đủ hồ sơ.", unit_head="Bà Liên")

OVERSIGHT = {
    "oversight:board": office(),
    "oversight:board_export": office(),
    "oversight:call": office(post=sends(due_on="30/11/2026", due_time="17:00"), query=sends(year="2026-2027")),
    "oversight:result_board": office(query=sends(term="semester-1")),
    "oversight:result_export": office(query=sends(term="semester-1")),
    "oversight:result_call": office(of_term, sends(due_on="30/11/2026", due_time="17:00"), names_nothing=True),
    "oversight:result_forward": office(
        of_term, lambda h: {"shown": shown_hash(report_of_office(h.organisation, TERM))}, names_nothing=True
    ),
    "oversight:submission_detail": office(pk_of("received_up")),
    "oversight:submission_receive": office(pk_of("submitted_up"), nothing),
    "oversight:submission_return": office(
        pk_of("received_up"), sends(part="all", reason="Bổ sung chữ ký.", due_on="20/10/2026")
    ),
    "oversight:submission_accept": office(pk_of("received_up"), nothing),
    "oversight:submission_merge": office(pk_of("received_up"), nothing),
    "oversight:submission_file": office(of_sent("received_up"), logs=True),
    "oversight:reminder_draft": office(post=nothing),
    "oversight:inspection_list": office(),
    "oversight:inspection_create": office(post=inspection_form),
    "oversight:inspection_detail": office(pk_of("inspection")),
    "oversight:inspection_edit": office(pk_of("inspection"), inspection_form),
    "oversight:inspection_plan_draft": office(pk_of("inspection"), nothing),
    "oversight:visit_edit": office(pk_of("visit"), visit_form),
    "oversight:visit_minutes_draft": office(pk_of("visit"), nothing),
}

"""Registrations of a year: one's own, those of the department, those of the school."""

from __future__ import annotations

from functools import partial

from legal.models import Distinction
from tests.rights.table.entry import HEADS, KEEPERS, OFFICE, SCHOOL, Entry, nothing, pk_of, sends

own_registration = partial(Entry, SCHOOL, "teacher")
registered = partial(  # nobody else has one to withdraw
    Entry,
    allowed={"teacher", "colleague", "member", "head"},
    ok="teacher",
    refused=404,
    others=dict.fromkeys(OFFICE, 403),
)
OTHERS_REMARK = KEEPERS | {"head"}

REGISTRATIONS = {
    "registrations:registration_list": Entry(SCHOOL, "teacher"),
    "registrations:registration_export": Entry(KEEPERS | HEADS, "head", logs=True),
    "registrations:registration_edit": own_registration(
        post=sends(
            version=lambda h: h.own_registration.version,
            distinction=lambda h: h.title.pk,
            goals="Dạy tốt.",
        )
    ),
    "registrations:registration_autosave": own_registration(
        post=sends(goals="Dạy tốt hơn."), query=sends(version=lambda h: h.own_registration.version)
    ),
    "registrations:registration_check": own_registration(post=sends(version=lambda h: h.own_registration.version)),
    "registrations:registration_receipt": own_registration(),
    "registrations:registration_withdraw": registered(post=nothing),
    "registrations:registration_again": registered(ok="member", post=nothing),
    "registrations:round_open": Entry(KEEPERS, "secretary", post=nothing),
    "registrations:round_lock": Entry(KEEPERS, "secretary", pk_of("round"), nothing),
    "registrations:collective_edit": Entry(
        {"outsider_head"},
        "outsider_head",
        pk_of("outsider_department"),
        sends(
            version=1, distinction=lambda h: Distinction.objects.get(code="TTLDTT").pk, goals="Cả tổ cùng dạy tốt hơn."
        ),
    ),
    "registrations:collective_withdraw": Entry(
        {"outsider_head"}, "outsider_head", pk_of("outsider_department"), nothing
    ),
    "registrations:collective_again": Entry({"head"}, "head", pk_of("head_department"), nothing),
    "registrations:registration_paper": Entry(OTHERS_REMARK, "head", pk_of("head_registration"), nothing),
    "registrations:registration_detail": Entry(OTHERS_REMARK | {"colleague"}, "head", pk_of("registration")),
    "registrations:registration_remark": Entry(
        OTHERS_REMARK,
        "head",
        pk_of("registration"),
        sends(version=lambda h: h.registration.version, remark="Tổ nhất trí."),
    ),
    "registrations:registration_return": Entry(
        OTHERS_REMARK,
        "head",
        pk_of("registration"),
        sends(version=lambda h: h.registration.version, reason="Bổ sung chỉ tiêu."),
    ),
}

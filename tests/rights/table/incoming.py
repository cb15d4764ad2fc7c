"""Documents from above, as the book of incoming papers takes them."""

from __future__ import annotations

import uuid
from functools import partial

from tests.rights.table.entry import EVERYBODY, LEADERS, OFFICE, Entry, joined, nothing, person_pk, pk_of, sends

BOOK = LEADERS | {"clerk"}  # they keep the book of arrivals
keeps_book = partial(Entry, BOOK, "clerk")
dates = partial(Entry, BOOK | {"colleague"}, "colleague")  # she handles it
handles = partial(Entry, LEADERS | {"colleague"}, "colleague")
sees_incoming = partial(Entry, BOOK | {"colleague", "teacher"}, "teacher")
incoming_header = sends(
    kind="letter",
    number="600/SGDĐT",
    issued_on="05/10/2026",
    issuer="Sở Giáo dục và Đào tạo",
    subject="Về việc báo cáo",
    arrival_number=60,
    arrived_on="09/10/2026",
)

INCOMING = {
    "plans:incoming_list": Entry(EVERYBODY, "teacher"),
    "plans:incoming_export": Entry(BOOK | OFFICE, "clerk", logs=True),
    "plans:incoming_create": Entry(
        BOOK | OFFICE, "clerk", post=joined(incoming_header, lambda h: {"form_token": uuid.uuid4()})
    ),
    "plans:incoming_take": keeps_book(pk_of("sent_down"), sends(arrival_number=70, arrived_on="12/10/2026")),
    "plans:incoming_detail": sees_incoming(pk_of("incoming")),
    "plans:incoming_detail#plain": keeps_book(pk_of("incoming_plain")),
    "plans:incoming_file": sees_incoming(pk_of("incoming"), logs=True),
    "plans:incoming_edit": keeps_book(pk_of("incoming"), incoming_header),
    "plans:incoming_assign": Entry(
        LEADERS, "principal", pk_of("incoming"), sends(handler=person_pk("head"), handle_by_on="20/10/2026")
    ),
    "plans:incoming_share": dates(pk_of("incoming"), sends(to="everybody")),
    "plans:incoming_acknowledge": Entry({"teacher"}, "teacher", pk_of("incoming"), nothing),
    "plans:incoming_remind": dates(pk_of("incoming"), nothing),
    "plans:incoming_close": Entry(LEADERS, "principal", pk_of("incoming_plain"), sends(outcome="Để biết, lưu.")),
    "plans:incoming_close#handler": handles(pk_of("incoming")),
    "plans:incoming_done": handles(pk_of("incoming"), sends(obligation=lambda h: h.incoming_work.pk), empty=302),
    "plans:incoming_dates_accept": dates(pk_of("incoming"), nothing),
    "plans:incoming_date_edit": dates(pk_of("incoming_date"), sends(title="Báo cáo", to_on="10/01/2027")),
    "plans:incoming_date_accept": dates(pk_of("incoming_date"), nothing),
    "plans:incoming_date_refuse": dates(pk_of("incoming_date"), nothing),
}

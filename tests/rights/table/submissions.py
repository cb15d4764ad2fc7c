"""What a school sends up and what it was sent."""

from __future__ import annotations

from functools import partial

from tests.rights.table.entry import OFFICE, PAPERS, Data, Entry, nothing, pk_of, sends


def of_sent(name: str) -> Data:
    return lambda holdings: {"pk": getattr(holdings, name).pk, "position": 1}


sees_sent = partial(Entry, PAPERS, "clerk")

SUBMISSIONS = {
    "submissions:sent_list": Entry(PAPERS | OFFICE, "clerk"),
    "submissions:document_send": Entry(
        OFFICE, "officer", pk_of("issued"), sends(to="some", schools=lambda h: h.other_below.pk), at="office"
    ),
    "submissions:sent_detail": sees_sent(pk_of("returned_up")),
    "submissions:letter_draft": sees_sent(pk_of("returned_up"), nothing),
    "submissions:sent_file": sees_sent(of_sent("returned_up"), logs=True),
}

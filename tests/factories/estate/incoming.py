"""Papers from above in the book of incoming papers."""

from __future__ import annotations

from datetime import date

from plans import services as plans
from plans.services import incoming, incoming_dates
from tests.factories.estate.holdings import Holdings
from tests.factories.estate.papers import photo


def add_incoming(holdings: Holdings) -> None:
    """A document from above that the colleague handles and the teacher reads, with a date that waits and one to do."""
    values = {
        "kind": "letter",
        "number": f"512/{holdings.inside}",
        "issued_on": date(2026, 10, 5),
        "issuer": "Sở Giáo dục và Đào tạo",
        "subject": f"Hướng dẫn thi đua {holdings.inside}",
        "arrival_number": 1,
        "arrived_on": date(2026, 10, 9),
    }
    document, _ = incoming.file_document(
        organisation=holdings.organisation,
        values=values,
        text="Các trường gửi bản đăng ký về Sở trước ngày 30/10/2026.\nNộp báo cáo về Sở chậm nhất ngày 15/01/2027.",
        upload=photo(),
        by=holdings.user("clerk"),
    )
    document = incoming.assign(
        document,
        handler=holdings.cast["colleague"],
        handle_by_on=date(2026, 10, 20),
        opinion=f"Làm ngay {holdings.inside}",
        by=holdings.user("principal"),
    )
    incoming.share(document, chosen=plans.Chosen(people=[holdings.cast["teacher"]]), by=holdings.user("clerk"))
    first, holdings.incoming_date = document.facts.deadlines()
    incoming_dates.accept_date(first, by=holdings.user("clerk"))
    holdings.incoming_work = incoming_dates.work_of(document).get()
    holdings.incoming = document
    values |= {"number": f"513/{holdings.inside}", "arrival_number": 2}
    holdings.incoming_plain, _ = incoming.file_document(
        organisation=holdings.organisation, values=values, by=holdings.user("clerk")
    )

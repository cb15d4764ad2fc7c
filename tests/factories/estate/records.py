"""What stands in a person's file: things entered by hand, and what she says is wrong with it."""

from __future__ import annotations

from datetime import date

from core.scoping import scope
from documents import services as documents
from legal.models import Distinction
from organisation.models import Employment, Person
from records import services as records
from records.services import cases, conduct, transfers
from tests.factories.estate.holdings import Holdings
from tests.factories.estate.papers import photo

DECISION = {"decision_number": "15/QĐ-UBND", "decided_on": date(2024, 6, 20), "school_year_code": "2023-2024"}


def exchange_records(one: Holdings, other: Holdings) -> None:
    """Each school has sent the other the record of somebody who left, and waits for an answer."""
    for sender, receiver in ((one, other), (other, one)):
        here = sender.organisation
        sender.receiver = receiver.organisation
        with scope(here):
            person, sender.another_leaver = (_leaver(sender, name) for name in ("Người Chuyển Đi", "Người Khác"))
            shown = transfers.hash_of(transfers.content_of(here, person))
            sender.sent_transfer = receiver.offer = transfers.send_record(
                here, person, receiver=receiver.organisation, shown=shown, by=sender.user("secretary")
            )


def _leaver(holdings: Holdings, name: str) -> Person:
    person = Person.objects.create(full_name=f"{name} {holdings.letter}")
    days = {"from_on": date(2020, 8, 1), "to_on": date(2024, 7, 31)}
    Employment.objects.create(organisation=holdings.organisation, person=person, **days)
    return person


def add_records(holdings: Holdings) -> None:
    """A title, an initiative, a rating of an earlier year and a request for correction of the teacher's."""
    teacher, by = holdings.cast["teacher"], holdings.user("secretary")
    here = {"organisation": holdings.organisation, "by": by}
    title = Distinction.objects.get_or_create(
        code="LDTT", defaults={"name": "Lao động tiên tiến", "kind": "title", "target": "individual"}
    )[0]
    authority = f"Cấp {holdings.inside}"
    holdings.entered_title = records.enter_title(
        **here, person=teacher, distinction=title, authority=authority, **DECISION
    ).row
    revoked = {**DECISION, "school_year_code": "2021-2022"}
    holdings.revoked_title = records.revoke_title(
        records.enter_title(**here, person=teacher, distinction=title, authority=authority, **revoked).row,
        number="77/QĐ-UBND",
        on=date(2026, 1, 5),
        by=by,
    )
    holdings.entered_initiative = records.enter_initiative(
        **here,
        name=f"Góc đọc sách {holdings.inside}",
        scope="base",
        authority=authority,
        authors=[(teacher, 100)],
        **DECISION,
    ).row
    nominated = records.enter_initiative(
        **here,
        name=f"Sổ tay {holdings.inside}",
        scope="base",
        authority=authority,
        authors=[(holdings.nomination.person, None)],
        **DECISION,
    ).row
    holdings.nominated_author = nominated.authors.get()
    holdings.history_rating = records.enter_rating(
        **here,
        person=teacher,
        year_code="2023-2024",
        level="good",
        decision_reference="Quyết định số 40/QĐ-THNC",
        decided_on=date(2024, 5, 30),
    ).row
    holdings.discipline = conduct.save_discipline(
        holdings.organisation,
        person=holdings.cast["colleague"],
        sanction="warning",
        decision_number=f"9/QĐ {holdings.inside}",
        from_on=date(2024, 2, 1),
        to_on=date(2025, 2, 1),
        note="",
        by=holdings.user("principal"),
    )
    holdings.pending = conduct.save_pending(
        holdings.organisation,
        person=holdings.cast["member"],
        kind="complaint",
        from_on=date(2026, 9, 1),
        to_on=None,
        readers=[holdings.cast["vice_principal"]],
        by=holdings.user("principal"),
    )
    holdings.service = conduct.save_service(
        holdings.organisation,
        person=teacher,
        place=f"Trường {holdings.inside}",
        from_on=date(2016, 9, 1),
        to_on=date(2019, 7, 31),
        is_hardship=False,
        by=by,
    )
    holdings.correction = records.ask_correction(
        organisation=holdings.organisation,
        person=teacher,
        text=f"Thiếu giấy khen {holdings.inside}",
        evidence=documents.store_evidence(
            organisation=holdings.organisation, person=teacher, upload=photo(colour="orange"), by=teacher.user
        ),
        by=teacher.user,
    )
    holdings.case = cases.keep_case(
        organisation=holdings.organisation,
        person=teacher,
        distinction=title,
        school_year_code="2025-2026",
        judged_on=date(2026, 6, 1),
        outcome="awarded",
        source_key="estate",
        by=by,
    )

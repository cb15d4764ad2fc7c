"""A person's file of titles, and the quality ratings of a year."""

from __future__ import annotations

from functools import partial

from records.services import transfers
from records.services.edits import fingerprint
from tests.factories.estate.history import history_upload
from tests.factories.estate.papers import photo
from tests.rights.table.entry import EVERYBODY, RECORD_KEEPERS, Entry, joined, nothing, person_of, pk_of, sends

own_file = partial(Entry, {"teacher"}, "teacher", pk_of("own_file"), refused=404)

RATERS = {"principal", "secretary", "leader"}
keeps_ratings = partial(Entry, RATERS, "secretary")
decides_ratings = partial(Entry, {"principal", "leader"}, "principal")
chosen_rating = sends(rating=lambda h: f"{h.rating.pk}-{h.rating.version}", note="Đã xem xét.")

RATINGS = {
    "records:rating_list": keeps_ratings(),
    "records:rating_export": keeps_ratings(logs=True),
    "records:rating_create": keeps_ratings(post=sends(person="all")),
    "records:rating_decide": decides_ratings(post=chosen_rating),
    "records:rated_year_edit": keeps_ratings(post=sends(unit_level="good", basis="Số 35/QĐ-UBND")),
    "records:rating_detail": keeps_ratings(pk_of("rating")),
    "records:rating_edit": keeps_ratings(
        pk_of("rating"), sends(version=lambda h: h.rating.version, level="completed", duty_group="Giáo viên")
    ),
    "records:rating_withdraw": keeps_ratings(pk_of("rating"), nothing),
    "records:rating_replace": decides_ratings(pk_of("decided_rating"), sends(reason="Nhầm điểm.")),
}

own_request = partial(Entry, {"teacher"}, "teacher", pk_of("correction"), refused=404)
keeps_request = partial(Entry, RECORD_KEEPERS, "secretary", pk_of("correction"))

CORRECTIONS = {
    "records:correction_create": Entry(EVERYBODY, "teacher", post=sends(text="Thiếu giấy khen năm 2024-2025.")),
    "records:correction_withdraw": own_request(post=nothing),
    "records:correction_list": Entry(RECORD_KEEPERS, "secretary"),
    "records:correction_detail": keeps_request(post=sends(outcome="done", answer="Đã bổ sung.")),
    "records:correction_evidence": keeps_request(),
}

HEAD = {"principal", "leader"}
keeps_conduct = partial(Entry, HEAD, "principal")
# What is of herself is not there for her: the sanction is the colleague's, what is looked into the member's.
keeps_sanction = partial(keeps_conduct, others={"colleague": 404})
keeps_pending = partial(keeps_conduct, others={"member": 404})
asked_days = {"from_on": "01/10/2026", "to_on": ""}
discipline = sends(sanction="reprimand", decision_number="9/QĐ", **asked_days)
keeps_service = partial(Entry, RECORD_KEEPERS, "secretary")
service = sends(place="Trường Tiểu học Tam Đa", from_on="01/09/2010", to_on="31/07/2015")

CONDUCT = {
    "records:conduct_list": keeps_conduct(),
    "records:discipline_create": keeps_conduct(
        post=joined(discipline, sends(person=lambda h: h.cast["teacher"].pk)),
    ),
    "records:discipline_edit": keeps_sanction(pk_of("discipline"), discipline),
    "records:discipline_remove": keeps_sanction(pk_of("discipline"), nothing),
    "records:pending_create": keeps_conduct(
        post=sends(person=lambda h: h.cast["teacher"].pk, kind="complaint", **asked_days)
    ),
    "records:pending_edit": keeps_pending(pk_of("pending"), sends(kind="complaint", **asked_days)),
    "records:pending_remove": keeps_pending(pk_of("pending"), nothing),
    "records:private_notices": Entry({"vice_principal"}, "vice_principal", refused=404),
    "records:service_create": keeps_service(person_of("teacher"), service),
    "records:service_edit": keeps_service(pk_of("service"), service),
    "records:service_remove": keeps_service(pk_of("service"), nothing),
}

imports = partial(Entry, RECORD_KEEPERS, "secretary")
reading = sends(sheet="0", bare="", year="", basis="merit")

HISTORY = {
    "records:history_list": imports(post=lambda h: {"file": history_upload(h, "2018-2019", "teacher")}),
    "records:history_template": imports(),
    "records:history_detail": imports(pk_of("history")),
    "records:history_progress": imports(pk_of("history")),
    "records:history_read": imports(pk_of("history"), reading),
    "records:history_apply": imports(pk_of("history"), nothing),
    "records:history_discard": imports(pk_of("history"), nothing),
    "records:history_errors": imports(pk_of("history")),
    "records:history_undo": imports(pk_of("written_history"), nothing),
}

keeps = partial(Entry, RECORD_KEEPERS, "secretary")
keeps_title = partial(keeps, pk_of("entered_title"))
keeps_initiative = partial(keeps, pk_of("entered_initiative"))
DECISION = {"school_year_code": "2022-2023", "decision_number": "9/QĐ-UBND", "decided_on": "20/6/2023"}
DECISION |= {"authority": "Chủ tịch Ủy ban nhân dân huyện"}
because = sends(reason="Nhập nhầm người.")


def distinction_pk(holdings) -> int:
    return holdings.entered_title.distinction_id


def colleague_pk(holdings) -> int:
    return holdings.cast["colleague"].pk


def seen_row(name: str):
    return lambda holdings: fingerprint(getattr(holdings, name))


initiative = {"kind": "initiative", "name": "Góc toán học", "scope": "base", **DECISION}
one_author = {"authors-TOTAL_FORMS": 1, "authors-INITIAL_FORMS": 0}
history = {"level": "good", "decision_reference": "Quyết định số 3/QĐ", "decided_on": "30/5/2023"}

KEPT = {
    "records:title_create": keeps(
        post=sends(
            who=lambda h: f"person-{h.cast['colleague'].pk}", distinction=distinction_pk, basis="merit", **DECISION
        )
    ),
    "records:title_detail": keeps_title(
        sends(seen=seen_row("entered_title"), distinction=distinction_pk, basis="merit", **DECISION)
    ),
    "records:title_revoke": keeps_title(sends(number="2/QĐ-TH", on="01/10/2026")),
    "records:title_restore": keeps(pk_of("revoked_title"), because),
    "records:title_remove": keeps_title(because),
    "records:initiative_list": keeps(),
    "records:initiative_export": keeps(logs=True),
    "records:initiative_create": keeps(
        post=sends(**initiative, **one_author, **{"authors-0-person": colleague_pk, "authors-0-share": 100})
    ),
    "records:initiative_detail": keeps_initiative(
        sends(
            seen=seen_row("entered_initiative"),
            **initiative,
            **one_author,
            **{"authors-0-person": colleague_pk, "authors-0-share": 100},
        )
    ),
    "records:initiative_remove": keeps_initiative(because),
    "records:history_rating_create": keeps_ratings(
        lambda holdings: {"pk": holdings.cast["colleague"].pk},
        sends(year_kind="school_year", year_code="2022-2023", **history),
    ),
    "records:history_rating_edit": keeps_ratings(
        pk_of("history_rating"), sends(seen=seen_row("history_rating"), **history | {"decided_on": "31/5/2024"})
    ),
    "records:history_rating_remove": keeps_ratings(pk_of("history_rating"), because),
    "records:record_coverage": keeps(post=sends(complete_since="2022-2023")),
    "records:record_export": keeps(logs=True),
}

keeps_transfers = partial(Entry, RATERS, "secretary")
shown_record = sends(
    person=lambda h: h.another_leaver.pk,
    receiver=lambda h: h.receiver.pk,
    shown=lambda h: transfers.hash_of(transfers.content_of(h.organisation, h.another_leaver)),
)
takes_offer = partial(keeps_transfers, pk_of("offer"))

TRANSFERS = {
    "records:transfer_list": keeps_transfers(),
    "records:transfer_create": keeps_transfers(post=shown_record),
    "records:transfer_detail": keeps_transfers(pk_of("sent_transfer"), sees_too="other_school"),
    "records:transfer_detail#offer": keeps_transfers(pk_of("offer"), sees_too="other_school"),
    "records:transfer_confirm": takes_offer(sends(person=lambda h: h.cast["teacher"].pk), query=sends(all="1")),
    "records:transfer_refuse": takes_offer(sends(reason="Không phải người của trường.")),
    "records:transfer_withdraw": keeps_transfers(pk_of("sent_transfer"), nothing),
}

RECORDS = {
    **TRANSFERS,
    **CONDUCT,
    **RATINGS,
    **KEPT,
    **CORRECTIONS,
    **HISTORY,
    "records:own_export": Entry(EVERYBODY, "teacher", logs=True),
    "records:own_export_json": Entry(EVERYBODY, "teacher", logs=True),
    "records:own_rating": Entry({"teacher"}, "teacher", pk_of("own_rating")),
    "records:record_list": Entry(RECORD_KEEPERS, "secretary"),
    "records:own_record": Entry(EVERYBODY, "teacher"),
    "records:own_evidence": Entry(
        EVERYBODY, "teacher", post=lambda h: {"files": photo(colour="blue"), "caption": "Dự giờ"}
    ),
    "records:evidence_file": own_file(),
    "records:evidence_delete": own_file(post=sends()),
    "records:person_record": Entry(RECORD_KEEPERS, "secretary", lambda holdings: {"pk": holdings.cast["teacher"].pk}),
}

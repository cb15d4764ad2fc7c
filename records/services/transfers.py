"""The record of somebody who moved: sent by the old organisation, confirmed by the new one, never copied unseen.

What is sent is pinned with its hash: titles that stand, decided ratings, initiatives with whether they were used, and
the years of service. Nothing of conduct. On confirmation it becomes rows of the new organisation (origin
"transferred"), and an initiative she had not used yet is closed at the old one, so that it is never used at both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.scoping import scope
from core.templatetags.ui import vi_date
from core.vietnamese import clean_line, search_key
from deadlines.services import cancel, fulfil, oblige
from legal.models import Distinction
from notifications.services import notify
from organisation.models import Employment, Organisation, Person
from records.criteria import LEVEL_NAMES
from records.models import (
    EarlierService,
    InitiativeAuthor,
    InitiativeUse,
    Origin,
    QualityRating,
    RecordTransfer,
    TitleRecord,
)
from records.services.entries import enter_initiative, enter_rating, enter_title
from records.services.keepers import answering_role, keepers

FREE, USED = "free", "used"
State, Use = RecordTransfer.State, InitiativeUse.State


# ---- what is sent ----


def content_of(organisation, person: Person) -> dict[str, Any]:
    """A person's record here as it would be sent now."""
    titles = TitleRecord.objects.for_organisation(organisation).filter(person=person, revoked_on=None)
    ratings = QualityRating.objects.for_organisation(organisation).filter(person=person)
    ratings = ratings.filter(state=QualityRating.State.DECIDED)
    return {
        "person": {"name": person.full_name, "born_on": _iso(person.born_on)},
        "titles": [_title(row) for row in titles.select_related("distinction").order_by("school_year_code", "pk")],
        "ratings": [_rating(row) for row in ratings.order_by("year_code", "pk")],
        "initiatives": [_initiative(author) for author in _authors(organisation, person)],
        "service": list(_service(organisation, person)),
    }


def _title(row: TitleRecord) -> dict[str, Any]:
    return {
        "distinction": row.distinction.code,
        "name": row.distinction.name,
        "detail": row.detail,
        "basis": row.basis,
        "school_year": row.school_year_code,
        "decision_number": row.decision_number,
        "decided_on": row.decided_on.isoformat(),
        "authority": row.authority,
    }


def _rating(row: QualityRating) -> dict[str, Any]:
    return {
        "year_kind": row.year_kind,
        "year_code": row.year_code,
        "level": row.level,
        "reference": row.decision_reference,
        "decided_on": row.decided_at.astimezone(clock.ZONE).date().isoformat(),
    }


def _authors(organisation, person: Person):
    rows = InitiativeAuthor.objects.for_organisation(organisation).filter(person=person)
    return rows.select_related("recognition").prefetch_related("uses__distinction").order_by("pk")


def _initiative(author: InitiativeAuthor) -> dict[str, Any]:
    row, use = author.recognition, _use_of(author)
    return {
        "author": author.pk,
        "kind": row.kind,
        "name": row.name,
        "scope": row.scope,
        "school_year": row.school_year_code,
        "decision_number": row.decision_number,
        "decided_on": row.decided_on.isoformat(),
        "authority": row.authority,
        "effect_reference": row.effect_reference,
        "share": author.share,
        "state": _state_of(use),
        "used_for": use.distinction.code if use and use.distinction else "",
        "used_for_words": use.for_what if use else "",
        "used_year": use.school_year_code if use else "",
    }


def _state_of(use: InitiativeUse | None) -> str:
    if use is None:
        return FREE
    return Use.RESERVED if use.state == Use.RESERVED else USED


def _use_of(author: InitiativeAuthor) -> InitiativeUse | None:
    return next((use for use in author.uses.all() if use.state in InitiativeUse.HELD), None)


def _service(organisation, person: Person) -> Iterator[dict[str, Any]]:
    """Years here and before, as years before for whoever receives them."""
    for row in EarlierService.objects.for_organisation(organisation).filter(person=person):
        yield {
            "place": row.place,
            "from_on": row.from_on.isoformat(),
            "to_on": row.to_on.isoformat(),
            "is_hardship": row.is_hardship,
        }
    works = Employment.objects.for_organisation(organisation).filter(person=person, to_on__lte=clock.today())
    for row in works.order_by("from_on"):
        days = {"from_on": row.from_on.isoformat(), "to_on": row.to_on.isoformat()}
        yield {"place": organisation.name, **days, "is_hardship": False}


def hash_of(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


# ---- the old organisation ----


def leavers(organisation):
    """Those who have worked here and do no longer."""
    rows = Employment.objects.for_organisation(organisation).of_who_left(clock.today())
    return Person.objects.filter(pk__in=rows.values("person_id"))


def found_organisations(words: str, *, but: Organisation, most: int = 20) -> list[Organisation]:
    """Organisations whose name holds all the words, with or without their marks; none for fewer than two letters."""
    wanted = search_key(words).split()
    if sum(map(len, wanted)) < 2:
        return []
    names = Organisation.objects.exclude(pk=but.pk).order_by("name").values_list("pk", "name")
    keys = [pk for pk, name in names if all(word in search_key(name) for word in wanted)]
    return list(Organisation.objects.filter(pk__in=keys[:most]).order_by("name"))


@transaction.atomic
def send_record(organisation, person: Person, *, receiver: Organisation, shown: str, by) -> RecordTransfer:
    """Send a leaver's record as it was shown (`shown`: the hash of that page)."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if receiver == organisation:
        raise DomainError("Chọn đơn vị mới, không phải đơn vị đang gửi.")
    if not leavers(organisation).filter(pk=person.pk).exists():
        raise DomainError(f"{person.full_name} đang làm việc ở đây. Ghi ngày thôi làm việc trước khi gửi hồ sơ.")
    open_one = RecordTransfer.objects.sent_by(organisation).open().filter(person=person).first()
    if open_one is not None:
        raise DomainError(
            f"Hồ sơ của {person.full_name} đã gửi {open_one.receiver.name} ngày {vi_date(open_one.sent_at)} và đang chờ"
            " xác nhận. Rút lại trước khi gửi nơi khác."
        )
    _lock_authors(organisation, person)
    content = content_of(organisation, person)
    if reserved := [row for row in content["initiatives"] if row["state"] == Use.RESERVED]:
        raise DomainError(
            f"Sáng kiến “{reserved[0]['name']}” đang dùng để đề nghị {reserved[0]['used_for_words']}, chưa có quyết"
            " định. Gửi hồ sơ sau khi có quyết định hoặc khi đề nghị đó kết thúc."
        )
    if shown != hash_of(content):
        raise ConflictError("Hồ sơ đã thay đổi sau khi mở trang này nên chưa gửi. Xem lại rồi gửi.")
    transfer = RecordTransfer.objects.create(
        organisation=organisation,
        receiver=receiver,
        person=person,
        content=content,
        content_hash=hash_of(content),
        sent_by=by,
    )
    _record("records.transfer_sent", transfer, at=organisation, by=by)
    _await_answer(transfer)
    subject = f"{organisation.name} gửi hồ sơ của {person.full_name}"
    body = "Thầy/cô xem hồ sơ, chọn đúng người của đơn vị rồi xác nhận, hoặc không nhận và ghi lý do."
    _tell(receiver, transfer, "sent", subject, body)
    return transfer


def _await_answer(transfer: RecordTransfer) -> None:
    """What came stands among the tasks of the new organisation until it is answered."""
    receiver = transfer.receiver
    with scope(receiver):
        oblige(
            organisation=receiver,
            key=_key(transfer),
            title=f"Xem và xác nhận hồ sơ chuyển đến của {transfer.person.full_name}",
            url_name="records:transfer_detail",
            url_kwargs={"pk": transfer.pk},
            role=answering_role(receiver),
            why=f"{transfer.organisation.name} gửi",
            button="Xem hồ sơ",
        )


def _key(transfer: RecordTransfer) -> str:
    return f"transfer:{transfer.pk}"


@transaction.atomic
def withdraw_transfer(transfer: RecordTransfer, *, by) -> RecordTransfer:
    """Take an offer back before the new organisation has answered."""
    transfer = _open(RecordTransfer.objects.sent_by(transfer.organisation), transfer)
    _answer(transfer, State.WITHDRAWN, by=by)
    with scope(transfer.receiver):
        cancel(transfer.receiver, _key(transfer))
    _record("records.transfer_withdrawn", transfer, at=transfer.organisation, by=by)
    return transfer


# ---- the new organisation ----


def suggested_people(transfer: RecordTransfer) -> list[Person]:
    """Own people who may be the one, the likeliest first: the same person, then by name and day of birth, by name."""
    told = transfer.content["person"]
    wanted = search_key(told["name"])
    people = Person.objects.employed_at(transfer.receiver, on=clock.today())
    found = [each for each in people if each.pk == transfer.person_id or each.search_key == wanted]
    return sorted(found, key=lambda each: (each.pk != transfer.person_id, _iso(each.born_on) != told["born_on"]))


@transaction.atomic
def confirm_transfer(transfer: RecordTransfer, *, person: Person, by) -> RecordTransfer:
    """Take the record over for one of the own people; what contradicts a row that is there is told and left out."""
    transfer = _open(RecordTransfer.objects.addressed_to(transfer.receiver), transfer)
    if not Person.objects.employed_at(transfer.receiver, on=clock.today()).filter(pk=person.pk).exists():
        raise DomainError("Người được chọn không làm việc ở đây. Chọn lại trong danh sách.")
    if hash_of(transfer.content) != transfer.content_hash:
        raise DomainError("Nội dung hồ sơ không còn đúng với bản đã gửi. Đề nghị đơn vị cũ gửi lại.")
    with scope(transfer.organisation):
        free = _free_at_old_place(transfer)
    with scope(transfer.receiver):
        transfer.results = [_taken(words, enter) for words, enter in _entries(transfer, person, by)]
    refused = {words for words, outcome, _ in transfer.results if outcome == "refused"}
    moved = [row for row in free if _initiative_words(row.recognition.name) not in refused]
    with scope(transfer.organisation):
        _close_at_old_place(transfer, moved, by)
    transfer.receiver_person = person
    _answer(transfer, State.CONFIRMED, by=by)
    _fulfil(transfer)
    _record("records.transfer_confirmed", transfer, at=transfer.receiver, by=by)
    taken = f"{len(moved)} sáng kiến chưa dùng đã chuyển theo, không dùng ở đây nữa." if moved else "Đã ghi vào hồ sơ."
    _tell_sender(transfer, "đã xác nhận", taken)
    _tell_person(transfer)
    return transfer


@transaction.atomic
def refuse_transfer(transfer: RecordTransfer, *, reason: str, by) -> RecordTransfer:
    transfer = _open(RecordTransfer.objects.addressed_to(transfer.receiver), transfer)
    reason = clean_line(reason)
    if not reason:
        raise DomainError("Ghi lý do không nhận hồ sơ.")
    transfer.reason = reason[:500]
    _answer(transfer, State.REFUSED, by=by)
    _fulfil(transfer)
    _record("records.transfer_refused", transfer, at=transfer.receiver, by=by)
    _tell_sender(transfer, "không nhận", f"Lý do: {transfer.reason}")
    return transfer


def _free_at_old_place(transfer: RecordTransfer) -> list[InitiativeAuthor]:
    """Locked: what she has not used there; refused where any use changed since the record was sent."""
    authors, free = {row.pk: row for row in _lock_authors(transfer.organisation, transfer.person)}, []
    for sent in transfer.content["initiatives"]:
        author = authors.get(sent["author"])
        use = author and _use_of(author)
        if author is None or (use is not None) != (sent["state"] != FREE):
            raise DomainError(
                f"Việc sử dụng sáng kiến “{sent['name']}” ở {transfer.organisation.name} đã thay đổi sau khi gửi. Đề"
                " nghị đơn vị cũ rút và gửi lại hồ sơ."
            )
        if use is None:
            free.append(author)
    return free


def _close_at_old_place(transfer: RecordTransfer, authors: list[InitiativeAuthor], by) -> None:
    """What was taken over is no longer to be used there; what was not stays where it is."""
    for author in authors:
        moved = InitiativeUse.objects.create(
            organisation=transfer.organisation,
            author=author,
            purpose_key=_key(transfer),
            state=Use.MOVED,
            changed_by=by,
        )
        after = {"purpose": moved.purpose_key, "initiative": author.recognition_id}
        audit.record("records.initiative_moved", moved, after=after)


def _initiative_words(name: str) -> str:
    return f"Sáng kiến “{name}”"


def _lock_authors(organisation, person: Person) -> list[InitiativeAuthor]:
    list(InitiativeAuthor.objects.filter(organisation=organisation, person=person).order_by("pk").select_for_update())
    return list(_authors(organisation, person))


def _entries(transfer: RecordTransfer, person: Person, by) -> Iterator[tuple[str, Any]]:
    """(words, what writes it) of each row that was sent."""
    here = {"organisation": transfer.receiver, "by": by}
    origin = {"origin": Origin.TRANSFERRED, "source_key": _key(transfer)}
    content = transfer.content
    for row in content["titles"]:
        yield f"{row['name']} {row['school_year']}", lambda row=row: _enter_title(row, person, **here, **origin)
    for row in content["ratings"]:
        words = f"Xếp loại {row['year_code']}: {LEVEL_NAMES.get(row['level'], row['level'])}"
        yield words, lambda row=row: _enter_rating(row, transfer, person, **here, **origin)
    for row in content["initiatives"]:
        yield _initiative_words(row["name"]), lambda row=row: _enter_initiative(row, transfer, person, by, origin)
    for row in content["service"]:
        yield f"Công tác tại {row['place']}", lambda row=row: _enter_service(row, transfer.receiver, person, by)


def _taken(words: str, enter) -> list[str]:
    """[words, "new" or "same" or "refused", why not]: one row that cannot be taken does not hold up the others."""
    try:
        with transaction.atomic():
            return [words, enter(), ""]
    except DomainError as error:
        return [words, "refused", error.message]


def _enter_title(row: dict, person: Person, **values) -> str:
    distinction = Distinction.objects.filter(code=row["distinction"]).first()
    if distinction is None:
        raise DomainError(f"Danh mục không có “{row['name']}”.")
    entered = enter_title(
        person=person,
        distinction=distinction,
        school_year_code=row["school_year"],
        decision_number=row["decision_number"],
        decided_on=date.fromisoformat(row["decided_on"]),
        authority=row["authority"],
        detail=row["detail"],
        basis=row["basis"],
        **values,
    )
    return entered.outcome


def _enter_rating(row: dict, transfer: RecordTransfer, person: Person, **values) -> str:
    reference = row["reference"] or f"{transfer.organisation.name} chuyển hồ sơ ngày {vi_date(transfer.sent_at)}"
    entered = enter_rating(
        person=person,
        year_kind=row["year_kind"],
        year_code=row["year_code"],
        level=row["level"],
        decision_reference=reference[:250],
        decided_on=date.fromisoformat(row["decided_on"]),
        **values,
    )
    return entered.outcome


def _enter_initiative(row: dict, transfer: RecordTransfer, person: Person, by, origin: dict) -> str:
    entered = enter_initiative(
        organisation=transfer.receiver,
        name=row["name"],
        scope=row["scope"],
        school_year_code=row["school_year"],
        decision_number=row["decision_number"],
        decided_on=date.fromisoformat(row["decided_on"]),
        authority=row["authority"],
        authors=[(person, row["share"])],
        kind=row["kind"],
        effect_reference=row["effect_reference"],
        by=by,
        **origin,
    )
    author = entered.row.authors.select_for_update().get(person=person)
    is_held = author.uses.filter(state__in=InitiativeUse.HELD).exists()
    if row["state"] != FREE and not is_held:
        InitiativeUse.objects.create(
            organisation=transfer.receiver,
            author=author,
            distinction=Distinction.objects.filter(code=row["used_for"]).first(),
            school_year_code=row["used_year"],
            purpose_key=origin["source_key"],
            state=Use.CONSUMED if row["used_for"] else Use.MOVED,
            changed_by=by,
        )
    return entered.outcome


def _enter_service(row: dict, receiver: Organisation, person: Person, by) -> str:
    days = {"from_on": date.fromisoformat(row["from_on"]), "to_on": date.fromisoformat(row["to_on"])}
    rows = EarlierService.objects.for_organisation(receiver).filter(person=person)
    overlapping = rows.filter(from_on__lte=days["to_on"], to_on__gte=days["from_on"]).first()
    if overlapping is None:
        hardship = {"place": row["place"], "is_hardship": row["is_hardship"]}
        EarlierService.objects.create(organisation=receiver, person=person, entered_by=by, **hardship, **days)
        return "new"
    if (overlapping.from_on, overlapping.to_on) != (days["from_on"], days["to_on"]):
        raise DomainError(f"Trùng với thời gian đã ghi tại {overlapping.place}.")
    return "same"


# ---- both ----


def _open(rows, transfer: RecordTransfer) -> RecordTransfer:
    found = rows.select_for_update(of=("self",)).with_names().get(pk=transfer.pk)
    if found.state != State.SENT:
        raise DomainError(f"Hồ sơ này đang ở trạng thái “{found.get_state_display()}” nên không làm được việc này.")
    return found


def _answer(transfer: RecordTransfer, state: str, *, by) -> None:
    transfer.state, transfer.answered_by, transfer.answered_at = state, by, clock.now()
    transfer.save()


def _fulfil(transfer: RecordTransfer) -> None:
    with scope(transfer.receiver):
        fulfil(transfer.receiver, _key(transfer))


def _record(verb: str, transfer: RecordTransfer, *, at: Organisation, by) -> None:
    with scope(at):
        audit.record(
            verb,
            transfer,
            organisation=at,
            by=by,
            after={"from": transfer.organisation_id, "to": transfer.receiver_id, "hash": transfer.content_hash},
            personal={"person": transfer.person.full_name},
        )


def _tell(organisation: Organisation, transfer: RecordTransfer, event: str, subject: str, body: str) -> None:
    """Whoever keeps the records there; nothing of the content."""
    with scope(organisation):
        people = keepers(organisation)
    url = reverse("records:transfer_detail", args=[organisation.slug, transfer.pk])
    for person in people:
        key = f"transfer:{transfer.pk}:{event}:{person.pk}"
        notify(person, organisation=organisation, key=key, subject=subject, body=body, url=url)


def _tell_sender(transfer: RecordTransfer, what: str, body: str) -> None:
    subject = f"{transfer.receiver.name} {what} hồ sơ của {transfer.person.full_name}"
    _tell(transfer.organisation, transfer, "answered", subject, body)


def _tell_person(transfer: RecordTransfer) -> None:
    """Who moved, at the new place: what came with her is hers to look through."""
    person, here = transfer.receiver_person, transfer.receiver
    if person.user_id is None:
        return
    notify(
        person,
        organisation=here,
        key=f"transfer:{transfer.pk}:taken",
        subject=f"Hồ sơ từ {transfer.organisation.name} đã được ghi",
        body="Danh hiệu, mức xếp loại, sáng kiến, thời gian công tác đã có trong Hồ sơ của tôi. Thấy sai hoặc thiếu thì"
        " bấm “Đề nghị sửa”.",
        url=reverse("records:own_record", args=[here.slug]),
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""

"""The year's registration: opened from its date, written by each person, remarked by the tổ, locked into a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from audit import services as audit
from core import clock
from core.errors import ConflictError, DomainError
from core.templatetags.ui import vi_date, vi_time
from deadlines.models import CalendarEntry, Obligation
from deadlines.services import cancel, closed_sentence, effective_times, fulfil, oblige
from documents import services as documents
from documents.content import Content
from documents.models import OfficialDocument
from notifications.services import notify
from organisation.models import Department, Employment, Person, Post, Role
from registrations.list_document import list_content
from registrations.models import Registration, RegistrationReturn, RegistrationRound
from registrations.papers import HINT, RegistrationFacts, registration_content
from registrations.reviewers import has_other_head, heads_by_department

# ---- the round ----


@transaction.atomic
def open_round(entry: CalendarEntry, *, by) -> RegistrationRound:
    """Open the year's round under its date and oblige everybody employed; a second call reaches those who joined."""
    if entry.purpose != CalendarEntry.Purpose.REGISTRATION:
        raise DomainError(f"“{entry.title}” không phải là mốc đăng ký danh hiệu.")
    round, is_new = RegistrationRound.objects.select_for_update(of=("self",)).get_or_create(
        organisation=entry.organisation, school_year=entry.school_year, defaults={"entry": entry}
    )
    if round.state == RegistrationRound.State.LOCKED:
        raise DomainError("Đợt đăng ký đã khóa, danh sách đã lập.")
    settled = set(
        round.registrations.exclude(state=Registration.State.DRAFT).values_list("person_id", flat=True)
    )  # one that was sent back is owed already, with its reason
    for person in Person.objects.employed_at(round.organisation, on=clock.today()).exclude(pk__in=settled):
        _oblige_person(round, person)
    if is_new:
        audit.record("registrations.round_opened", round, by=by, after={"entry": entry.pk})
    return round


def is_open_for(round: RegistrationRound, person: Person | None) -> bool:
    opens_at, _, cut_off_at = effective_times(round.entry, person)
    return round.state == RegistrationRound.State.OPEN and opens_at <= clock.now() <= cut_off_at


def not_open_sentence(opens_at: datetime) -> str:
    return f"Đăng ký mở từ {vi_time(opens_at)} ngày {vi_date(opens_at)}."


def _key_of(round: RegistrationRound, person: Person) -> str:
    return f"registration:{round.pk}:{person.pk}"


def _obligation_key(registration: Registration) -> str:
    """Under which a candidate owes her registration, a tổ the mending of what was sent back."""
    if registration.person_id:
        return _key_of(registration.round, registration.person)
    return f"registration:{registration.round_id}:department:{registration.department_id}"


def _oblige_person(round: RegistrationRound, person: Person, *, why: str = "", button: str = "Đăng ký") -> None:
    """What was sent back after the deadline has none any more: it may be mended until the lock."""
    is_past_due = bool(why) and clock.now() > effective_times(round.entry, person)[1]
    oblige(
        organisation=round.organisation,
        key=_key_of(round, person),
        title=f"Đăng ký danh hiệu thi đua {round.school_year}",
        url_name="registrations:registration_edit",
        person=person,
        entry=None if is_past_due else round.entry,
        why=why or round.entry.source_label,
        button=button,
    )


def _refuse_locked(round: RegistrationRound) -> None:
    if round.state == RegistrationRound.State.LOCKED:
        raise DomainError("Đợt đăng ký đã khóa nên không sửa được nữa.")


def _refuse_outside_window(round: RegistrationRound, person: Person, *, was_returned: bool = False) -> datetime:
    """The deadline that holds for the person. What was returned may be mended until the round is locked."""
    _refuse_locked(round)
    opens_at, due_at, cut_off_at = effective_times(round.entry, person)
    if clock.now() < opens_at:
        raise DomainError(not_open_sentence(opens_at))
    if clock.now() > cut_off_at and not was_returned:
        raise DomainError(closed_sentence(cut_off_at, entry=round.entry, person=person))
    return due_at


# ---- the person's own ----


@transaction.atomic
def save_draft(
    round: RegistrationRound,
    person: Person | None,
    *,
    values: dict,
    version: int,
    by,
    page: str = "",
    department: Department | None = None,
) -> Registration:
    """Keep what is written so far, all fields or some, for a person or, as a collective, for a tổ (`department`).

    `version` is that of the page when it was opened (0: nothing was stored) and `page` its token: ConflictError where
    another page saved meanwhile.
    """
    round = RegistrationRound.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    registration, is_new = Registration.objects.select_for_update(of=("self",)).get_or_create(
        organisation=round.organisation,
        round=round,
        person=person,
        department=department,
        defaults={"home_department": department or _home_department(round.organisation, person), "version": 0},
    )
    was_returned = registration.state == Registration.State.REVISION_REQUESTED
    _refuse_outside_window(round, person, was_returned=was_returned)
    if not registration.is_editable:
        raise DomainError(f"Đăng ký {registration.get_state_display().lower()} nên không sửa được ở đây.")
    if not is_new and all(getattr(registration, name) == value for name, value in values.items()):
        return registration  # nothing changed, so no other page is made stale
    if not is_new and registration.is_stale_for(version=version, page=page):
        moment = vi_time(registration.saved_at)
        raise ConflictError(f"Đăng ký này đã được sửa ở nơi khác lúc {moment}. Xem thay đổi trước khi lưu.")
    for name, value in values.items():
        setattr(registration, name, value)
    registration.touch(page=page)
    registration.save()
    return registration


def _home_department(organisation, person):
    employment = (
        Employment.objects.for_organisation(organisation)
        .on(clock.today())
        .filter(person=person)
        .select_related("department")
        .first()
    )
    return employment.department if employment else None


def missing_parts(registration: Registration) -> list[tuple[str, str]]:
    """(field, sentence) of what a submission still lacks."""
    missing = []
    if registration.distinction_id is None:
        missing.append(("distinction", "Chưa chọn danh hiệu đăng ký."))
    if not registration.goals.strip():
        missing.append(("goals", "Chưa ghi nội dung phấn đấu."))
    return missing


@transaction.atomic
def submit(registration: Registration, *, version: int, by) -> Registration:
    """Hand the registration in. A second press of the button finds it handed in and changes nothing."""
    registration, round = _locked(registration)
    if registration.state == Registration.State.SUBMITTED and registration.version == version + 1:
        return registration
    was_returned = registration.state == Registration.State.REVISION_REQUESTED
    due_at = _refuse_outside_window(round, registration.person, was_returned=was_returned)
    if registration.version != version:
        raise ConflictError("Đăng ký đã được sửa sau khi mở trang này. Xem lại nội dung rồi nộp.")
    if missing := missing_parts(registration):
        raise DomainError(" ".join(sentence for _, sentence in missing))
    before = registration.state
    registration.move_to(Registration.State.SUBMITTED)
    registration.submitted_at = clock.now()
    registration.is_late = registration.is_late if was_returned else clock.now() > due_at
    registration.remark, registration.remarked_by, registration.remarked_at = "", None, None
    registration.touch()
    registration.save()
    registration.returns.filter(resolved_at=None).update(resolved_at=clock.now())
    fulfil(round.organisation, _obligation_key(registration))
    _update_remark_obligation(registration)
    audit.record(
        "registrations.registration_submitted",
        registration,
        by=by,
        before={"state": before},
        after={"state": registration.state, "is_late": registration.is_late},
    )
    return registration


@transaction.atomic
def withdraw(registration: Registration, *, by) -> Registration:
    registration, round = _locked(registration)
    _refuse_locked(round)
    before = registration.state
    registration.move_to(Registration.State.WITHDRAWN)
    registration.touch()
    registration.save()
    registration.returns.filter(resolved_at=None).update(resolved_at=clock.now())
    cancel(round.organisation, _obligation_key(registration))
    _update_remark_obligation(registration)
    audit.record(
        "registrations.registration_withdrawn",
        registration,
        by=by,
        before={"state": before},
        after={"state": "withdrawn"},
    )
    return registration


@transaction.atomic
def register_again(registration: Registration, *, by) -> Registration:
    """Take up a withdrawn registration as a draft, with all it said."""
    registration, round = _locked(registration)
    _refuse_outside_window(round, registration.person)
    registration.move_to(Registration.State.DRAFT)
    registration.touch()
    registration.save()
    if registration.person_id:  # nobody owes that a tổ registers
        _oblige_person(round, registration.person)
    audit.record(
        "registrations.registration_taken_up",
        registration,
        by=by,
        before={"state": "withdrawn"},
        after={"state": "draft"},
    )
    return registration


def _locked(registration: Registration) -> tuple[Registration, RegistrationRound]:
    """The round first, then its row: the order in which `lock_round` takes them."""
    round = RegistrationRound.objects.select_for_update(of=("self",), no_key=True).get(pk=registration.round_id)
    rows = Registration.objects.select_for_update(of=("self",)).select_related(
        "person", "department", "home_department"
    )
    return rows.get(pk=registration.pk), round


# ---- the tổ's remark ----


@transaction.atomic
def recommend(registration: Registration, *, remark: str, version: int, by) -> Registration:
    """The tổ recommends the registration, with or without a remark."""
    registration = _for_remark(registration, version=version)
    registration.move_to(Registration.State.DEPARTMENT_RECOMMENDED)
    _write_remark(registration, remark, by)
    audit.record(
        "registrations.registration_recommended",
        registration,
        by=by,
        before={"state": "submitted"},
        after={"state": registration.state},
        personal={"remark": registration.remark},
    )
    return registration


@transaction.atomic
def return_for_revision(registration: Registration, *, reason: str, version: int, by) -> Registration:
    """Send the registration back with a reason; it is owed again."""
    reason = reason.strip()
    if not reason:
        raise DomainError("Ghi lý do trả lại để người đăng ký biết cần bổ sung điều gì.")
    registration = _for_remark(registration, version=version)
    before = registration.state
    registration.move_to(Registration.State.REVISION_REQUESTED)
    _write_remark(registration, "", by)
    RegistrationReturn.objects.create(
        organisation=registration.organisation, registration=registration, reason=reason, requested_by=by
    )
    _ask_back(registration, why=f"Trả lại ngày {vi_date(clock.today())}: “{reason}”")
    audit.record(
        "registrations.registration_returned",
        registration,
        by=by,
        before={"state": before},
        after={"state": registration.state},
        personal={"reason": reason},
    )
    return registration


def _ask_back(registration: Registration, *, why: str) -> None:
    """The candidate owes it again, of a tổ its head, and is told."""
    organisation = registration.organisation
    if not registration.person_id:
        oblige(
            organisation=organisation,
            key=_obligation_key(registration),
            title=f"Bổ sung đăng ký danh hiệu của {registration.candidate_name}",
            url_name="registrations:collective_edit",
            url_kwargs={"pk": registration.department_id},
            role=Role.DEPARTMENT_HEAD,
            department=registration.department,
            why=why,
            button="Bổ sung",
        )
        return
    _oblige_person(registration.round, registration.person, why=why, button="Bổ sung")
    notify(
        registration.person,
        organisation=organisation,
        key=f"registration:{registration.pk}:returned:{registration.version}",
        subject="Đăng ký danh hiệu cần bổ sung",
        body=why,
        url=reverse("registrations:registration_edit", args=[organisation.slug]),
    )


def _for_remark(registration: Registration, *, version: int) -> Registration:
    registration, round = _locked(registration)
    _refuse_locked(round)
    if registration.version != version:
        raise ConflictError("Đăng ký đã thay đổi sau khi mở trang này. Đọc lại rồi nhận xét.")
    return registration


def _write_remark(registration: Registration, remark: str, by) -> None:
    registration.remark = remark.strip()
    registration.remarked_by, registration.remarked_at = by, clock.now()
    registration.touch()
    registration.save()
    _update_remark_obligation(registration)


def _update_remark_obligation(registration: Registration) -> None:
    """While somebody waits for a remark, the head of the tổ (or the secretary in her place) owes it."""
    organisation, department = registration.organisation, registration.home_department
    heads = heads_by_department(organisation)
    by_head = _is_for_head(heads, registration)
    waiting = Registration.objects.filter(round=registration.round_id, state="submitted")
    waiting = waiting.filter(home_department=department) if by_head else waiting
    same_hands = [
        row
        for row in waiting.only("person_id", "department_id", "home_department_id")
        if _is_for_head(heads, row) == by_head
    ]
    key = f"registration_remark:{registration.round_id}:{department.pk if by_head else 'secretary'}"
    if not same_hands:
        fulfil(organisation, key)
        return
    oblige(
        organisation=organisation,
        key=key,
        title=f"Nhận xét đăng ký danh hiệu của {department.name if by_head else 'tổ trưởng, lãnh đạo và các tổ'}",
        url_name="registrations:registration_list",
        role=Role.DEPARTMENT_HEAD if by_head else Role.COUNCIL_SECRETARY,
        department=department if by_head else None,
        why=f"{len(same_hands)} đăng ký đang chờ nhận xét",
        button="Nhận xét",
    )


def _is_for_head(heads: dict[int, set[int]], row: Registration) -> bool:
    """Whether the tổ's head remarks on it: neither on her own nor on what she registers for the tổ."""
    is_collective = row.department_id is not None
    return not is_collective and has_other_head(heads, person_id=row.person_id, department_id=row.home_department_id)


# ---- the list ----


@transaction.atomic
def lock_round(round: RegistrationRound, *, by) -> RegistrationRound:
    """End the round: all that was handed in is locked and drafted into the list; drafts stay what they are."""
    round = RegistrationRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
    _refuse_locked(round)
    counted = list(
        Registration.objects.of_round(round)
        .counted()
        .select_for_update(of=("self",))
        .select_related("person", "department", "home_department", "distinction", "organisation")
        .order_by("home_department__name", "person__sort_key", "pk")
    )
    if not counted:
        raise DomainError("Chưa có đăng ký nào được nộp nên chưa lập danh sách được.")
    for registration in counted:
        registration.move_to(Registration.State.LOCKED)
        registration.touch()
    Registration.objects.bulk_update(counted, ["state", "version", "saved_at", "saved_from"])
    round.state, round.locked_at, round.locked_by = RegistrationRound.State.LOCKED, clock.now(), by
    round.list_document = _draft_list(round, counted, by=by)
    round.save()
    _cancel_obligations(round)
    audit.record(
        "registrations.round_locked",
        round,
        by=by,
        before={"state": "open"},
        after={"state": "locked", "count": len(counted), "document": round.list_document_id},
    )
    return round


def _draft_list(round: RegistrationRound, registrations: list[Registration], *, by) -> OfficialDocument:
    organisation = round.organisation
    posts = _posts(organisation)
    rows = [
        {
            "name": registration.candidate_name,
            "place": ", ".join(filter(None, [posts.get(registration.person_id), _place(registration)])),
            "distinction": registration.distinction.name,
            "goals": "; ".join(filter(None, [registration.goals.strip(), _initiative(registration)])),
            "remark": registration.remark or ("Đề nghị" if registration.remarked_at else ""),
        }
        for registration in registrations
    ]
    content = list_content(
        round.school_year,
        rows,
        letterhead=documents.letterhead_for(organisation, type_code="DS"),
        signatory=documents.head_signatory(organisation, clock.today()),
    )
    return documents.create_document(
        organisation=organisation,
        kind=OfficialDocument.Kind.LIST,
        form="registration_list",
        content=content,
        by=by,
        origin_name="registrations:registration_list",
    )


def _posts(organisation) -> dict[int, str]:
    rows = Post.objects.for_organisation(organisation).on(clock.today()).order_by("-from_on", "pk")
    return dict(rows.values_list("person_id", "title"))


def _place(registration: Registration) -> str:
    """The tổ in which a person works; a tổ names itself."""
    is_person = registration.department_id is None and registration.home_department_id
    return registration.home_department.name if is_person else ""


def _initiative(registration: Registration) -> str:
    title = registration.initiative_title.strip()
    return f"sáng kiến dự kiến: {title}" if title else ""


# ---- the bản đăng ký of one candidate ----


def registration_paper(registration: Registration) -> Content:
    """The paper as it would be printed now."""
    organisation, day = registration.organisation, clock.today()
    person = registration.person
    post = _posts(organisation).get(registration.person_id, "")
    facts = RegistrationFacts(
        school_year=str(registration.round.school_year),
        addressee=organisation.name,
        name=registration.candidate_name,
        is_collective=person is None,
        born_on=person.born_on if person else None,
        post=post,
        department=_place(registration),
        distinction=registration.distinction.name if registration.distinction else "",
        goals=registration.goals,
        initiative=registration.initiative_title,
        remark=registration.remark or ("Đề nghị." if registration.remarked_at else ""),
    )
    head = documents.head_signatory(organisation, day)
    return registration_content(
        facts,
        letterhead=replace(documents.letterhead_for(organisation, type_code="", on=_day_of(registration)), symbol=""),
        confirmed_by=replace(head, hint=HINT),
    )


def _day_of(registration: Registration) -> date:
    moment = registration.submitted_at or clock.now()
    return moment.astimezone(clock.ZONE).date()


@transaction.atomic
def issue_registration_paper(registration: Registration, *, by) -> OfficialDocument:
    """Freeze the paper of a locked registration; the second call gives the first one's."""
    registration, _ = _locked(registration)
    if registration.document_id:
        return registration.document
    if registration.state != Registration.State.LOCKED:
        raise DomainError("Bản đăng ký lập được sau khi khóa đợt đăng ký. Trước đó chỉ xem được bản dự thảo.")
    registration.document = documents.issue_form(
        organisation=registration.organisation,
        form="registration",
        content=registration_paper(registration),
        issued_on=_day_of(registration),
        by=by,
        origin_name="registrations:registration_detail",
        origin_kwargs={"pk": registration.pk},
    )
    registration.save(update_fields=["document"])
    return registration.document


def _cancel_obligations(round: RegistrationRound) -> None:
    rows = Obligation.objects.owed_by(round.organisation).open()
    for prefix in ("registration", "registration_remark"):
        for key in rows.filter(key__startswith=f"{prefix}:{round.pk}:").values_list("key", flat=True):
            cancel(round.organisation, key)

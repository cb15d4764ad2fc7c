"""What stands in people's files beside titles: prizes and praise, what only the principal sees, two who moved."""

from __future__ import annotations

from datetime import date

from awards import services as awards
from awards.models import Nomination
from core import clock
from legal.models import Distinction
from organisation.models import Department, Employment, Organisation, Person, Post, Role, RoleAssignment
from organisation.services import end_employment
from records import services as records
from records.models import PendingVerification, RecordTransfer
from records.services import ledger, transfers
from records.services.conduct import save_discipline, save_pending

MOVED, MOVED_LATE = "Giáp Văn Oanh", "Viên Thị Lụa"
REPRIMANDED, VERIFIED = "Lê Minh Ân", "Đặng Thị Thu Hiền"
LAST_DAY = (7, 31)


def named(name: str) -> Person:
    return Person.objects.get(full_name=name)


# ---- prizes and praise: recorded, never judged ----


def give_prizes(school: Organisation, code: str, people: list[Person], *, by) -> None:
    """The school's own contest of teaching: a first and a second prize."""
    for person, prize in zip(people, ("Giải Nhất", "Giải Nhì"), strict=True):
        _enter(school, "GVG_TRUONG", code, f"{prize}, hội thi tháng 11", "58", person=person, by=by)


def praise(school: Organisation, code: str, *, person: Person | None, department: Department | None, by) -> None:
    detail = "Tận tình với học sinh trong ngày mưa lớn" if person else "Góc đọc của tổ mở cửa suốt học kỳ I"
    number = "61" if person else "04"
    _enter(school, "BIEU_DUONG", code, detail, number, person=person, department=department, by=by)


def _enter(school, distinction: str, code: str, detail: str, number: str, *, person, department=None, by) -> None:
    records.enter_title(
        organisation=school,
        person=person,
        department=department,
        distinction=Distinction.objects.get(code=distinction),
        school_year_code=code,
        detail=detail,
        decision_number=f"{number}/QĐ-{school.symbol}",
        decided_on=clock.today(),
        authority="Hiệu trưởng",
        by=by,
    )


# ---- what only the principal sees ----


def note_old_sanction(school: Organisation, start: int, *, principal) -> None:
    """A reprimand of years ago that has ended."""
    save_discipline(
        school,
        person=named(REPRIMANDED),
        sanction="reprimand",
        decision_number=f"07/QĐ-{school.symbol}",
        from_on=date(start - 2, 3, 10),
        to_on=date(start - 1, 3, 9),
        note="Hết thời hạn, không vi phạm thêm.",
        by=principal,
    )


def begin_verification(school: Organisation, *, readers: list[Person], principal) -> None:
    kind = PendingVerification.Kind.COMPLAINT
    save_pending(
        school, person=named(VERIFIED), kind=kind, from_on=clock.today(), to_on=None, readers=readers, by=principal
    )


def end_verification(school: Organisation, *, principal) -> None:
    row = PendingVerification.objects.for_organisation(school).get(person__full_name=VERIFIED)
    readers = list(row.readers.all())
    save_pending(school, row, kind=row.kind, from_on=row.from_on, to_on=clock.today(), readers=readers, by=principal)


# ---- two who moved from one school to the other ----


def let_go(school: Organisation, *, by) -> None:
    last_on = date(clock.today().year, *LAST_DAY)
    for row in Employment.objects.for_organisation(school).filter(person__full_name__in=(MOVED, MOVED_LATE)):
        end_employment(row, last_on=last_on, by=by)


def welcome(school: Organisation) -> None:
    """The same people, known to the application, at their new school."""
    from_on = date(clock.today().year, 8, 1)
    department = Department.objects.for_organisation(school).get(name="Tổ 4, 5")
    for person in Person.objects.filter(full_name__in=(MOVED, MOVED_LATE)).order_by("pk"):
        of = {"organisation": school, "person": person, "from_on": from_on}
        Employment.objects.create(**of, staff_kind="teacher", department=department)
        Post.objects.create(**of, title="Giáo viên")
        RoleAssignment.objects.create(**of, role=Role.STAFF)


def send_record(school: Organisation, receiver: Organisation, name: str, *, by) -> None:
    person = named(name)
    shown = transfers.hash_of(transfers.content_of(school, person))
    transfers.send_record(school, person, receiver=receiver, shown=shown, by=by)


def confirm_record(school: Organisation, *, by) -> None:
    transfer = RecordTransfer.objects.addressed_to(school).open().get()
    transfers.confirm_transfer(transfer, person=named(MOVED), by=by)


# ---- initiatives that nominations rest on ----


def choose_initiatives(dossier, *, by) -> None:
    """Each nomination for the higher title takes the author's latest free initiative."""
    rows = Nomination.objects.filter(dossier=dossier, distinction__code="CSTDCS", person__isnull=False)
    for row in rows.select_related("person", "dossier__school_year", "distinction", "organisation").order_by("pk"):
        if free := ledger.free_authors(dossier.organisation, row.person):
            awards.choose_initiatives(row, free[:1], by=by)

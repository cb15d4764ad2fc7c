"""Báo cáo thành tích: written by the candidate, for a tổ by its head; confirmed by the head, then frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from audit import services as audit
from awards.models import AchievementReport, Dossier
from awards.papers import report as paper
from awards.papers.parts import HINT
from awards.services.dossiers import collect_reports
from core import clock
from core.errors import ConflictError, DomainError
from core.templatetags.ui import vi_date, vi_time
from core.vietnamese import clean_line
from deadlines.services import cancel, fulfil, oblige
from documents import services as documents
from documents.content import Content
from documents.layout import date_words
from documents.models import OfficialDocument
from evaluations.models import EvaluationSheet
from legal.models import Distinction
from notifications.services import notify
from organisation.models import Employment, Post, Role
from records.criteria import LEVEL_NAMES
from records.models import QualityRating, TitleRecord
from registrations.models import Registration

State = AchievementReport.State
READY = (Registration.State.SUBMITTED, Registration.State.DEPARTMENT_RECOMMENDED, Registration.State.LOCKED)
FORMS = {True: "collective_report", False: "person_report"}
# What only a report asks for: (key, label), as printed in part I.
PERSON_DETAILS = [
    ("other_name", "Bí danh, tên gọi khác"),
    ("born_on", "Ngày, tháng, năm sinh"),
    ("gender", "Nam, nữ"),
    ("native_place", "Quê quán"),
    ("residence", "Nơi thường trú"),
    ("qualification", "Trình độ chuyên môn, nghiệp vụ"),
    ("academic_title", "Học hàm, học vị, danh hiệu, giải thưởng"),
]
COLLECTIVE_DETAILS = [
    ("features", "Đặc điểm, tình hình"),
    ("bodies", "Tổ chức Đảng, đoàn thể"),
    ("functions", "Chức năng, nhiệm vụ"),
]


def asked_details(registration: Registration) -> list[tuple[str, str]]:
    """What the report asks to be typed: nothing that the organisation's own rows say."""
    if registration.department_id:
        return COLLECTIVE_DETAILS
    person = registration.person
    known = {"born_on": person.born_on is not None, "gender": person.is_female is not None}
    return [(key, label) for key, label in PERSON_DETAILS if not known.get(key)]


def report_of(registration: Registration) -> AchievementReport:
    """The report as stored, or, unsaved, what the application knows to begin with."""
    rows = AchievementReport.objects.for_organisation(registration.organisation)
    stored = rows.filter(registration=registration).first()
    if stored is not None:
        return stored
    known = _beginning(registration)
    return AchievementReport(
        organisation=registration.organisation,
        registration=registration,
        duties=paper.first_duties(known),
        achievements=paper.first_achievements(known),
        version=0,
    )


# ---- writing ----


@transaction.atomic
def save_report(
    registration: Registration, *, values: Mapping[str, str], version: int, by, page: str = ""
) -> AchievementReport:
    """Keep what is written, all fields or some; the first save keeps with it what the report began with.

    ConflictError where another page saved since `version`.
    """
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if registration.state not in READY or registration.distinction_id is None:
        raise DomainError("Nộp đăng ký danh hiệu trước rồi mới viết báo cáo thành tích.")
    report = report_of(registration)
    if report.state != State.DRAFT:
        raise DomainError(f"Báo cáo {report.get_state_display().lower()} nên không sửa được ở đây.")
    if report.pk and all(_value(report, name) == value for name, value in values.items()):
        return report
    if report.pk and report.is_stale_for(version=version, page=page):
        raise ConflictError(f"Báo cáo đã được sửa ở nơi khác lúc {vi_time(report.saved_at)}. Xem lại trước khi lưu.")
    _write(report, values)
    report.touch(page=page)
    report.save()
    return report


def _value(report: AchievementReport, name: str) -> str:
    return getattr(report, name) if name in ("duties", "achievements") else report.details.get(name, "")


def _write(report: AchievementReport, values: Mapping[str, str]) -> None:
    details = dict(report.details)
    for name, value in values.items():
        if name in ("duties", "achievements"):
            setattr(report, name, value)
        else:
            details[name] = value
    report.details = {name: value for name, value in details.items() if value}


def missing_parts(report: AchievementReport) -> list[tuple[str, str]]:
    """(field, sentence) of what a submission still lacks."""
    texts = {"duties": "Chưa ghi quyền hạn, nhiệm vụ.", "achievements": "Chưa ghi thành tích đạt được."}
    return [(name, sentence) for name, sentence in texts.items() if not getattr(report, name).strip()]


@transaction.atomic
def submit_report(report: AchievementReport, *, version: int, by) -> AchievementReport:
    """Hand the report to the head; a second press of the button changes nothing."""
    report = _locked(report)
    if report.state == State.SUBMITTED and report.version == version + 1:
        return report
    if report.version != version:
        raise ConflictError("Báo cáo đã được sửa sau khi mở trang này. Xem lại nội dung rồi nộp.")
    if missing := missing_parts(report):
        raise DomainError(" ".join(sentence for _, sentence in missing))
    report.move_to(State.SUBMITTED)
    report.submitted_at, report.return_reason = clock.now(), ""
    report.touch()
    report.save()
    fulfil(report.organisation, _key(report, "revise"))
    oblige(
        organisation=report.organisation,
        key=_key(report, "confirm"),
        title=f"Xác nhận báo cáo thành tích của {report.registration.candidate_name}",
        url_name="awards:report_detail",
        url_kwargs={"pk": report.registration_id},
        role=Role.PRINCIPAL,
        button="Xem",
    )
    audit.record("awards.report_submitted", report, by=by, before={"state": "draft"}, after={"state": "submitted"})
    return report


@transaction.atomic
def return_report(report: AchievementReport, *, reason: str, by) -> AchievementReport:
    """Give it back with a reason. A confirmed one keeps its paper until the next is confirmed."""
    reason = clean_line(reason)
    if not reason:
        raise DomainError("Ghi lý do trả lại để người báo cáo biết cần sửa điều gì.")
    report = _locked(report)
    before = report.state
    report.move_to(State.DRAFT)
    report.return_reason = reason[:500]
    report.touch()
    report.save()
    cancel(report.organisation, _key(report, "confirm"))
    _ask_back(report, reason)
    audit.record(
        "awards.report_returned",
        report,
        by=by,
        before={"state": before},
        after={"state": report.state},
        personal={"reason": reason},
    )
    return report


def _ask_back(report: AchievementReport, reason: str) -> None:
    registration, organisation = report.registration, report.organisation
    person = registration.person
    oblige(
        organisation=organisation,
        key=_key(report, "revise"),
        title=f"Sửa báo cáo thành tích: {registration.candidate_name}",
        url_name="awards:report_edit",
        url_kwargs={"pk": registration.pk},
        person=person,
        role="" if person else Role.DEPARTMENT_HEAD,
        department=None if person else registration.department,
        why=f"Trả lại ngày {vi_date(clock.today())}: “{reason}”",
        button="Sửa",
    )
    if person:
        notify(
            person,
            organisation=organisation,
            key=f"report:{report.pk}:returned:{report.version}",
            subject="Báo cáo thành tích cần sửa",
            body=f"Lý do: “{reason}”",
            url=reverse("awards:report_edit", args=[organisation.slug, registration.pk]),
        )


@transaction.atomic
def confirm_report(report: AchievementReport, *, version: int, by) -> OfficialDocument:
    """The head confirms what was shown: the paper is frozen and goes into the dossier if that is still open."""
    report = _locked(report)
    if report.state == State.CONFIRMED:
        return report.document
    if report.version != version:
        raise ConflictError("Báo cáo đã thay đổi sau khi mở trang này nên chưa xác nhận. Xem lại rồi xác nhận.")
    report.move_to(State.CONFIRMED)
    registration = report.registration
    report.document = documents.issue_form(
        organisation=report.organisation,
        form=FORMS[registration.department_id is not None],
        content=report_paper(report),
        by=by,
        origin_name="awards:report_detail",
        origin_kwargs={"pk": registration.pk},
    )
    report.confirmed_by, report.confirmed_at = by, clock.now()
    report.touch()
    report.save()
    fulfil(report.organisation, _key(report, "confirm"))
    for dossier in _open_dossiers(registration):
        collect_reports(dossier)
    audit.record(
        "awards.report_confirmed",
        report,
        by=by,
        before={"state": "submitted"},
        after={"state": report.state, "document": report.document_id},
    )
    return report.document


def _open_dossiers(registration: Registration) -> list[Dossier]:
    rows = (
        Dossier.objects.for_organisation(registration.organisation)
        .with_names()
        .filter(nominations__motion__subject_key=f"registration:{registration.pk}")
    )
    return [dossier for dossier in rows if dossier.is_editable]


def _locked(report: AchievementReport) -> AchievementReport:
    rows = AchievementReport.objects.for_organisation(report.organisation).select_for_update(of=("self",))
    return rows.select_related("registration__person", "registration__department", "organisation").get(pk=report.pk)


def _key(report: AchievementReport, act: str) -> str:
    return f"achievement_report:{report.registration_id}:{act}"


# ---- the paper ----


def report_paper(report: AchievementReport) -> Content:
    """The paper as it would be printed now."""
    registration, organisation = report.registration, report.organisation
    held = _held(registration)
    kinds = Distinction.Kind
    facts = paper.ReportFacts(
        distinction=f"danh hiệu {registration.distinction.name}",
        period=str(registration.round.school_year),
        name=registration.candidate_name,
        background=_background(report),
        duties=report.duties,
        achievements=report.achievements,
        titles=[_told(row) for row in held if row.distinction.kind == kinds.TITLE],
        commendations=[_told(row) for row in held if row.distinction.is_judged and row.distinction.kind != kinds.TITLE],
        ratings=_ratings(registration),
        is_collective=registration.department_id is not None,
    )
    today = clock.today()
    head = documents.head_signatory(organisation, today)
    return paper.report_content(
        facts,
        letterhead=replace(documents.letterhead_for(organisation, type_code="", on=today), symbol=""),
        confirmed_by=replace(head, on_behalf="XÁC NHẬN CỦA THỦ TRƯỞNG ĐƠN VỊ", capacity="", hint=HINT),
    )


def _background(report: AchievementReport) -> list[tuple[str, str]]:
    """Part I: what the organisation knows, and what was typed."""
    registration, typed = report.registration, report.details
    if registration.department_id:
        known = [
            ("Tên tập thể", f"{registration.department.name}, {report.organisation.name}"),
            _strength(registration),
        ]
        return known + [(label, typed.get(key, "")) for key, label in COLLECTIVE_DETAILS]
    person = registration.person
    known = {
        "born_on": date_words(person.born_on) if person.born_on else "",
        "gender": "" if person.is_female is None else ("Nữ" if person.is_female else "Nam"),
    }
    told = [(label, known.get(key) or typed.get(key, "")) for key, label in PERSON_DETAILS]
    place = registration.home_department.name if registration.home_department_id else ""
    work = ", ".join(filter(None, [place, report.organisation.name]))
    return [
        ("Họ và tên", person.full_name),
        *told[:5],
        ("Đơn vị công tác", work),
        ("Chức vụ hiện nay", _post(registration)),
        *told[5:],
    ]


def _strength(registration: Registration) -> tuple[str, str]:
    rows = Employment.objects.for_organisation(registration.organisation).on(clock.today())
    kinds = list(rows.filter(department=registration.department_id).values_list("staff_kind", flat=True))
    words = [f"{Employment.StaffKind(kind).label.lower()}: {kinds.count(kind):02d}" for kind in dict.fromkeys(kinds)]
    return "Số người", f"{len(kinds):02d} ({'; '.join(words)})" if kinds else ""


def _post(registration: Registration) -> str:
    rows = Post.objects.for_organisation(registration.organisation).on(clock.today())
    title = rows.filter(person=registration.person_id).order_by("from_on").values_list("title", flat=True).first()
    if title or not registration.person_id:
        return title or ""
    work = Employment.objects.for_organisation(registration.organisation).on(clock.today())
    kind = work.filter(person=registration.person_id).values_list("staff_kind", flat=True).first()
    return Employment.StaffKind(kind).label if kind else ""


def _held(registration: Registration) -> list[TitleRecord]:
    """What the candidate holds by decisions, the oldest first."""
    rows = TitleRecord.objects.for_organisation(registration.organisation).with_names()
    rows = rows.filter(person=registration.person_id, department=registration.department_id)
    return list(rows.order_by("school_year_code", "decided_on", "pk"))


def _told(row: TitleRecord) -> paper.Held:
    words = paper.decision_words(row.decision_number, row.decided_on, row.authority)
    return paper.Held(row.school_year_code, row.distinction.name, words)


def _ratings(registration: Registration) -> list[tuple[str, str]]:
    if not registration.person_id:
        return []
    rows = QualityRating.objects.for_organisation(registration.organisation).of_person(registration.person)
    decided = rows.filter(state=QualityRating.State.DECIDED).order_by("year_code", "pk")
    return [(row.year_code, LEVEL_NAMES[row.level]) for row in decided]


def _beginning(registration: Registration) -> paper.Beginning:
    ratings = dict(_ratings(registration))
    code = registration.round.school_year.code
    is_person = registration.person_id is not None
    return paper.Beginning(
        post=_post(registration),
        place=registration.home_department.name if is_person and registration.home_department_id else "",
        goals=registration.goals,
        initiative=registration.initiative_title,
        results=_results(registration),
        rating=ratings.get(code, ""),
        holders=[] if is_person else _aims(registration),
    )


def _results(registration: Registration) -> list[tuple[str, str]]:
    """Published results of the year, of the person or of the tổ."""
    who = Q(person=registration.person_id) if registration.person_id else Q(person=None)
    rows = EvaluationSheet.objects.for_organisation(registration.organisation).filter(
        who, period__school_year=registration.round.school_year, state=EvaluationSheet.State.PUBLISHED
    )
    if not registration.person_id:
        rows = rows.filter(department=registration.department_id, subject="department")
    rows = rows.exclude(grade="").select_related("period").order_by("period__starts_on", "pk")
    return [(row.period.label, row.grade) for row in rows]


def _aims(registration: Registration) -> list[tuple[str, int]]:
    """(title, how many of the tổ's people registered it), for a collective."""
    rows = (
        Registration.objects.of_round(registration.round)
        .aimed()
        .filter(home_department=registration.department_id, person__isnull=False)
    )
    names = list(rows.order_by("distinction__position").values_list("distinction__name", flat=True))
    return [(name, names.count(name)) for name in dict.fromkeys(names)]

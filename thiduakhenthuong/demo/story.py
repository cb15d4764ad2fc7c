"""The demo's years, told by the same services that people use: last year whole, this year up to today.

Each act has its moment. An act that lies after today is left to whoever tries the demo.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

from django_scopes import scopes_disabled

from accounts.models import User
from awards import services as awards
from awards.models import DossierPart
from core import clock
from core.scoping import scope
from councils import services as councils
from councils.agenda import Point
from councils.models import CouncilSession
from notifications.models import Notification
from organisation.models import Organisation, Role
from oversight import services as oversight
from registrations.models import RegistrationRound
from submissions import services as submissions
from submissions.models import Submission
from thiduakhenthuong.demo import commending, council_papers, free_papers, personal, voting, year_papers
from thiduakhenthuong.demo import people as cast
from thiduakhenthuong.demo.autumn import AutumnActs
from thiduakhenthuong.demo.district import build_district
from thiduakhenthuong.demo.months import MonthActs
from thiduakhenthuong.demo.papers import finish_jobs, issue
from thiduakhenthuong.demo.personal_acts import PersonalActs
from thiduakhenthuong.demo.present import set_the_scene
from thiduakhenthuong.demo.signing import give_keys
from thiduakhenthuong.demo.teller import later

REMARKS = """Các ý kiến thống nhất với báo cáo của thư ký về kết quả thực hiện danh hiệu đã đăng ký.
Đề nghị chưa đủ phiếu ở lượt thứ nhất được hội đồng thảo luận lại trước khi bỏ phiếu lượt thứ hai."""


def tell(*, today: date, say: Callable[[str], None]) -> None:
    """Build the district and live through its years; `say` reports each act."""
    first = today.year if today.month >= 8 else today.year - 1
    places = build_district(first)
    ward = places[cast.WARD.slug]
    for start in (first - 1, first):
        years = [
            SchoolStory(places[place.slug], place, ward, start, is_current=start == first)
            for place in (cast.PRIMARY, cast.SECONDARY)
        ]
        acts = [act for year in years for act in year.acts()] + [office_call(ward, start), office_praise(ward, start)]
        if start < first:
            acts += year_papers.office_acts(ward, start)
        for moment, organisation, act in sorted(acts, key=lambda act: act[0]):
            if moment.date() > today:
                break
            with clock.travel_to(moment), scope(organisation):
                act()
                finish_jobs()
            say(f"{moment:%d/%m/%Y} {organisation.name}: {act.__name__}")
    if date(first, 10, 20) < today < date(first + 1, 5, 1):
        set_the_scene(places, today)
        finish_jobs()
    with clock.travel_to(clock.at(today, 8)):
        give_keys([places[place.slug] for place in (cast.PRIMARY, cast.SECONDARY)])
    _quiet_mail()


def office_call(ward: Organisation, start: int):
    """In April the office asks every school for its dossier."""

    def call_for_dossiers():
        oversight.call_for_dossiers(
            ward,
            school_year_code=f"{start}-{start + 1}",
            due_at=clock.at(date(start + 1, 5, 25), 17),
            by=User.objects.get(username="phuong"),
        )

    return clock.at(date(start + 1, 4, 20), 9), ward, call_for_dossiers


def office_praise(ward: Organisation, start: int):
    """At the end of the first term's movement the ward commends some who stood out."""

    def commend_movement():
        officer = User.objects.get(username="phuong")
        commending.commend_movement(ward, school_year_code=f"{start}-{start + 1}", officer=officer)

    return clock.at(date(start, 12, 28), 9), ward, commend_movement


class SchoolStory(AutumnActs, MonthActs, PersonalActs):
    """One school's year: what happens when, and who does it."""

    # ---- the calendar ----

    def acts(self):
        return [(clock.at(day, hour + self.offset), self.school, act) for day, hour, act in self._calendar()]

    def _calendar(self):
        y, z = self.start, self.start + 1
        if self.place is cast.SECONDARY:  # the school with a council for initiatives
            yield (
                (date(y, 9, 15), 8, self.renew_council) if self.is_current else (date(y, 8, 25), 8, self.found_council)
            )
            yield date(z, 5, 6), 14, self.judge_initiatives
            yield date(y, 10, 20), 9, self.write_freely
        if not self.is_current:
            yield date(y, 8, 20), 8, self.remember_years
        yield from self._personal()
        yield date(y, 9, 8), 8, self.import_plan
        yield date(y, 9, 9), 8, self.issue_plan
        yield date(y, 9, 10), 8, self.publish_plan
        yield date(y, 9, 28), 8, self.file_guidance
        yield date(y, 10, 2), 8, self.open_registration
        yield date(y, 10, 5), 8, self.launch_campaign
        yield date(y, 10, 8), 8, self.register
        yield date(y, 10, 13), 8, self.recommend
        yield date(y, 10, 16), 8, self.lock_registration
        if self.is_current:  # one month is enough to remember last year by
            for month in (9, 10):
                yield from self._month(date(y, month, 24))
            yield date(y, 11, 17), 8, self.note_good_deed
            yield date(y, 11, 20), 8, self.half_of(date(y, 11, 24))
        yield from self._month(date(z, 4, 24))
        yield date(z, 5, 8), 8, self.report_achievements
        yield date(z, 5, 12), 14, self.vote_on_titles
        yield date(z, 5, 14), 8, self.issue_minutes
        yield date(z, 5, 18), 8, self.make_dossier
        yield date(z, 5, 27 if self.is_late else 20), 8, self.submit_dossier
        yield date(z, 5, 29 if self.is_late else 26), 8, self.examine_dossier
        if not self.is_current:
            yield date(z, 6, 8), 8, self.rate_year
        yield date(z, 6, 10), 8, self.decide
        yield date(z, 6, 12), 8, self.take_decision
        if self.has_all_papers:
            yield from year_papers.school_acts(self)

    def _month(self, due: date):
        yield due - timedelta(days=4), 8, self.open_month(due)
        yield due - timedelta(days=2), 15, self.assess(due)
        yield due + timedelta(days=1), 15, self.review(due)
        yield due + timedelta(days=3), 14, self.meet_on_month(due)
        yield due + timedelta(days=3), 16, self.show_results(due)
        yield due + timedelta(days=3), 20, self.speak(due)
        yield due + timedelta(days=5), 9, self.answer(due)
        yield due + timedelta(days=12), 8, self.publish_month(due)  # after the days in which people may speak

    @property
    def is_late(self) -> bool:
        """Last year one school sent its dossier after its deadline and was reminded."""
        return self.place is not cast.PRIMARY and not self.is_current

    @property
    def has_all_papers(self) -> bool:
        return self.place is cast.PRIMARY and not self.is_current

    # ---- the council ----

    def found_council(self):
        council_papers.found_council(self.school)

    def write_freely(self):
        if not self.is_current:
            free_papers.write(self.school, by=self.user(Role.VICE_PRINCIPAL))

    def renew_council(self):
        council_papers.renew_council(self.school)

    def judge_initiatives(self):
        council_papers.judge_initiatives(self.school, self.year)

    def vote_on_titles(self):
        secretary, chair = self.user(Role.COUNCIL_SECRETARY), self.user(Role.PRINCIPAL)
        agenda = (
            Point("Báo cáo kết quả đăng ký và thực hiện danh hiệu thi đua", secretary.full_name),
            Point("Thảo luận từng đề nghị"),
            Point("Bỏ phiếu kín, kiểm phiếu, công bố kết quả", chair.full_name),
        )
        session = self._convene(f"Bình xét danh hiệu thi đua năm học {self.code}", time(14, 0), *agenda)
        awards.propose_titles(session, by=secretary)
        self._open(session)
        with later(75):
            voting.vote_on_titles(session, on_paper=self.place is cast.PRIMARY, secretary=secretary, chair=chair)
        with later(130):
            session.refresh_from_db()
            councils.write_remarks(session, text=REMARKS, before="", by=secretary)
            councils.close_session(session, by=secretary)

    def issue_minutes(self):
        session = CouncilSession.objects.filter(school_year=self.year, motions__method="secret_ballot").first()
        for box in session.boxes.order_by("number"):
            issue(box.count_sheet)
        issue(session.minutes)
        if session.boxes.filter(mode="paper").exists():
            councils.keep_specimens(session, by=self.user(Role.COUNCIL_SECRETARY))

    # ---- dossier and decision ----

    def make_dossier(self):
        secretary = self.user(Role.COUNCIL_SECRETARY)
        dossier = awards.create_dossier(organisation=self.school, school_year=self.year, by=secretary)
        personal.choose_initiatives(dossier, by=secretary)
        for kind in (DossierPart.Kind.LIST, DossierPart.Kind.PROPOSAL):
            issue(awards.draft_part(dossier, kind=kind, by=secretary))

    def submit_dossier(self):
        secretary = self.user(Role.COUNCIL_SECRETARY)
        dossier = awards.create_dossier(organisation=self.school, school_year=self.year, by=secretary)
        awards.submit_dossier(dossier, shown=awards.fingerprint_of(dossier), by=secretary)

    def _sent(self, kind: str, *, sender: Organisation) -> Submission:
        rows = Submission.objects.sent_by(sender).filter(kind=kind, school_year_code=self.code)
        return rows.order_by("-version", "-pk").first()

    def examine_dossier(self):
        officer = User.objects.get(username="phuong")
        submission = self._sent("dossier", sender=self.school)
        with scope(self.ward):
            submission = submissions.receive(submission, by=officer)
            oversight.accept_dossier(submission, by=officer)

    def report_achievements(self):
        round = RegistrationRound.objects.select_related("school_year").get(school_year=self.year)
        commending.write_reports(round, heads={department.pk: user for department, user in self.heads()})

    def decide(self):
        """About one school as a document of the ward, about the other as it was made elsewhere."""
        officer = User.objects.get(username="phuong")
        submission = self._sent("dossier", sender=self.school)
        with scope(self.ward):
            if self.place is cast.PRIMARY:
                commending.decide_on_paper(submission, officer=officer)
                return
            awards.enter_decision(
                submission,
                number=f"{214 + self.offset}/QĐ-UBND",
                decided_on=clock.today(),
                authority="Chủ tịch Ủy ban nhân dân phường Hoa Lư",
                granted={row["nomination"]: True for row in submission.manifest["nominations"]},
                by=officer,
            )

    def take_decision(self):
        rows = Submission.objects.addressed_to(self.school).filter(kind="decision", school_year_code=self.code)
        awards.take_decision(rows.order_by("-pk").first(), by=self.user(Role.RECORDS_CLERK))


def _quiet_mail() -> None:
    """Nobody gets mail about the past."""
    with scopes_disabled():
        Notification.objects.filter(mail=Notification.Mail.PENDING).update(mail=Notification.Mail.NONE)

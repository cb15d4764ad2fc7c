"""The demo's years, told by the same services that people use: last year whole, this year up to today.

Each act has its moment. An act that lies after today is left to whoever tries the demo.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.db.models import Q
from django_scopes import scopes_disabled

from accounts.models import User
from awards import services as awards
from awards.models import DossierPart
from campaigns import services as campaigns
from core import clock
from core.scoping import scope
from councils import services as councils
from councils.agenda import Point
from councils.models import Attendance, Council, CouncilSession
from deadlines.models import CalendarEntry
from evaluations.criteria import Cell
from evaluations.models import EvaluationPeriod, EvaluationSheet, Objection
from evaluations.services import objections, periods, publication, results, reviews, rubrics, sheets
from evaluations.services.policies import policy_for
from legal.models import Distinction
from notifications.models import Notification
from organisation.models import Department, Organisation, Person, Role, RoleAssignment, SchoolYear
from oversight import services as oversight
from plans import services as plans
from plans.models import PlanFact
from plans.services import incoming, incoming_dates
from registrations import services as registrations
from registrations.models import Registration, RegistrationRound
from submissions import services as submissions
from submissions.models import Submission
from thiduakhenthuong.demo import commending, council_papers, free_papers, histories, month_papers, voting, year_papers
from thiduakhenthuong.demo import people as cast
from thiduakhenthuong.demo.district import build_district
from thiduakhenthuong.demo.papers import finish_jobs, issue, user_of
from thiduakhenthuong.demo.present import set_the_scene
from thiduakhenthuong.demo.signing import give_keys

PLAN = Path(__file__).with_name("plan.txt")
LETTER = """Kính gửi: Các trường mầm non, tiểu học, trung học cơ sở

Để công tác thi đua, khen thưởng năm học {first}-{second} đúng tiến độ, Sở đề nghị các trường:
- Báo cáo số liệu đăng ký danh hiệu thi đua về Sở trước ngày 31/10/{first}.
- Nộp báo cáo sơ kết học kỳ I về Sở chậm nhất ngày 20/01/{second}.
- Giới thiệu điển hình tiên tiến về Sở trước ngày 15/4/{second}.

Nơi nhận:
- Như trên;
- Lưu: VT.
"""
REMARKS = """Các ý kiến thống nhất với báo cáo của thư ký về kết quả thực hiện danh hiệu đã đăng ký.
Đề nghị chưa đủ phiếu ở lượt thứ nhất được hội đồng thảo luận lại trước khi bỏ phiếu lượt thứ hai."""

INITIATIVES = (
    "Thẻ đọc ba bước cho học sinh đọc chậm",
    "Sổ tay thí nghiệm bằng vật liệu có sẵn",
    "Bản đồ lớp học giúp học sinh mới hòa nhập",
    "Mười phút đầu giờ với một bài toán thực tế",
)


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


class SchoolStory:
    """One school's year: what happens when, and who does it."""

    def __init__(self, school: Organisation, place: cast.Place, ward: Organisation, start: int, *, is_current: bool):
        self.school, self.place, self.ward, self.start = school, place, ward, start
        self.is_current = is_current
        self.code = f"{start}-{start + 1}"
        self.offset = 0 if place is cast.PRIMARY else 1  # the second school acts an hour later, with other numbers

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

    # ---- who ----

    def user(self, role: str) -> User:
        return user_of(self.school, role)

    def people(self) -> list[Person]:
        return list(Person.objects.employed_at(self.school, on=clock.today()).select_related("user"))

    def heads(self) -> list[tuple[Department, User]]:
        held = RoleAssignment.objects.for_organisation(self.school).filter(role=Role.DEPARTMENT_HEAD)
        return [(row.department, row.person.user) for row in held.select_related("department", "person__user")]

    @property
    def year(self) -> SchoolYear:
        return SchoolYear.objects.for_organisation(self.school).get(code=self.code)

    @property
    def council(self) -> Council:
        return Council.objects.for_organisation(self.school).of_kind(Council.Kind.EMULATION).get()

    def remember_years(self):
        histories.remember(self.school, self.start, by=self.user(Role.COUNCIL_SECRETARY))

    def rate_year(self):
        histories.rate_year(self.school, self.start, by=self.user(Role.PRINCIPAL))

    # ---- plan ----

    def import_plan(self):
        values = {
            "{ISSUER}": self.place.issuer,
            "{SYMBOL}": self.place.symbol,
            "{PRINCIPAL}": self.place.people[0].name,
            "{Y}": str(self.start),
            "{Z}": str(self.start + 1),
        }
        text = PLAN.read_text(encoding="utf-8")
        for mark, value in values.items():
            text = text.replace(mark, value)
        author = self.user(Role.VICE_PRINCIPAL)
        plan = plans.import_plan(
            organisation=self.school, school_year=self.year, text=text, form_token=uuid.uuid4(), by=author
        )
        for fact in plan.facts.filter(state=PlanFact.State.PROPOSED):
            if fact.kind == PlanFact.Kind.DOUBT:
                plans.answer_doubt(fact, note="Đã xem, giữ như văn bản.", by=author)
            else:
                plans.accept_fact(fact, by=author)

    def issue_plan(self):
        author = self.user(Role.VICE_PRINCIPAL)
        plan = self.year.plans.get()
        issue(plans.submit_for_approval(plan, by=author).document)

    def publish_plan(self):
        plan = plans.publish(self.year.plans.get(), by=self.user(Role.VICE_PRINCIPAL))
        people = self.people()
        for person in people[:-3] if self.is_current else people:
            plans.acknowledge(plan, person=person)

    # ---- documents from above ----

    def file_guidance(self):
        """A letter of the Sở: last year's done; this year's in hand, and some have not read it yet."""
        clerk, principal = self.user(Role.RECORDS_CLERK), self.user(Role.PRINCIPAL)
        vice_principal = self.user(Role.VICE_PRINCIPAL)
        letter, _ = incoming.file_document(
            organisation=self.school,
            values={
                "kind": "letter",
                "number": f"{1840 + self.start % 100}/SGDĐT-VP",
                "issued_on": date(self.start, 9, 22),
                "issuer": "Sở Giáo dục và Đào tạo",
                "subject": f"Hướng dẫn công tác thi đua, khen thưởng năm học {self.code}",
                "arrival_number": 214 + self.offset,
                "arrived_on": date(self.start, 9, 26),
            },
            text=LETTER.format(first=self.start, second=self.start + 1),
            by=clerk,
        )
        letter = incoming.assign(
            letter,
            handler=vice_principal.person,
            handle_by_on=date(self.start, 10, 30),
            opinion="Đối chiếu với kế hoạch của trường, báo lại trước khi gửi số liệu về Sở.",
            by=principal,
        )
        incoming.share(letter, chosen=plans.Chosen(), by=clerk)
        letter.refresh_from_db()
        dates = list(letter.facts.deadlines())
        for fact in dates[:1] if self.is_current else dates:
            incoming_dates.accept_date(fact, by=vice_principal)
        if not self.is_current:
            for row in incoming_dates.work_of(letter).open():
                incoming_dates.mark_done(letter, row, by=vice_principal)
            incoming.close(letter, outcome="Đã gửi đủ số liệu, báo cáo về Sở.", by=vice_principal)
        people = self.people()
        for person in people[:-2] if self.is_current else people:
            plans.acknowledge(letter, person=person)

    # ---- movements ----

    def launch_campaign(self):
        principal = self.user(Role.PRINCIPAL)
        campaign = campaigns.create_campaign(
            self.year.plans.get(),
            values={
                "kind": "thematic",
                "name": "Mỗi tuần một tiết học ngoài lớp",
                "goal": "Học sinh được học bằng quan sát, đo đạc, trò chuyện với người làm nghề ngay trong phường.",
                "subjects": "Các tổ chuyên môn",
                "content": "Mỗi lớp một tiết mỗi tuần ngoài lớp học; giáo viên chia sẻ kế hoạch bài dạy trong tổ.",
                "from_on": date(self.start, 10, 5),
                "to_on": date(self.start, 12, 20),
                "award_form": Distinction.objects.get(code="GIAY_KHEN"),
                "award_count": 4,
            },
            by=principal,
        )
        if self.has_all_papers:
            year_papers.issue_launch_plan(campaign, by=principal)
        campaign = campaigns.launch(campaign, by=principal)
        for department, head in self.heads()[:2]:
            campaigns.join(campaign, department=department, note="Cả tổ tham gia.", by=head)

    def note_good_deed(self):
        head, colleague = self.heads()[0][1], self.people()[1]
        campaigns.note_good_deed(
            organisation=self.school,
            person=colleague,
            text="Ở lại cùng học sinh chờ phụ huynh trong buổi chiều mưa lớn, đưa hai em về tận nhà.",
            happened_on=clock.today(),
            campaign=None,
            photo=None,
            form_token=uuid.uuid4(),
            by=head,
        )

    # ---- registration ----

    def open_registration(self):
        entry = CalendarEntry.objects.get(school_year=self.year, purpose=CalendarEntry.Purpose.REGISTRATION)
        registrations.open_round(entry, by=self.user(Role.COUNCIL_SECRETARY))

    def register(self):
        round = RegistrationRound.objects.get(school_year=self.year)
        titles = {row.code: row for row in Distinction.objects.filter(code__in=["LDTT", "CSTDCS"])}
        for index, person in enumerate(self.people()[:-1]):
            is_high = index % 6 == 2
            values = {
                "distinction": titles["CSTDCS" if is_high else "LDTT"],
                "goals": "Hoàn thành tốt nhiệm vụ được giao, hỗ trợ đồng nghiệp mới, tham gia chuyên đề của trường.",
                "initiative_title": INITIATIVES[index // 6 % len(INITIATIVES)] if is_high else "",
            }
            row = registrations.save_draft(round, person, values=values, version=0, by=person.user)
            registrations.submit(row, version=row.version, by=person.user)
        department, head = self.heads()[0]
        commending.register_department(round, department, head)

    def recommend(self):
        secretary = self.user(Role.COUNCIL_SECRETARY)
        heads = {department.pk: user for department, user in self.heads()}
        rows = Registration.objects.filter(round__school_year=self.year, state=Registration.State.SUBMITTED)
        for row in rows.select_related("person"):
            head = heads.get(row.home_department_id, secretary)
            is_hers = row.person is None or head.pk == row.person.user_id
            by = secretary if is_hers else head
            registrations.recommend(row, remark="Tổ nhất trí.", version=row.version, by=by)

    def lock_registration(self):
        round = RegistrationRound.objects.get(school_year=self.year)
        round = registrations.lock_round(round, by=self.user(Role.COUNCIL_SECRETARY))
        issue(round.list_document)
        commending.print_registrations(round, by=self.user(Role.COUNCIL_SECRETARY))

    # ---- the month ----

    def period(self, due: date) -> EvaluationPeriod:
        return EvaluationPeriod.objects.get(school_year=self.year, kind="month", starts_on=due.replace(day=1))

    def open_month(self, due: date):
        def open_month():
            entry = CalendarEntry.objects.get(
                school_year=self.year,
                purpose=CalendarEntry.Purpose.MONTHLY_REVIEW,
                due_at__date=due,
            )
            periods.create_period(entry, by=self.user(Role.COUNCIL_SECRETARY))

        return open_month

    def half_of(self, due: date):
        """Some have handed in, some have begun, the rest find the sheet waiting."""

        def half():
            self.open_month(due)()
            everybody = [person for person in self.people() if person.user.username not in ("giaovien", "sh.giaovien")]
            self._assess(due, everybody[: len(everybody) // 2])

        return half

    def assess(self, due: date):
        def assess():
            self._assess(due, self.people())

        return assess

    def _assess(self, due: date, people: list[Person]) -> None:
        """Each their own sheet; the heads that of their tổ, once everybody's turn has come."""
        rows = EvaluationSheet.objects.filter(period=self.period(due), state="draft")
        rows = rows.filter(
            Q(person__in=people) | Q(subject="department", department__in=self._whole_departments(people))
        )
        writers = {department.pk: user for department, user in self.heads()}
        rows = rows.select_related("person__user", "period", "organisation", "rubric").order_by("pk")
        for turn, sheet in enumerate(rows, start=due.month):
            lines = [line for line in rubrics.lines_of(sheet.rubric) if line.is_required]
            cells = {
                line.key: Cell("scored", _points(line.max_points, turn // 3 * (1 + place % 2) + turn % 3))
                for place, line in enumerate(lines)
            }
            user = sheet.person.user if sheet.person_id else writers[sheet.department_id]
            note = "Hoàn thành các việc trong tháng, dạy thay một buổi cho đồng nghiệp."
            sheet = sheets.save_draft(sheet, cells=cells, note=note, version=sheet.version, by=user)
            sheets.submit(sheet, version=sheet.version, late_reason="Đi tập huấn.", by=user)

    def _whole_departments(self, people: list[Person]) -> list[int]:
        """The tổ that have a head among those whose turn it is."""
        users = {person.user_id for person in people}
        return [department.pk for department, user in self.heads() if user.pk in users]

    def review(self, due: date):
        def review():
            period = self.period(due)
            reviewers = [user for _, user in self.heads()] + [
                self.user(Role.COUNCIL_SECRETARY),
                self.user(Role.PRINCIPAL),
            ]
            for user in dict.fromkeys(reviewers):
                waiting = EvaluationSheet.objects.filter(period=period, state=EvaluationSheet.State.SUBMITTED)
                mine = reviews.reviewed_by(user, period, list(waiting.select_related("person", "department")))
                chosen = {sheet.pk: reviews.Review(version=sheet.version, adopts_before=True) for sheet in mine}
                if chosen:
                    reviews.save_review(period, reviews=chosen, recommend=True, by=user)
            if not self.is_current:
                department, head = self.heads()[0]
                month_papers.minute_meeting(period, department, head)

        return review

    def meet_on_month(self, due: date):
        def meet_on_month():
            secretary = self.user(Role.COUNCIL_SECRETARY)
            if not policy_for(self.period(due)).uses_council:
                for role in (Role.PRINCIPAL, Role.VICE_PRINCIPAL):  # nobody decides the own sheet
                    if results.undecided(self.period(due)):
                        results.decide_by_head(self.period(due), by=self.user(role))
                return
            session = self._convene(f"Xét xếp loại thi đua tháng {due.month}/{due.year}", time(14, 0))
            results.hand_to_council(self.period(due), session, by=secretary)
            self._open(session, absent=1)
            behind = councils.electorates(session, list(session.motions.all()))
            counts = {motion.pk: (behind[motion.pk].entitled, 0, 0) for motion in session.motions.all()}
            with _later(50):
                councils.record_hands(session, counts=counts, by=secretary)
                session = councils.close_session(session, by=secretary)
                issue(session.minutes)

        return meet_on_month

    def show_results(self, due: date):
        def show_results():
            publication.announce_provisional(self.period(due), by=self.user(Role.COUNCIL_SECRETARY))

        return show_results

    def speak(self, due: date):
        """One person explains what the points do not show."""

        def speak():
            rows = EvaluationSheet.objects.filter(period=self.period(due), state="provisional", subject="person")
            sheet = rows.exclude(grade="Xuất sắc").select_related("person__user", "organisation").order_by("pk").last()
            objections.file_objection(
                sheet,
                kind=Objection.Kind.EXPLANATION,
                text="Hai buổi vắng họp tổ là do được phân công coi thi ở trường bạn; đã báo tổ trưởng.",
                by=sheet.person.user,
            )

        return speak

    def answer(self, due: date):
        def answer():
            asked = Objection.objects.filter(sheet__period=self.period(due), outcome="").select_related("organisation")
            for objection in asked:
                objections.answer_objection(
                    objection,
                    outcome=Objection.Outcome.KEPT,
                    answer="Tổ đã không trừ điểm hai buổi này; mức xếp loại do tiêu chí II quyết định.",
                    by=self.user(Role.COUNCIL_SECRETARY),
                )

        return answer

    def publish_month(self, due: date):
        def publish_month():
            period = self.period(due)
            publication.publish(period, by=self.user(Role.PRINCIPAL))
            if self.is_current:
                return
            period.refresh_from_db()
            month_papers.announce(period, secretary=self.user(Role.COUNCIL_SECRETARY))

        return publish_month

    # ---- the council ----

    def _convene(self, title: str, starts_at: time, *agenda: Point) -> CouncilSession:
        return councils.convene(
            council=self.council,
            school_year=self.year,
            title=title,
            held_on=clock.today(),
            starts_at=starts_at,
            place="Phòng họp của trường",
            agenda=agenda,
            by=self.user(Role.COUNCIL_SECRETARY),
        )

    def _open(self, session: CouncilSession, *, absent: int = 0) -> None:
        members = list(councils.members_of(session))
        away = {member.pk for member in members[len(members) - absent :]}
        states = {
            member.pk: Attendance.State.ABSENT if member.pk in away else Attendance.State.PRESENT for member in members
        }
        secretary = self.user(Role.COUNCIL_SECRETARY)
        councils.take_roll_call(session, states=states, reasons=dict.fromkeys(away, "đi công tác"), by=secretary)
        councils.open_session(session, by=secretary)

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
        with _later(75):
            voting.vote_on_titles(session, on_paper=self.place is cast.PRIMARY, secretary=secretary, chair=chair)
        with _later(130):
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


def _later(minutes: int):
    """So long after an act began."""
    return clock.travel_to(clock.now() + timedelta(minutes=minutes))


def _points(most: Decimal, turn: int) -> Decimal:
    """The most, or a little less: most people end as “Tốt”, some as “Xuất sắc”, a few lower."""
    return max(most - Decimal((0, 1, 3, 2, 5)[turn % 5]) * most / 15, Decimal(0)).quantize(Decimal("0.5"))


def _quiet_mail() -> None:
    """Nobody gets mail about the past."""
    with scopes_disabled():
        Notification.objects.filter(mail=Notification.Mail.PENDING).update(mail=Notification.Mail.NONE)

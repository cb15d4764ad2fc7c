"""The months of a school year."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from django.db.models import Q

from councils import services as councils
from deadlines.models import CalendarEntry
from evaluations.criteria import Cell
from evaluations.models import EvaluationPeriod, EvaluationSheet, Objection
from evaluations.services import objections, periods, publication, results, reviews, rubrics, sheets
from evaluations.services.policies import policy_for
from organisation.models import Person, Role
from thiduakhenthuong.demo import month_papers
from thiduakhenthuong.demo.papers import issue
from thiduakhenthuong.demo.teller import Teller, later


class MonthActs(Teller):
    """One month of sheets: assessed, reviewed, met on, shown, answered, published."""

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
            with later(50):
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


def _points(most: Decimal, turn: int) -> Decimal:
    """The most, or a little less: most people end as “Tốt”, some as “Xuất sắc”, a few lower."""
    return max(most - Decimal((0, 1, 3, 2, 5)[turn % 5]) * most / 15, Decimal(0)).quantize(Decimal("0.5"))

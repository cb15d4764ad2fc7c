"""The beginning of a school year: what is remembered, planned, launched and registered."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

from campaigns import services as campaigns
from core import clock
from deadlines.models import CalendarEntry
from legal.models import Distinction
from organisation.models import Role
from plans import services as plans
from plans.models import PlanFact
from plans.services import incoming, incoming_dates
from registrations import services as registrations
from registrations.models import Registration, RegistrationRound
from thiduakhenthuong.demo import commending, histories, year_papers
from thiduakhenthuong.demo.papers import issue
from thiduakhenthuong.demo.teller import Teller

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
INITIATIVES = (
    "Thẻ đọc ba bước cho học sinh đọc chậm",
    "Sổ tay thí nghiệm bằng vật liệu có sẵn",
    "Bản đồ lớp học giúp học sinh mới hòa nhập",
    "Mười phút đầu giờ với một bài toán thực tế",
)


class AutumnActs(Teller):
    """The plan, what comes from above, movements, and who registers what."""

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

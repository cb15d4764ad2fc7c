"""When the people's files of the demo's schools grow, and who writes in them."""

from __future__ import annotations

from datetime import date

from organisation.models import Organisation, Role
from thiduakhenthuong.demo import people as cast
from thiduakhenthuong.demo import personal
from thiduakhenthuong.demo.teller import Teller


class PersonalActs(Teller):
    """Prizes, praise, what is private, and two teachers who moved to the other school in the summer."""

    def _personal(self):
        y, z = self.start, self.start + 1
        is_primary = self.place is cast.PRIMARY
        if self.is_current:
            yield from self._moves(y, is_primary=is_primary)
            if is_primary:
                yield date(y, 11, 3), 8, self.begin_verification
                yield date(y, 11, 20), 9, self.praise_colleague
                yield date(y, 12, 19), 8, self.end_verification
            return
        if is_primary:
            yield date(y, 8, 21), 8, self.note_old_sanction
        yield date(y, 11, 24), 9, self.give_prizes
        yield date(z, 1, 15), 9, self.praise_department

    def _moves(self, y: int, *, is_primary: bool):
        if is_primary:
            yield date(y, 8, 4), 8, self.welcome
            yield date(y, 8, 10), 8, self.confirm_record
        else:
            yield date(y, 8, 3), 8, self.let_go
            yield date(y, 8, 6), 8, self.send_record
            yield date(y, 11, 3), 8, self.send_other_record

    # ---- prizes and praise ----

    def give_prizes(self):
        writer = self.user(Role.COUNCIL_SECRETARY)
        people = [person for person in self.people() if person.user_id != writer.pk]
        personal.give_prizes(self.school, self.code, people[2:4], by=writer)

    def praise_department(self):
        department, _ = self.heads()[0]
        writer = self.user(Role.COUNCIL_SECRETARY)
        personal.praise(self.school, self.code, person=None, department=department, by=writer)

    def praise_colleague(self):
        """Whose good deed was noted some days before."""
        writer = self.user(Role.COUNCIL_SECRETARY)
        personal.praise(self.school, self.code, person=self.people()[1], department=None, by=writer)

    # ---- private ----

    def note_old_sanction(self):
        personal.note_old_sanction(self.school, self.start, principal=self.user(Role.PRINCIPAL))

    def begin_verification(self):
        readers = [self.user(Role.VICE_PRINCIPAL).person]
        personal.begin_verification(self.school, readers=readers, principal=self.user(Role.PRINCIPAL))

    def end_verification(self):
        personal.end_verification(self.school, principal=self.user(Role.PRINCIPAL))

    # ---- moves ----

    def let_go(self):
        personal.let_go(self.school, by=self.user(Role.PRINCIPAL))

    def welcome(self):
        personal.welcome(self.school)

    def send_record(self):
        self._send(personal.MOVED)

    def send_other_record(self):
        self._send(personal.MOVED_LATE)

    def _send(self, name: str):
        receiver = Organisation.objects.get(slug=cast.PRIMARY.slug)
        personal.send_record(self.school, receiver, name, by=self.user(Role.COUNCIL_SECRETARY))

    def confirm_record(self):
        personal.confirm_record(self.school, by=self.user(Role.COUNCIL_SECRETARY))

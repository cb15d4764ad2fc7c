"""What is not done yet in the periods that are not published: by whom, and for how long it has been due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from core import clock
from deadlines.models import Obligation
from evaluations.boards.choices import Choice, Reader, kinds_of, label_of
from evaluations.models import EvaluationSheet

HANDING, REVIEW, PUBLICATION = "handing", "review", "publication"
LACKS = {HANDING: "Chưa nộp", REVIEW: "Tổ chưa chấm xong", PUBLICATION: "Chưa công bố"}
WAITS_FOR = {HANDING: "Người được đánh giá", REVIEW: "Người chấm của tổ", PUBLICATION: "Thư ký, hiệu trưởng"}
State = EvaluationSheet.State
STATES = {
    HANDING: (State.DRAFT,),
    REVIEW: (State.SUBMITTED, State.COUNCIL_NOT_PASSED),
    PUBLICATION: (State.DEPARTMENT_RECOMMENDED, State.COUNCIL_PASSED, State.HEAD_DECIDED, State.PROVISIONAL),
}
SORTS = ("due", "name", "department", "lack")


@dataclass(frozen=True)
class MissingRow:
    """`due_at`: until when it was to be handed in, with what was extended for this person."""

    sheet: EvaluationSheet
    lack: str
    due_at: datetime
    days_late: int
    can_hand_in: bool

    @property
    def name(self) -> str:
        return self.sheet.candidate_name

    @property
    def period_label(self) -> str:
        return label_of(self.sheet.period)

    @property
    def words(self) -> str:
        """What lacks; of a sheet that can no longer be handed in also that."""
        if self.lack == HANDING and not self.can_hand_in:
            return "Không nộp, đã hết thời gian nhận"
        return LACKS[self.lack]


class Missing:
    """Sheets of periods that have begun and are not published, by what they wait for."""

    def __init__(self, reader: Reader, choice: Choice):
        self.reader, self.choice = reader, choice
        every = [period for period in reader.periods() if period.published_at is None]
        self.kinds = kinds_of(every)
        self.kind = choice.kind if choice.kind in dict(self.kinds) else ""
        self.periods = [period for period in every if self.kind in ("", period.kind)]
        self.lack = choice.lack if choice.lack in LACKS else ""
        self.sort = choice.sorted_by(SORTS)

    @cached_property
    def _sheets(self):
        """Drafts only as long as somebody owes them: who has left owes nothing."""
        owed = Obligation.objects.owed_by(self.reader.organisation).filter(
            key=Concat(Value("sheet:"), Cast(OuterRef("pk"), CharField()))
        )
        rows = self.reader.sheets(self.choice, self.periods).exclude(state=State.EXEMPT)
        rows = rows.annotate(
            lack=Case(
                *(When(state__in=states, then=Value(lack)) for lack, states in STATES.items()),
                default=Value(""),
                output_field=CharField(),
            ),
            owed_state=Subquery(owed.values("state")[:1]),
            due_at=Coalesce(Subquery(owed.values("due_at")[:1]), F("period__entry__due_at")),
            cut_off_at=Coalesce(Subquery(owed.values("cut_off_at")[:1]), F("period__entry__cut_off_at")),
        )
        return rows.exclude(lack="").filter(~Q(lack=HANDING) | Q(owed_state="open"))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many lack what, whatever is chosen of it."""
        found = dict.fromkeys(LACKS, 0)
        for lack in self._sheets.order_by().values_list("lack", flat=True):
            found[lack] += 1
        return found

    @property
    def sheets(self):
        """Those to be listed, in the order asked for."""
        rows = self._sheets.filter(lack=self.lack) if self.lack else self._sheets
        fields = {"due": "due_at", "name": "person__sort_key", "department": "department__name", "lack": "lack"}
        field = F(fields[self.sort.removeprefix("-")])
        first = field.desc(nulls_last=True) if self.sort.startswith("-") else field.asc(nulls_last=True)
        return rows.order_by(first, "person__sort_key", "period__starts_on", "pk").with_names()

    def row(self, sheet) -> MissingRow:
        days = (clock.today() - sheet.due_at.astimezone(clock.ZONE).date()).days
        return MissingRow(sheet, sheet.lack, sheet.due_at, max(days, 0), clock.now() <= sheet.cut_off_at)

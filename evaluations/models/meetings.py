from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core.models import OrganisationOwned, SavedFromPages
from evaluations.models.periods import EvaluationPeriod


class DepartmentMeeting(OrganisationOwned, SavedFromPages):
    """The tổ's meeting about a period (họp bình xét); without a department: that of the leaders' group."""

    period = models.ForeignKey(EvaluationPeriod, models.PROTECT, related_name="meetings")
    department = models.ForeignKey("organisation.Department", models.PROTECT, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField("họp lúc")
    place = models.CharField("tại", max_length=200, blank=True)
    chaired_by = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="chủ trì")
    secretary = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+", verbose_name="thư ký")
    remarks = models.TextField("ý kiến tại cuộc họp", blank=True)
    document = models.ForeignKey(
        "documents.OfficialDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="biên bản"
    )

    class Meta:
        verbose_name = "cuộc họp tổ"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "department"], nulls_distinct=False, name="department_meeting_once"
            ),
            models.CheckConstraint(name="meeting_two_people", condition=~Q(chaired_by=F("secretary"))),
        ]

    def __str__(self):
        return f"{self.department or 'Lãnh đạo'} {self.period}"


class MeetingAttendance(OrganisationOwned):
    """Whether a member of the tổ was there; why not stands nowhere."""

    meeting = models.ForeignKey(DepartmentMeeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey("organisation.Person", models.PROTECT, related_name="+")
    is_present = models.BooleanField("có mặt")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="meeting_attendance_once")]

    def __str__(self):
        return str(self.person)

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from core import clock
from core.models import OrganisationOwned, SavedFromPages
from core.querysets import owned_manager
from core.vietnamese import clean_line, name_sort_key, search_key
from organisation.querysets import (
    DatedQuerySet,
    DepartmentQuerySet,
    EmploymentQuerySet,
    LeaveQuerySet,
    LetterheadPeriodQuerySet,
    OrganisationQuerySet,
    PersonQuerySet,
    SchoolYearQuerySet,
    SupervisionQuerySet,
)


class Level(models.TextChoices):
    NURSERY = "nursery", "Mầm non"
    PRIMARY = "primary", "Tiểu học"
    LOWER_SECONDARY = "lower_secondary", "THCS"
    UPPER_SECONDARY = "upper_secondary", "THPT"
    COMBINED = "combined", "Liên cấp"


class Role(models.TextChoices):
    SYSTEM_ADMIN = "system_admin", "Quản trị hệ thống"
    PRINCIPAL = "principal", "Hiệu trưởng"
    VICE_PRINCIPAL = "vice_principal", "Phó hiệu trưởng"
    COUNCIL_SECRETARY = "council_secretary", "Thư ký hội đồng"
    COUNCIL_CHAIR = "council_chair", "Chủ tịch hội đồng"
    COUNCIL_MEMBER = "council_member", "Ủy viên hội đồng"
    DEPARTMENT_HEAD = "department_head", "Tổ trưởng"
    STAFF = "staff", "Giáo viên, nhân viên"
    RECORDS_CLERK = "records_clerk", "Văn thư"
    OFFICE_OFFICER = "office_officer", "Chuyên viên"
    OFFICE_LEADER = "office_leader", "Lãnh đạo cơ quan"


class Organisation(models.Model):
    """An office or a school: the tenant. The tree is drawn by dated `Supervision` rows, of any depth."""

    class Kind(models.TextChoices):
        OFFICE = "office", "Cơ quan quản lý"
        SCHOOL = "school", "Trường"

    kind = models.CharField("loại", max_length=10, choices=Kind)
    level = models.CharField("cấp học", max_length=20, choices=Level, blank=True)
    name = models.CharField("tên", max_length=200)
    slug = models.SlugField("địa chỉ", max_length=60, unique=True)
    symbol = models.CharField("chữ viết tắt trong ký hiệu văn bản", max_length=30)
    place = models.CharField("địa danh", max_length=80)
    superior_lines = models.CharField("cơ quan chủ quản trên văn bản", max_length=250, blank=True)
    issuer_lines = models.CharField("tên cơ quan trên văn bản", max_length=250)
    contact_name = models.CharField("người cần hỏi", max_length=120, blank=True)
    contact_phone = models.CharField("điện thoại", max_length=30, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "đơn vị"

    def __str__(self):
        return self.name

    @property
    def is_office(self) -> bool:
        return self.kind == self.Kind.OFFICE


class Supervision(models.Model):
    """Who stands above whom, in which line, from when to when. The awarding line is where dossiers go."""

    class Line(models.TextChoices):
        PROFESSIONAL = "professional", "Chuyên môn"
        AWARDING = "awarding", "Khen thưởng"

    superior = models.ForeignKey(Organisation, models.PROTECT, related_name="supervised", verbose_name="cấp trên")
    subordinate = models.ForeignKey(Organisation, models.PROTECT, related_name="supervisions", verbose_name="đơn vị")
    line = models.CharField("tuyến", max_length=15, choices=Line)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="supervision_not_self", condition=~Q(superior=F("subordinate"))),
            ExclusionConstraint(
                name="supervision_one_superior_a_line_and_day",
                expressions=[
                    (
                        Func(F("subordinate"), F("subordinate"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("from_on"), F("to_on"), Value("[]"), function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            Func(F("line"), function="hashtext", output_field=models.IntegerField()),
                            Func(F("line"), function="hashtext", output_field=models.IntegerField()),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.superior} – {self.subordinate} ({self.get_line_display()})"


class LetterheadPeriod(OrganisationOwned):
    """What stood at the head of a body's papers from a day to a day; both ends belong to it, None is open.

    The organisation's own fields are what it is called after its last period of its own. A body that issues in the
    name of the People's Committee it belongs to has periods of that face too, with who signs then.
    """

    class Face(models.TextChoices):
        OWN = "own", "Tên của đơn vị"
        COMMITTEE = "committee", "Đứng tên Ủy ban nhân dân"

    class Signing(models.TextChoices):
        HEAD = "head", "Người đứng đầu đơn vị"
        BY_ORDER = "by_order", "Người đứng đầu đơn vị, thừa lệnh Chủ tịch (TL.)"
        CHAIR = "chair", "Chủ tịch, thay mặt Ủy ban (TM.)"
        DEPUTY = "deputy", "Phó Chủ tịch ký thay Chủ tịch (TM., KT.)"

    face = models.CharField("danh nghĩa", max_length=10, choices=Face, default=Face.OWN)
    superior_lines = models.CharField("cơ quan chủ quản", max_length=250, blank=True)
    issuer_lines = models.CharField("cơ quan ban hành", max_length=250)
    symbol = models.CharField("chữ viết tắt trong ký hiệu", max_length=30)
    place = models.CharField("địa danh", max_length=80)
    signing = models.CharField("người ký", max_length=10, choices=Signing, default=Signing.HEAD)
    signer_name = models.CharField("họ tên người ký", max_length=120, blank=True)
    from_on = models.DateField("từ ngày", null=True, blank=True)
    to_on = models.DateField("đến hết ngày", null=True, blank=True)

    objects = owned_manager(LetterheadPeriodQuerySet)

    class Meta:
        ordering = ["face", F("from_on").asc(nulls_first=True)]
        verbose_name = "tên cơ quan trên văn bản"
        constraints = [
            models.CheckConstraint(
                name="letterhead_in_order",
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(from_on__lte=F("to_on")),
            ),
            models.CheckConstraint(
                name="own_letterhead_ends", condition=~Q(face="own") | Q(to_on__isnull=False, signing="head")
            ),
            ExclusionConstraint(
                name="letterhead_one_a_face_and_day",
                expressions=[
                    (
                        Func(F("organisation"), F("organisation"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("from_on"), F("to_on"), Value("[]"), function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            Func(F("face"), function="hashtext", output_field=models.IntegerField()),
                            Func(F("face"), function="hashtext", output_field=models.IntegerField()),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self):
        return " ".join(self.issuer_lines.split())


class SchoolYear(OrganisationOwned):
    """A school's working year, e.g. 2026-2027."""

    class State(models.TextChoices):
        PREPARING = "preparing", "Đang chuẩn bị"
        OPEN = "open", "Đang diễn ra"
        CLOSING = "closing", "Đang tổng kết"
        CLOSED = "closed", "Đã kết thúc"

    code = models.CharField("năm học", max_length=9)
    starts_on = models.DateField("bắt đầu")
    semester_two_starts_on = models.DateField("bắt đầu học kỳ II")
    ends_on = models.DateField("kết thúc")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.OPEN)

    objects = owned_manager(SchoolYearQuerySet)

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = "năm học"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="school_year_once"),
            models.CheckConstraint(
                name="school_year_in_order",
                condition=Q(starts_on__lt=F("semester_two_starts_on")) & Q(semester_two_starts_on__lt=F("ends_on")),
            ),
        ]

    def __str__(self):
        return f"năm học {self.code}"

    def holds(self, day) -> bool:
        return self.starts_on <= day <= self.ends_on


class Department(OrganisationOwned):
    """A tổ: subject group or office staff."""

    class Kind(models.TextChoices):
        SUBJECT_GROUP = "subject_group", "Tổ chuyên môn"
        OFFICE = "office", "Tổ văn phòng"

    name = models.CharField("tên tổ", max_length=120)
    kind = models.CharField("loại", max_length=15, choices=Kind, default=Kind.SUBJECT_GROUP)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = owned_manager(DepartmentQuerySet)

    class Meta:
        ordering = ["name"]
        verbose_name = "tổ"
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="department_once")]

    def __str__(self):
        return self.name


class StaffGroup(OrganisationOwned):
    """A group of staff that plans and rubrics speak of: nuôi dưỡng, hợp đồng, … Data, never a constant."""

    name = models.CharField("tên nhóm", max_length=120)

    class Meta:
        ordering = ["name"]
        verbose_name = "nhóm người"
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="staff_group_once")]

    def __str__(self):
        return self.name


class Person(models.Model):
    """A human being, entered once. Reached only through her employment at an organisation."""

    full_name = models.CharField("họ và tên", max_length=120)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=120, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person")
    born_on = models.DateField("ngày sinh", null=True, blank=True)
    is_female = models.BooleanField("nữ", null=True, blank=True)
    email = models.EmailField("thư điện tử", blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = "người"

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.full_name = clean_line(self.full_name)
        self.sort_key = name_sort_key(self.full_name)
        self.search_key = search_key(self.full_name)
        super().save(*args, **kwargs)


class Employment(OrganisationOwned):
    """A person's work at one organisation, from a day to a day, in one tổ."""

    class StaffKind(models.TextChoices):
        MANAGER = "manager", "Cán bộ quản lý"
        TEACHER = "teacher", "Giáo viên"
        SUPPORT = "support", "Nhân viên"

    person = models.ForeignKey(Person, models.PROTECT, related_name="employments", verbose_name="người")
    staff_kind = models.CharField("nhóm", max_length=10, choices=StaffKind, default=StaffKind.TEACHER)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="employments", verbose_name="tổ"
    )
    groups = models.ManyToManyField(StaffGroup, blank=True, verbose_name="nhóm khác")
    is_homeroom_teacher = models.BooleanField("giáo viên chủ nhiệm", default=False)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = owned_manager(EmploymentQuerySet)

    class Meta:
        verbose_name = "công tác"
        constraints = [
            ExclusionConstraint(
                name="employment_once_a_day",
                expressions=[
                    (
                        Func(F("organisation"), F("organisation"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (Func(F("person"), F("person"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            F("from_on"), F("to_on"), Value("[]"), function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            )
        ]

    def __str__(self):
        return f"{self.person} ({self.get_staff_kind_display()})"


class Leave(OrganisationOwned, SavedFromPages):
    """Days of a long leave: she is not asked to do what others are asked to. No end yet: it lasts.

    Kind and note are read by those who keep the staff list and by the person herself; nobody else learns more than
    that she is exempt.
    """

    class Kind(models.TextChoices):
        ANNUAL = "annual", "Nghỉ phép dài ngày"
        MATERNITY = "maternity", "Nghỉ thai sản"
        SICK = "sick", "Nghỉ ốm"
        UNPAID = "unpaid", "Nghỉ không hưởng lương"
        STUDY = "study", "Đi học"
        OTHER = "other", "Khác"

    person = models.ForeignKey(Person, models.PROTECT, related_name="leaves", verbose_name="người")
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến hết ngày", null=True, blank=True)
    kind = models.CharField("loại", max_length=10, choices=Kind)
    note = models.CharField("ghi chú", max_length=250, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now, editable=False)

    objects = owned_manager(LeaveQuerySet)

    class Meta:
        ordering = ["-from_on", "-pk"]
        verbose_name = "thời gian nghỉ"
        constraints = [
            models.CheckConstraint(name="leave_in_order", condition=Q(to_on__isnull=True) | Q(from_on__lte=F("to_on"))),
            ExclusionConstraint(
                name="leave_once_a_day",
                expressions=[
                    (
                        Func(F("organisation"), F("organisation"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (Func(F("person"), F("person"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            F("from_on"), F("to_on"), Value("[]"), function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.person}: nghỉ từ {self.from_on:%d/%m/%Y}"  # never why

    def holds(self, day) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


class Post(OrganisationOwned):
    """A chức vụ as it stands under a signature ("Phó Hiệu trưởng"), from a day to a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    title = models.CharField("chức vụ", max_length=120)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = owned_manager(DatedQuerySet)

    class Meta:
        verbose_name = "chức vụ"

    def __str__(self):
        return f"{self.title} {self.person}"


class RoleAssignment(OrganisationOwned):
    """What a person may do here, from a day to a day. A department head's role names the tổ."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="role_assignments", verbose_name="người")
    role = models.CharField("vai trò", max_length=20, choices=Role)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name="tổ")
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = owned_manager(DatedQuerySet)

    class Meta:
        verbose_name = "vai trò"
        constraints = [
            models.CheckConstraint(
                name="department_head_names_department",
                condition=~Q(role="department_head") | Q(department__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()}"


class OptionalBody(OrganisationOwned):
    """A body that may exist beside the school on a day (chi bộ, hội đồng trường, …): a dated fact, never an account."""

    name = models.CharField("tên", max_length=120)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến ngày", null=True, blank=True)

    objects = owned_manager(DatedQuerySet)

    def __str__(self):
        return self.name


class CandidateFields(OrganisationOwned):
    """Who is proposed, registered or assessed: a person, a tổ, or (neither) the whole organisation."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cá nhân")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tập thể"
    )

    class Meta:
        abstract = True

    @staticmethod
    def one_candidate(name: str) -> models.CheckConstraint:
        return models.CheckConstraint(name=name, condition=Q(person__isnull=True) | Q(department__isnull=True))

    @property
    def target_type(self) -> str:
        return "individual" if self.person_id else "collective"

    @property
    def candidate_name(self) -> str:
        if self.person_id:
            return self.person.full_name
        return self.department.name if self.department_id else self.organisation.name

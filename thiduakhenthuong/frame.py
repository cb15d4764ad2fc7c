"""What the frame of every page shows: the acting organisation, the year's nodes, the counts. Wiring only.

It is read lazily: a partial for htmx or a file costs no query. Links lead to where the reader may go: the permission
is the one that the linked view itself declares with `access`.
"""

from __future__ import annotations

from functools import cached_property

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import SimpleLazyObject

from core import clock
from deadlines.models import Obligation
from notifications.models import Notification
from organisation.permissions import roles_at
from thiduakhenthuong import office_year, school_year

MINE = (
    ("Lịch năm học", "deadlines:calendar_month", "cal"),
    ("Hồ sơ của tôi", "records:own_record", "star"),
    ("Minh chứng của tôi", "records:own_evidence", "clip"),
    ("Ghi việc tốt", "campaigns:good_deed_create", "plus"),
)
OFFICE_MINE = MINE[:3]  # good deeds are a school's
OFFICE_TOOLS = (
    ("Kế hoạch", "plans:plan_list", "file"),  # at a school it is a step of the year
    ("Kết quả đánh giá", "oversight:result_board", "list"),
    ("Chấm điểm các đơn vị", "evaluations:period_list", "star"),
    ("Khối thi đua", "campaigns:group_list", "users"),
    ("Kiểm tra các trường", "oversight:inspection_list", "eye"),
)
TOOLS = (
    ("Danh sách nhân sự", "organisation:staff_list", "users"),
    ("Văn bản đến", "plans:incoming_list", "inbox"),
    ("Sổ văn bản", "documents:document_list", "book"),
    ("Tên cơ quan", "organisation:letterhead_list", "pencil"),
    ("Hạn và gia hạn", "deadlines:obligation_list", "clock"),
    ("Giấy tờ của năm", "plans:paper_list", "file"),
    ("Nhắc hạn", "deadlines:reminder_preview", "mail"),
    ("Thành tích của đơn vị", "records:record_list", "star"),
    ("Xếp loại chất lượng", "records:rating_list", "star"),
    ("Chuyển hồ sơ", "records:transfer_list", "send"),
    ("Kỷ luật, xác minh", "records:conduct_list", "lock"),
    ("Xét điều kiện", "records:verdict_list", "check"),
    ("Tham số pháp lý", "legal:parameter_list", "shield"),
    ("Nhật ký", "organisation:audit_log", "file"),
    ("Kiểm tra tệp lưu", "documents:file_alarm_list", "shield"),
)


def frame(request):
    """Context of every template that is rendered for a request."""
    organisation = getattr(request, "organisation", None)
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    context = {"user_name": user.full_name, "frame": SimpleLazyObject(lambda: Frame(request, organisation))}
    if organisation is None:
        return context
    return context | {"organisation": organisation, "school_year": request.school_year}


class Frame:
    """The values of `frame.…` in base.html and its components."""

    def __init__(self, request, organisation):
        self.request, self.organisation, self.user = request, organisation, request.user

    # ---- links ----

    def link(self, name: str) -> str:
        """The address of a page without further arguments; "" where there is none or the reader may not open it."""
        try:
            url = reverse(name, args=[self.organisation.slug])
        except NoReverseMatch:
            return ""
        rule = getattr(resolve(url).func, "access_rule", None)
        allowed = rule is None or rule.permission is None or self.user.has_perm(rule.permission, self.organisation)
        return url + self._of_year if allowed else ""

    @cached_property
    def _of_year(self) -> str:
        """A past year stands in the address, so it has to stand in the links as well."""
        year = self.request.school_year
        return f"?year={year.code}" if year is not None and not year.is_current else ""

    @cached_property
    def logout_url(self) -> str:
        return reverse("accounts:logout")

    @cached_property
    def todo_url(self) -> str:
        return reverse("todo", args=[self.organisation.slug]) if self.organisation else ""

    @cached_property
    def year_url(self) -> str:
        if not self.organisation:
            return ""
        return (self.organisation.is_office and self.link("oversight:board")) or self.link("year_overview")

    @cached_property
    def notifications_url(self) -> str:
        return self.link("notifications:notification_list") if self.organisation else ""

    @cached_property
    def profile_url(self) -> str:
        return self.link("organisation:profile") if self.organisation else ""

    @cached_property
    def context_url(self) -> str:
        return (self.organisation and self.link("organisation:context")) or reverse("home")

    @cached_property
    def mine(self) -> list[dict]:
        if not self.organisation:
            return []
        return self._links(OFFICE_MINE if self.organisation.is_office else MINE)

    @cached_property
    def tools(self) -> list[dict]:
        if not self.organisation:
            return []
        return self._links((*OFFICE_TOOLS, *TOOLS) if self.organisation.is_office else TOOLS)

    def _links(self, entries) -> list[dict]:
        links = [{"label": label, "url": self.link(name), "icon": icon} for label, name, icon in entries]
        return [link for link in links if link["url"]]

    @property
    def contact(self) -> dict[str, str]:
        return {"name": self.organisation.contact_name, "phone": self.organisation.contact_phone}

    # ---- counts ----

    @cached_property
    def todo_count(self) -> int:
        if not self.organisation:
            return 0
        if (counted := getattr(self.request, "todo_count", None)) is not None:
            return counted  # the to-do page has counted already
        mine = Obligation.objects.for_user(self.user, self.organisation, roles=roles_at(self.user, self.organisation))
        return mine.open().begun(clock.now()).count()

    @cached_property
    def unread_count(self) -> int:
        if not self.organisation:
            return 0
        return Notification.objects.for_organisation(self.organisation).to_user(self.user).unread().count()

    # ---- the year's line ----

    @cached_property
    def nodes(self) -> list[dict]:
        """The nodes whose page the reader may open; one without a page yet stands there without a link."""
        year = self.request.school_year if self.organisation else None
        if year is None:
            return []
        facts = office_year if self.organisation.is_office else school_year
        match = self.request.resolver_match
        here = f"{match.app_name}:{match.url_name}" if match else ""
        nodes = []
        for node in facts.nodes(self.organisation, year):
            url = self.link(node.url_name) if node.url_name else ""
            if node.url_name and not url and not self.organisation.is_office and self._exists(node.url_name):
                continue  # there is such a page, but not for this reader; an office's seven steps are always whole
            is_active = bool(node.pages) and here.startswith(node.pages)
            nodes.append(
                {"label": node.label, "url": url, "state": node.state, "fact": node.fact, "is_active": is_active}
            )
        return nodes

    def _exists(self, name: str) -> bool:
        try:
            reverse(name, args=[self.organisation.slug])
        except NoReverseMatch:
            return False
        return True

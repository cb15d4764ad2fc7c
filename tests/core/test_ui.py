"""The frame every page stands in: tags, filters, forms and the error pages."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.views import defaults

from core import clock
from core.findings import Citation, Finding
from core.templatetags import ui

SATURDAY = date(2026, 10, 24)
FIVE_PM = clock.at(SATURDAY, 17)
FRAME = {
    "todo_url": "/viec/",
    "todo_count": 3,
    "year_url": "/nam/",
    "notifications_url": "/thong-bao/",
    "unread_count": 0,
    "profile_url": "/ca-nhan/",
    "context_url": "/don-vi/",
    "nodes": [{"label": "Kế hoạch", "fact": "Ban hành 12/9/2026", "url": "/ke-hoach/", "state": "past"}],
    "mine": [{"label": "Kho minh chứng", "url": "/kho/", "icon": "clip"}],
}


class RegistrationForm(forms.Form):
    name = forms.CharField(label="Tên sáng kiến", help_text="Như trong đơn.")
    vote = forms.ChoiceField(label="Ý kiến", choices=[("y", "Đồng ý"), ("n", "Không đồng ý")], widget=forms.RadioSelect)
    note = forms.CharField(label="Ghi chú", required=False)

    helper = FormHelper()
    helper.form_tag = False

    def clean(self):
        raise forms.ValidationError("Cô Mai đã sửa phiếu này lúc 10:02.")


def rendered(source: str, **context) -> str:
    return Template(source).render(Context(context))


def page(rf, path="/viec/", **context) -> str:
    return render_to_string("base.html", context, request=rf.get(path))


@pytest.mark.parametrize(
    ("filter_name", "value", "shown"),
    [
        ("vi_date", SATURDAY, "24/10/2026"),
        ("vi_date", date(2027, 1, 5), "05/01/2027"),
        ("vi_date", date(2026, 9, 5), "05/9/2026"),
        ("vi_date", None, ""),
        ("vi_weekday_date", SATURDAY, "thứ Bảy 24/10/2026"),
        ("vi_weekday_date", SATURDAY + timedelta(days=1), "Chủ nhật 25/10/2026"),
        ("vi_time", FIVE_PM, "17:00"),
        ("vi_datetime", FIVE_PM, "17:00, thứ Bảy 24/10/2026"),
        ("vi_long_date", SATURDAY, "ngày 24 tháng 10 năm 2026"),
        ("vi_long_date", date(2027, 2, 5), "ngày 05 tháng 02 năm 2027"),
        ("vi_long_date", date(2027, 3, 5), "ngày 05 tháng 3 năm 2027"),
        ("points", Decimal("8.50"), "8,5"),
        ("points", Decimal("100"), "100"),
        ("points", Decimal("0.00"), "0"),
        ("points", 0, "0"),
        ("points", None, "–"),
    ],
)
def test_dates_and_points_are_shown_as_people_write_them(filter_name, value, shown):
    result = rendered("{{ value|" + filter_name + " }}", value=value)

    assert result == shown


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (clock.at(date(2026, 10, 22), 23, 59), "Còn 2 ngày"),
        (clock.at(date(2026, 10, 23), 18), "Ngày mai"),
        (clock.at(SATURDAY, 8), "Hôm nay"),
        (clock.at(SATURDAY, 18), "Quá hạn hôm nay"),
        (clock.at(date(2026, 11, 5), 0, 1), "Trễ 12 ngày"),
    ],
)
def test_due_counts_days_of_the_calendar(now, shown):
    with clock.travel_to(now):
        result = rendered("{{ due|due_in }}", due=FIVE_PM)

    assert result == shown


def test_every_look_uses_an_icon_of_the_sprite():
    sprite = (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text()
    templates = "".join(path.read_text() for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"))
    used = {look.icon for look in ui.LOOKS.values()} | set(ui.SEVERITY_ICONS.values())
    used |= {name for _, name in ui.MESSAGE_LOOKS.values()} | set(re.findall(r'{% icon "([a-z]+)"', templates))

    drawn = set(re.findall(r'id="i-([a-z]+)"', sprite))

    assert used - drawn == set()


def test_status_is_icon_and_word_never_colour_alone():
    html = rendered('{% status "council_not_passed" %}{% late 12 %}{% status "khac" "Chờ ký" %}')

    assert re.findall(r'class="tag([^"]*)"', html) == ["", " tag-danger", ""]
    assert re.findall(r"</svg>([^<]*)</span>", html) == ["Hội đồng không thông qua", "Trễ 12 ngày", "Chờ ký"]


def test_typed_text_is_escaped_in_tags():
    html = rendered("{% status code %}", code="<script>")

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_findings_stand_in_order_and_mark_what_nobody_compared():
    found = [
        Finding("years", "ok", "Đủ thời gian công tác"),
        Finding("reused", "look", "Sáng kiến có thể đã được dùng", citation=Citation("Công văn", "mục 3", "S")),
        Finding("proof", "must", "Thiếu chứng nhận", citation=Citation("Quy chế", "Điều 12", "T", "/quy-che/")),
    ]

    html = rendered("{% findings found %}", found=found)

    titles = re.findall(r"<h3><span[^>]*>([^<]*)</span>([^<]*)", html)
    assert titles == [
        ("Phải làm: ", "Thiếu chứng nhận"),
        ("Cần xem xét: ", "Sáng kiến có thể đã được dùng"),
        ("Đã đạt: ", "Đủ thời gian công tác"),
    ]
    assert html.count("Chưa đối chiếu văn bản") == 1
    assert '<a href="/quy-che/">Điều 12 Quy chế</a>' in html


def test_error_summary_links_each_error_to_its_field_over_forms_and_formsets():
    form = RegistrationForm({"name": ""}, prefix="a")
    formset = forms.formset_factory(RegistrationForm)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Thẻ đọc", "form-0-note": "x"}
    )

    html = rendered("{% error_summary form formset nothing %}", form=form, formset=formset)

    assert "Có 5 chỗ cần sửa" in html
    assert re.findall(r'href="#([^"]+)"', html) == ["id_a-name", "id_a-vote_0", "id_form-0-vote_0"]
    assert 'role="alert"' in html


def test_no_summary_for_a_form_nobody_sent():
    html = rendered("{% error_summary form %}", form=RegistrationForm())

    assert html.strip() == ""


def test_form_shows_hint_error_and_optional_mark_without_asterisks():
    html = rendered("{% load crispy_forms_tags %}{% crispy form %}", form=RegistrationForm({"name": "", "note": "giữ"}))

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert html.count("(không bắt buộc)") == 1
    assert "*" not in html
    assert 'value="giữ"' in html
    assert html.count("data-error-summary") == 1


def test_page_shows_organisation_year_and_rail(rf):
    html = page(
        rf,
        organisation={"name": "Trường THCS Tân Lập"},
        school_year={"code": "2026-2027", "is_current": True},
        frame=FRAME,
    )

    assert "Trường THCS Tân Lập" in html
    assert "Năm học 2026-2027" in html
    assert "Đang xem năm học" not in html
    assert html.count('aria-current="page"') == 2  # the to-do list, in the rail and in the bottom bar
    assert 'class="past"' in html


def test_past_year_says_that_it_is_read_only(rf):
    html = page(
        rf, organisation={"name": "Trường"}, school_year={"code": "2025-2026", "is_current": False}, frame=FRAME
    )

    assert "Đang xem năm học 2025-2026, không phải năm học hiện nay" in html


def test_page_without_organisation_has_no_rail(rf):
    html = page(rf)

    assert 'class="rail"' not in html
    assert 'class="bottombar"' not in html
    assert 'class="context"' not in html


def test_title_begins_with_error_when_the_form_has_one(rf):
    assert "<title>Lỗi: " in page(rf, form=RegistrationForm({}))


def test_no_template_of_the_frame_needs_inline_script_or_style():
    folder = Path(settings.BASE_DIR) / "templates"
    offenders = [
        path.name
        for path in folder.rglob("*.html")
        if "documents" not in path.parts
        and re.search(r'\sstyle="|\son[a-z]+="|<style|<script(?![^>]*\ssrc=)', path.read_text())
    ]

    assert offenders == []


def test_pagination_keeps_the_filter(rf):
    rows = Paginator(range(60), 25).page(2)

    html = render_to_string("components/pagination.html", {"page": rows, "noun": "Trường"}, rf.get("/?cap=thcs"))

    assert "Trường 26 đến 50 trong 60." in html
    assert "?cap=thcs&amp;page=3" in html


def test_sort_header_turns_the_order_and_returns_to_the_first_page(rf):
    context = {"label": "Hạn", "field": "due", "sort": "due"}

    html = render_to_string("components/table_sort_header.html", context, request=rf.get("/?sort=due&page=4"))

    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-due"' in html


def test_refusal_page_shows_the_sentence_and_escapes_it(rf):
    response = defaults.permission_denied(rf.get("/"), PermissionDenied("Trang này dành cho <thư ký>."))

    assert response.status_code == 403
    assert "Trang này dành cho &lt;thư ký&gt;." in response.content.decode()


def test_error_pages_stand_without_context(rf):
    assert "Hệ thống gặp lỗi" in defaults.server_error(rf.get("/")).content.decode()
    assert "Không tìm thấy trang" in defaults.page_not_found(rf.get("/"), Exception()).content.decode()
    assert "Yêu cầu chưa đọc được" in defaults.bad_request(rf.get("/"), Exception()).content.decode()

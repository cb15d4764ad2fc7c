from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import DomainError
from core.scoping import scope
from documents.services import hash_of
from plans import services
from plans.models import Acknowledgement, EmulationPlan
from tests.plans.plans import SAMPLE, fact_with, imported_plan, issued_plan, published_plan, reviewed_plan


def address(world, name, *args):
    return reverse(f"plans:{name}", args=[world.school.slug, *args])


@pytest.fixture
def plan(world):
    with scope(world.school):
        return imported_plan(world)


@pytest.fixture
def published(world, run_jobs):
    with scope(world.school):
        return published_plan(world, run_jobs)


# ---- create ----


def test_pasting_leads_to_the_review(world):
    client = world.client(world.vice_principal)

    response = client.post(
        address(world, "plan_create"), {"text": SAMPLE.replace("\n", "\r\n"), "form_token": uuid.uuid4()}, follow=True
    )

    page = response.content.decode()
    assert response.redirect_chain[-1][0].endswith("/review/")
    for words in ("TRƯỜNG TIỂU HỌC NGỌC CẦU", "Nội dung đã hiểu", "Văn bản năm 2020.", "thứ Tư 30/9/2026"):
        assert words in page
    assert "I. MỤC ĐÍCH, YÊU CẦU" in page


def test_a_double_click_makes_one_plan(world):
    client = world.client(world.vice_principal)
    data = {"text": SAMPLE, "form_token": uuid.uuid4()}

    first = client.post(address(world, "plan_create"), data)
    second = client.post(address(world, "plan_create"), data)

    assert first.url == second.url
    with scope(world.school):
        assert EmulationPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "Chưa có văn bản."), ("Kế hoạch ngắn", "Văn bản mới có 3 chữ"), ("a\x00b " * 30, "Văn bản mới có 30 chữ")],
)
def test_a_bad_text_is_kept_with_a_sentence(world, text, sentence):
    response = world.client(world.principal).post(
        address(world, "plan_create"), {"text": text, "form_token": uuid.uuid4()}
    )
    page = response.content.decode()
    assert sentence in page
    assert text[:3].replace("\x00", "") in page


def test_a_file_is_read(world):
    upload = SimpleUploadedFile("ke-hoach.txt", SAMPLE.encode())

    response = world.client(world.principal).post(
        address(world, "plan_create"), {"text": "", "file": upload, "form_token": uuid.uuid4()}
    )

    assert response.status_code == 302


def test_a_file_in_another_encoding_is_refused_and_the_text_kept(world):
    upload = SimpleUploadedFile("ke-hoach.txt", "Đề án".encode("cp1258", "ignore"))

    response = world.client(world.principal).post(
        address(world, "plan_create"), {"text": "đang gõ dở", "file": upload, "form_token": uuid.uuid4()}
    )

    page = response.content.decode()
    assert "UTF-8" in page
    assert "đang gõ dở" in page


# ---- review ----


def test_review_shows_old_and_new_days_and_every_fact(world, plan):
    page = world.client(world.secretary).get(address(world, "plan_review", plan.pk)).content.decode()

    with scope(world.school):
        facts = list(plan.facts.waiting())
    assert all(f'id="u{fact.pk}"' in page for fact in facts)
    assert all(f'id="k{fact.pk}"' in page for fact in facts if fact.kind != "doubt")
    assert "từ thứ Hai 05/10/2026 đến thứ Sáu 27/11/2026" in page


def test_each_act_returns_to_the_next_fact(world, plan):
    client = world.client(world.principal)
    with scope(world.school):
        fact = fact_with(plan, "28/5/2021")

    response = client.post(address(world, "fact_accept", fact.pk), {"show": "all"})

    assert response.url == f"{address(world, 'plan_review', plan.pk)}?show=all#u{fact.pk}"
    page = client.get(response.url).content.decode()
    assert "<del>28/5/2021</del> <ins>28/5/2027</ins>" in page


def test_correcting_a_deadline_keeps_what_was_typed_when_it_is_wrong(world, plan):
    client = world.client(world.principal)
    with scope(world.school):
        fact = fact_with(plan, "30/9")
    url = address(world, "fact_edit", fact.pk)

    wrong = client.post(url, {"title": "Nộp đăng ký", "purpose": "registration", "to_on": "30/2/2027"})
    outside = client.post(url, {"title": "Nộp đăng ký", "purpose": "registration", "to_on": "30/9/2020"})
    right = client.post(url, {"title": "Nộp đăng ký", "purpose": "registration", "to_on": "25/10/2026"})

    assert "không có trong lịch" in wrong.content.decode()
    assert 'value="Nộp đăng ký"' in wrong.content.decode()
    assert "Ngày phải thuộc năm học 2026-2027" in outside.content.decode()
    assert right.status_code == 302
    fact.refresh_from_db()
    assert (fact.state, f"{fact.to_on:%d/%m/%Y}") == ("accepted", "25/10/2026")


def test_a_deadline_counted_from_a_day_gets_its_date_once_that_day_is_known(world, plan):
    client = world.client(world.principal)
    with scope(world.school):
        fact = fact_with(plan, "05 ngày làm việc kể từ ngày niêm yết")
    url = address(world, "fact_edit", fact.pk)
    values = {"title": "Viên chức gửi kiến nghị", "purpose": "other", "until": "on"}

    both = client.post(url, {**values, "anchor_on": "26/10/2026", "to_on": "30/10/2026"}).content.decode()
    outside = client.post(url, {**values, "anchor_on": "30/7/2027"}).content.decode()
    client.post(url, {**values, "anchor_on": "29/10/2026"})  # a Thursday: a weekend is left out
    fact.refresh_from_db()
    page = client.get(address(world, "plan_review", plan.pk), {"show": "all"}).content.decode()
    again = client.get(url).content.decode()

    assert "hoặc ghi thẳng hạn" in both
    assert 'value="26/10/2026"' in both
    assert "ngoài năm học 2026-2027" in outside
    assert (fact.state, fact.rule, f"{fact.to_on:%d/%m/%Y}") == ("accepted", "relative", "05/11/2026")
    assert "5 ngày làm việc kể từ thứ Năm 29/10/2026, không tính ngày này, bỏ ngày nghỉ" in page
    assert 'value="29/10/2026"' in again
    assert 'value="05/11/2026"' not in again


def test_a_counted_deadline_keeps_its_day_when_the_text_is_edited_and_may_be_typed_instead(world, plan):
    by = world.principal.user
    with scope(world.school):
        fact = fact_with(plan, "05 ngày làm việc kể từ ngày niêm yết")
        parameters = fact.terms["parameters"] | {"anchor_on": "2026-10-29"}
        values = {"from_on": date(2026, 11, 5), "to_on": date(2026, 11, 5), "terms": {"parameters": parameters}}
        services.correct_fact(fact, values=values, by=by)
        plan.refresh_from_db()
        content = plan.content
        content.closing = []
        services.write_content(plan, content, before=hash_of(plan.content), by=by)
        fact.refresh_from_db()
    assert (fact.state, fact.terms["parameters"]["anchor_on"]) == ("accepted", "2026-10-29")

    data = {"title": fact.title, "purpose": "other", "until": "on", "to_on": "9/11/2026"}
    world.client(world.principal).post(address(world, "fact_edit", fact.pk), data)

    fact.refresh_from_db()
    assert (fact.rule, f"{fact.to_on:%d/%m/%Y}") == ("date", "09/11/2026")
    assert "anchor_on" not in fact.terms["parameters"]


def test_the_period_that_a_review_opens_is_shown_and_corrected(world, autumn):
    plan = imported_plan(world, SAMPLE.replace("ngày 25 hằng tháng", "ngày 05 hằng tháng"))
    fact = fact_with(plan, "ngày 05 hằng tháng")
    client, review = world.client(world.principal), address(world, "plan_review", plan.pk)

    asked = client.get(review, {"show": "all"}).content.decode()
    client.post(address(world, "facts_accept", plan.pk), {"kind": "deadline"})
    fact.refresh_from_db()
    after_all = fact.state
    data = {"title": fact.title, "purpose": "monthly_review", "month_day": "5", "judges": "same", "subject": "both"}
    days = {"from_on": "1/9/2026", "to_on": "31/5/2027"}
    client.post(address(world, "fact_edit", fact.pk), data | days)
    settled = client.get(review, {"show": "all"}).content.decode()

    assert "tháng 9/2026 đến tháng 4/2027; đánh giá cá nhân" in asked
    assert "Câu không nói đánh giá tháng nào; hạn là ngày 5, đầu tháng; đang hiểu là tháng 9/2026." in asked
    assert after_all == "proposed"
    assert "tháng 10/2026 đến tháng 5/2027; đánh giá cá nhân và tập thể" in settled
    assert "Câu không nói đánh giá tháng nào" not in settled


@pytest.mark.parametrize("kind", ["target", "campaign", "doubt", "deadline"])
def test_every_kind_of_fact_has_its_own_form(world, plan, kind):
    with scope(world.school):
        facts = list(plan.facts.of_kind(kind))

    for fact in facts:
        assert world.client(world.principal).get(address(world, "fact_edit", fact.pk)).status_code == 200


def test_a_target_can_be_corrected_to_not_stated(world, plan):
    with scope(world.school):
        fact = fact_with(plan, "20% giáo viên", "target")
    data = {
        "who": "giáo viên",
        "operator": ">=",
        "value": "",
        "unit": "%",
        "title": "Chiến sĩ thi đua cơ sở",
        "code": "",
    }

    world.client(world.principal).post(address(world, "fact_edit", fact.pk), data)

    fact.refresh_from_db()
    assert (fact.terms["value"], fact.state) == (None, "accepted")


def test_accepting_all_of_a_kind(world, plan):
    response = world.client(world.principal).post(
        address(world, "facts_accept", plan.pk), {"kind": "target"}, follow=True
    )

    assert "Đã xác nhận 4 nội dung." in response.content.decode()
    with scope(world.school):
        assert plan.facts.of_kind("target").accepted().count() == 4


def test_a_wrong_kind_is_answered_with_a_sentence(world, plan):
    response = world.client(world.principal).post(
        address(world, "facts_accept", plan.pk), {"kind": "'; drop"}, follow=True
    )

    assert "Chưa rõ xác nhận loại nội dung nào" in response.content.decode()


def test_header_and_text_pages_save(world, plan):
    client = world.client(world.vice_principal)
    form = client.get(address(world, "plan_text", plan.pk)).context["form"]
    values = {name: form[name].value() for name in ("before", "subject", "bases", "body", "closing", "recipients")}
    values["body"] = values["body"].replace("Khơi dậy", "Phát huy").replace("\n", "\r\n")

    saved = client.post(address(world, "plan_text", plan.pk), values)
    late = client.post(address(world, "plan_text", plan.pk), values | {"subject": "Bản đến sau"})
    header = client.post(address(world, "plan_header", plan.pk), {"issuer": "", "subject": "Thi đua năm học 2026-2027"})

    assert saved.status_code == 302
    assert (late.status_code, "Chưa có gì bị ghi đè" in late.content.decode()) == (409, True)
    assert "Ghi tên cơ quan ban hành." in header.content.decode()
    assert "Thi đua năm học 2026-2027" in header.content.decode()


# ---- approval, publication ----


def test_submitting_with_open_questions_shows_what_to_do(world, plan):
    client = world.client(world.vice_principal)

    page = client.get(address(world, "plan_submit", plan.pk)).content.decode()
    response = client.post(address(world, "plan_submit", plan.pk), follow=True)

    assert "Trả lời điều cần hỏi lại" in page
    assert "Chưa trình duyệt được" in response.content.decode()


def test_the_whole_way_by_its_pages(world, run_jobs):
    with scope(world.school):
        plan = reviewed_plan(world)
    author, principal, clerk = map(world.client, (world.vice_principal, world.principal, world.clerk))

    author.post(address(world, "plan_submit", plan.pk))
    plan.refresh_from_db()
    document = plan.document
    slug = world.school.slug
    principal.post(
        reverse("documents:document_approve", args=[slug, document.pk]), {"content_hash": document.content_hash}
    )
    clerk.post(
        reverse("documents:document_issue", args=[slug, document.pk]),
        {"number": "12", "issued_on": "12/10/2026", "is_confirmed": "on"},
    )
    early = author.post(address(world, "plan_publish", plan.pk), follow=True)
    run_jobs()
    published = author.post(address(world, "plan_publish", plan.pk), follow=True)
    again = principal.post(address(world, "plan_publish", plan.pk), follow=True)

    assert "Chưa công bố được" in early.content.decode()
    assert "Đã công bố kế hoạch" in published.content.decode()
    assert "đã được công bố lúc" in again.content.decode()
    pdf = world.client(world.teacher).get(address(world, "plan_pdf", plan.pk))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    pdf.close()


def test_reading_is_confirmed_once(world, published):
    client = world.client(world.teacher)
    url = address(world, "plan_acknowledge", published.pk)

    first = client.post(url, follow=True)
    client.post(url)

    assert "Thầy/cô đã đọc kế hoạch này" in first.content.decode()
    with scope(world.school):
        assert Acknowledgement.objects.count() == 1
    page = world.client(world.principal).get(address(world, "plan_detail", published.pk)).content.decode()
    assert "Đã đọc 1 trong 8" in page
    assert address(world, "plan_readers", published.pk) in page


def test_staff_see_dates_and_targets_but_not_who_has_read(world, published):
    page = world.client(world.teacher).get(address(world, "plan_detail", published.pk)).content.decode()

    for words in ("Bình xét tháng 10/2026", "Kế hoạch số", "12/KH-THNC", "chưa có số liệu"):
        assert words in page
    assert "Chưa đọc" not in page


# ---- who may ----


@pytest.mark.parametrize("name", ["plan_review", "plan_header", "plan_text", "plan_submit", "plan_detail", "plan_pdf"])
def test_a_draft_is_closed_to_the_staff(world, plan, name):
    assert world.client(world.teacher).get(address(world, name, plan.pk)).status_code == 403
    assert world.client(world.clerk).get(address(world, name, plan.pk)).status_code == 403


def test_a_draft_is_not_in_the_staffs_list(world, plan):
    assert plan.title not in world.client(world.teacher).get(address(world, "plan_list")).content.decode()
    assert plan.title in world.client(world.secretary).get(address(world, "plan_list")).content.decode()


def test_acts_are_closed_to_the_staff(world, plan):
    with scope(world.school):
        fact = plan.facts.first()
    client = world.client(world.teacher)

    answers = [client.post(address(world, name, fact.pk)).status_code for name in ("fact_accept", "fact_refuse")]
    answers += [client.post(address(world, name, plan.pk)).status_code for name in ("plan_publish", "facts_accept")]
    answers.append(client.get(address(world, "plan_create")).status_code)

    assert answers == [403] * 5


def test_another_schools_plan_does_not_exist(world, published):
    client = world.client(world.other_principal)
    slug = world.other_school.slug
    with scope(world.school):
        fact = published.facts.first()

    names = ["plan_detail", "plan_review", "plan_text", "plan_header", "plan_submit", "plan_pdf"]
    answers = [client.get(reverse(f"plans:{name}", args=[slug, published.pk])).status_code for name in names]
    answers.append(client.get(reverse("plans:fact_edit", args=[slug, fact.pk])).status_code)
    answers.append(client.post(reverse("plans:fact_accept", args=[slug, fact.pk])).status_code)
    answers.append(client.get(address(world, "plan_detail", published.pk)).status_code)

    assert answers == [404] * 9


def test_a_get_changes_nothing(world, plan):
    with scope(world.school):
        fact = plan.facts.first()
    client = world.client(world.principal)

    answers = [client.get(address(world, name, fact.pk)).status_code for name in ("fact_accept", "fact_refuse")]
    answers.append(client.get(address(world, "facts_accept", plan.pk)).status_code)

    assert answers == [405] * 3


# ---- how much it costs ----


def test_the_list_costs_the_same_for_one_and_for_three(world, plan, django_assert_num_queries, run_jobs):
    client = world.client(world.principal)
    client.get(address(world, "plan_list"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address(world, "plan_list"))
    count = len(one)  # the log is emptied by the next request
    with scope(world.school):
        issued_plan(world, run_jobs)
        imported_plan(world)

    with django_assert_num_queries(count):
        client.get(address(world, "plan_list"))


def test_the_review_costs_the_same_for_few_and_many_facts(world, plan, django_assert_num_queries):
    client = world.client(world.principal)
    client.get(address(world, "plan_review", plan.pk))
    with CaptureQueriesContext(connection) as many:
        client.get(address(world, "plan_review", plan.pk))
    count = len(many)
    with scope(world.school):
        plan.facts.exclude(pk=plan.facts.first().pk).delete()

    with django_assert_num_queries(count):
        client.get(address(world, "plan_review", plan.pk))


def test_a_published_plan_is_read_only(world, published):
    page = world.client(world.principal).get(address(world, "plan_review", published.pk)).content.decode()

    assert "Kế hoạch đã công bố nên không sửa được." in page
    assert "fact_accept" not in page
    with scope(world.school), pytest.raises(DomainError, match="đã công bố"):
        services.refuse_fact(published.facts.select_related("plan__organisation").first(), by=world.principal.user)

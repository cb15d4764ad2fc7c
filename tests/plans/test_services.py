from __future__ import annotations

import unicodedata
import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.errors import ConflictError, DomainError
from deadlines.models import CalendarEntry, Obligation
from documents import services as documents
from documents.content import plain_text
from documents.outline_text import outline_text, read_outline
from documents.services import hash_of
from notifications.models import Notification
from organisation.models import Person
from plans import services
from plans.models import Acknowledgement, EmulationPlan
from tests.plans.plans import SAMPLE, fact_with, imported_plan, issued_plan, published_plan, reviewed_plan

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


# ---- reading ----


def test_import_keeps_the_text_under_the_schools_own_letterhead(school):
    plan = imported_plan(school)

    head = plan.content.letterhead
    assert [head.issuer, head.symbol, head.number, head.place] == [
        ["TRƯỜNG TIỂU HỌC NGỌC CẦU"],
        "KH-THNC",
        None,
        "Hoa Lư",
    ]
    assert [signer.name for signer in plan.content.signatories] == ["Hoàng Thị Bích Liên"]
    assert plan.printed["letterhead"]["issuer"] == ["TRƯỜNG TIỂU HỌC SÔNG TRĂNG"]
    assert "Khơi dậy tinh thần tự giác" in plain_text(plan.content)


def test_import_moves_every_date_to_this_school_year(school):
    plan = imported_plan(school)

    moved = [(fact.old_from_on, fact.old_to_on, fact.from_on, fact.to_on) for fact in plan.facts.all() if fact.is_moved]

    assert moved == [
        (date(2020, 10, 5), date(2020, 11, 27), date(2026, 10, 5), date(2026, 11, 27)),
        (date(2020, 9, 30), date(2020, 9, 30), date(2026, 9, 30), date(2026, 9, 30)),
        (date(2021, 1, 1), date(2021, 1, 7), date(2027, 1, 1), date(2027, 1, 7)),
        (date(2021, 5, 1), date(2021, 5, 31), date(2027, 5, 1), date(2027, 5, 31)),
        (date(2021, 5, 28), date(2021, 5, 28), date(2027, 5, 28), date(2027, 5, 28)),
    ]


def test_import_guesses_what_each_date_is_for(school):
    plan = imported_plan(school)

    purposes = list(plan.facts.of_kind("deadline").values_list("purpose", flat=True))

    assert purposes == ["registration", "monthly_review", "semester_review", "year_review", "other", "dossier"]


def test_a_day_that_this_year_does_not_have_says_so(school):
    text = SAMPLE.replace("trước ngày 30/9.", "trước ngày 29/2/2020.").replace("28/5/2021", "30/2/2021")

    plan = imported_plan(school, text)

    leap = fact_with(plan, "29/2/2020")
    assert (leap.old_to_on, leap.to_on) == (date(2020, 2, 29), None)
    assert leap.problem == "Năm 2027 không có ngày 29/2; xin chọn ngày khác."
    invalid = fact_with(plan, "30/2/2021")
    assert invalid.rule == "invalid_date"
    for fact in (leap, invalid):
        with pytest.raises(DomainError, match="Bấm “Sửa” để nhập ngày khác"):
            services.accept_fact(fact, by=school.principal.user)


def test_decomposed_text_gives_the_same_facts(school):
    composed = imported_plan(school)
    decomposed = imported_plan(school, unicodedata.normalize("NFD", SAMPLE))

    def said(plan):
        return sorted(plan.facts.exclude(kind="doubt").values_list("key", "sentence", "title"))

    assert said(decomposed) == said(composed)


@pytest.mark.parametrize("text", ["", "   \n", "KẾ HOẠCH\nnăm 2026", "1234 " * 200, "\x00" * 50])
def test_a_text_that_is_no_plan_is_refused(school, text):
    with pytest.raises(DomainError, match="chưa đọc thành kế hoạch được"):
        imported_plan(school, text)

    assert EmulationPlan.objects.count() == 0


def test_the_same_form_twice_makes_one_plan(school):
    token = uuid.uuid4()
    values = {"organisation": school.school, "school_year": school.year, "text": SAMPLE, "form_token": token}

    first = services.import_plan(**values, by=school.principal.user)
    second = services.import_plan(**values, by=school.principal.user)

    assert first == second
    assert EmulationPlan.objects.count() == 1


def test_a_year_that_is_not_this_one_is_one_question_with_all_its_places(school):
    plan = imported_plan(school)

    asked = [fact for fact in plan.facts.of_kind("doubt") if fact.data["code"] == "other_year"]

    assert [fact.data["message"] for fact in asked] == [
        "Văn bản ghi “năm 2020” ở 4 chỗ, chưa khớp năm học 2026-2027."
        " Với căn cứ: xem văn bản đó còn dùng cho năm học này không.",
        "Văn bản ghi “năm học 2020-2021”, chưa khớp năm học 2026-2027.",
    ]
    assert [place["part"] for place in asked[0].places] == ["subject", "basis", "", ""]


# ---- review ----


def test_accepting_replaces_a_date_printed_with_its_year_in_its_own_sentence_only(school):
    plan = imported_plan(school)

    services.accept_fact(fact_with(plan, "28/5/2021"), by=school.principal.user)

    plan.refresh_from_db()
    text = plain_text(plan.content)
    assert "chậm nhất 17h00 ngày 28/5/2027" in text
    assert "28/5/2021" not in text
    assert "ngày 18/2/2020" in text  # a basis
    assert "cuộc họp liên tịch ngày 03/9/2020" in text
    assert "28/5/2027" in plan.source_text
    assert fact_with(plan, "28/5/2027").terms["changes"] == [["28/5/2021", "28/5/2027"]]


def test_accepting_a_date_without_a_year_leaves_the_text(school):
    plan = imported_plan(school)
    before = plain_text(plan.content)

    services.accept_fact(fact_with(plan, "30/9"), by=school.principal.user)

    plan.refresh_from_db()
    assert plain_text(plan.content) == before


def test_a_movements_days_are_replaced_on_the_line_that_prints_them(school):
    plan = imported_plan(school)

    services.accept_fact(fact_with(plan, "Vận động học sinh", "campaign"), by=school.principal.user)

    plan.refresh_from_db()
    assert "từ ngày 05/10/2026 đến ngày 27/11/2026" in plain_text(plan.content)


def test_a_corrected_date_is_printed_as_corrected(school):
    plan = imported_plan(school)
    fact = services.accept_fact(fact_with(plan, "28/5/2021"), by=school.principal.user)

    values = {"title": fact.title, "purpose": fact.purpose, "from_on": None, "to_on": date(2027, 5, 20)}
    services.correct_fact(fact, values=values, by=school.principal.user)

    plan.refresh_from_db()
    assert "17h00 ngày 20/5/2027" in plain_text(plan.content)


def reworded(plan, old: str, new: str):
    """The content as it comes from the page on which its body was edited."""
    content = plan.content
    content.blocks = read_outline(outline_text(content.blocks).replace(old, new))
    return content


def test_what_was_decided_survives_reading_again(school):
    plan = imported_plan(school)
    by = school.principal.user
    services.accept_fact(fact_with(plan, "28/5/2021"), by=by)
    services.refuse_fact(fact_with(plan, "Góc trường xanh", "campaign"), by=by)
    values = {"title": "Nộp đăng ký", "purpose": "registration", "from_on": None, "to_on": date(2026, 10, 25)}
    services.correct_fact(fact_with(plan, "30/9"), values=values, by=by)
    plan.refresh_from_db()

    plan = services.write_content(plan, reworded(plan, "Khơi dậy", "Phát huy"), before=hash_of(plan.content), by=by)

    assert "Phát huy tinh thần" in plain_text(plan.content)
    assert fact_with(plan, "28/5/2027").state == "accepted"
    assert fact_with(plan, "Góc trường xanh", "campaign").state == "refused"
    registration = fact_with(plan, "30/9")
    assert (registration.title, registration.to_on, registration.state) == (
        "Nộp đăng ký",
        date(2026, 10, 25),
        "accepted",
    )


def test_editing_over_somebody_elses_change_is_refused(school):
    plan = imported_plan(school)

    with pytest.raises(ConflictError):
        services.write_content(plan, plan.content, before="bản cũ", by=school.principal.user)


def test_a_place_that_is_not_the_school_s_own_is_asked_once(school):
    plan = imported_plan(school)

    [doubt] = [f for f in plan.facts.of_kind("doubt") if f.data["code"] == "other_place"]

    assert "“phường Bình Lâm”" in doubt.title


def test_a_corrected_subject_answers_its_question_and_stays(school):
    plan = imported_plan(school)
    values = {
        "superior": "UBND PHƯỜNG HOA LƯ",
        "issuer": "TRƯỜNG TIỂU HỌC NGỌC CẦU",
        "symbol": "KH-THNC",
        "place": "Hoa Lư",
        "title": "KẾ HOẠCH",
        "subject": "Thi đua, khen thưởng năm học 2026-2027",
        "signer_post": "Hiệu trưởng",
        "signer_name": "Hoàng Thị Bích Liên",
    }

    plan = services.update_header(plan, values=values, by=school.principal.user)
    changed = reworded(plan, "Khơi dậy", "Phát huy")
    plan = services.write_content(plan, changed, before=hash_of(plan.content), by=school.principal.user)

    assert plan.content.subject == "Thi đua, khen thưởng năm học 2026-2027"
    asked = [f.sentence for f in plan.facts.of_kind("doubt") if f.data["code"] == "other_year"]
    assert "Thi đua và khen thưởng năm 2020 của Trường Tiểu học Sông Trăng" not in asked


def test_a_question_needs_an_answer(school):
    plan = imported_plan(school)
    doubt = plan.facts.select_related("plan__organisation").filter(data__code="other_issuer").get()

    with pytest.raises(DomainError, match="cần một câu trả lời"):
        services.accept_fact(doubt, by=school.principal.user)
    services.answer_doubt(doubt, note="Đã sửa tên trường.", by=school.principal.user)

    doubt.refresh_from_db()
    assert (doubt.state, doubt.note) == ("accepted", "Đã sửa tên trường.")


def test_accepting_all_leaves_what_is_in_doubt(school):
    text = SAMPLE.replace("trước ngày 30/9.", "trước ngày 29/2/2020.")
    plan = imported_plan(school, text)

    services.accept_clear_facts(plan, kind="deadline", by=school.principal.user)

    left = plan.facts.waiting().of_kind("deadline").values_list("line", flat=True)
    assert list(left) == [71, 81]


def test_a_monthly_review_without_a_day_waits_for_one(school):
    text = SAMPLE.replace("các tổ họp vào ngày 25 hằng tháng, nếu trùng", "các tổ họp bình xét, nếu trùng")
    plan = imported_plan(school, text)
    services.accept_clear_facts(plan, kind="deadline", by=school.principal.user)
    fact = fact_with(plan, "Bình xét hằng tháng")
    before = (fact.state, fact.has_days)

    values = {
        "title": fact.title,
        "purpose": "monthly_review",
        "from_on": fact.from_on,
        "to_on": fact.to_on,
        "terms": {"parameters": {"day": 24}},
    }
    fact = services.correct_fact(fact, values=values, by=school.principal.user)

    assert before == ("proposed", False)
    assert (fact.state, fact.has_days) == ("accepted", True)


# ---- approval and publication ----


def test_open_questions_keep_the_plan_from_approval(school):
    plan = imported_plan(school)

    with pytest.raises(DomainError, match="cần hỏi lại"):
        services.submit_for_approval(plan, by=school.vice_principal.user)

    plan.refresh_from_db()
    assert plan.document is None


def test_two_monthly_reviews_keep_the_plan_from_approval(school):
    plan = reviewed_plan(school)
    first = fact_with(plan, "ngày 25 hằng tháng")
    first.pk, first.key = None, "again"
    first.save()

    with pytest.raises(DomainError, match="bình xét hằng tháng"):
        services.submit_for_approval(plan, by=school.vice_principal.user)


def test_a_submitted_plan_is_locked(school):
    plan = services.submit_for_approval(reviewed_plan(school), by=school.vice_principal.user)

    with pytest.raises(DomainError, match="Chờ duyệt"):
        services.refuse_fact(fact_with(plan, "30/9"), by=school.principal.user)
    with pytest.raises(DomainError, match="không cần trình lại"):
        services.submit_for_approval(plan, by=school.vice_principal.user)


def test_publishing_waits_for_the_file(school, run_jobs):
    plan = issued_plan(school)

    with pytest.raises(DomainError, match="có tệp PDF"):
        services.publish(plan, by=school.principal.user)
    run_jobs()
    plan = services.publish(plan, by=school.principal.user)

    assert plan.state == "published"


def test_a_second_person_cannot_publish_again(school, run_jobs):
    plan = published_plan(school, run_jobs)
    count = CalendarEntry.objects.count()

    with pytest.raises(DomainError, match="đã được công bố lúc 08:00"):
        services.publish(plan, by=school.principal.user)

    assert CalendarEntry.objects.count() == count


def test_publishing_puts_the_dates_on_the_calendar(school, run_jobs):
    plan = published_plan(school, run_jobs)

    entries = CalendarEntry.objects.for_organisation(school.school)
    counts = {purpose: entries.filter(purpose=purpose).count() for purpose in CalendarEntry.Purpose.values}
    assert counts == {
        "registration": 1,
        "monthly_review": 9,
        "quarter_review": 0,
        "round_review": 0,
        "semester_review": 1,
        "calendar_year_review": 0,
        "year_review": 1,
        "dossier": 1,
        "campaign": 0,
        "other": 0,
    }
    september, october = entries.filter(purpose="monthly_review")[:2]
    assert [september.over_at_launch, october.over_at_launch] == [True, False]
    times = [moment.astimezone(VIETNAM) for moment in (october.opens_at, october.due_at, october.cut_off_at)]
    assert october.title == "Bình xét tháng 10/2026"
    # The 25th is a Sunday: the plan moves it to the next working day.
    assert times == [
        datetime(2026, 10, 21, 0, 0, tzinfo=VIETNAM),
        datetime(2026, 10, 26, 17, 0, tzinfo=VIETNAM),
        datetime(2026, 10, 31, 23, 59, 59, tzinfo=VIETNAM),
    ]
    assert october.reading == ("hằng tháng, ngày 25; dời từ Chủ nhật 25/10/2026 sang thứ Hai 26/10/2026")
    assert october.rule["kind"] == "monthly"
    dossier = entries.get(purpose="dossier")
    assert dossier.due_at.astimezone(VIETNAM) == datetime(2027, 5, 28, 17, 0, tzinfo=VIETNAM)
    assert dossier.source_label == "Kế hoạch số 12/KH-THNC"
    assert dossier.source_key.startswith(f"plan:{plan.pk}:")
    assert "28/5/2027" in dossier.source_sentence


def test_publishing_keeps_the_figures(school, run_jobs):
    plan = published_plan(school, run_jobs)

    figures = [(t.who, t.operator, t.value, t.unit, t.is_registration) for t in plan.targets.all()]

    assert figures == [
        ("về tổ chức đọc sách", ">=", 3, "sáng kiến", False),
        ("cán bộ, giáo viên, nhân viên", "=", 100, "%", True),
        ("giáo viên", "=", 20, "%", True),
        ("Nhà trường", "=", 1, "tập thể", True),
    ]


def test_everybody_of_this_school_owes_reading_and_nobody_else(school, run_jobs):
    plan = published_plan(school, run_jobs)

    staff = set(Person.objects.employed_at(school.school, on=date(2026, 10, 12)))
    owed = Obligation.objects.filter(key__startswith=f"plan:{plan.pk}:read:").select_related("person")
    assert {row.person for row in owed} == staff
    assert {row.organisation_id for row in owed} == {school.school.pk}
    told = Notification.objects.filter(key=f"plan:{plan.pk}:published")
    assert {row.person for row in told.select_related("person")} == staff


def test_reading_is_counted_once_and_fulfils(school, run_jobs):
    plan = published_plan(school, run_jobs)

    services.acknowledge(plan, person=school.teacher)
    services.acknowledge(plan, person=school.teacher)

    assert Acknowledgement.objects.filter(plan=plan).count() == 1
    assert Obligation.objects.get(key=f"plan:{plan.pk}:read:{school.teacher.pk}").state == "fulfilled"
    assert Obligation.objects.get(key=f"plan:{plan.pk}:read:{school.teacher2.pk}").state == "open"


def test_a_draft_is_not_read(school):
    with pytest.raises(DomainError, match="chưa công bố"):
        services.acknowledge(imported_plan(school), person=school.teacher)


def test_a_returned_plan_is_corrected_and_sent_again(school):
    plan = services.submit_for_approval(reviewed_plan(school), by=school.vice_principal.user)
    documents.return_to_draft(plan.document, reason="Sửa hạn nộp.", by=school.principal.user)
    plan = EmulationPlan.objects.get(pk=plan.pk)
    fact = fact_with(plan, "28/5/2027")
    values = {"title": fact.title, "purpose": fact.purpose, "from_on": None, "to_on": date(2027, 5, 20)}

    services.correct_fact(fact, values=values, by=school.vice_principal.user)
    plan = services.submit_for_approval(EmulationPlan.objects.get(pk=plan.pk), by=school.vice_principal.user)

    document = EmulationPlan.objects.get(pk=plan.pk).document
    assert document.state == "submitted"
    assert "20/5/2027" in plain_text(document.content)


def test_two_plans_of_one_year_keep_their_own_dates(school, run_jobs):
    first = published_plan(school, run_jobs)
    second = services.publish(issued_plan(school, run_jobs, number=13), by=school.principal.user)

    counts = [CalendarEntry.objects.filter(source_key__startswith=f"plan:{p.pk}:").count() for p in (first, second)]

    assert counts == [13, 13]

"""What a person decides about a plan that was read: one by one, by kind, taken back, kept when the text is edited."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import DomainError
from core.scoping import scope
from deadlines.rules import Frame
from documents.content import plain_text
from documents.reading import read_text
from documents.services import hash_of
from plans import services
from plans.matching import line_map, paired
from plans.models import PlanFact
from plans.names import Own
from plans.proposals import propose
from plans.reading import read_plan
from plans.services.review import clear_facts
from tests.plans.plans import SAMPLE, fact_with, imported_plan

OWN = Own("TRƯỜNG TIỂU HỌC NGỌC CẦU", "Trường Tiểu học Ngọc Cầu", ("UBND PHƯỜNG HOA LƯ", "Hoa Lư"))
YEAR = {"starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31)}


def edited(plan, text, world):
    """The plan after its body was changed to what this whole text says."""
    content, read = plan.content, read_text(text).content
    for name in ("bases", "blocks", "closing", "recipients", "appendices", "unplaced"):
        setattr(content, name, getattr(read, name))
    return services.write_content(plan, content, before=hash_of(plan.content), by=world.principal.user)


def question(plan, code: str) -> PlanFact:
    return plan.facts.select_related("plan__organisation").get(kind="doubt", data__code=code)


# ---- what is asked and what is only told ----


def test_how_a_text_was_read_is_told_and_waits_for_nobody(school):
    plan = imported_plan(school)

    notes = [fact for fact in plan.facts.all() if fact.is_note]

    assert {fact.data["code"] for fact in notes} == {"wrapped_paragraph", "year_missing", "week_definition"}
    assert not any(fact.waits for fact in notes)
    asked = [fact.data["code"] for fact in plan.facts.of_kind("doubt") if fact.waits]
    assert sorted(asked) == ["other_issuer", "other_place", "other_year", "other_year"]


def test_a_plan_of_another_year_is_told_of_in_this_years_words(school):
    plan = imported_plan(school)

    told = question(plan, "year_missing")

    assert "đã hiểu theo năm học 2026-2027" in told.data["message"]
    assert not plan.facts.filter(data__message__regex="đọc là năm 20").exists()


@pytest.mark.parametrize(
    ("words", "kind", "sentence"),
    [
        ("- Phòng GD&ĐT huyện Vân Khê (để báo cáo);", "other_place", "huyện Vân Khê"),
        ("- Trường THCS Lam Sơn (để phối hợp);", "other_issuer", "Trường THCS Lam Sơn"),
        ("- Đảng ủy xã An Bình (để báo cáo);", "other_place", "xã An Bình"),
    ],
)
def test_a_foreign_name_among_the_recipients_is_asked(school, words, kind, sentence):
    plan = imported_plan(school, SAMPLE.replace("- Lưu: VT.", f"{words}\n- Lưu: VT."))

    asked = [fact for fact in plan.facts.of_kind("doubt") if fact.data["code"] == kind]

    assert any(sentence in fact.title for fact in asked)


def test_the_schools_own_names_are_not_asked():
    text = SAMPLE.replace("Sông Trăng", "Ngọc Cầu").replace("Bình Lâm", "Hoa Lư").replace("SÔNG TRĂNG", "NGỌC CẦU")
    reading = read_text(text)

    found = propose(read_plan(reading), reading.content, own=OWN, **YEAR)

    assert not [each for each in found if each.data.get("code") in ("other_issuer", "other_place")]


def test_a_name_is_replaced_at_all_its_places_but_not_in_a_basis(school):
    plan = imported_plan(school)

    services.replace_everywhere(question(plan, "other_issuer"), by=school.principal.user)
    services.replace_everywhere(question(plan, "other_place"), by=school.principal.user)
    plan.refresh_from_db()

    text = plain_text(plan.content)
    assert "Sông Trăng" not in text
    assert "Trường Tiểu học Ngọc Cầu xây dựng kế hoạch" in text
    assert plan.content.recipients[0].startswith("UBND phường Hoa Lư")
    assert "Kế hoạch số 26/KH-UBND ngày 18/2/2020 của UBND phường Bình Lâm" in text
    assert [place["part"] for place in question(plan, "other_place").places] == ["basis"]


def test_the_year_is_replaced_and_its_question_goes(school):
    plan = imported_plan(school)
    asked = plan.facts.get(data__code="other_year", line=61)

    services.replace_everywhere(asked, by=school.principal.user)
    plan.refresh_from_db()

    assert "Đăng ký danh hiệu thi đua năm học 2026-2027" in plain_text(plan.content)
    assert not plan.facts.filter(pk=asked.pk).exists()


# ---- the parts as data ----


def test_the_parts_of_a_plan_are_data(school):
    member = "2. Bà Trịnh Thị Mơ - Phó Hiệu trưởng - Phó Chủ tịch Hội đồng (phụ trách hồ sơ)."
    plan = imported_plan(school, SAMPLE.replace("2. Các tổ trưởng", f"{member}\n\n2. Các tổ trưởng"))

    said = {kind: list(plan.facts.of_kind(kind).values_list("title", flat=True)) for kind in ("aim", "recipient")}

    assert said == {
        "aim": ["Mục đích", "Yêu cầu"],
        "recipient": ["UBND phường Bình Lâm", "Các tổ chuyên môn, tổ Văn phòng", "Lưu: VT"],
    }
    (person,) = plan.facts.of_kind("member")
    assert (person.title, person.terms["assignment"]) == ("Trịnh Thị Mơ", "phụ trách hồ sơ")
    (event,) = plan.facts.of_kind("event")
    assert (event.terms["who"], event.to_on) == ("cuộc họp liên tịch", date(2020, 9, 3))


def test_a_past_event_keeps_its_day_and_waits_for_the_real_one(school):
    plan = imported_plan(school)
    event = plan.facts.select_related("plan__organisation").get(kind="event")

    with pytest.raises(DomainError, match="không tự chuyển ngày"):
        services.accept_fact(event, by=school.principal.user)
    values = {"title": event.title, "from_on": date(2026, 9, 5), "to_on": date(2026, 9, 5)}
    event = services.correct_fact(event, values=values, by=school.principal.user)

    assert (event.state, event.problem) == ("accepted", "")


def test_a_task_names_who_is_to_do_it(school):
    plan = imported_plan(school)

    who = {fact.line: fact.terms["who"] for fact in plan.facts.of_kind("deadline")}

    assert who[71] == "Các tổ"
    assert who[89] == "Hội đồng Thi đua - Khen thưởng"
    assert who[79] == ""  # the sentence names nobody


# ---- many at once, and back ----


def test_all_clear_facts_are_accepted_at_once_and_taken_back(school):
    plan = imported_plan(school)
    before = plan.source_text
    count = services.accept_clear_facts(plan, by=school.principal.user)
    plan.refresh_from_db()
    changed = plan.source_text
    act = plan.review_acts.get()

    undone = services.undo_act(act, by=school.principal.user)
    plan.refresh_from_db()

    assert count == undone == act.fact_count > 10
    assert "28/5/2027" in changed
    assert (plan.source_text, plain_text(plan.content).count("28/5/2021")) == (before, 1)
    assert not plan.facts.filter(state="accepted").exclude(kind="doubt").exists()
    with pytest.raises(DomainError, match="đã được hoàn tác"):
        services.undo_act(act, by=school.principal.user)


def test_one_kind_is_refused_at_once_and_what_was_decided_since_stays(school):
    plan = imported_plan(school)
    services.refuse_waiting_facts(plan, kind="campaign", by=school.principal.user)
    kept = fact_with(plan, "Góc trường xanh", "campaign")
    services.accept_fact(kept, by=school.principal.user)

    services.undo_act(plan.review_acts.get(), by=school.principal.user)

    states = dict(plan.facts.of_kind("campaign").values_list("pk", "state"))
    assert states.pop(kept.pk) == "accepted"
    assert set(states.values()) == {"proposed"}
    with pytest.raises(DomainError, match="phải có câu trả lời"):
        services.refuse_waiting_facts(plan, kind="doubt", by=school.principal.user)


def test_what_is_asked_about_is_not_clear(school):
    plan = imported_plan(school)

    clear = {str(fact) for fact in clear_facts(list(plan.facts.all()), Frame.of(school.year))}

    assert "UBND phường Bình Lâm" not in clear
    assert "Các tổ chuyên môn, tổ Văn phòng" in clear


# ---- the text is edited ----


def decided(plan) -> dict[int, tuple]:
    rows = plan.facts.filter(decided_by__isnull=False).values_list("pk", "state", "title", "to_on", "note", "earlier")
    return {row[0]: row[1:] for row in rows}


def decide_everything(plan, world) -> None:
    by = world.principal.user
    for fact in plan.facts.waiting().of_kind("doubt"):
        services.answer_doubt(fact, note=f"Giữ {fact.pk}.", by=by)
    services.accept_clear_facts(plan, by=by)
    services.refuse_waiting_facts(plan, kind="event", by=by)
    plan.refresh_from_db()


UNRELATED = ["Nhà trường cảm ơn phụ huynh đã đồng hành cùng thầy trò.", "- Giữ gìn sân trường sạch đẹp."]


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_unrelated_lines_anywhere_change_no_decision(data):
    """On the reading itself: every proposal is found again as the same one, whatever stands around it."""
    lines = SAMPLE.split("\n")
    facts = _proposals(SAMPLE)
    used = {place for fact in facts for place in range(fact.line, fact.line + 3)}
    free = [n for n in range(21, len(lines) - 8) if n not in used and not lines[n - 1].strip()]
    spots = data.draw(st.lists(st.sampled_from(free), min_size=1, max_size=4, unique=True))
    for spot in sorted(spots, reverse=True):
        lines.insert(spot, f"{data.draw(st.sampled_from(UNRELATED))}\n")
    text = "\n".join(lines)

    pairs = paired(facts, _proposals(text), line_map(SAMPLE, text))

    matched = {id(pair.old): pair for pair in pairs if pair.old is not None and not pair.new.data.get("is_note")}
    assert [fact for fact in facts if id(fact) not in matched and not fact.data.get("is_note")] == []
    assert all((pair.old.kind, pair.old.title) == (pair.new.kind, pair.new.title) for pair in matched.values())


def _proposals(text: str) -> list:
    reading = read_text(text)
    return propose(read_plan(reading), reading.content, own=OWN, **YEAR)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2. Thời điểm bình xét", "Phụ huynh cùng đồng hành với nhà trường.\n\n2. Thời điểm bình xét"),
        ("II. NỘI DUNG THI ĐUA", "- Mỗi lớp có một góc đọc sách.\n\nII. NỘI DUNG THI ĐUA"),
        ("- Ghi nhận đúng người, đúng việc, đúng lúc; coi trọng những đóng góp thầm lặng của nhân viên phục vụ.", ""),
    ],
)
def test_decisions_survive_lines_put_in_and_taken_out(school, old, new):
    plan = imported_plan(school)
    decide_everything(plan, school)
    before = decided(plan)

    plan = edited(plan, plan.source_text.replace(old, new), school)

    assert plan.reread.lost == []
    after = decided(plan)
    aims = set(plan.facts.of_kind("aim").values_list("pk", flat=True))  # the list of aims itself was edited
    assert {pk: row for pk, row in after.items() if pk not in aims} == {
        pk: row for pk, row in before.items() if pk not in aims
    }


def test_a_corrected_word_keeps_the_decision_and_asks_for_a_look(school):
    plan = imported_plan(school)
    fact = services.accept_fact(fact_with(plan, "28/5/2021"), by=school.principal.user)
    plan.refresh_from_db()

    plan = edited(plan, plan.source_text.replace("gửi hồ sơ đề nghị", "nộp hồ sơ đề nghị"), school)

    fact = plan.facts.select_related("plan__organisation").get(pk=fact.pk)
    assert (fact.state, fact.to_on, fact.waits) == ("accepted", date(2027, 5, 28), True)
    assert "gửi hồ sơ" in fact.earlier["sentence"]
    assert "nộp hồ sơ" in fact.sentence
    fact = services.keep_earlier(fact, by=school.principal.user)
    assert (fact.state, fact.waits) == ("accepted", False)


def test_a_sentence_that_says_another_day_is_asked_again_with_the_old_decision(school):
    plan = imported_plan(school)
    values = {"title": "Gửi hồ sơ", "from_on": date(2027, 5, 20), "to_on": date(2027, 5, 20)}
    fact = services.correct_fact(fact_with(plan, "28/5/2021"), values=values, by=school.principal.user)
    plan.refresh_from_db()

    plan = edited(plan, plan.source_text.replace("20/5/2027", "14/5/2027"), school)

    fact = plan.facts.select_related("plan__organisation").get(pk=fact.pk)
    assert (fact.state, fact.to_on, fact.earlier["to_on"]) == ("proposed", date(2027, 5, 14), "2027-05-20")
    assert plan.reread.changed == [str(fact)]
    kept = services.keep_earlier(fact, by=school.principal.user)
    assert (kept.state, kept.title, kept.to_on) == ("accepted", "Gửi hồ sơ", date(2027, 5, 20))


def test_a_decision_whose_sentence_is_gone_is_named(school):
    plan = imported_plan(school)
    services.accept_fact(fact_with(plan, "trước ngày 30/9"), by=school.principal.user)
    line = next(line for line in plan.source_text.split("\n") if "trước ngày 30/9" in line)

    plan = edited(plan, plan.source_text.replace(line, ""), school)

    assert "không còn câu trong văn bản" in plan.reread.sentence
    assert len(plan.reread.lost) == 1


def test_an_answer_does_not_hold_for_a_new_place(school):
    plan = imported_plan(school)
    asked = plan.facts.select_related("plan__organisation").get(data__code="other_year", line=61)
    services.answer_doubt(asked, note="Giữ tên cũ.", by=school.principal.user)
    text = plan.source_text.replace("2. Thời điểm bình xét", "2. Thời điểm bình xét năm học 2020-2021")

    plan = edited(plan, text, school)

    asked.refresh_from_db()
    assert (asked.state, asked.earlier["note"], len(asked.places)) == ("proposed", "Giữ tên cũ.", 2)


# ---- days off ----


def test_a_deadline_on_a_day_off_is_moved_by_one_press(world):
    with scope(world.school):
        plan = imported_plan(world, SAMPLE.replace("28/5/2021", "30/5/2021"))  # 30 May 2027 is a Sunday
        fact = fact_with(plan, "30/5/2021")
    client = world.client(world.principal)
    page = client.get(reverse("plans:plan_review", args=[world.school.slug, plan.pk])).content.decode()

    client.post(reverse("plans:fact_move", args=[world.school.slug, fact.pk]), {"to_on": "2027-05-31"})

    assert "Chủ nhật 30/5/2027 là ngày nghỉ" in page
    assert "Chuyển sang thứ Hai 31/5/2027" in page
    with scope(world.school):
        fact.refresh_from_db()
        plan.refresh_from_db()
        assert (fact.state, fact.to_on) == ("accepted", date(2027, 5, 31))
        assert "31/5/2027" in plain_text(plan.content)


def test_a_moved_day_outside_the_year_is_refused(world):
    with scope(world.school):
        fact = fact_with(imported_plan(world), "28/5/2021")
    url = reverse("plans:fact_move", args=[world.school.slug, fact.pk])

    for day in ("2031-01-01", "abc", ""):
        answer = world.client(world.principal).post(url, {"to_on": day}, follow=True)
        assert "Chưa rõ chuyển sang ngày nào" in answer.content.decode()


def test_before_a_day_is_entered_without_an_off_by_one(world):
    with scope(world.school):
        fact = fact_with(imported_plan(world), "trước ngày 30/9")
    client = world.client(world.principal)
    url = reverse("plans:fact_edit", args=[world.school.slug, fact.pk])
    form = client.get(url).content.decode()
    typed = {"title": "Nộp đăng ký", "purpose": "registration", "to_on": "16/10/2026", "until": "on", "who": "Các tổ"}

    client.post(url, typed)

    assert "trước ngày 30/09/2026 là hết thứ Ba 29/9/2026" in form
    fact.refresh_from_db()
    assert fact.terms["parameters"]["boundary"] == "by"
    page = client.get(reverse("plans:plan_review", args=[world.school.slug, fact.plan_id]) + "?show=all")
    assert "23:59, thứ Sáu 16/10/2026" in page.content.decode()


# ---- the page ----


def test_the_page_leads_both_ways_without_script(world):
    with scope(world.school):
        plan = imported_plan(world)
        facts = [fact for fact in plan.facts.all() if fact.sentence]
    page = world.client(world.principal).get(reverse("plans:plan_review", args=[world.school.slug, plan.pk]))

    words = page.content.decode()
    for fact in facts:
        assert f'id="u{fact.pk}"' in words
        assert f'id="k{fact.pk}"' in words
        assert f'href="#u{fact.pk}"' in words
        if not fact.is_note or fact.places[0]["sentence"]:
            assert f'href="#k{fact.pk}"' in words


def test_bulk_acts_from_the_page(world):
    with scope(world.school):
        plan = imported_plan(world)
    client = world.client(world.principal)
    slug = world.school.slug

    accepted = client.post(reverse("plans:facts_accept", args=[slug, plan.pk]), {"kind": ""}, follow=True)
    refused = client.post(reverse("plans:facts_refuse", args=[slug, plan.pk]), {"kind": "deadline"}, follow=True)
    with scope(world.school):
        act = plan.review_acts.first()
    undone = client.post(reverse("plans:act_undo", args=[slug, act.pk]), follow=True)

    assert "Hoàn tác" in accepted.content.decode()
    assert "Đã xác nhận" in accepted.content.decode()
    assert "Không theo dõi" in refused.content.decode()
    assert "Đã hoàn tác" in undone.content.decode()


# ---- a plan of last year ----

LAST_YEAR = """UBND PHƯỜNG HOA LƯ
TRƯỜNG TIỂU HỌC NGỌC CẦU
Số: 87/KH-THNC
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hoa Lư, ngày 18 tháng 9 năm 2025
KẾ HOẠCH
Thi đua, khen thưởng năm học 2025-2026
Căn cứ Kế hoạch số 112/KH-UBND ngày 05 tháng 9 năm 2025 của UBND phường Hoa Lư;
I. CHỈ TIÊU
- Giấy khen của Chủ tịch UBND phường: 01 tập thể, 03 cá nhân.
II. THỜI GIAN
- Đợt 1: Từ ngày 05/9/2025 đến ngày 20/11/2025: thi đua chào mừng ngày Nhà giáo Việt Nam.
- Đăng ký danh hiệu thi đua, đề tài sáng kiến: trước ngày 30/9/2025.
- Tổ họp bình xét trước ngày 28 hàng tháng.
- Nộp báo cáo sáng kiến: chậm nhất ngày 12/02/2026.
- Nộp hồ sơ về phường trước ngày 22/5/2026.
- Rà soát cuối năm: ngày 20/5/2024.
- Trao quà theo Thông tư ban hành ngày 05/6/2025.
III. TỔ CHỨC THỰC HIỆN
1. Hiệu trưởng: chỉ đạo chung, phê duyệt kết quả bình xét của các tổ.
2. Tổ trưởng: đôn đốc giáo viên, hoàn thành hồ sơ đúng thời gian quy định.
Nơi nhận:
- Các tổ;
- Lưu: VT.
HIỆU TRƯỞNG
Hoàng Thị Bích Liên
"""


def proposed(text):
    reading = read_text(text)
    return propose(read_plan(reading), reading.content, own=OWN, **YEAR)


def doubts_of(found, code):
    return [each for each in found if each.kind == "doubt" and each.data["code"] == code]


def test_days_of_last_year_that_no_fact_takes_along_are_asked_once():
    (question,) = doubts_of(proposed(LAST_YEAR), "days_left")

    asked = {place["words"]: place["instead"] for place in question.data["places"]}
    assert asked == {"05/9/2025": "05/9/2026", "20/11/2025": "20/11/2026", "20/5/2024": "20/5/2027"}
    assert not question.is_answered


def test_the_month_of_a_row_is_asked_beside_a_day_in_it_that_was_moved():
    row = "- Đợt 1: Từ ngày"
    text = LAST_YEAR.replace(row, f"- Tháng 10/2025: nộp bản đăng ký về phường ngày 10/10/2025.\n{row}")

    (question,) = doubts_of(proposed(text), "days_left")

    words = [place["words"] for place in question.data["places"]]
    assert "10/2025" in words
    assert "10/10/2025" not in words


def test_writing_this_year_first_makes_no_new_questions():
    """The subject says this year already; the days still are last year's."""
    found = proposed(LAST_YEAR.replace("2025-2026", "2026-2027"))

    assert [each.title for each in found if each.is_moved]
    assert not doubts_of(found, "outside_period") + doubts_of(found, "outside_range")
    cited = LAST_YEAR.replace("2025-2026", "2026-2027").replace("ngày 05 tháng 9 năm 2025", "ngày 04 tháng 9 năm 2026")
    assert not doubts_of(proposed(cited), "date_after_document")


def test_all_days_that_were_left_go_to_this_year_by_one_press(school):
    plan = imported_plan(school, LAST_YEAR)

    count = services.replace_everywhere(question(plan, "days_left"), by=school.principal.user)

    plan.refresh_from_db()
    printed = plain_text(plan.content)
    assert count == 3
    assert "Từ ngày 05/9/2026 đến ngày 20/11/2026" in printed
    assert "20/5/2027" in printed
    assert "05/6/2025" in printed
    assert not plan.facts.filter(data__code="days_left").exists()


def test_a_month_is_not_taken_for_the_end_of_a_day():
    content = read_text("KẾ HOẠCH\nThi đua\nI. VIỆC\n- Tháng 9/2025 ôn lại bài ngày 25/9/2025 của tổ.\n").content
    place = {"line": 4, "words": "9/2025", "sentence": "", "part": ""}

    assert services.review._replace_at(content, place, "9/2026") == 1
    assert "Tháng 9/2026 ôn lại bài ngày 25/9/2025" in plain_text(content)


def test_the_award_of_a_row_of_counts_is_named_at_each():
    titles = [each.title for each in proposed(LAST_YEAR) if each.kind == "target"]

    assert titles == ["Giấy khen của Chủ tịch UBND phường", "Giấy khen của Chủ tịch UBND phường (cá nhân)"]


def test_a_sentence_that_goes_on_after_a_colon_stays_one(school):
    printed = plain_text(read_text(LAST_YEAR).content)

    assert "Tổ trưởng: đôn đốc giáo viên, hoàn thành hồ sơ đúng thời gian quy định." in printed

"""Drafting a plan: where it begins, how it is written, what is kept, and two people at one text."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from core.scoping import scope
from documents import services as documents
from documents.content import plain_text
from legal.models import LegalDocument
from plans import services
from plans.models import EmulationPlan
from plans.reading import read_plan
from plans.services import texts
from plans.services.starting import blank_places, content_of_template, templates
from plans.services.texts import understand
from tests.plans.plans import fact_with, imported_plan, reviewed_plan


def address(world, name, *args):
    return reverse(f"plans:{name}", args=[world.school.slug, *args])


@pytest.fixture
def plan(world):
    with scope(world.school):
        return imported_plan(world)


def typed(client, world, plan, **changes) -> dict:
    """The editor's form as the browser would send it, with some fields changed."""
    form = client.get(address(world, "plan_text", plan.pk)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if isinstance(value, str)}
    for name, change in changes.items():
        values[name] = change(values[name]) if callable(change) else change
    return {name: value.replace("\n", "\r\n") for name, value in values.items()}


def page_of(response) -> str:
    return response.content.decode()


# ---- where it begins ----


@pytest.mark.parametrize("code", sorted(templates()))
def test_every_template_is_whole_and_gives_this_years_days(world, code):
    with scope(world.school):
        content = content_of_template(templates()[code], world.school, world.year)
        read = understand(content, letterhead=content.letterhead)

    text = plain_text(content)
    assert "{" not in text
    assert blank_places(content)
    assert {"Mục đích", "MỤC ĐÍCH, YÊU CẦU"} & {each.title for each in content.walk() if hasattr(each, "title")}
    assert len(read.facts.deadlines) >= 5
    assert read.facts.period.start.year == world.year.starts_on.year


def test_a_template_begins_a_draft_under_the_schools_letterhead(world):
    client = world.client(world.vice_principal)
    token = uuid.uuid4()
    data = {"start": "template-primary", "body": "school", "form_token": token}

    first = client.post(address(world, "plan_start"), data)
    client.post(address(world, "plan_start"), data)

    with scope(world.school):
        plan = EmulationPlan.objects.get(form_token=token)
        assert first.url == address(world, "plan_text", plan.pk)
        assert plan.content.letterhead.symbol == "KH-THNC"
        assert plan.content.signatories[0].post == "HIỆU TRƯỞNG"
        assert fact_with(plan, "nộp báo cáo thành tích").to_on == date(2027, 4, 20)
        assert documents.versions_of(world.school, services.subject_key(plan)).count() == 1


def test_last_years_plan_comes_with_its_days_moved(world):
    with scope(world.school):
        old = imported_plan(world)
        EmulationPlan.objects.filter(pk=old.pk).update(school_year=world.last_year)
    data = {"start": f"earlier-{old.pk}", "body": "school", "form_token": uuid.uuid4()}

    world.client(world.principal).post(address(world, "plan_start"), data)

    with scope(world.school):
        plan = EmulationPlan.objects.get(form_token=data["form_token"])
        assert plan.school_year == world.year
        assert plain_text(plan.content).count("Góc trường xanh") == plain_text(old.content).count("Góc trường xanh")
        assert fact_with(plan, "28/5/2021").to_on == date(2027, 5, 28)


def test_the_council_may_draw_it_up_and_the_head_signs(world):
    data = {"start": "blank", "body": "council", "form_token": uuid.uuid4()}

    world.client(world.secretary).post(address(world, "plan_start"), data)

    with scope(world.school):
        content = EmulationPlan.objects.get(form_token=data["form_token"]).content
        school_head = documents.letterhead_for(world.school, type_code="KH")
    assert content.letterhead.issuer == ["HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG"]
    assert content.letterhead.superior == school_head.issuer
    assert content.letterhead.symbol == "KH-HĐTĐKT"
    signer = content.signatories[0]
    assert (signer.capacity, signer.on_behalf, signer.post) == ("TM.", "HỘI ĐỒNG", "CHỦ TỊCH")
    assert signer.name == world.principal.full_name


def test_a_teacher_named_as_author_writes_it_and_a_deputy_signs(world, plan):
    client = world.client(world.principal)
    form = client.get(address(world, "plan_header", plan.pk)).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    values |= {"signer": str(world.vice_principal.pk), "author": str(world.teacher.pk)}

    refused = world.client(world.teacher).get(address(world, "plan_text", plan.pk))
    client.post(address(world, "plan_header", plan.pk), values)
    allowed = world.client(world.teacher).get(address(world, "plan_text", plan.pk))
    other = world.client(world.teacher2).get(address(world, "plan_text", plan.pk))

    assert (refused.status_code, allowed.status_code, other.status_code) == (403, 200, 403)
    with scope(world.school):
        plan = EmulationPlan.objects.get(pk=plan.pk)
    signer = plan.content.signatories[0]
    assert (signer.capacity, signer.on_behalf, signer.name) == ("KT.", "HIỆU TRƯỞNG", world.vice_principal.full_name)
    assert plan.responsible == world.teacher


# ---- the editor ----


def test_the_edited_text_is_saved_read_again_and_kept_as_a_version(world, plan):
    client = world.client(world.vice_principal)

    client.post(
        address(world, "plan_text", plan.pk),
        typed(client, world, plan, body=lambda text: text.replace("Khơi dậy", "**Phát huy**")),
    )

    with scope(world.school):
        plan.refresh_from_db()
        assert "Phát huy tinh thần" in plain_text(plan.content)
        assert "**Phát huy**" in plan.source_text
        versions = documents.versions_of(world.school, services.subject_key(plan))
        assert [each.note for each in versions] == ["Sửa văn bản", "Nhập văn bản"]


def test_saving_what_was_not_changed_changes_nothing(world, plan):
    client = world.client(world.vice_principal)

    client.post(address(world, "plan_text", plan.pk), typed(client, world, plan))

    with scope(world.school):
        before = plan.data
        plan.refresh_from_db()
        assert plan.data == before
        assert documents.versions_of(world.school, services.subject_key(plan)).count() == 1


def test_facts_stay_at_their_lines_after_an_edit(world, plan):
    client = world.client(world.vice_principal)

    client.post(address(world, "plan_text", plan.pk), typed(client, world, plan, body=lambda text: "Mở đầu.\n" + text))

    with scope(world.school):
        plan.refresh_from_db()
        lines = plan.source_text.split("\n")
        for fact in plan.facts.of_kind("deadline"):
            near = " ".join(lines[fact.line - 1 : fact.line + 6])
            assert fact.sentence.split()[0] in near


def test_what_is_typed_is_kept_and_shown_again(world, plan):
    client = world.client(world.vice_principal)
    data = typed(client, world, plan)

    kept = client.post(address(world, "plan_text_keep", plan.pk), {"before": data["before"], "closing": "Đang gõ dở"})
    page = client.get(address(world, "plan_text", plan.pk))
    mine = page_of(page)
    hers = page_of(world.client(world.principal).get(address(world, "plan_text", plan.pk)))

    assert (kept.status_code, kept["X-Saved-At"]) == (204, "08:00")
    assert "Đang gõ dở" in mine
    assert "chưa lưu vào văn bản" in mine
    assert "Đang gõ dở" not in hers
    assert f"{world.vice_principal.user} mở văn bản này từ 08:00" in hers
    with scope(world.school):
        plan.refresh_from_db()
        assert "Đang gõ dở" not in plain_text(plan.content)


def test_a_draft_that_is_dropped_is_gone(world, plan):
    client = world.client(world.vice_principal)
    client.post(address(world, "plan_text_keep", plan.pk), {"closing": "Đang gõ dở"})

    answer = client.post(address(world, "plan_text_drop", plan.pk), follow=True)

    assert "Đang gõ dở" not in page_of(answer)


def test_an_open_page_tells_the_others(world, plan):
    world.client(world.secretary).post(address(world, "plan_text_editors", plan.pk))

    told = page_of(world.client(world.principal).post(address(world, "plan_text_editors", plan.pk)))

    assert f"{world.secretary.user} mở văn bản này từ 08:00" in told


def test_two_people_at_one_text_lose_nothing(world, plan):
    first, second = world.client(world.vice_principal), world.client(world.secretary)
    hers = typed(first, world, plan, body=lambda text: text.replace("Khơi dậy", "Phát huy"))
    his = typed(second, world, plan, body=lambda text: text + "\r\n- Ý của người lưu sau.", subject="Trích yếu sau")
    first.post(address(world, "plan_text", plan.pk), hers)

    clash = second.post(address(world, "plan_text", plan.pk), his)
    page = page_of(clash)
    form = clash.context["form"]
    merged = {name: value for name in form.fields if isinstance(value := form[name].value(), str)}
    second.post(address(world, "plan_text", plan.pk), merged)

    assert clash.status_code == 409
    assert f"{world.vice_principal.user} đã lưu bản thứ 2" in page
    assert "<ins>" in page
    with scope(world.school):
        plan.refresh_from_db()
        text = plain_text(plan.content)
    assert "Phát huy tinh thần" in text
    assert "Ý của người lưu sau." in text
    assert plan.content.subject == "Trích yếu sau"


def test_where_both_changed_the_same_words_both_wordings_stay(world, plan):
    first, second = world.client(world.vice_principal), world.client(world.secretary)
    hers, his = typed(first, world, plan, closing="Câu kết một."), typed(second, world, plan, closing="Câu kết hai.")
    first.post(address(world, "plan_text", plan.pk), hers)

    clash = second.post(address(world, "plan_text", plan.pk), his)

    assert clash.context["form"]["closing"].value() == "Câu kết một.\nCâu kết hai."
    assert "Chỗ hai người cùng sửa" in page_of(clash)


def test_the_preview_shows_what_is_typed_as_it_prints(world, plan):
    client = world.client(world.vice_principal)
    data = typed(client, world, plan, body="I. MỘT\r\n<script>alert(1)</script> **đậm**", subject="Bản xem")

    page = page_of(client.post(address(world, "plan_text_preview", plan.pk), data))

    assert "<b>đậm</b>" in page
    assert "<script" not in page
    assert "DỰ THẢO" in page
    with scope(world.school):
        plan.refresh_from_db()
        assert plan.content.subject != "Bản xem"


def test_rubbish_of_a_word_processor_goes_and_its_words_stay(world, plan):
    client = world.client(world.vice_principal)
    pasted = (
        '<p class=MsoNormal style="margin:0">I. MỘT<o:p></o:p></p><!--[if !supportLists]-->'
        "<p>\uf0b7\u00a0Ý <b>đầu</b></p>"
        "<style>p{color:red}</style><table><tr><td>A</td><td>B</td></tr></table>"
    )

    client.post(address(world, "plan_text", plan.pk), typed(client, world, plan, body=pasted))

    with scope(world.school):
        plan.refresh_from_db()
    client_text = client.get(address(world, "plan_text", plan.pk)).context["form"]["body"].value()
    assert client_text == "I. MỘT\n- Ý **đầu**\n\n| A | B |"


def test_a_plan_given_to_the_head_is_not_edited(world):
    with scope(world.school):
        plan = services.submit_for_approval(reviewed_plan(world), by=world.vice_principal.user)
    client = world.client(world.vice_principal)

    answer = client.get(address(world, "plan_text", plan.pk), follow=True)
    kept = client.post(address(world, "plan_text_keep", plan.pk), {"closing": "x"})

    assert "nên không sửa được" in page_of(answer)
    assert kept.status_code == 409


def test_what_was_said_of_a_returned_plan_stands_above_its_text(world):
    by = world.vice_principal.user
    with scope(world.school):
        plan = services.submit_for_approval(reviewed_plan(world), by=by)
        place = next(each for each in documents.places(plan.content) if "được niêm yết" in each.text)
        documents.write_comment(plan.document, anchor=place.key, text="Nêu rõ nơi niêm yết.", by=world.principal.user)
        documents.return_to_draft(plan.document, reason="Sửa theo góp ý.", by=world.principal.user)

    answer = page_of(world.client(world.vice_principal).get(address(world, "plan_text", plan.pk)))

    assert "Góp ý chưa giải quyết (1)" in answer
    assert "Nêu rõ nơi niêm yết." in answer


# ---- versions ----


def test_versions_are_listed_compared_and_restored(world, plan):
    client = world.client(world.vice_principal)
    client.post(address(world, "plan_text", plan.pk), typed(client, world, plan, subject="Trích yếu mới"))

    listed = page_of(client.get(address(world, "plan_versions", plan.pk)))
    compared = page_of(client.get(address(world, "plan_versions_compare", plan.pk), {"old": "1", "new": "2"}))
    client.post(address(world, "plan_version_restore", plan.pk), {"number": "1"})
    missing = client.get(address(world, "plan_versions_compare", plan.pk), {"old": "9"})

    assert "Bản thứ 2 (mới nhất)" in listed
    assert "[thêm: " in compared
    assert missing.status_code == 404
    with scope(world.school):
        plan.refresh_from_db()
        versions = list(documents.versions_of(world.school, services.subject_key(plan)))
        assert [each.note for each in versions] == ["Khôi phục bản thứ 1", "Sửa văn bản", "Nhập văn bản"]
        assert versions[0].content.subject == versions[2].content.subject == plan.content.subject


def test_dates_confirmed_one_by_one_are_one_version(world, plan):
    by = world.principal.user
    with scope(world.school):
        for words in ("28/5/2021", "20/5/2021"):
            facts = plan.facts.select_related("plan__organisation").filter(kind="deadline", sentence__contains=words)
            for fact in facts.waiting():
                services.accept_fact(fact, by=by)
        versions = documents.versions_of(world.school, services.subject_key(plan))
        assert versions.filter(note="Đổi ngày theo điều đã xác nhận").count() == 1


# ---- legal bases ----


def test_bases_are_taken_from_the_library_and_checked_on_the_documents_day(world, plan):
    common = {"kind": "Nghị định", "issuer": "Chính phủ", "issued_on": date(2020, 3, 5), "mark": "S"}
    old = LegalDocument.objects.create(
        number="01/2020/NĐ-CP", title="Nghị định về việc cũ", from_on=date(2020, 5, 1), to_on=date(2025, 1, 1), **common
    )
    new = LegalDocument.objects.create(
        number="02/2020/NĐ-CP", title="Nghị định về việc mới", from_on=date(2020, 5, 1), **common
    )
    client = world.client(world.vice_principal)
    offered = page_of(client.get(address(world, "plan_text", plan.pk)))
    data = typed(client, world, plan) | {"library_bases": [str(old.pk), str(new.pk)]}

    client.post(address(world, "plan_text", plan.pk), data)
    page = page_of(client.get(address(world, "plan_text", plan.pk)))

    assert (
        "Nghị định 01/2020/NĐ-CP: Nghị định về việc cũ (theo nguồn thứ cấp; hết hiệu lực sau ngày 01/01/2025)"
        in offered
    )
    with scope(world.school):
        plan.refresh_from_db()
    assert plan.content.bases[-1] == (
        "Căn cứ Nghị định số 02/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về việc mới"
    )
    assert "Nghị định 01/2020/NĐ-CP hết hiệu lực sau ngày 01/01/2025" in page
    assert "Nghị định 02/2020/NĐ-CP hết hiệu lực" not in page
    with scope(world.school):
        assert "basis_out_of_force" in {each.code for each in services.submission_findings(plan)}


def test_a_long_text_is_read_before_the_row_is_locked(world, plan, monkeypatch):
    """The reader runs outside the transaction that holds the plan."""
    held = []

    def watched(reading):
        held.append(len(connection.savepoint_ids))
        return read_plan(reading)

    monkeypatch.setattr(texts, "read_plan", watched)
    outside = len(connection.savepoint_ids)

    with scope(world.school):
        content = plan.content
        content.subject = "Trích yếu khác"
        services.write_content(plan, content, before=documents.hash_of(plan.content), by=world.principal.user)

    assert held == [outside]

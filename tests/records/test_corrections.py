"""What somebody says is wrong with her record: kept as typed, answered once, told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.errors import DomainError
from core.scoping import scope
from deadlines.models import Obligation
from documents.models import Evidence
from notifications.models import Notification
from records import services
from records.models import CorrectionRequest
from tests.factories.estate.papers import photo
from tests.records.test_entries import title


def ask(world, person=None, **values):
    person = person or world.teacher
    with scope(world.school):
        return services.ask_correction(
            organisation=world.school, person=person, by=person.user, **{"text": "Thiếu giấy khen.", **values}
        )


def answer(world, request, *, is_done=True, text="Đã bổ sung.", by=None):
    with scope(world.school):
        return services.answer_correction(request, is_done=is_done, answer=text, by=(by or world.secretary).user)


def url(name, world, *args):
    return reverse(f"records:{name}", args=[world.school.slug, *args])


def open_duties(world):
    with scope(world.school):
        return list(Obligation.objects.filter(key__startswith="correction:", state="open"))


def test_a_request_becomes_the_secretarys_work_and_ends_with_the_answer(world):
    request = ask(world, about="Lao động tiên tiến, năm học 2024-2025")
    (duty,) = open_duties(world)
    assert duty.role == "council_secretary"

    answer(world, request)

    assert open_duties(world) == []
    with scope(world.school):
        told = Notification.objects.get(person=world.teacher)
    assert told.subject == "Đề nghị sửa hồ sơ: đã sửa"
    assert "Đã bổ sung." in told.body


def test_what_the_secretary_asks_is_the_heads_work(world):
    request = ask(world, world.secretary)

    assert open_duties(world)[0].role == "principal"
    with pytest.raises(DomainError, match="chính mình"):
        answer(world, request)


def test_in_an_office_without_a_secretary_the_leader_answers(world):
    with scope(world.office):
        request = services.ask_correction(
            organisation=world.office, person=world.officer, text="Thiếu giấy khen năm 2024.", by=world.officer.user
        )
        [duty] = Obligation.objects.filter(key=f"correction:{request.pk}")
        assert duty.role == "office_leader"
    client = world.client(world.leader)
    address = reverse("records:correction_detail", args=[world.office.slug, request.pk])
    assert client.post(address, {"outcome": "done", "answer": "Đã ghi."}).status_code == 302
    own, officer = reverse("records:own_record", args=[world.office.slug]), world.client(world.officer)
    assert f'href="{own}"' in officer.get(reverse("organisation:profile", args=[world.office.slug])).text
    assert "Thiếu giấy khen năm 2024." in officer.get(own).text


def test_the_same_request_twice_is_one(world):
    assert ask(world) == ask(world)
    assert len(open_duties(world)) == 1


def test_it_is_answered_once_and_not_after_it_was_withdrawn(world):
    request = ask(world)
    answer(world, request, is_done=False, text="Quyết định ghi đúng như hồ sơ.")
    with pytest.raises(DomainError, match="Không sửa"):
        answer(world, request)

    other = ask(world, text="Khác")
    with scope(world.school):
        services.withdraw_correction(other, by=world.teacher.user)
        services.withdraw_correction(other, by=world.teacher.user)
    with pytest.raises(DomainError, match="Đã rút"):
        answer(world, other)
    assert open_duties(world) == []


@pytest.mark.parametrize(("values", "words"), [({"text": "  "}, "Ghi rõ"), ({"text": "a" * 2001}, "2001")])
def test_words_are_asked_for(world, values, words):
    with pytest.raises(DomainError, match=words):
        ask(world, **values)


def test_an_answer_gives_its_reason(world):
    request = ask(world)
    with pytest.raises(DomainError, match="lý do"):
        answer(world, request, is_done=False, text=" ")


def test_there_is_an_end_to_asking(world):
    for number in range(20):
        ask(world, text=f"Thiếu {number}")
    with pytest.raises(DomainError, match="20 đề nghị"):
        ask(world, text="Thiếu nữa")


# ---- the pages ----


def test_a_row_of_the_own_page_is_named_and_a_new_file_goes_along(world):
    row = title(world).row
    client = world.client(world.teacher)
    form = client.get(url("correction_create", world), {"about": f"title-{row.pk}"}).context["form"]

    response = client.post(
        url("correction_create", world),
        {"about": form.initial["about"], "text": "Số quyết định là 51.", "upload": photo()},
    )

    assert response.status_code == 302
    with scope(world.school):
        request = CorrectionRequest.objects.get()
        assert request.evidence == Evidence.objects.get(person=world.teacher)
    assert request.about == "Lao động tiên tiến, năm học 2024-2025, Quyết định số 15/QĐ-UBND ngày 20/6/2025"


def test_a_row_of_somebody_else_is_not_named(world):
    row = title(world, "teacher2").row

    response = world.client(world.teacher).get(url("correction_create", world), {"about": f"title-{row.pk}"})

    assert response.context["form"].initial["about"] == ""


def test_a_refused_request_keeps_the_words_and_the_file(world):
    for number in range(20):
        ask(world, text=f"Thiếu {number}")

    response = world.client(world.teacher).post(
        url("correction_create", world), {"about": "Dòng này", "text": "Thiếu bằng khen.", "upload": photo()}
    )

    text = response.content.decode()
    assert response.status_code == 422
    assert "Thiếu bằng khen." in text
    assert "Dòng này" in text
    with scope(world.school):
        kept = Evidence.objects.get(person=world.teacher)
    assert f'<option value="{kept.pk}" selected' in text


def test_somebody_elses_file_cannot_be_sent(world):
    with scope(world.school):
        from documents.services import store_evidence

        other = store_evidence(organisation=world.school, person=world.teacher2, upload=photo(), by=world.teacher2.user)
    response = world.client(world.teacher).post(
        url("correction_create", world), {"text": "Thiếu.", "evidence": other.pk}
    )
    assert response.status_code == 422
    with pytest.raises(DomainError, match="của mình"):
        ask(world, evidence=other)


def test_the_keeper_answers_on_the_page_and_what_was_typed_too_late_is_shown(world):
    request = ask(world)
    client = world.client(world.secretary)
    assert world.teacher.full_name in client.get(url("correction_list", world)).content.decode()

    response = client.post(url("correction_detail", world, request.pk), {"outcome": "done", "answer": "Đã ghi."})
    late = client.post(url("correction_detail", world, request.pk), {"outcome": "refused", "answer": "Chưa gửi được"})

    assert response.status_code == 302
    assert late.status_code == 422
    assert "Chưa gửi được" in late.content.decode()
    with scope(world.school):
        assert CorrectionRequest.objects.get().answer == "Đã ghi."


def test_her_page_lists_her_requests_and_withdraws_one(world):
    request = ask(world)
    client = world.client(world.teacher)
    assert "Thiếu giấy khen." in client.get(url("own_record", world)).content.decode()

    client.post(url("correction_withdraw", world, request.pk))

    with scope(world.school):
        assert CorrectionRequest.objects.get().state == "withdrawn"

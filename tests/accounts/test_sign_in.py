from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/sign-in/"


@pytest.fixture
def teacher(world):
    return world.teacher


def sign_in(client, person, password=PASSWORD):
    return client.post(LOGIN, {"username": person.user.username, "password": password})


def test_right_password_opens_the_to_do_list(client, teacher):
    response = client.post(LOGIN, {"username": teacher.user.username, "password": PASSWORD}, follow=True)

    assert response.redirect_chain[-1][0] == "/o/th-ngoc-cau/"
    assert response.status_code == 200


def test_wrong_password_says_so_in_vietnamese(client, teacher):
    response = sign_in(client, teacher, "sai")

    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in response.text


def test_fifth_wrong_password_locks_the_pair_and_the_right_one_is_refused(client, teacher):
    for _ in range(5):
        sign_in(client, teacher, "sai")

    response = sign_in(client, teacher)

    assert response.status_code == 429
    assert "_auth_user_id" not in client.session


def test_lock_of_one_name_leaves_a_colleague_free(client, world):
    for _ in range(5):
        sign_in(client, world.teacher, "sai")

    assert sign_in(client, world.teacher2).status_code == 302


@pytest.mark.parametrize(("key", "ago"), [("seen", 3 * 3600), ("started", 13 * 3600)])
def test_session_ends_when_idle_or_old(world, key, ago):
    client = world.client(world.teacher)
    client.get("/o/th-ngoc-cau/")
    session = client.session
    session[key] = clock.real_seconds() - ago
    session.save()

    response = client.get("/o/th-ngoc-cau/")

    assert response.status_code == 302
    assert response.url.startswith(LOGIN)


def test_form_sent_after_the_session_ended_is_kept_and_sent_again(world):
    client = Client(enforce_csrf_checks=True)
    page = client.get(LOGIN)
    url = reverse("accounts:password_change")
    typed = {"note": "Dạy thay hai tiết, soạn bài điện tử", "old_password": "x"}

    ended = client.post(url, {**typed, "csrfmiddlewaretoken": token(page)})
    resumed = client.post(
        reverse("accounts:resume"),
        {
            "username": world.teacher.user.username,
            "password": PASSWORD,
            "kept": ended.context["kept"],
            "next": url,
            "csrfmiddlewaretoken": token(ended),
        },
    )

    assert ended.status_code == 401
    assert "Dạy thay hai tiết" in ended.text
    assert ("note", "Dạy thay hai tiết, soạn bài điện tử") in resumed.context["fields"]
    assert client.session["_auth_user_id"] == str(world.teacher.user.pk)


@pytest.mark.parametrize("target", ["https://ke-gian.test/", "//ke-gian.test/", "javascript:alert(1)"])
def test_kept_form_is_never_sent_to_another_site(client, world, target):
    response = client.post(
        reverse("accounts:resume"),
        {"username": world.teacher.user.username, "password": PASSWORD, "kept": "[]", "next": target},
    )

    assert response.context["next"] == "/"


def test_forced_password_change_comes_before_everything(world):
    user = world.teacher.user
    user.must_change_password = True
    user.save()
    client = world.client(world.teacher)

    refused = client.get("/o/th-ngoc-cau/")
    client.post(
        refused.url,
        {"old_password": PASSWORD, "new_password1": "Mua-thu-2026-xanh", "new_password2": "Mua-thu-2026-xanh"},
    )

    assert refused.url == reverse("accounts:password_change")
    assert client.get("/o/th-ngoc-cau/").status_code == 200


def test_another_organisation_is_not_found(world):
    client = world.client(world.teacher)

    assert client.get("/o/thcs-song-hong/").status_code == 404
    assert client.get("/o/khong-co/").status_code == 404


def test_pages_forbid_inline_code_and_framing(client, db):
    response = client.get(LOGIN)

    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert not re.search(r"<script(?![^>]*src=)", response.text)


def token(response) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.text).group(1)

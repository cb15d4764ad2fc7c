from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.tasks import clear_sessions
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


def test_lock_holds_where_a_kept_form_is_resumed(client, teacher):
    url, kept = reverse("accounts:resume"), {"kept": "[]", "next": "/"}
    for _ in range(5):
        client.post(url, {"username": teacher.user.username, "password": "sai", **kept})

    response = client.post(url, {"username": teacher.user.username, "password": PASSWORD, **kept})

    assert response.status_code == 429
    assert "_auth_user_id" not in client.session


def test_behind_a_proxy_a_visitor_locks_only_the_own_address(client, teacher, settings):
    settings.BEHIND_PROXY = True
    wrong = {"username": teacher.user.username, "password": "sai"}
    for attempt in range(5):  # what the visitor sends comes first, what the proxy saw comes last
        client.post(LOGIN, wrong, headers={"x-forwarded-for": f"198.51.100.{attempt}, 203.0.113.7"})

    right = {"username": teacher.user.username, "password": PASSWORD}
    refused = client.post(LOGIN, right, headers={"x-forwarded-for": "198.51.100.99, 203.0.113.7"})
    let_in = client.post(LOGIN, right, headers={"x-forwarded-for": "203.0.113.8"})

    assert (refused.status_code, let_in.status_code) == (429, 302)


def test_without_a_proxy_nobody_chooses_the_own_address(client, teacher):
    for attempt in range(5):
        client.post(
            LOGIN,
            {"username": teacher.user.username, "password": "sai"},
            headers={"x-forwarded-for": f"198.51.100.{attempt}"},
        )

    assert sign_in(client, teacher).status_code == 429


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
    typed = {
        "note": "Dạy thay hai tiết, soạn bài điện tử",
        "old_password": "con ngựa hay nằm",
        "new_password1": "pin đúng kẹp giấy",
        "new_password2": "pin đúng kẹp giấy",
    }

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
    assert resumed.context["fields"] == [("note", "Dạy thay hai tiết, soạn bài điện tử")]
    assert "con ngựa" not in ended.text
    assert "pin đúng" not in ended.text
    assert "no-store" in ended["Cache-Control"]
    assert "no-store" in resumed["Cache-Control"]
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


@pytest.mark.parametrize(
    ("chosen", "refusal"), [(PASSWORD, "password_unchanged"), ("09123456789", "password_entirely_numeric")]
)
def test_new_password_is_a_new_one_and_no_telephone_number(world, chosen, refusal):
    page = world.client(world.teacher).post(
        reverse("accounts:password_change"),
        {"old_password": PASSWORD, "new_password1": chosen, "new_password2": chosen},
    )

    errors = page.context["form"].errors.as_data()
    assert [error.code for found in errors.values() for error in found] == [refusal]


def test_sessions_that_have_ended_are_removed(world):
    kept, ended = world.client(world.teacher), world.client(world.head)
    Session.objects.filter(pk=ended.session.session_key).update(expire_date="2020-01-01T00:00:00+07:00")

    clear_sessions()

    assert list(Session.objects.values_list("pk", flat=True)) == [kept.session.session_key]


def test_signing_out_of_an_ended_session_asks_for_no_password(client, db):
    response = client.post(reverse("accounts:logout"))

    assert response.url == reverse("accounts:login")


@pytest.mark.parametrize("slug", ["thcs-song-hong", "khong-co", "TH-Ngoc-Cau", "th_ngoc_cau"])
@pytest.mark.parametrize("page", ["", "notifications/", "jobs/0b6f3c6e-9d0c-4b8e-8a8f-3d2d6a2f1f11/"])
def test_another_organisation_is_not_found(world, slug, page):
    response = world.client(world.teacher).get(f"/o/{slug}/{page}")

    assert response.status_code == 404
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_pages_forbid_inline_code_and_framing(client, db):
    response = client.get(LOGIN)

    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert not re.search(r"<script(?![^>]*src=)", response.text)


def token(response) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.text).group(1)


def test_forged_host_is_a_bad_request(client, db, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]

    answer = client.get(LOGIN, headers={"host": "ke-gian.test"})

    assert answer.status_code == 400
    assert "ke-gian.test" not in answer.text

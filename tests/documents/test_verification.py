"""The public page of a code: what it tells, what it never tells, how often, and how a file compares."""

from __future__ import annotations

import hashlib
import re
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.scoping import scope
from documents import hashing, seals, services
from documents.models import SignedScan, VisitCount
from documents.paper_forms import PAPER_FORMS
from documents.views import verification
from organisation.models import Person
from tests.documents import drafts

UNKNOWN = "ABCDEFGHJKLM"


@pytest.fixture
def plan(world, run_jobs):
    """An issued plan with its file."""
    with scope(world.school):
        document = drafts.issued(world)
        services.store_rendering(document, b"%PDF-1.7 the issued file")
        document.refresh_from_db()
    return document


def issued_as(world, form, number, subject, type_code="KH"):
    document = services.create_document(
        organisation=world.school,
        kind=PAPER_FORMS[form].kind,
        form=form,
        content=drafts.content(world.school, subject=subject, type_code=type_code),
        by=world.vice_principal.user,
    )
    document = services.submit_for_approval(document, by=world.vice_principal.user)
    document = services.approve(document, content_hash=document.content_hash, by=world.principal.user)
    return services.issue(document, number=number, issued_on=clock.today(), by=world.clerk.user)


def page(document, code=None):
    return reverse("verification:paper", args=[code or document.verification_code])


def compared(document, data, **more):
    file = SimpleUploadedFile("van-ban.pdf", data, "application/pdf")
    address = reverse("verification:comparison", args=[document.verification_code])
    return Client().post(address, {"file": file}, **more)


def test_page_says_what_was_issued_by_whom_and_when(plan):
    answer = Client().get(page(plan))

    for words in ("Kế hoạch", "05/KH-THNC", "12/10/2026", "TRƯỜNG TIỂU HỌC NGỌC CẦU", plan.file_sha256, "Còn hiệu lực"):
        assert words in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.text


@pytest.mark.parametrize("write", [str.lower, seals.written, lambda code: f" {seals.written(code).lower()} "])
def test_code_is_found_as_people_type_it(plan, write):
    typed = Client().get(reverse("verification:code_entry"), {"code": write(plan.verification_code)}, follow=True)

    assert "05/KH-THNC" in typed.text


def test_no_name_of_a_person_stands_on_the_page(world, plan):
    text = Client().get(page(plan)).text

    assert [name for name in Person.objects.values_list("full_name", flat=True) if name in text] == []


def test_subject_is_shown_for_a_plan_and_hidden_where_it_may_be_about_somebody(world):
    with scope(world.school):
        launch = issued_as(world, "launch_plan", 7, "Phát động phong trào đọc sách")
        award = issued_as(world, "award_decision", 8, "Về việc tặng giấy khen", type_code="QĐ")
        named = issued_as(world, "launch_plan", 9, f"Phát động học tập bà {world.teacher.full_name}")

    assert launch.subject_line in Client().get(page(launch)).text
    assert "tặng giấy khen" not in Client().get(page(award)).text
    assert "08/QĐ-THNC" in Client().get(page(award)).text
    assert "Phát động học tập" not in Client().get(page(named)).text


def test_page_says_by_which_document_it_was_revoked(world, plan):
    with scope(world.school):
        newer = drafts.draft(world, subject="Kế hoạch mới")
        services.set_effect(newer, target=plan, effect="revokes", by=world.vice_principal.user)
        newer.refresh_from_db()
        newer = services.submit_for_approval(newer, by=world.vice_principal.user)
        newer = services.approve(newer, content_hash=newer.content_hash, by=world.principal.user)
        before = Client().get(page(plan)).text
        services.issue(newer, number=6, issued_on=clock.today(), by=world.clerk.user)

    after = Client().get(page(plan)).text

    assert "Còn hiệu lực" in before
    assert "Bị bãi bỏ bởi 06/KH-THNC ngày 12/10/2026" in after
    assert "không còn hiệu lực" in after


def test_a_form_tells_neither_its_subject_nor_a_number(world):
    with scope(world.school):
        content = drafts.content(world.school, subject=f"Giấy khen của {world.teacher.full_name}")
        form = services.issue_form(organisation=world.school, form="certificate", content=content, by=world.clerk.user)

    text = Client().get(page(form)).text

    assert "Không mang số" in text
    assert world.teacher.full_name not in text
    assert "Giấy khen" in text


def test_what_is_not_issued_has_no_page(world):
    with scope(world.school):
        draft = drafts.approved(world)

    assert draft.verification_code == ""
    for code in ("-", "%20"):
        assert Client().get(f"/public/verify/{code}/").status_code == 404


def test_unknown_code_and_no_code_are_answered_alike(plan):
    def asked(code):
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get(page(plan, code))
        words = re.sub(r'<p class="printfoot">.*', "", answer.text)  # the foot of a print names its own address
        return answer.status_code, words, len(queries)

    asked(UNKNOWN)  # the first of a stretch also erases old counts
    assert asked(UNKNOWN) == asked("x") == asked("0000-0000-0000") == asked("không phải mã")
    assert asked(UNKNOWN)[0] == 404


def test_changed_content_is_not_vouched_for(plan):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE documents_officialdocument DISABLE TRIGGER issued_stays_issued")
        cursor.execute("UPDATE documents_officialdocument SET frozen = '{}' WHERE id = %s", [plan.pk])
        cursor.execute("ALTER TABLE documents_officialdocument ENABLE TRIGGER issued_stays_issued")

    answer = Client().get(page(plan))

    assert answer.status_code == 409
    assert "05/KH-THNC" not in answer.text


# ---- a file ----


def test_issued_file_is_known_again(plan):
    answer = compared(plan, b"%PDF-1.7 the issued file")

    assert (answer.status_code, "Đúng bản gốc" in answer.text) == (200, True)


def test_signed_form_of_the_file_is_known_again(world, plan):
    data = b"%PDF-1.7 the scan"
    with scope(world.school):
        SignedScan.objects.create(
            organisation=world.school,
            document=plan,
            file=SimpleUploadedFile("a.pdf", data),
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            page_count=1,
            signers=world.principal.full_name,
            uploaded_by=world.clerk.user,
            confirmed_at=clock.now(),
        )

    answer = compared(plan, data)

    assert "Đúng bản đã ký" in answer.text
    assert world.principal.full_name not in answer.text


def test_one_changed_byte_is_told_with_what_to_do(plan):
    answer = compared(plan, b"%PDF-1.7 the issued filE")

    assert "KHÔNG khớp" in answer.text
    assert "gửi lại bản chính" in answer.text
    assert hashlib.sha256(b"%PDF-1.7 the issued filE").hexdigest() in answer.text


def test_dropped_file_is_kept_nowhere(plan, settings, tmp_path, monkeypatch):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *args, **kwargs: pytest.fail("a temporary file"))
    seen = {}
    kept = hashing.hashed_upload

    def look(request, name):
        found = kept(request, name)
        seen["file"] = found
        return found

    monkeypatch.setattr(verification, "hashed_upload", look)
    compared(plan, b"x" * 5_000_000)

    assert seen["file"] == hashing.HashedFile(hashlib.sha256(b"x" * 5_000_000).hexdigest(), 5_000_000)
    assert list(tmp_path.glob("*.upload*")) == []


@pytest.mark.parametrize("is_said", [True, False])
def test_file_that_is_too_big_is_not_read_to_its_end(plan, monkeypatch, is_said):
    monkeypatch.setattr(hashing, "MOST_BYTES", 200_000 if not is_said else 1000)
    monkeypatch.setattr(hashing, "ENVELOPE", 10_000_000 if not is_said else 0)

    answer = compared(plan, b"x" * 1_000_000)

    assert answer.status_code == 413
    assert "MB nên không so được" in answer.text


def test_no_file_is_told_in_words(plan):
    answer = Client().post(reverse("verification:comparison", args=[plan.verification_code]), {})

    assert (answer.status_code, "Chưa chọn tệp" in answer.text) == (422, True)


def test_comparison_is_posted(plan):
    assert Client().get(reverse("verification:comparison", args=[plan.verification_code])).status_code == 405


# ---- how often ----


@pytest.fixture
def few(monkeypatch):
    """Three looks and no more; the limit is read when the module is loaded."""
    counts = {}

    def count(act, address):
        counts[act, address] = counts.get((act, address), verification.MOST_LOOKS - 3) + 1
        return counts[act, address]

    monkeypatch.setattr(verification, "count_visit", count)


def statuses(times, **more):
    return [Client().get(reverse("verification:code_entry"), **more).status_code for _ in range(times)]


def test_an_address_may_ask_so_often_and_is_then_told_to_wait(db, monkeypatch):
    monkeypatch.setattr(clock, "real_seconds", lambda: 1_000_000_000 + 180)  # two minutes into a stretch of ten
    assert set(statuses(verification.MOST_LOOKS)) == {200}

    refused = Client().get(page(None, UNKNOWN))

    assert refused.status_code == 429
    assert "quá nhiều lần tra cứu" in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    assert statuses(1, REMOTE_ADDR="203.0.113.9") == [200]
    monkeypatch.setattr(clock, "real_seconds", lambda: 1_000_000_000 + 180 + 600)
    assert statuses(1) == [200]


def test_a_header_that_the_visitor_writes_makes_nobody_new(db, few, settings):
    settings.BEHIND_PROXY = False

    asked = [statuses(1, headers={"X-Forwarded-For": f"203.0.113.{n}"})[0] for n in range(5)]

    assert asked == [200, 200, 200, 429, 429]


def test_behind_a_proxy_each_visitor_is_counted_by_what_the_proxy_saw(db, few, settings):
    settings.BEHIND_PROXY = True

    forged = [statuses(1, headers={"X-Forwarded-For": f"203.0.113.{n}, 198.51.100.7"})[0] for n in range(5)]

    assert forged == [200, 200, 200, 429, 429]
    assert statuses(1, headers={"X-Forwarded-For": "198.51.100.8"}) == [200]


def test_comparing_is_counted_apart_and_bounded(plan, monkeypatch):
    asked = []
    monkeypatch.setattr(verification, "count_visit", lambda act, address: asked.append(act) or 21)

    assert compared(plan, b"x").status_code == 429
    assert asked == ["compare"]


def test_neighbours_of_one_ipv6_line_are_one_visitor_and_no_address_is_stored(db):
    statuses(1, REMOTE_ADDR="2001:db8:1:2::1")
    statuses(1, REMOTE_ADDR="2001:db8:1:2:ffff::9")
    statuses(1, REMOTE_ADDR="2001:db8:1:3::1")

    rows = list(VisitCount.objects.order_by("-count"))
    assert [row.count for row in rows] == [2, 1]
    assert all(re.fullmatch(r"[0-9a-f]{64}", row.visitor) for row in rows)


def test_old_counts_are_erased(db, monkeypatch):
    monkeypatch.setattr(clock, "real_seconds", lambda: 1_000_000_000)
    statuses(1)
    monkeypatch.setattr(clock, "real_seconds", lambda: 1_000_000_000 + 7200)
    statuses(1)

    assert VisitCount.objects.count() == 1


def test_the_documents_own_page_leads_to_where_it_is_verified(world, plan):
    page_of_plan = reverse("documents:document_detail", args=[world.school.slug, plan.pk])
    shown = world.client(world.clerk).get(page_of_plan).text

    assert seals.written(plan.verification_code) in shown
    assert page(plan) in shown


@pytest.mark.parametrize("typed", ["..", ".", "../../accounts", "//example.org", "https://example.org/"])
def test_what_was_typed_leads_nowhere_else(db, typed):
    answer = Client().get(reverse("verification:code_entry"), {"code": typed}, follow=True)

    assert answer.status_code == 404
    assert answer.request["PATH_INFO"].startswith("/public/verify/-") or "https:" in answer.request["PATH_INFO"]
    assert "Không có văn bản mang mã này" in answer.text

"""What one organisation sends another: codes, versions, returns, files, who may see it."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.db.transaction import atomic, set_rollback

from audit.models import AuditEntry
from awards.services import files_of
from core import clock
from core.errors import DomainError
from core.scoping import scope
from notifications.models import Notification
from submissions import services
from submissions.criteria import clocks, duration_in_words
from submissions.models import IntakeBook, Submission, SubmissionFile
from submissions.services import files, sending
from tests.factories.dossiers import sent_dossier


def send(world, key="matter:1", **changes):
    values = {
        "organisation": world.school,
        "recipient": world.office,
        "line": "awarding",
        "kind": "dossier",
        "subject_key": key,
        "title": "Hồ sơ đề nghị",
        "school_year_code": "2026-2027",
        "manifest": {"counts": []},
        "files": [],
        "due_at": None,
        "by": world.secretary.user,
    }
    return services.submit(**{**values, **changes})


def tamper(file: SubmissionFile) -> None:
    """Other bytes under the pinned name."""
    path = default_storage.path(file.stored_name)
    with open(path, "ab") as stored:
        stored.write(b"%changed")


# ---- codes ----


def test_codes_count_up_in_the_receivers_book_of_the_year(world):
    codes = [send(world, f"matter:{n}").code for n in range(3)]
    with clock.travel_to("2027-01-05 09:00"):
        codes.append(send(world, "matter:9").code)

    assert codes == ["HS-2026-0001", "HS-2026-0002", "HS-2026-0003", "HS-2027-0001"]


def test_another_schools_dossier_takes_the_next_code(world):
    first = send(world)
    second = send(world, organisation=world.other_school, by=world.other_secretary.user)

    assert (first.code, second.code) == ("HS-2026-0001", "HS-2026-0002")


def test_a_refused_delivery_gives_its_number_back(world):
    with atomic():
        send(world)
        set_rollback(True)

    assert send(world, "matter:2").code == "HS-2026-0001"


def test_a_deleted_row_never_frees_its_code(world):
    send(world, "matter:1").delete()

    assert send(world, "matter:2").code == "HS-2026-0002"


def test_codes_of_deliveries_at_once_are_all_different(transactional_world):
    world = transactional_world

    def deliver(number):
        try:
            return send(world, f"matter:{number}").code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(deliver, range(8)))

    assert sorted(codes) == [f"HS-2026-{number:04d}" for number in range(1, 9)]
    assert IntakeBook.objects.get().last_number == 8


def test_of_deliveries_of_one_matter_at_once_one_is_sent(transactional_world):
    world = transactional_world

    def deliver(_):
        try:
            return send(world).pk
        except DomainError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = [pk for pk in pool.map(deliver, range(4)) if pk]

    assert len(sent) == Submission.objects.count() == 1


def test_no_file_is_read_while_the_book_is_held(world, monkeypatch):
    dossier, row = sent_dossier(world)
    services.receive(row, by=world.officer.user)
    services.return_for_revision(row, part="", reason="Thiếu.", due_on=None, by=world.officer.user)
    order = []
    for module, name in ((files, "issued_pdf"), (sending, "_locked_book")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, name=name, real=real: order.append(name) or real(*args))

    with scope(world.school):
        send(world, dossier.subject_key, files=files_of(dossier))

    assert order == ["issued_pdf"] * 3 + ["_locked_book"]


# ---- states ----


def test_a_second_delivery_while_one_is_open_names_the_first(world):
    first = send(world)

    with pytest.raises(DomainError, match=first.code):
        send(world)


def test_the_same_word_of_two_schools_is_two_matters(world):
    send(world)
    send(world, organisation=world.other_school, by=world.other_secretary.user)

    assert Submission.objects.filter(version=1).count() == 2


ACTS = {
    "receive": lambda row, by: services.receive(row, by=by),
    "return": lambda row, by: services.return_for_revision(row, part="", reason="Thiếu", due_on=None, by=by),
    "accept": lambda row, by: services.accept(row, by=by),
}


@pytest.mark.parametrize(
    ("done", "refused"),
    [
        ([], ["return", "accept"]),
        (["receive"], ["receive"]),
        (["receive", "return"], ["receive", "return", "accept"]),
        (["receive", "accept"], ["receive", "return", "accept"]),
    ],
)
def test_acts_out_of_order_are_refused(world, done, refused):
    row = send(world)
    for act in done:
        ACTS[act](row, world.officer.user)
    row.refresh_from_db()
    state = row.state

    for act in refused:
        with pytest.raises(DomainError):
            ACTS[act](row, world.officer.user)

    row.refresh_from_db()
    assert row.state == state


def test_a_return_needs_a_reason_and_a_day_to_come(world):
    row = services.receive(send(world), by=world.officer.user)

    for wrong in ({"reason": "  ", "due_on": None}, {"reason": "Thiếu", "due_on": clock.today() - timedelta(days=1)}):
        with pytest.raises(DomainError):
            services.return_for_revision(row, part="", by=world.officer.user, **wrong)
    with pytest.raises(DomainError, match="không có trong hồ sơ"):
        services.return_for_revision(row, part="proposal", reason="Thiếu", due_on=None, by=world.officer.user)


def test_a_return_tells_the_secretary_and_the_principal_and_is_logged_on_both_sides(world):
    row = services.receive(send(world), by=world.officer.user)

    services.return_for_revision(row, part="", reason="Thiếu danh sách", due_on=None, by=world.officer.user)

    with scope(world.school):
        told = Notification.objects.filter(key=f"submission:{row.pk}:returned")
        assert {each.person for each in told} == {world.secretary, world.principal}
        assert "Thiếu danh sách" in told[0].body
    for organisation in (world.school, world.office):
        with scope(organisation):
            verbs = AuditEntry.objects.filter(verb__startswith="submissions.").values_list("verb", flat=True)
            assert sorted(verbs) == ["submissions.received", "submissions.returned", "submissions.submitted"]


# ---- what was pinned ----


def test_the_manifest_is_kept_with_the_hash_of_its_canonical_form(world):
    row = send(world, manifest={"b": 1, "a": "Ho\u0300a"})

    assert row.manifest == {"a": "Hòa", "b": 1, "files": []}
    assert services.manifest_hash({"files": [], "b": 1, "a": "Hòa"}) == row.manifest_sha256


def test_a_file_that_is_no_longer_the_same_is_refused_and_logged(world):
    _, row = sent_dossier(world)
    file = row.files.first()
    tamper(file)

    with pytest.raises(DomainError, match="không còn đúng"):
        services.file_response(file, by=world.officer.user, at=world.office)

    with scope(world.office):
        assert AuditEntry.objects.filter(verb="submissions.file_mismatch", object_id=str(row.pk)).exists()
        assert not AuditEntry.objects.filter(verb="submissions.file_downloaded").exists()


def test_a_missing_file_is_refused(world):
    _, row = sent_dossier(world)
    file = row.files.first()
    default_storage.delete(file.stored_name)

    with pytest.raises(DomainError, match="không còn đúng"):
        services.pinned_pdf(file, by=world.officer.user, at=world.office)


def test_the_merged_file_has_every_page_and_a_bookmark_a_part(world):
    _, row = sent_dossier(world)

    with pikepdf.open(io.BytesIO(services.merged_pdf(row))) as whole:
        with whole.open_outline() as outline:
            titles = [item.title for item in outline.root]
        pages = len(whole.pages)

    assert pages == 1 + 2 + 1
    assert titles == [
        "Tờ trình số 08/TTr-THNC",
        "Danh sách đề nghị số 09/DS-THNC",
        "Biên bản họp hội đồng số 07/BB-THNC",
    ]


def test_a_changed_manifest_is_not_merged(world):
    _, row = sent_dossier(world)
    row.manifest["counts"] = []
    row.save()

    with pytest.raises(DomainError, match="không còn đúng"):
        services.merged_pdf(row)


# ---- both clocks ----


def test_both_clocks_run_over_all_versions():
    start = clock.at(clock.today())
    day = timedelta(days=1)
    versions = [(start, start + 3 * day, True), (start + 5 * day, None, False)]

    assert clocks(versions, start + 6 * day) == (4 * day, 2 * day)
    assert clocks(versions[:1], start + 6 * day) == (3 * day, 3 * day)
    assert duration_in_words(timedelta(days=3, hours=4, minutes=59)) == "3 ngày 4 giờ"
    assert duration_in_words(timedelta(minutes=20)) == "dưới 1 giờ"

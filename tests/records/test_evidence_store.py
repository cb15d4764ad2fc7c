"""One's own files: uploaded once, found again, used again, seen by nobody else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from audit.models import AuditEntry
from campaigns.services import note_good_deed
from core import clock
from core.errors import DomainError
from core.scoping import scope
from documents.models import Evidence
from documents.services import delete_evidence, store_evidence
from records.services import attachables
from tests.records.test_records import write


def picture(shade: int, name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("L", (30, 20), shade).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


def keep(world, person, name, *, day="2026-10-12", shade=1, **more) -> Evidence:
    with clock.travel_to(f"{day} 09:00"), scope(world.school):
        return store_evidence(
            organisation=world.school, person=person, upload=picture(shade, name), by=person.user, **more
        )


def url(world, name, *args):
    return reverse(f"records:{name}", args=[world.school.slug, *args])


def names_on(page) -> list[str]:
    return [each.original_name for each in page.context["page"]]


def test_what_was_uploaded_in_october_is_offered_in_may(world):
    title = write(world, world.teacher)
    write(world, world.head)
    older, newer = keep(world, world.teacher, "a.png"), keep(world, world.teacher, "b.png", day="2026-11-02", shade=2)
    keep(world, world.head, "c.png", shade=3)

    with clock.travel_to("2027-05-20 08:00"), scope(world.school):
        offered = attachables(world.teacher, organisation=world.school)

        assert list(offered.evidence) == [newer, older]
        assert list(offered.titles) == [title]


def test_the_store_is_filtered_by_the_month_in_vietnam_and_sorted(world):
    with clock.travel_to("2026-11-01 00:30"), scope(world.school):  # still October in London
        store_evidence(
            organisation=world.school, person=world.teacher, upload=picture(9, "dem.png"), by=world.teacher.user
        )
    keep(world, world.teacher, "Kế hoạch.png")
    keep(world, world.teacher, "Bằng khen.png", shade=2, day="2026-10-14")
    client = world.client(world.teacher)

    assert names_on(client.get(url(world, "own_evidence") + "?month=2026-10&sort=name")) == [
        "Bằng khen.png",
        "Kế hoạch.png",
    ]
    assert names_on(client.get(url(world, "own_evidence") + "?month=2026-11")) == ["dem.png"]
    assert len(names_on(client.get(url(world, "own_evidence") + "?month=x&sort=y&page=99"))) == 3


def test_nobody_else_opens_or_removes_a_file(world):
    file = keep(world, world.teacher, "a.png")
    client = world.client(world.principal)

    assert names_on(client.get(url(world, "own_evidence"))) == []
    assert client.get(url(world, "evidence_file", file.pk)).status_code == 404
    assert client.post(url(world, "evidence_delete", file.pk)).status_code == 404


def test_one_unfit_file_does_not_keep_the_others_out(world):
    files = [picture(1, "a.png"), SimpleUploadedFile("b.jpg", b"MZ" + bytes(60)), SimpleUploadedFile("c.pdf", b"")]

    response = world.client(world.teacher).post(url(world, "own_evidence"), {"files": files, "caption": "Dự giờ"})

    page = response.content.decode()
    assert names_on(response) == ["a.png"]
    assert "Đã lưu 1 tệp" in page
    assert "Tệp “b.jpg” là chương trình máy tính" in page
    assert "Tệp “c.pdf” trống (0 byte)" in page
    assert 'value="Dự giờ"' in page


def test_no_file_is_said_at_the_field(world):
    response = world.client(world.teacher).post(url(world, "own_evidence"), {"caption": "Dự giờ"})

    assert response.context["form"].errors == {"files": ["Chọn ít nhất một tệp."]}


def test_a_second_press_on_remove_changes_nothing(world):
    file = keep(world, world.teacher, "a.png")
    with scope(world.school):
        delete_evidence(file, by=world.teacher.user)
        delete_evidence(file, by=world.teacher.user)

        assert AuditEntry.objects.filter(verb="documents.evidence_deleted").count() == 1


def test_a_file_that_nothing_rests_on_is_removed_with_its_bytes(world, django_capture_on_commit_callbacks):
    file = keep(world, world.teacher, "a.png")
    path = Path(file.file.path)

    with django_capture_on_commit_callbacks(execute=True):
        world.client(world.teacher).post(url(world, "evidence_delete", file.pk))

    assert not path.exists()
    with scope(world.school):
        assert not Evidence.objects.exists()


def test_a_file_in_use_stays(world):
    with scope(world.school):
        deed = note_good_deed(
            organisation=world.school,
            person=world.teacher,
            text="Tặng sách",
            happened_on=clock.today(),
            campaign=None,
            photo=picture(1, "a.png"),
            form_token="0b0a2f6e-6a3e-4c0e-9f0e-0a2f6e6a3e4c",
            by=world.teacher.user,
        )

        with pytest.raises(DomainError, match="đang là minh chứng"):
            delete_evidence(deed.photo, by=world.teacher.user)

        assert Path(deed.photo.file.path).exists()

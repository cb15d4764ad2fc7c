"""The pages of the import: upload, preview, corrections, result, undo; rights of who keeps records."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from core import jobs
from core.models import Job, TableImport
from core.scoping import scope
from records.history.people import person_key
from records.models import TitleRecord
from records.views import history
from tests.records.histories import long_row, long_table, sheet_bytes, upload_of

pytestmark = pytest.mark.django_db


def url(world, name, *args, **query):
    return reverse(f"records:history_{name}", args=[world.school.slug, *args], query=query or None)


def send(world, data, **fields):
    return world.client(world.secretary).post(url(world, "list"), {"file": upload_of(data), **fields}, follow=True)


def latest(world) -> TableImport:
    with scope(world.school):
        return TableImport.objects.filter(kind="records.history").latest("pk")


def act(world, name, **data):
    return world.client(world.secretary).post(url(world, name, latest(world).pk), data, follow=True)


def written(world) -> int:
    with scope(world.school):
        return TitleRecord.objects.filter(source_key=f"import:{latest(world).pk}").count()


def test_upload_preview_correct_apply_undo(world):
    page = send(world, long_table(long_row("Đỗ Thị Hoa", "LĐ giỏi", decision=["", "", ""]), long_row("Lê Minh Ân")))
    assert "Chưa rõ là ai (1)" in page.text
    assert "Từ chưa biết (1)" in page.text
    assert "Nhập 1 mục, để lại 1 mục lỗi" in page.text

    corrected = {
        "sheet": "0",
        "head": "",
        "year": "",
        "bare": "",
        "basis": "merit",
        "person-key-0": person_key("Đỗ Thị Hoa", "", ""),
        "person-0": str(world.teacher.pk),
        "word-key-0": "ld gioi",
        "word-0": "title:LDTT",
    }
    page = act(world, "read", **corrected)
    assert "Chưa có số quyết định" in page.text
    shared = {"decision-key-0": "", "number-0": "5/QĐ", "date-0": "1/6/2023", "authority-0": "UBND phường"}
    page = act(world, "read", **{name: value for name, value in corrected.items() if "-" not in name}, **shared)
    assert "Nhập 2 mục" in page.text

    page = act(world, "apply")
    assert "Kết quả nhập lịch sử" in page.text
    assert written(world) == 2
    assert "Hồ sơ đủ từ năm học" in page.text

    act(world, "undo")
    assert written(world) == 0


def test_a_column_set_by_hand_is_read_so(world):
    send(world, sheet_bytes(["Họ và tên", "Năm học", "Cột lạ"], ["Đỗ Thị Hòa", "2022-2023", "LĐTT"]))
    page = act(world, "read", **{"sheet": "0", "role-2": "title", "bare": "", "basis": "merit"})

    assert "Lao động tiên tiến, 2022-2023" in page.text


def test_a_choice_that_was_not_offered_is_not_taken(world):
    send(world, long_table(long_row("Đỗ Thị Hoa")))

    act(
        world,
        "read",
        **{
            "sheet": "0",
            "basis": "merit",
            "person-key-0": person_key("Đỗ Thị Hoa", "", ""),
            "person-0": str(world.other_teacher.pk),
        },
    )

    assert latest(world).options["people"] == {}


def test_what_was_typed_wrong_is_said_and_changes_nothing(world):
    send(world, long_table(long_row("Đỗ Thị Hòa", decision=["", "", ""])))

    page = act(world, "read", **{"sheet": "0", "year": "2022", "basis": "merit"})
    assert page.status_code == 422
    assert "Ghi hai năm liền nhau" in page.text

    page = act(world, "read", **{"sheet": "0", "basis": "merit", "decision-key-0": "", "date-0": "hôm qua"})
    assert page.status_code == 422
    assert "hôm qua" in page.text
    assert "decisions" not in latest(world).options


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "trống"),
        (b"khong phai excel", "không mở được như một bảng Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "đời cũ (.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (sheet_bytes(["Tên hàng", "Giá"], ["Bút", 3]), "Chưa thấy dòng tiêu đề"),
        (long_table(), "chưa có dòng dữ liệu"),
    ],
)
def test_a_file_that_is_no_such_table_gets_a_sentence(world, data, sentence):
    page = send(world, data)

    assert page.status_code == 422
    assert sentence in page.text


def test_many_rows_are_written_by_a_job_that_tells_its_progress(world, monkeypatch):
    monkeypatch.setattr(history, "MOST_AT_ONCE", 1)
    send(world, long_table(long_row("Đỗ Thị Hòa"), long_row("Lê Minh Ân")))

    page = act(world, "apply")
    with scope(world.school):
        job = Job.objects.get(handler="records.import_history")
    assert written(world) == 0
    assert "Có thể rời trang này" in page.text

    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done_count, job.result["new"]) == ("done", 2, 2)
    assert latest(world).state == "applied"


def test_a_stopped_job_may_go_on_or_be_undone(world, monkeypatch):
    monkeypatch.setattr(history, "MOST_AT_ONCE", 0)
    send(world, long_table(long_row("Đỗ Thị Hòa")))
    act(world, "apply")
    with scope(world.school):
        job = Job.objects.get(handler="records.import_history")
        jobs.cancel(job)

    page = world.client(world.secretary).get(url(world, "detail", latest(world).pk))
    assert "Nhập tiếp" in page.text
    assert "Hoàn tác cả bảng" in page.text


def test_rows_in_error_come_as_excel_with_reasons(world):
    send(world, long_table(long_row("Người Lạ"), long_row("Đỗ Thị Hòa")))

    answer = world.client(world.secretary).get(url(world, "errors", latest(world).pk))

    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert (rows[1][0], rows[1][2]) == (3, "Người Lạ")
    assert "danh sách nhân sự" in rows[1][-1]


def test_rows_are_filtered_by_outcome_and_paged(world, monkeypatch):
    monkeypatch.setattr(history, "PAGE_SIZE", 2)
    send(world, long_table(*(long_row(f"Lạ {n}") for n in range(5)), long_row("Đỗ Thị Hòa"), ["Tổng cộng"]))
    client, pk = world.client(world.secretary), latest(world).pk

    assert len(client.get(url(world, "detail", pk, outcome="error", page=3)).context["page"]) == 1
    assert client.get(url(world, "detail", pk, outcome="new")).context["page"].paginator.count == 1
    assert "Dòng tổng cộng" in client.get(url(world, "detail", pk, outcome="skipped")).text


def test_a_dropped_table_leaves_neither_rows_nor_file(world, django_capture_on_commit_callbacks):
    send(world, long_table(long_row("Đỗ Thị Hòa")))
    table = latest(world)
    storage, name = table.file.storage, table.file.name

    with django_capture_on_commit_callbacks(execute=True):
        act(world, "discard")

    assert not storage.exists(name)
    with scope(world.school):
        assert not table.rows.exists()


def test_the_preview_costs_the_same_for_one_and_many(world, django_assert_max_num_queries):
    client = world.client(world.secretary)
    found = []
    for count in (1, 30):
        send(world, long_table(*(long_row("Đỗ Thị Hòa", f"Lạ {n}") for n in range(count))))
        client.get(url(world, "detail", latest(world).pk))
        with django_assert_max_num_queries(40) as queries:
            client.get(url(world, "detail", latest(world).pk))
        found.append(len(queries))
    assert found[0] == found[1]

"""The school's Excel of past years, 10,000 rows: its preview against the time openpyxl needs to read the file."""

from __future__ import annotations

import io
import random
import statistics
from collections.abc import Callable
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from accounts.models import User
from bench._measure import median_ms, report, rolled_back
from core import table_import
from core.scoping import scope
from organisation.models import Department, Employment, Organisation, Person
from records.history.table import HistoryTable, counts_of
from records.models import TitleRecord

ROWS, BAD, PEOPLE = 10_000, 300, 900
ROUNDS = 7
MOST = 2.0  # times the reading
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Tổ", "Năm học", "Danh hiệu", "Số quyết định", "Ngày ký", "Cấp quyết định"]
FAMILY, MIDDLE = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đỗ"), ("Thị", "Văn", "Minh", "Thu", "Đức", "Ngọc")
GIVEN = (
    "An",
    "Bình",
    "Chi",
    "Dung",
    "Giang",
    "Hà",
    "Khánh",
    "Lan",
    "Mai",
    "Nga",
    "Oanh",
    "Phúc",
    "Quang",
    "Sơn",
    "Tâm",
)


def main() -> None:
    with rolled_back():
        organisation = Organisation.objects.create(
            kind="school", name="Trường đo", slug="truong-do-lich-su", symbol="TD", place="Hoa Lư", issuer_lines="TD"
        )
        user = User.objects.create(username="do-lich-su", full_name="Người đo")
        with scope(organisation):
            _measure(organisation, user, _people(organisation))


def _people(organisation) -> list[Person]:
    department = Department.objects.create(organisation=organisation, name="Tổ Toán", from_on=date(2000, 1, 1))
    people = []
    for number in range(PEOPLE):
        name = f"{FAMILY[number % 6]} {MIDDLE[number // 6 % 6]} {GIVEN[number // 36 % 15]}"
        person = Person(full_name=name, born_on=date(1970 + number // 40, 1 + number % 12, 1 + number % 28))
        person.save()
        people.append(person)
    Employment.objects.bulk_create(
        Employment(organisation=organisation, person=person, department=department, from_on=date(2005, 8, 1))
        for person in people
    )
    return people


def _measure(organisation, user, people: list[Person]) -> None:
    data = workbook(people)
    importer = HistoryTable(organisation, by=user)
    tables = []

    def preview():
        upload = SimpleUploadedFile("lich-su.xlsx", data)
        tables.append(table_import.preview(importer, organisation=organisation, upload=upload, by=user))

    pairs = [(once_ms(lambda: read_by_openpyxl(data)), once_ms(preview)) for _ in range(ROUNDS)]  # side by side in time
    baseline, taken = (statistics.median(times) for times in zip(*pairs, strict=True))
    report("openpyxl reads the file", baseline, baseline, f"{len(data):,} bytes")
    for table in tables:
        table.file.delete(save=False)
    counts = counts_of(tables[-1])
    report("preview, kept row by row", taken, baseline, f"{counts['new']} ready, {counts['error']} in error")
    applied = median_ms(lambda: table_import.apply(importer, tables[-1], by=user), repeat=1, warm=0)
    written = TitleRecord.objects.for_organisation(organisation).count()
    report("apply", applied, baseline, f"{written} titles")
    undone = median_ms(lambda: table_import.undo(importer, tables[-1], by=user), repeat=1, warm=0)
    report("undo", undone, baseline)
    if (counts["new"], counts["error"], written) != (ROWS - BAD, BAD, ROWS - BAD):
        raise SystemExit(f"Not every row got its own answer: {counts}, {written} written.")
    if taken > MOST * baseline:
        raise SystemExit(f"The preview takes {taken / baseline:.2f} × the reading, more than {MOST}.")


def once_ms(act: Callable[[], object]) -> float:
    return median_ms(act, repeat=1, warm=0)


def workbook(people: list[Person]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["DANH SÁCH KHEN THƯỞNG CÁC NĂM HỌC"])
    sheet.append(HEADER)
    order = random.Random(7)
    bad = set(order.sample(range(ROWS), BAD))
    for number in range(ROWS):
        person, year = people[number % PEOPLE], 2008 + number // PEOPLE
        name = f"Người lạ {number}" if number in bad else person.full_name
        sheet.append(
            [number + 1, name, person.born_on, "Tổ Toán", f"{year} - {year + 1}", "LĐTT", f"{number // PEOPLE}/QĐ-UBND",
             f"15/06/{year + 1}", "Chủ tịch Ủy ban nhân dân phường"]
        )  # fmt: skip
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read_by_openpyxl(data: bytes) -> int:
    """All values of the sheet, in the mode that reads fastest."""
    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    return sum(1 for _ in sheet.iter_rows(values_only=True))

"""Documents from above in the book of arrivals, for tests. Use the fixture `autumn`."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from deadlines.models import Obligation
from plans.models import IncomingDocument
from plans.services import incoming

LETTER = """SỞ GIÁO DỤC VÀ ĐÀO TẠO
Số: 512/SGDĐT-VP
V/v hướng dẫn công tác thi đua, khen thưởng năm học 2026-2027

Kính gửi: Các trường mầm non, tiểu học, trung học cơ sở

Sở hướng dẫn các trường thực hiện công tác thi đua, khen thưởng năm học 2026-2027 như sau:
1. Đăng ký thi đua: các trường gửi bản đăng ký danh hiệu thi đua về Sở trước ngày 30/10/2026.
2. Sơ kết học kỳ I: nộp báo cáo sơ kết về Sở chậm nhất ngày 15/01/2027.
3. Hồ sơ đề nghị khen thưởng cuối năm nộp về Sở trước ngày 30/5/2027.
"""
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def header(**changed) -> dict:
    values = {
        "kind": "letter",
        "number": "512/SGDĐT-VP",
        "issued_on": date(2026, 10, 5),
        "issuer": "Sở Giáo dục và Đào tạo",
        "subject": "Hướng dẫn công tác thi đua, khen thưởng năm học 2026-2027",
        "arrival_number": 128,
        "arrived_on": date(2026, 10, 9),
    }
    return values | changed


def filed(world, text=LETTER, **changed) -> IncomingDocument:
    document, _ = incoming.file_document(
        organisation=world.school, values=header(**changed), text=text, by=world.clerk.user
    )
    return document


def assigned(world, document=None, *, handler=None, handle_by_on=date(2026, 10, 20)) -> IncomingDocument:
    document = document or filed(world)
    return incoming.assign(
        document,
        handler=handler or world.vice_principal,
        handle_by_on=handle_by_on,
        opinion="Trao đổi với các tổ trước khi báo cáo.",
        by=world.principal.user,
    )


def open_work(world) -> list[tuple[str, str]]:
    rows = Obligation.objects.owed_by(world.school).open().filter(key__startswith="incoming:")
    return sorted((row.title, str(row.person or row.role)) for row in rows)


def url(name: str, world, *args) -> str:
    return reverse(f"plans:{name}", args=[world.school.slug, *args])

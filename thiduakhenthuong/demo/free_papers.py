"""Papers that no data make: written in the editor, approved, numbered."""

from __future__ import annotations

from accounts.models import User
from documents import services as documents
from documents.content import Item, Paragraph, Run, Section
from organisation.models import Organisation
from thiduakhenthuong.demo.papers import issue


def write(school: Organisation, *, by: User) -> None:
    report = documents.begin_paper(
        organisation=school, form="report", subject="Tình hình sử dụng phòng đọc trong tháng 10", by=by
    )
    content = report.content
    content.blocks = [
        Section("Kết quả", [_text("Phòng đọc mở cửa đủ các buổi trong tuần; mỗi lớp có một tiết đọc mỗi tuần.")]),
        Section("Kiến nghị", [_item("Bổ sung sách cho khối 6;"), _item("Thay hai bóng đèn ở dãy bàn phía sau.")]),
    ]
    content.recipients = ["Ban giám hiệu", "Lưu: VT"]
    issue(documents.update_content(report, content, version=report.version, by=by))

    decision = documents.begin_paper(
        organisation=school, form="decision", subject="Về việc ban hành lịch sử dụng phòng đọc", by=by
    )
    content = decision.content
    content.bases = ["Căn cứ nhu cầu của các tổ và ý kiến của hội nghị tổ trưởng"]
    content.blocks = [
        Section("", [_text("Ban hành lịch sử dụng phòng đọc, áp dụng từ tháng 11.")], style="article"),
        Section("", [_text("Các tổ và nhân viên thư viện thi hành Quyết định này.")], style="article"),
        *content.blocks,
    ]
    content.recipients = ["Như Điều 2", "Lưu: VT"]
    issue(documents.update_content(decision, content, version=decision.version, by=by))


def _text(words: str) -> Paragraph:
    return Paragraph([Run(words)])


def _item(words: str) -> Item:
    return Item([Run(words)])

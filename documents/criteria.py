"""What a careful clerk would look at in a document before it goes on. Pure: no database, no clock."""

from __future__ import annotations

from core.findings import Finding
from documents.content import Content, Paragraph
from documents.wording import TO_WRITE


def draft_findings(content: Content) -> list[Finding]:
    """What is missing or doubtful in a draft; nothing here refuses."""
    found = []
    if not content.letterhead.symbol.strip():
        detail = "Không có ký hiệu (ví dụ KH-THNC) thì văn thư không cho số được."
        found.append(Finding("no_symbol", "look", "Chưa có ký hiệu", detail))
    if not any(signatory.name.strip() for signatory in content.signatories):
        found.append(Finding("no_signatory", "look", "Chưa có người ký", "Phần chữ ký chưa ghi họ tên."))
    if not content.blocks:
        found.append(Finding("no_body", "look", "Chưa có nội dung", "Văn bản chưa có dòng nào sau trích yếu."))
    if waiting := sum(TO_WRITE in block.text for block in content.walk() if isinstance(block, Paragraph)):
        detail = f"Còn {waiting} chỗ trong ngoặc mà người soạn phải viết. Sửa văn bản và viết vào các chỗ này."
        found.append(Finding("to_write", "look", "Còn chỗ chưa viết", detail))
    if content.unplaced:
        lines = "; ".join(f"“{paragraph.text[:80]}”" for paragraph in content.unplaced[:3])
        detail = f"{len(content.unplaced)} dòng của văn bản gốc không được in ra: {lines}."
        found.append(Finding("unplaced_text", "look", "Có dòng chưa xếp được vào văn bản", detail))
    return found

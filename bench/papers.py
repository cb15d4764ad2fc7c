"""Papers of growing length as PDF, against a page of plain text through the same engine; memory over 100 papers."""

from __future__ import annotations

import resource

from weasyprint import HTML

from bench._measure import median_ms, report
from documents.content import Content, Letterhead, Paragraph, Run, Section
from documents.rendering import render_pdf

SENTENCE = "Các tổ phổ biến nội dung này đến từng thành viên, theo dõi và báo cáo kết quả theo thời gian đã ghi. "


def paper(sections: int) -> Content:
    blocks = [
        Section(f"Nội dung {number}", [Paragraph([Run(SENTENCE * 5)]) for _ in range(3)]) for number in range(sections)
    ]
    head = Letterhead(["ỦY BAN NHÂN DÂN PHƯỜNG HOA LƯ"], ["TRƯỜNG TIỂU HỌC NGỌC CẦU"], "KH-THNC", place="Hoa Lư")
    return Content("KẾ HOẠCH", "Công tác thi đua, khen thưởng", head, blocks=blocks)


def peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    short = paper(1)
    for _ in range(10):
        render_pdf(short, draft=False)
    before = peak_memory()
    for _ in range(100):
        render_pdf(short, draft=False)
    print(f"{'peak memory, 110 issued papers against 10':44} {peak_memory() / before:9.2f} ×")
    baseline = median_ms(lambda: HTML(string=f"<p>{SENTENCE * 12}</p>").write_pdf(), repeat=7)
    report("plain page", baseline, baseline)
    for sections in (1, 8, 40):
        content = paper(sections)
        ms = median_ms(lambda content=content: render_pdf(content, draft=True), repeat=5, warm=1)
        report(f"paper of {sections} sections", ms, baseline)

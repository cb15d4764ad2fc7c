"""A plan of twenty pages read whole, against opening its Word file and decoding the text in it."""

from __future__ import annotations

import io

from docx import Document

from bench._measure import median_ms, report
from documents.reading import read_text
from documents.reading.word import read_word
from plans.reading import read_plan

SECTIONS = 20  # with PARAGRAPHS some twenty pages of A4
ITEMS = (
    "Các tổ chuyên môn tổ chức phát động phong trào thi đua, gắn với nhiệm vụ năm học, bảo đảm thiết thực, hiệu quả.",
    "Cá nhân, tập thể đăng ký danh hiệu thi đua trước ngày {day:02}/10/2026; hội đồng bình xét vào ngày 24 hằng tháng.",
    "Nâng cao chất lượng dạy học, đổi mới phương pháp, bồi dưỡng học sinh có năng khiếu và giúp đỡ học sinh yếu.",
    "Phấn đấu 100% giáo viên, nhân viên đạt danh hiệu Lao động tiên tiến, 15% đạt Chiến sĩ thi đua cơ sở.",
    "Công đoàn phối hợp với chuyên môn động viên đoàn viên tham gia, chăm lo đời sống và khen thưởng kịp thời.",
    "Từ ngày {day:02}/10 đến ngày {day:02}/11/2026: hội thi giáo viên dạy giỏi cấp trường, có tổng kết và khen thưởng.",
    "Thực hiện tốt công tác chủ nhiệm lớp, xây dựng nền nếp, kỷ cương, môi trường giáo dục an toàn, thân thiện.",
    "Mỗi giáo viên có ít nhất một giải pháp mới trong giảng dạy, được tổ chuyên môn đánh giá và áp dụng có kết quả.",
)
PARAGRAPHS = 21


def plan() -> bytes:
    document = Document()
    head = document.add_table(1, 2)
    head.cell(0, 0).text = "UBND PHƯỜNG HOA LƯ\nTRƯỜNG TIỂU HỌC NGỌC CẦU\nSố: 12/KH-THNC"
    head.cell(
        0, 1
    ).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nHoa Lư, ngày 10 tháng 9 năm 2026"
    for text in ("KẾ HOẠCH", "Công tác thi đua, khen thưởng năm học 2026 - 2027"):
        document.add_paragraph(text)
    for number in range(1, SECTIONS + 1):
        document.add_paragraph(f"{number}. Nội dung thứ {number}")
        for place in range(PARAGRAPHS):
            item = ITEMS[place % len(ITEMS)].format(day=(number + place) % 28 + 1)
            document.add_paragraph(f"- {item}")
    document.add_paragraph("HIỆU TRƯỞNG")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def opened(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)


def main() -> None:
    data = plan()
    text, _ = read_word(data)
    baseline = median_ms(lambda: opened(data), repeat=7)
    report("open the file, decode its text", baseline, baseline, f"{len(text):,} characters")
    report("our text of it (numbers, emphasis)", median_ms(lambda: read_word(data), repeat=7), baseline)
    reading = read_text(text)
    report("form: letterhead, sections, ending", median_ms(lambda: read_text(text), repeat=5, warm=1), baseline)
    report("facts: dates, figures, campaigns", median_ms(lambda: read_plan(reading), repeat=5, warm=1), baseline)

    def whole():
        return read_plan(read_text(read_word(data).text))

    report("the whole plan", median_ms(whole, repeat=5, warm=1), baseline, f"{len(whole().deadlines)} dates")

"""Invented documents with every part of the form, for the tests of layout and rendering."""

from __future__ import annotations

from datetime import date

from documents.content import (
    Appendix,
    Content,
    Item,
    Letterhead,
    Paragraph,
    Run,
    Section,
    Signatory,
    Table,
)

PANGRAM = (
    "aàáảãạ ăằắẳẵặ âầấẩẫậ b c d đ eèéẻẽẹ êềếểễệ g h iìíỉĩị k l m n oòóỏõọ ôồốổỗộ ơờớởỡợ p q r s t "
    "uùúủũụ ưừứửữự v x yỳýỷỹỵ "
    "AÀÁẢÃẠ ĂẰẮẲẴẶ ÂẦẤẨẪẬ B C D Đ EÈÉẺẼẸ ÊỀẾỂỄỆ G H IÌÍỈĨỊ K L M N OÒÓỎÕỌ ÔỒỐỔỖỘ ƠỜỚỞỠỢ P Q R S T "
    "UÙÚỦŨỤ ƯỪỨỬỮỰ V X YỲÝỶỸỴ"
)
SENTENCE = (
    "Tổ chuyên môn phối hợp với Công đoàn cơ sở rà soát kết quả thực hiện phong trào thi đua của từng cá nhân, "
    "bảo đảm công khai, dân chủ, đúng người, đúng việc và kịp thời động viên giáo viên trực tiếp đứng lớp."
)


def text(words: str) -> Paragraph:
    return Paragraph([Run(words)])


def letterhead(symbol: str, **changes) -> Letterhead:
    values = {
        "superior": ["UBND XÃ SUỐI MƠ"],
        "issuer": ["TRƯỜNG TIỂU HỌC HOA SEN"],
        "symbol": symbol,
        "number": "5",
        "place": "Suối Mơ",
        "issued_on": date(2026, 2, 5),
    }
    return Letterhead(**values | changes)


def plan(**changes) -> Content:
    """A plan with every level of numbering."""
    return Content(
        title="KẾ HOẠCH",
        subject="Công tác thi đua, khen thưởng năm học 2026 - 2027",
        letterhead=letterhead("KH-THHS", **changes),
        bases=[
            "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;",
            "Căn cứ Kế hoạch phát triển giáo dục nhà trường năm học 2026 - 2027",
            "Theo đề nghị của Hội đồng Thi đua - Khen thưởng nhà trường",
        ],
        blocks=[
            text("Trường Tiểu học Hoa Sen xây dựng kế hoạch công tác thi đua, khen thưởng như sau:"),
            Section(
                "Những vấn đề chung",
                [
                    Section(
                        "Mục đích, yêu cầu",
                        [
                            Section(
                                "Mục đích",
                                [
                                    text(SENTENCE),
                                    Section(
                                        "Động viên cán bộ, giáo viên, nhân viên thi đua dạy tốt, học tốt;",
                                        style="letter",
                                    ),
                                    Section("Phát hiện, nhân rộng điển hình tiên tiến;", style="letter"),
                                    Section("Khen thưởng kịp thời;", style="letter"),
                                    Section("Không chạy theo thành tích;", style="letter"),
                                    Section("Gắn thi đua với nhiệm vụ năm học.", style="letter"),
                                ],
                                style="arabic",
                            ),
                            Section(
                                "Yêu cầu",
                                [
                                    Section(
                                        "Công khai",
                                        [
                                            text(SENTENCE),
                                            Item([Run("Niêm yết tại bảng tin;")]),
                                            Item([Run("Gửi các tổ.")], "+"),
                                        ],
                                        style="decimal",
                                    ),
                                    Section("Dân chủ, bình đẳng giữa các tổ.", style="decimal"),
                                ],
                                style="arabic",
                            ),
                        ],
                    ),
                    Section("Nguyên tắc", [text(SENTENCE), text(SENTENCE)]),
                ],
                style="part",
            ),
            Section(
                "Tổ chức thực hiện",
                [
                    Section(
                        "Phân công",
                        [
                            Section("Hiệu trưởng chỉ đạo chung và chịu trách nhiệm về kết quả.", style="arabic"),
                            Section("Tổ trưởng chuyên môn đôn đốc việc đăng ký danh hiệu.", style="arabic"),
                            Paragraph(
                                [
                                    Run("Lưu ý: ", bold=True),
                                    Run("hạn đăng ký là ngày 30 tháng 9", italic=True),
                                    Run("."),
                                ]
                            ),
                            text(PANGRAM),
                        ],
                    ),
                    Section(
                        "Kinh phí",
                        [
                            text("Dự kiến kinh phí khen thưởng:"),
                            Table(
                                ["TT", "Danh hiệu", "Số lượng", "Thành tiền (đồng)"],
                                [
                                    ["1", "Lao động tiên tiến", "24", "13.500.000"],
                                    ["2", "Chiến sĩ thi đua cơ sở", "4", "7.500.000"],
                                ],
                                caption="Bảng 1. Dự kiến kinh phí",
                                widths=[12, 80, 30, 43],
                                numeric=[2, 3],
                            ),
                        ],
                    ),
                    Section("Lộ trình", [text(SENTENCE) for _ in range(8)]),
                ],
                style="part",
            ),
        ],
        closing=[text("Trên đây là Kế hoạch công tác thi đua, khen thưởng của nhà trường, đề nghị các tổ thực hiện.")],
        recipients=["- UBND xã Suối Mơ (để báo cáo)", "Các tổ chuyên môn;", "Lưu: VT, TĐKT."],
        signatories=[
            Signatory(post="PHÓ HIỆU TRƯỞNG", name="Lương Thị Mai Anh", capacity="KT.", on_behalf="HIỆU TRƯỞNG")
        ],
        appendices=[
            Appendix(
                "Lịch thực hiện",
                [Section("Học kỳ I", [text(SENTENCE)] * 12), Section("Học kỳ II", [text(SENTENCE)] * 12)],
            ),
            Appendix("Bảng phân công", [Table([f"Cột {n}" for n in range(1, 9)], [["x"] * 8] * 4)], is_landscape=True),
            Appendix("Mẫu đăng ký", [text(SENTENCE)]),
        ],
    )


def submission_letter() -> Content:
    """A tờ trình with two addressees and a list."""
    return Content(
        title="TỜ TRÌNH",
        subject="Về việc đề nghị tặng danh hiệu thi đua, hình thức khen thưởng năm học 2025 - 2026",
        letterhead=letterhead("TTr-THHS", number="12", issued_on=date(2026, 6, 15)),
        addressees=["Ủy ban nhân dân xã Suối Mơ", "Hội đồng Thi đua - Khen thưởng xã Suối Mơ"],
        bases=[
            "Căn cứ Luật Thi đua, khen thưởng",
            "Căn cứ Biên bản họp Hội đồng số 03/BB-HĐTĐKT ngày 10 tháng 6 năm 2026",
        ],
        blocks=[
            text("Trường Tiểu học Hoa Sen đề nghị tặng danh hiệu cho các cá nhân sau:"),
            Table(
                ["TT", "Họ và tên", "Chức vụ", "Danh hiệu đề nghị"],
                [
                    ["1", "Đặng Thị Ngọc Bích", "Giáo viên", "Chiến sĩ thi đua cơ sở"],
                    ["2", "Vũ Hoàng Yến", "Tổ trưởng", "Lao động tiên tiến"],
                ],
            ),
            text("Kính đề nghị Ủy ban nhân dân xã xem xét, quyết định."),
        ],
        recipients=["Như trên"],
        signatories=[Signatory(post="HIỆU TRƯỞNG", name="Trần Văn Khải")],
    )


def minutes() -> Content:
    return Content(
        title="BIÊN BẢN",
        subject="Họp Hội đồng Thi đua - Khen thưởng bình xét danh hiệu thi đua năm học 2025 - 2026",
        letterhead=letterhead(
            "BB-HĐTĐKT", issuer=["HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG"], superior=["TRƯỜNG TIỂU HỌC HOA SEN"]
        ),
        blocks=[
            text("Thời gian bắt đầu: 14 giờ 00, ngày 10 tháng 6 năm 2026."),
            text("Địa điểm: Phòng họp Trường Tiểu học Hoa Sen."),
            Section(
                "Thành phần tham dự",
                [Item([Run("Chủ trì: ông Trần Văn Khải;")]), Item([Run("Thư ký: bà Vũ Hoàng Yến.")])],
            ),
            Section("Nội dung", [text(SENTENCE), text(SENTENCE)]),
        ],
        closing=[text("Cuộc họp kết thúc vào 16 giờ 30, ngày 10 tháng 6 năm 2026.")],
        recipients=["Lưu: VT, Hồ sơ"],
        signatories=[Signatory(post="CHỦ TỌA", name="Trần Văn Khải"), Signatory(post="THƯ KÝ", name="Vũ Hoàng Yến")],
        is_minutes=True,
    )


def wide_list(rows: int = 60) -> Content:
    """A list whose table needs pages on their side."""
    return Content(
        title="DANH SÁCH",
        subject="Cá nhân đề nghị tặng danh hiệu Lao động tiên tiến năm học 2025 - 2026",
        letterhead=letterhead("DS-THHS", number="105", issued_on=date(2026, 5, 31)),
        blocks=[
            text(SENTENCE),
            Section(
                "Danh sách trích ngang",
                [
                    Table(
                        [
                            "TT",
                            "Họ và tên",
                            "Năm sinh",
                            "Chức vụ, đơn vị",
                            "Tóm tắt thành tích",
                            "Số phiếu",
                            "Tỷ lệ (%)",
                            "Danh hiệu",
                        ],
                        [
                            [
                                str(n),
                                f"Nguyễn Thị Người Thứ {n}",
                                str(1970 + n % 30),
                                "Giáo viên, Tổ 4 - 5",
                                "Hoàn thành xuất sắc nhiệm vụ; sáng kiến được công nhận cấp cơ sở",
                                "15/15",
                                "100",
                                "Lao động tiên tiến",
                            ]
                            for n in range(1, rows + 1)
                        ],
                        widths=[10, 45, 18, 38, 70, 20, 18, 33],
                        numeric=[5, 6],
                        is_wide=True,
                    ),
                ],
            ),
        ],
        closing=[text(f"Danh sách này có {rows} người.")],
        recipients=["Các tổ chuyên môn"],
        signatories=[Signatory(post="HIỆU TRƯỞNG", name="Trần Văn Khải")],
    )


def decision() -> Content:
    """A decision by an agency with a long name."""
    return Content(
        title="QUYẾT ĐỊNH",
        subject="Về việc công nhận danh hiệu “Lao động tiên tiến” năm học 2025 - 2026",
        letterhead=letterhead(
            "QĐ-THCSTHPTBMX",
            superior=["SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH BÌNH MINH"],
            issuer=["TRƯỜNG TRUNG HỌC CƠ SỞ VÀ TRUNG HỌC PHỔ THÔNG BÌNH MINH XANH"],
            place="Bình Minh",
        ),
        bases=["Căn cứ Luật Thi đua, khen thưởng"],
        blocks=[
            Section(
                "Công nhận danh hiệu “Lao động tiên tiến” cho 24 cá nhân (có danh sách kèm theo).", style="article"
            ),
            Section(
                "Tiền thưởng",
                [
                    Section("Mức thưởng theo quy định hiện hành.", style="arabic"),
                    Section("Chi từ quỹ thi đua, khen thưởng.", style="arabic"),
                ],
                style="article",
            ),
            Section(
                "",
                [text("Quyết định này có hiệu lực kể từ ngày ký. Các cá nhân có tên tại Điều 1 thi hành.")],
                style="article",
            ),
        ],
        recipients=["Như Điều 3"],
        signatories=[Signatory(post="CHỦ TỊCH", name="Hoàng Minh Đức", on_behalf="TM. HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG")],
    )

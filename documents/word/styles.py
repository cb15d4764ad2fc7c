"""The named styles of an official document in Word, as data: Nghị định 30/2020/NĐ-CP, Phụ lục I, Mục II and V.

A style is how a part looks and, when a file comes back, what a paragraph is: `documents.word.reading` goes by its name.
"""

from __future__ import annotations

from dataclasses import dataclass

from documents.word.elements import BLACK, LANGUAGE, RED, character_properties, fonts, mm, twips, w

# Line spacing as Word counts it, in 240ths of the font's own height. 1.13 prints as far apart as the PDF's 1.3 em.
SINGLE, TEXT = 240, 271
FIRST_LINE = mm(12.7)


@dataclass(frozen=True)
class Style:
    """`size`, `before`, `after` and `first_line` in points, `level` the outline level of a heading (from 0)."""

    code: str
    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: str = "center"
    before: float = 0
    after: float = 0
    first_line: float = 0
    left: float = 0
    hanging: float = 0
    line: int = SINGLE
    keep_next: bool = False
    level: int | None = None
    color: str = BLACK


def _text(code: str, name: str, **changes) -> Style:
    values = {"align": "both", "before": 6, "first_line": FIRST_LINE, "line": TEXT}
    return Style(code, name, **values | changes)


COUNTRY = Style("QuocHieu", "Quốc hiệu", 12, bold=True)
MOTTO = Style("TieuNgu", "Tiêu ngữ", 13, bold=True)
SUPERIOR = Style("CoQuanChuQuan", "Cơ quan chủ quản", 12)
ISSUER = Style("CoQuanBanHanh", "Cơ quan ban hành", 12, bold=True)
NUMBER = Style("SoKyHieu", "Số ký hiệu", 13, before=8)
DATE = Style("DiaDanhNgayThang", "Địa danh ngày tháng", 13, italic=True, before=8)
ABOUT = Style("TrichYeuCongVan", "Trích yếu công văn", 12, before=6)
MARK = Style("DauMatKhan", "Dấu mật khẩn", 13, bold=True, before=8, color=RED)
CIRCULATION = Style("PhamViLuuHanh", "Phạm vi lưu hành", 13, bold=True, before=8)
RULE = Style("DuongKe", "Đường kẻ", 4, keep_next=True)
TITLE = Style("TenLoai", "Tên loại", 14, bold=True, before=20, line=TEXT, keep_next=True)
SUBJECT = Style("TrichYeu", "Trích yếu", 14, bold=True, line=TEXT, keep_next=True)
ATTACHED = Style("BanHanhKemTheo", "Ban hành kèm theo", 14, italic=True, line=TEXT, keep_next=True)
ADDRESSEE = Style("KinhGui", "Kính gửi", 14, before=12, after=12, line=TEXT)
ADDRESSEES = Style("KinhGuiDanhSach", "Kính gửi danh sách", 14, align="left", line=TEXT)
AUTHORITY = Style("ThamQuyen", "Thẩm quyền ban hành", 14, bold=True, before=12, after=12, line=TEXT, keep_next=True)
BASIS = _text("CanCu", "Căn cứ", italic=True)
BODY = _text("ThanVanBan", "Thân văn bản")
VERBATIM = _text("DoanNguyenVan", "Đoạn nguyên văn")  # begins like a number or a dash and is none
NUMBERED = _text("DoanDanhSo", "Đoạn đánh số")
ITEM = _text("GachDauDong", "Gạch đầu dòng")
CLOSING = _text("CauKet", "Câu kết")
END = _text("HetVanBan", "Hết văn bản")
PART = Style("Heading1", "heading 1", bold=True, before=12, after=6, line=TEXT, keep_next=True, level=0)
ROMAN = _text("Heading2", "heading 2", bold=True, keep_next=True, level=1)
ARABIC = _text("Heading3", "heading 3", bold=True, keep_next=True, level=2)
DECIMAL = _text("Heading4", "heading 4", bold=True, keep_next=True, level=3)
LETTER = _text("Heading5", "heading 5", keep_next=True, level=4)
UNNUMBERED = {
    1: _text("DeMuc1", "Đề mục không số 1", bold=True, keep_next=True, level=1),
    2: _text("DeMuc2", "Đề mục không số 2", bold=True, keep_next=True, level=2),
    3: _text("DeMuc3", "Đề mục không số 3", bold=True, keep_next=True, level=4),
}
CAPTION = Style("TenBang", "Tên bảng", 12, bold=True, before=8, after=4, keep_next=True)
COLUMN = Style("TieuDeBang", "Tiêu đề bảng", 12, bold=True)
CELL = Style("OBang", "Ô bảng", 12, align="left")
POST = Style("QuyenHanChucVu", "Quyền hạn chức vụ", 14, bold=True, keep_next=True)
HINT = Style("HuongDanKy", "Hướng dẫn ký", 14, italic=True, keep_next=True)
SIGNED = Style("ChuKy", "Chữ ký", 14, before=28, after=28, keep_next=True)
OWN_POST = Style("ChucVuTaiDonVi", "Chức vụ tại đơn vị", 14, bold=True, keep_next=True)
SIGNER = Style("HoTenNguoiKy", "Họ tên người ký", 14, bold=True)
RECIPIENTS = Style("NoiNhan", "Nơi nhận", 12, bold=True, italic=True, align="left", keep_next=True)
RECIPIENT = Style("NoiNhanDanhSach", "Nơi nhận danh sách", 11, align="left")
DRAFTER = Style("NguoiSoan", "Người soạn thảo", 11, align="left")
APPENDIX = Style("PhuLuc", "Phụ lục", 14, bold=True, line=TEXT, keep_next=True, level=0)
APPENDIX_TITLE = Style("TenPhuLuc", "Tên phụ lục", 14, bold=True, line=TEXT, keep_next=True)
ATTACHMENT = Style("KemTheo", "Kèm theo", 14, italic=True, before=6, after=12, line=TEXT, keep_next=True)
PAGE_NUMBER = Style("Header", "header", 13)
FOOTER = Style("Footer", "footer", 11, align="left")
DRAFT = Style("DuThao", "Dự thảo", 13, bold=True)
GIVEN_BY = Style("KhenThamQuyen", "Giấy khen: thẩm quyền", 16, bold=True, before=34)
GIVEN = Style("KhenTang", "Giấy khen: tặng", 16, bold=True, before=11)
CERTIFICATE = Style("KhenTen", "Giấy khen: tên", 40, bold=True, before=11, after=17, color=RED)
HOLDER = Style("KhenNguoiNhan", "Giấy khen: người nhận", 22, bold=True)
PRAISE = Style("KhenThanhTich", "Giấy khen: thành tích", 16, before=8)
ENTERED = Style("KhenVaoSo", "Giấy khen: vào sổ", 13, align="left")

HEADINGS = {"part": PART, "roman": ROMAN, "arabic": ARABIC, "decimal": DECIMAL, "letter": LETTER, "article": ARABIC}
STYLES = (
    *(COUNTRY, MOTTO, SUPERIOR, ISSUER, NUMBER, DATE, ABOUT, RULE, TITLE, SUBJECT, ADDRESSEE, ADDRESSEES, AUTHORITY),
    *(BASIS, BODY, VERBATIM, NUMBERED, ITEM, CLOSING, END, PART, ROMAN, ARABIC, DECIMAL, LETTER, *UNNUMBERED.values()),
    *(CAPTION, COLUMN, CELL, POST, SIGNED, SIGNER, RECIPIENTS, RECIPIENT, APPENDIX, APPENDIX_TITLE, ATTACHMENT),
    *(PAGE_NUMBER, FOOTER, DRAFT, MARK, CIRCULATION, ATTACHED, HINT, OWN_POST, DRAFTER),
    *(GIVEN_BY, GIVEN, CERTIFICATE, HOLDER, PRAISE, ENTERED),
)


def write_styles(root) -> None:
    """Make these the styles of a file, in place of what its template brought."""
    for child in list(root):
        root.remove(child)
    defaults = w("rPrDefault", w("rPr", fonts(), w("sz", val=28), w("szCs", val=28), _language()))
    root.append(w("docDefaults", defaults, w("pPrDefault", w("pPr", w("spacing", before=0, after=0, line=SINGLE)))))
    parts = (w("name", val="Normal"), w("qFormat"), w("pPr", w("widowControl")))
    normal = w("style", *parts, type="paragraph", default=1, styleId="Normal")
    table = w(
        "style",
        w("name", val="Normal Table"),
        w("tblPr", w("tblInd", w=0, type="dxa"), _no_margins()),
        type="table",
        default=1,
        styleId="TableNormal",
    )
    root.extend([normal, table, *map(_element, STYLES)])


def _language():
    return w("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi=LANGUAGE)


def _no_margins():
    return w("tblCellMar", *(w(side, w=0, type="dxa") for side in ("top", "left", "bottom", "right")))


def _element(style: Style):
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val="Normal"),
        w("qFormat"),
        w(
            "pPr",
            w("keepNext") if style.keep_next else None,
            w("keepLines") if style.level is not None else None,
            w("widowControl"),
            w("spacing", before=twips(style.before), after=twips(style.after), line=style.line, lineRule="auto"),
            _indent(style),
            w("jc", val=style.align),
            w("outlineLvl", val=style.level) if style.level is not None else None,
        ),
        character_properties(style.size, bold=style.bold, italic=style.italic, color=style.color),
        type="paragraph",
        customStyle=0 if style.code.startswith(("Heading", "Header", "Footer")) else 1,
        styleId=style.code,
    )


def _indent(style: Style):
    if style.first_line:
        return w("ind", firstLine=twips(style.first_line))
    return None

"""Words by which the parts of a paper are known, whoever set it."""

from __future__ import annotations

import re

COUNTRY = re.compile(r"C[ỘO]NG\s+H(ÒA|OÀ|OA)\s+X[ÃA]\s+H[ỘO]I", re.IGNORECASE)
MOTTO = re.compile(r"Đ[ộo]c\s+l[ậa]p", re.IGNORECASE)
NUMBER = re.compile(r"^S[ốo]\s*[:.]?\s*[\d\u2026.\s/]*/?\s*\S*", re.IGNORECASE)
NUMBER_START = re.compile(r"^Số\b", re.IGNORECASE)
DATE = re.compile(r"\bngày\b.*\btháng\b.*\bnăm\b", re.IGNORECASE)
ABOUT = re.compile(r"^V\s*/\s*v\b", re.IGNORECASE)
ADDRESSEES = re.compile(r"^Kính\s+gửi\b", re.IGNORECASE)
RECIPIENTS = re.compile(r"^Nơi\s+nhận\b", re.IGNORECASE)
ANNEX = re.compile(r"^Phụ\s+lục(\s+([IVXLCDM]+|\d+|[A-Z]))?\s*[.:]?$", re.IGNORECASE)
BASIS = re.compile(r"^(-\s*)?(Căn cứ|Theo đề nghị|Xét đề nghị|Thực hiện)\b")
MARK = re.compile(
    r"^(H[ỎO][ẢA] ?TỐC|THƯỢNG KHẨN|KHẨN|TUYỆT MẬT|TỐI MẬT|MẬT|XEM XONG TRẢ LẠI|LƯU HÀNH NỘI BỘ)( HẸN GIỜ)?$", re.I
)
DRAFT = re.compile(r"^(BẢN )?DỰ THẢO\b.*$", re.IGNORECASE)
TYPED_RULE = re.compile(r"^[\s_\-–—─━=.*o0]{3,}$|^[_─━]{2,}$")
NOTE = re.compile(r"^\(.*\)$")
DRAFTER = re.compile(r"^[A-ZĐĂÂÊÔƠƯ]{1,6}([./ -]*\d+)?\.?$")
ATTACHED = re.compile(r"^\((Ban hành k|K)èm theo\b", re.IGNORECASE)
ARCHIVE = re.compile(r"^[-–+]?\s*Lưu\s*:", re.IGNORECASE)
LIST_MARK = re.compile(r"^[-–+*•]\s?")

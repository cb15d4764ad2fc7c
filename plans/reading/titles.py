"""The titles and forms of commendation a plan names, in the many ways they are written and shortened."""

from __future__ import annotations

import re

_CSTD = r"(?:chiến s[ĩỹ] thi đua|CSTĐ)"
_COLLECTIVE = r"(?:(?:danh hiệu\s+)?(?:tập thể|TT|đơn vị|tổ|trường|khối))"
# The longest name first: a name inside another is then not read again.
_TITLES = tuple(
    (code, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.I))
    for code, pattern in (
        ("CSTDTQ", rf"{_CSTD}\s*(?:cấp\s+)?toàn quốc|CSTĐTQ"),
        ("CSTD_BO", rf"{_CSTD}\s*cấp bộ|{_CSTD}\s+(?:ngành|bộ)(?:\s+(?:giáo dục|GD))?"),
        ("CSTD_TINH", rf"{_CSTD}\s*(?:cấp\s+)?(?:tỉnh|thành phố|TP)"),
        ("CSTDCS", rf"{_CSTD}(?:\s*cấp)?\s*(?:cơ sở|CS)|CSTĐCS|{_CSTD}(?!\s*(?:cấp|toàn|tỉnh|ngành|bộ))"),
        ("TTLDXS", rf"{_COLLECTIVE}\s*(?:lao động|LĐ)\s*(?:xuất sắc|XS)|TTLĐXS|LĐXS"),
        ("TTLDTT", rf"{_COLLECTIVE}\s*(?:lao động|LĐ)\s*(?:tiên tiến|TT)|TTLĐTT"),
        ("LDTT", r"(?:lao động|LĐ)\s*(?:tiên tiến|TT)"),
        ("CO_CP", r"cờ thi đua\s+(?:của\s+)?(?:thủ tướng\s+)?chính phủ"),
        ("CO_BO", r"cờ thi đua\s+(?:của\s+)?(?:bộ trưởng\s+)?bộ(?:\s+(?:GD|giáo dục)[\w&]*)?"),
        (
            "CO_TINH",
            r"cờ thi đua\s+(?:của\s+)?(?:chủ tịch\s+)?(?:UBND|ủy ban nhân dân|uỷ ban nhân dân)?\s*(?:tỉnh"
            r"|thành phố|TP)",
        ),
        ("GIOI_QUAN", r"(?<!học sinh )(?<!HS )giỏi\s+cấp\s+(?:quận|huyện)"),
        ("GIOI_TINH", r"(?<!học sinh )(?<!HS )giỏi\s+cấp\s+(?:tỉnh|thành phố)"),
        ("GIOI_XA", r"(?<!học sinh )(?<!HS )giỏi\s+cấp\s+(?:xã|phường)"),
        ("GIOI_TRUONG", r"(?<!học sinh )(?<!HS )giỏi\s+cấp\s+trường"),
    )
)
AWARD = re.compile(
    r"bằng khen|giấy khen|cờ thi đua|huân chương|huy chương|kỷ niệm chương|danh hiệu|xuất sắc|tiên tiến"
    r"|(?<!\w)giỏi(?!\w)|GVDG|GVG|chiến s[ĩỹ] thi đua|CSTĐ|LĐTT|LĐXS|vững mạnh|BKTTg|BKBGD",
    re.I,
)


def codes_in(text: str) -> str | None:
    """The codes of the titles named, joined with "+" in their order; None where there is none."""
    found: list[tuple[int, str]] = []
    left = re.split(r"(?:được )?đề nghị\s", text)[-1] if re.search(r"đạt .*đề nghị\s", text) else text
    for code, pattern in _TITLES:
        for match in list(pattern.finditer(left)):
            found.append((match.start(), code))
            left = left[: match.start()] + "·" * len(match[0]) + left[match.end() :]
    return "+".join(dict.fromkeys(code for _, code in sorted(found))) or None

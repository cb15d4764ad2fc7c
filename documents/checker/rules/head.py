"""The letterhead, the name of the paper (Phụ lục I, Phần I, Mục II, khoản 1–5)."""

from __future__ import annotations

import re

from documents.checker.paper import TYPES, Paper, type_named
from documents.checker.rules.base import Rule, Spot, all_style_spots, at, points, rule_spots, style_spots

II = "Phụ lục I, Phần I, Mục II, khoản {}"
COUNTRY = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")
MOTTO = "Độc lập - Tự do - Hạnh phúc"
BESIDE = 12.0  # points that the middles of two centred lines may lie apart
SYMBOL = re.compile(r"[A-ZĐÂĂÊÔƠƯa-zđ&]+(-[A-ZĐÂĂÊÔƠƯa-z&.]+)*|[A-ZĐ&]+")
GROUP = re.compile(r"[A-ZĐÀ-ỸÂĂÊÔƠƯ0-9&.]+")
MIXED = frozenset(code for code in TYPES.values() if code != code.upper())
BLANK_DATE = r"[\s.…_]*"
DATE = re.compile(
    rf"^(?P<place>.*?)(?P<comma>,?)\s*(?P<word>[Nn]gày)\s*(?P<day>\d*|{BLANK_DATE}?)\s*tháng\s*(?P<month>\d*|{BLANK_DATE}?)"
    rf"\s*năm\s*(?P<year>\d*|{BLANK_DATE})[.]?$"
)


def country_words(paper: Paper) -> list[Spot]:
    if paper.country is None:
        return [Spot("không có Quốc hiệu ở góc trên bên phải trang thứ nhất", page=1)]
    if paper.country.text.strip() not in COUNTRY:
        if paper.country.text.upper() in COUNTRY:
            return [at(paper.country, "Quốc hiệu phải in hoa")]
        return [at(paper.country, "phải là “CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM” trên một dòng")]
    if paper.country.room is not None and paper.country.width > paper.country.room + 1:
        return [at(paper.country, "ô không đủ rộng, Quốc hiệu rớt xuống hai dòng")]
    return []


def country_style(paper: Paper) -> list[Spot] | None:
    return style_spots(paper.country, 12, 13, bold=True) if paper.country else None


def motto_words(paper: Paper) -> list[Spot]:
    if paper.motto is None:
        return [Spot("không có Tiêu ngữ dưới Quốc hiệu", page=1)]
    if paper.motto.text != MOTTO:
        return [at(paper.motto, "phải là “Độc lập - Tự do - Hạnh phúc”, gạch nối có cách chữ hai bên")]
    if paper.motto.room is not None and paper.motto.width > paper.motto.room + 1:
        return [at(paper.motto, "ô không đủ rộng, Tiêu ngữ rớt xuống hai dòng")]
    return []


def motto_style(paper: Paper) -> list[Spot] | None:
    return style_spots(paper.motto, 13, 14, bold=True) if paper.motto else None


def motto_rule(paper: Paper) -> list[Spot] | None:
    if paper.motto is None:
        return None
    low, high = (0.93, 1.07) if paper.is_pdf else (0.85, 1.15)
    return rule_spots(paper, [paper.motto], low, high, "Tiêu ngữ")


def motto_place(paper: Paper) -> list[Spot] | None:
    if paper.country is None or paper.motto is None or paper.country.text.upper() not in COUNTRY:
        return None
    if paper.is_pdf:
        if abs(paper.country.middle - paper.motto.middle) > 8:
            return [at(paper.motto, "Tiêu ngữ không canh giữa dưới Quốc hiệu")]
        size = max(paper.motto.sizes)
        if paper.motto.bottom - paper.country.bottom > 1.55 * size:
            return [at(paper.motto, "Quốc hiệu và Tiêu ngữ cách nhau dòng đơn")]
        return []
    return [at(line, "chưa canh giữa") for line in (paper.country, paper.motto) if line.align not in ("center", "")]


def superior_style(paper: Paper) -> list[Spot] | None:
    if not paper.superior:
        return None
    return all_style_spots(paper.superior, 12, 13, bold=False, upper=True)


def issuer_style(paper: Paper) -> list[Spot]:
    if not paper.issuer:
        return [Spot("không có tên cơ quan, tổ chức ban hành ở góc trên bên trái", page=1)]
    return all_style_spots(paper.issuer, 12, 13, bold=True, upper=True)


def issuer_rule(paper: Paper) -> list[Spot] | None:
    if not paper.issuer:
        return None
    low, high = (0.32, 0.51) if paper.is_pdf else (0.28, 0.55)
    return rule_spots(paper, paper.issuer, low, high, "tên cơ quan ban hành")


# ---- number ----


def _number_parts(paper: Paper) -> tuple[str, str] | None:
    """(“05”, “KH-THHS”) of “Số: 05/KH-THHS”, blanks as they stand."""
    match = re.match(r"^Số\s*:?(?P<number>[^/]*)/(?P<symbol>.*)$", paper.number.text)
    return (match["number"], match["symbol"]) if match else None


def _needs_number(paper: Paper) -> bool:
    return not paper.attached and paper.kind not in ("list",) and bool(paper.country)


def number_form(paper: Paper) -> list[Spot] | None:
    if paper.number is None:
        return [Spot("không có số, ký hiệu dưới tên cơ quan ban hành", page=1)] if _needs_number(paper) else None
    text = paper.number.text
    parts = _number_parts(paper)
    if not text.startswith("Số:"):
        return [at(paper.number, "sau chữ “Số” phải có dấu hai chấm")]
    if parts is None:
        return [at(paper.number, "giữa số và ký hiệu phải có dấu gạch chéo (/)")]
    number, symbol = (part.strip() for part in parts)
    if not re.fullmatch(r"\d+[a-z]?|[\s.…_]*", number):
        return [at(paper.number, "số của văn bản ghi bằng chữ số Ả Rập")]
    if not symbol:
        return [at(paper.number, "thiếu ký hiệu sau dấu gạch chéo")]
    if "–" in symbol or "—" in symbol:
        return [at(paper.number, "giữa các nhóm chữ viết tắt là dấu gạch nối (-)")]
    groups = symbol.split("-")
    if not all(group.strip() in MIXED or GROUP.fullmatch(group.strip()) for group in groups):
        return [at(paper.number, "ký hiệu phải in hoa")]
    return []


def number_zero(paper: Paper) -> list[Spot] | None:
    parts = _number_parts(paper) if paper.number else None
    if not parts or not parts[0].strip().isdigit():
        return None
    if re.fullmatch(r"\d|0\d{2,}|0+", parts[0].strip()):
        return [at(paper.number, "số nhỏ hơn 10 ghi thêm một số 0 phía trước: 05")]
    return []


def number_spaces(paper: Paper) -> list[Spot] | None:
    parts = _number_parts(paper) if paper.number else None
    if not parts:
        return None
    number, symbol = parts
    if re.search(r"\s", symbol.strip()) or symbol != symbol.strip() or (number.strip() and number != number.rstrip()):
        return [at(paper.number, "số, ký hiệu viết liền, không cách chữ")]
    return []


def number_type(paper: Paper) -> list[Spot] | None:
    """The abbreviation of the type in the symbol; a công văn has none."""
    parts = _number_parts(paper) if paper.number else None
    if not parts:
        return None
    first = parts[1].strip().split("-")[0].strip()
    if paper.is_letter:
        return [at(paper.number, "ký hiệu công văn không có chữ viết tắt tên loại")] if first in TYPES.values() else []
    wanted = TYPES.get(type_named(paper.title.text)) if paper.title else None
    if wanted is None:
        return None
    return [] if first == wanted else [at(paper.number, f"ký hiệu phải bắt đầu bằng “{wanted}”")]


def number_style(paper: Paper) -> list[Spot] | None:
    return style_spots(paper.number, 13, 13, bold=False) if paper.number else None


def number_place(paper: Paper) -> list[Spot] | None:
    if paper.number is None or not paper.issuer:
        return None
    if paper.is_pdf:
        apart = abs(paper.number.middle - paper.issuer[-1].middle)
        room = BESIDE + (30 if paper.is_numberless else 0)  # trailing blanks of a draft are not seen
        return [at(paper.number, "chưa canh giữa dưới tên cơ quan ban hành")] if apart > room else []
    return [at(paper.number, "chưa canh giữa")] if paper.number.align not in ("center", "") else []


def number_given(paper: Paper) -> list[Spot] | None:
    """A number may be blank only on a draft, whose day is blank too."""
    if paper.number is None:
        return None
    has_day = bool(paper.date and re.search(r"ngày\s*\d", paper.date.text))
    if paper.is_numberless and has_day and not paper.picture.is_draft:
        return [at(paper.number, "đã ghi ngày ban hành mà chưa có số")]
    return []


# ---- place and date ----


def date_form(paper: Paper) -> list[Spot] | None:
    if paper.kind == "minutes" or paper.attached:
        return None
    if paper.date is None:
        return (
            None
            if paper.kind == "list" or not paper.country
            else [Spot("không có địa danh và thời gian ban hành", page=1)]
        )
    match = DATE.match(paper.date.text)
    if not match:
        return [at(paper.date, "phải theo mẫu “Địa danh, ngày 05 tháng 10 năm 2026”")]
    place = match["place"].strip()
    if not place:
        return [at(paper.date, "thiếu địa danh")]
    if not match["comma"]:
        return [at(paper.date, "sau địa danh phải có dấu phẩy")]
    if match["word"] != "ngày" or not place[0].isupper():
        return [at(paper.date, "chữ đầu của địa danh viết hoa, chữ “ngày” viết thường")]
    if (match["year"] or "").strip().isdigit() and len(match["year"].strip()) != 4:
        return [at(paper.date, "năm ghi đủ bốn chữ số")]
    return []


def date_zeros(paper: Paper) -> list[Spot] | None:
    match = DATE.match(paper.date.text) if paper.date else None
    if not match:
        return None
    day, month = match["day"].strip(), match["month"].strip()
    if day.isdigit() and (len(day) != 2 or not 1 <= int(day) <= 31):
        return [at(paper.date, "ngày nhỏ hơn 10 ghi thêm số 0 phía trước")]
    if month.isdigit() and (
        int(month) > 12 or (int(month) < 3) != (month in ("01", "02")) or (month[0] == "0" and int(month) > 2)
    ):
        return [at(paper.date, "tháng 1, 2 ghi thêm số 0 phía trước; các tháng khác không ghi")]
    return []


def date_style(paper: Paper) -> list[Spot] | None:
    return style_spots(paper.date, 13, 14, bold=False, italic=True) if paper.date else None


def date_row(paper: Paper) -> list[Spot] | None:
    if paper.date is None or paper.number is None:
        return None
    if paper.is_pdf:
        apart = abs(paper.date.bottom - paper.number.bottom)
        return [at(paper.date, "không cùng dòng với số, ký hiệu")] if apart > 5 else []
    if paper.date.row is None or paper.number.row is None:
        return None
    return [] if paper.date.row == paper.number.row else [at(paper.date, "không cùng dòng với số, ký hiệu")]


def minutes_date(paper: Paper) -> list[Spot] | None:
    if paper.kind != "minutes":
        return None
    return [at(paper.date, "biên bản không có dòng địa danh, ngày tháng")] if paper.date else []


# ---- title ----


def title_style(paper: Paper) -> list[Spot] | None:
    if paper.is_letter:
        return None
    if paper.title is None:
        return [Spot("không có tên loại văn bản", page=1)]
    spots = style_spots(paper.title, 13, 14, bold=True, upper=True)
    return spots or ([] if paper.title_is_centred else [at(paper.title, "tên loại chưa canh giữa")])


def subject_style(paper: Paper) -> list[Spot] | None:
    if paper.is_letter or paper.title is None:
        return None
    if not paper.subject:
        return [at(paper.title, "không có trích yếu dưới tên loại")] if paper.kind != "list" else None
    spots = all_style_spots(paper.subject, 13, 14, bold=True)
    if not spots and all(line.is_upper for line in paper.subject):
        return [at(paper.subject[0], "trích yếu phải là chữ in thường")]
    return spots


def subject_rule(paper: Paper) -> list[Spot] | None:
    if paper.is_letter or not paper.subject:
        return None
    if paper.attached and paper.subject[-1].rule is None:
        return None  # a text issued with a decision is tied to it by a line in brackets instead
    low, high = (0.32, 0.51) if paper.is_pdf else (0.28, 0.55)
    return rule_spots(paper, paper.subject, low, high, "trích yếu")


def about(paper: Paper) -> list[Spot] | None:
    if not paper.is_letter:
        return None
    if not paper.about:
        return [Spot("công văn không có trích yếu “V/v …” dưới số, ký hiệu", page=1)]
    if not re.match(r"^V/v \S", paper.about[0].text):
        return [at(paper.about[0], "trích yếu công văn bắt đầu bằng “V/v ”")]
    return all_style_spots(paper.about, 12, 13, bold=False)


def about_place(paper: Paper) -> list[Spot] | None:
    if not paper.about or not paper.is_letter or paper.number is None or not paper.is_pdf:
        return None
    first = paper.about[0]
    apart = abs(first.middle - paper.number.middle)
    if apart > BESIDE + (30 if paper.is_numberless else 0):
        return [at(first, "“V/v” chưa canh giữa dưới số, ký hiệu")]
    gap = first.bottom - paper.number.bottom - 1.15 * max(first.sizes)
    return [] if 4 <= gap <= 9 else [at(first, f"cách số, ký hiệu {points(round(gap, 1))} pt, phải 6 pt")]


RULES = (
    Rule(
        "country-words",
        "Quốc hiệu “CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM” in hoa, trên một dòng.",
        II.format("1.a"),
        country_words,
    ),
    Rule("country-style", "Quốc hiệu cỡ 12–13, đứng, đậm.", II.format("1.a"), country_style),
    Rule(
        "motto-words",
        "Tiêu ngữ “Độc lập - Tự do - Hạnh phúc”, gạch nối có cách chữ, trên một dòng.",
        II.format("1.b"),
        motto_words,
    ),
    Rule("motto-style", "Tiêu ngữ cỡ 13–14, đứng, đậm.", II.format("1.b"), motto_style),
    Rule("motto-rule", "Dưới Tiêu ngữ có đường kẻ ngang, nét liền, dài bằng dòng chữ.", II.format("1.b"), motto_rule),
    Rule("motto-place", "Tiêu ngữ canh giữa dưới Quốc hiệu, cách dòng đơn.", II.format("1.b, 1.c"), motto_place),
    Rule("superior-style", "Tên cơ quan chủ quản in hoa, cỡ 12–13, đứng, không đậm.", II.format("2.b"), superior_style),
    Rule("issuer-style", "Tên cơ quan ban hành in hoa, cỡ 12–13, đứng, đậm.", II.format("2.b"), issuer_style),
    Rule(
        "issuer-rule",
        "Dưới tên cơ quan ban hành có đường kẻ nét liền, dài 1/3–1/2 dòng chữ, cân đối.",
        II.format("2.b"),
        issuer_rule,
    ),
    Rule(
        "number-form",
        "Số, ký hiệu: “Số:”, số, dấu gạch chéo, ký hiệu in hoa nối bằng gạch nối.",
        II.format("3.c"),
        number_form,
    ),
    Rule("number-zero", "Số nhỏ hơn 10 có số 0 phía trước.", II.format("3.c"), number_zero),
    Rule("number-spaces", "Số, ký hiệu viết liền, không cách chữ.", II.format("3.c"), number_spaces),
    Rule(
        "number-type", "Ký hiệu bắt đầu bằng chữ viết tắt tên loại; công văn không có.", II.format("3.b"), number_type
    ),
    Rule("number-style", "Số, ký hiệu cỡ 13, chữ đứng, không đậm.", II.format("3.c"), number_style),
    Rule("number-place", "Số, ký hiệu canh giữa dưới tên cơ quan ban hành.", II.format("3.c"), number_place),
    Rule("number-given", "Chỉ bản thảo mới để trống số.", II.format("3.a"), number_given),
    Rule("date-form", "Địa danh, dấu phẩy, ngày tháng năm viết đầy đủ.", II.format("4.b, 4.c"), date_form),
    Rule("date-zeros", "Ngày nhỏ hơn 10 và tháng 1, 2 có số 0 phía trước.", II.format("4.b"), date_zeros),
    Rule("date-style", "Địa danh, thời gian cỡ 13–14, nghiêng, không đậm.", II.format("4.c"), date_style),
    Rule("date-row", "Địa danh, thời gian cùng dòng với số, ký hiệu.", II.format("4.c"), date_row),
    Rule("minutes-date", "Biên bản không có dòng địa danh, thời gian ở đầu.", "Phụ lục III, Mẫu 1.9", minutes_date),
    Rule("title-style", "Tên loại in hoa, cỡ 13–14, đứng, đậm, canh giữa.", II.format("5.b"), title_style),
    Rule(
        "subject-style",
        "Trích yếu ngay dưới tên loại, in thường, cỡ 13–14, đứng, đậm.",
        II.format("5.b"),
        subject_style,
    ),
    Rule(
        "subject-rule",
        "Dưới trích yếu có đường kẻ nét liền, dài 1/3–1/2 dòng chữ, cân đối.",
        II.format("5.b"),
        subject_rule,
    ),
    Rule("about", "Trích yếu công văn sau chữ “V/v”, cỡ 12–13, đứng.", II.format("5.b"), about),
    Rule("about-place", "“V/v” canh giữa dưới số, ký hiệu, cách 6 pt.", II.format("5.b"), about_place),
)

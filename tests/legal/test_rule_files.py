from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from legal.models import Distinction, DocumentRelation, LegalDocument, LegalParameter, Provision, Regime, TransitionRule
from legal.rule_checks import read
from legal.rule_files import RuleFileError
from legal.services import load_library
from legal.services.loading import read_beside_library
from legal.shipped import FOLDER, shipped_rows

DOCUMENT = """\
[[document]]
number = "9/2026/QĐ-UBND"
kind = "Quyết định"
title = "Quyết định"
issuer = "Ủy ban nhân dân tỉnh"
from_on = 2026-11-01
mark = "T"
read_where = "bản giấy"
"""
DISTINCTIONS = """
[[distinction]]
code = "LDTT"
name = "Lao động tiên tiến"
kind = "title"
target = "individual"
level = "base"

[[distinction]]
code = "CSTDCS"
name = "Chiến sĩ thi đua cơ sở"
kind = "title"
target = "individual"
level = "base"
"""
HEAD = DOCUMENT + DISTINCTIONS
FIRST = HEAD.count("\n") + 2  # the line of the header that `parameter` writes


def parameter(code="vote_threshold.LDTT", value="2/3", **changes) -> str:
    row = {"code": code, "value": value, "document": "9/2026/QĐ-UBND", "locator": "Điều 4", "mark": "T"} | changes
    lines = [f'{key} = "{text}"' for key, text in row.items() if not key.endswith("_on")]
    days = {"from_on": "2026-11-01"} | {key: text for key, text in row.items() if key.endswith("_on")}
    return "\n[[parameter]]\n" + "\n".join([*lines, *(f"{key} = {text}" for key, text in days.items())]) + "\n"


def faults(text: str, **more: str) -> list[tuple[int, str]]:
    with pytest.raises(RuleFileError) as caught:
        read({"a.toml": text, **more})
    return [(each.line, each.reason) for each in caught.value.problems]


def test_a_file_without_fault_is_read():
    rows = read({"a.toml": HEAD + parameter()})

    assert [(row["code"], row["value"], row["from_on"]) for row in rows["parameter"]] == [
        ("vote_threshold.LDTT", "2/3", date(2026, 11, 1))
    ]


@pytest.mark.parametrize(
    ("row", "line", "reason"),
    [
        (parameter(vlaue="2/3"), FIRST + 6, "Không có mục “vlaue”"),
        (parameter().replace("[[parameter]]", "[[parametre]]"), FIRST, "Không có bảng “parametre”"),
        (parameter(value="3/2"), FIRST + 2, "không quá 1"),
        (parameter(value="0.6667"), FIRST + 2, "ghi phân số như 2/3"),
        (parameter().replace('value = "2/3"', "value = 0.6667"), FIRST + 2, "không ghi số thập phân"),
        (parameter(locator=""), FIRST + 4, "thiếu điều, khoản"),
        (parameter(locator="", mark="S"), FIRST + 4, "thiếu điều, khoản"),
        (parameter().replace('document = "9/2026/QĐ-UBND"\n', ""), FIRST, "thiếu mục “document”"),
        (parameter(document="10/2026/QĐ-UBND"), FIRST + 3, "Chưa khai báo văn bản"),
        (parameter(mark="Đ"), FIRST + 5, "chọn một trong T, S, K"),
        (parameter(to_on="2026-10-31"), FIRST + 7, "trước ngày bắt đầu"),
        (parameter(from_on='"2026-11-01"'), FIRST + 6, "ghi ngày dạng"),
        (parameter("vote_threshold.HUY_CHUONG"), FIRST + 1, "không có trong danh mục"),
        (parameter("threshold.LDTT"), FIRST + 1, "không có trong danh mục"),
        (parameter("condition.LDTT.luck", "weighed"), FIRST + 1, "Phần cuối “luck”"),
        (parameter("condition.LDTT.rating", "rating > good"), FIRST + 2, "viết chưa đúng mẫu"),
        (parameter("condition.LDTT.titles", "title HUY_CHUONG"), FIRST + 2, "“HUY_CHUONG” không có trong danh mục"),
        (parameter("quota.CSTDCS", "15/100"), FIRST + 2, "chưa nói tính trên số nào"),
        (parameter("prize.LDTT", "0,3"), FIRST + 2, "Số thập phân"),
        (parameter("dossier.LDTT", "proposal; poem"), FIRST + 2, "không có phần “poem”"),
        (parameter("posting_days.LDTT", "0"), FIRST + 2, "số nguyên từ 1"),
        (parameter("ballot.LDTT", "loud"), FIRST + 2, "Nhập một trong các từ"),
    ],
)
def test_one_fault_is_told_with_its_line(row, line, reason):
    found = faults(HEAD + row)

    assert len(found) == 1
    assert found[0][0] == line
    assert reason in found[0][1]


def test_every_fault_is_told_at_once():
    found = faults(HEAD + parameter(value="3/2") + parameter("vote_threshold.CSTDCS", locator=""))

    assert [line for line, _ in found] == [FIRST + 2, FIRST + 12]


def test_a_text_that_is_no_toml_is_told_with_its_line():
    assert faults(DOCUMENT + "number = = 3\n")[0][0] == DOCUMENT.count("\n") + 1


def test_a_header_inside_a_long_text_moves_no_line():
    text = HEAD + '\n[[parameter]]\nnote = """\n[[parameter]]\n"""\ncode = "quota.X"\n'

    assert {line for line, _ in faults(text)} == {FIRST}


def test_what_was_read_names_where():
    line, reason = faults(DOCUMENT.replace('read_where = "bản giấy"\n', ""))[0]

    assert (line, "đọc ở đâu" in reason) == (7, True)


def test_days_of_one_code_that_overlap_are_refused_in_one_file_and_between_files():
    open_row, later = parameter(), parameter(from_on="2027-01-01")

    assert [line for line, _ in faults(HEAD + open_row + later)] == [FIRST, FIRST + 14]
    between = faults(HEAD + open_row, **{"b.toml": later})
    assert all("trùng ngày" in reason for _, reason in between)
    assert len(between) == 2


def test_days_that_touch_do_not_overlap():
    assert read({"a.toml": HEAD + parameter(to_on="2026-12-31") + parameter(from_on="2027-01-01")})


def test_circle_is_refused_only_on_days_when_both_rows_hold():
    first = parameter("condition.LDTT.titles", "title CSTDCS", to_on="2026-12-31")
    second = parameter("condition.CSTDCS.base", "meets LDTT", from_on="2026-12-01")

    found = faults(HEAD + first + second)
    assert [line for line, _ in found] == [FIRST + 2, FIRST + 11]
    assert "CSTDCS cần LDTT cần CSTDCS" in found[0][1]
    assert read({"a.toml": HEAD + first + second.replace("2026-12-01", "2027-01-01")})


def test_a_distinction_that_needs_itself_is_a_circle():
    assert "LDTT cần LDTT" in faults(HEAD + parameter("condition.LDTT.titles", "title LDTT x2"))[0][1]


# ---- the library itself ----


def test_library_is_read_once_and_without_fault():
    assert shipped_rows() is shipped_rows()
    assert len(shipped_rows()["distinction"]) == 27


def test_library_files_say_where_every_read_provision_was_read():
    read_provisions = [row for row in shipped_rows()["provision"] if row["mark"] == "T"]

    assert len(read_provisions) > 50
    assert all(row.get("read_where") for row in read_provisions)


def test_law_of_2026_has_no_value_of_its_own():
    assert not [row for row in shipped_rows()["parameter"] if row["document"] in ("06/2026/QH16", "07/2026/TT-BGDĐT")]
    assert not [
        row["code"]
        for row in shipped_rows()["parameter"]
        if row["document"] == "06/2022/QH15" and row.get("to_on", date.max) > date(2026, 9, 30)
    ]


# ---- loading ----

TABLES = (LegalDocument, DocumentRelation, Provision, Regime, TransitionRule, LegalParameter, Distinction)


def emptied() -> None:
    for model in (Provision, DocumentRelation, Regime, TransitionRule, LegalParameter, LegalDocument):
        model.objects.all().delete()
    Distinction.objects.all().delete()


@pytest.mark.django_db
def test_library_is_loaded_in_few_queries_and_looked_at_in_fewer(django_assert_num_queries):
    emptied()
    with django_assert_num_queries(18):  # a look and a write for each table, the regimes' documents, a savepoint
        load_library()
    assert {model: model.objects.count() for model in TABLES} == {
        model: len(rows) for model, rows in zip(TABLES, map(shipped_rows().get, NAMES), strict=True)
    }
    with django_assert_num_queries(10):
        assert sum(load_library().values()) == 0


NAMES = ("document", "relation", "provision", "regime", "transition", "parameter", "distinction")


@pytest.mark.django_db
def test_what_somebody_closed_or_changed_is_left_alone():
    row = LegalParameter.objects.get(code="vote_threshold.CSTDTQ", from_on=date(2025, 7, 1))
    LegalParameter.objects.filter(pk=row.pk).update(from_on=date(2025, 8, 1), value="95/100")
    LegalDocument.objects.filter(number="06/2022/QH15").update(mark="K")

    load_library()

    assert LegalParameter.objects.get(code=row.code, to_on=date(2026, 9, 30)).value == "95/100"
    assert LegalDocument.objects.get(number="06/2022/QH15").mark == "K"


@pytest.mark.django_db
def test_a_file_is_loaded_beside_the_library_once(tmp_path, capsys):
    path = tmp_path / "tinh.toml"
    path.write_text(DOCUMENT + parameter("vote_threshold.TTLDTT", "2/3"), encoding="utf-8")

    call_command("load_law", str(path), "--check")
    assert not LegalParameter.objects.filter(code="vote_threshold.TTLDTT").exists()
    call_command("load_law", str(path))
    call_command("load_law", str(path))

    assert LegalParameter.objects.get(code="vote_threshold.TTLDTT").document.number == "9/2026/QĐ-UBND"
    assert "Đã thêm 2 trong 2 dòng" in capsys.readouterr().out


@pytest.mark.django_db
def test_of_a_file_with_one_fault_nothing_is_loaded(tmp_path):
    path = tmp_path / "tinh.toml"
    path.write_text(DOCUMENT + parameter("vote_threshold.TTLDTT") + parameter("quota.LDTT", "1.5"), encoding="utf-8")

    with pytest.raises(CommandError, match=r"tinh.toml, dòng 20: .*phân số"):
        call_command("load_law", str(path))

    assert not LegalDocument.objects.filter(number="9/2026/QĐ-UBND").exists()


@pytest.mark.django_db
def test_faults_of_all_files_are_told_at_once(tmp_path):
    paths = [tmp_path / "a.toml", tmp_path / "b.toml"]
    for path in paths:
        path.write_text("\ufeff" + DOCUMENT.replace("mark", "mrak"), encoding="utf-8")

    with pytest.raises(CommandError, match=r"(?s)a\.toml, dòng 7: Không có mục “mrak”.*b\.toml, dòng 7"):
        call_command("load_law", *map(str, paths))


@pytest.mark.django_db
def test_a_file_may_not_overlap_or_encircle_what_stands_in_the_library():
    overlap = parameter("vote_threshold.CSTDTQ", "1/2", from_on="2026-01-01")
    circle = parameter("condition.LDTT.titles", "title CSTDCS", from_on="2025-01-01", to_on="2025-02-01")

    with pytest.raises(RuleFileError, match="trùng ngày với thư viện"):
        read_beside_library({"a.toml": DOCUMENT + overlap})
    with pytest.raises(RuleFileError, match="vòng tròn"):
        read_beside_library({"a.toml": DOCUMENT + circle})


def test_files_of_the_library_are_told_apart_by_subject():
    assert len(list(FOLDER.glob("*.toml"))) >= 7

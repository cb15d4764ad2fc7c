"""No article is invented: what the application cites stands in its library, with the mark of who read it and where."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from councils.composition import CHARTERS
from documents import paper_forms
from documents.checker.rules import RULES
from legal.models import LegalDocument, LegalParameter, Regime
from legal.shipped import shipped_rows
from records.eligibility.rules import PRINCIPLES

ROOT = Path(__file__).parents[2]
UNREAD = tomllib.loads((Path(__file__).parent / "unread_values.toml").read_text(encoding="utf-8"))
GOLDEN = ROOT / "tests" / "records" / "golden"
PAGE = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")

DOCUMENTS = {row["number"]: row for row in shipped_rows()["document"]}
PROVISIONS = {(row["document"], row["locator"]): row for row in shipped_rows()["provision"]}
PARAMETERS = shipped_rows()["parameter"]
UNREAD_LAW = date(2026, 10, 1)
NO_ARTICLE = "điều, khoản chưa rõ"  # a second-hand source that names none

# ---- the rows among themselves ----


def places(locator: str) -> tuple[set[str], set[str], set[str]]:
    """(articles, clauses, points) that a locator names: “điểm b, c khoản 1 Điều 24” is ({"24"}, {"1"}, {"b", "c"})."""
    articles = set(re.findall(r"(?:Điều|Phụ lục) (\w+)", locator))
    clauses = set(re.findall(r"khoản (\d+)", locator))
    said = re.search(r"điểm ([\w, ]+?)(?= khoản| mục|$)", locator)
    return articles, clauses, set(said[1].split(", ")) if said else set()


def lies_in(locator: str, wider: str) -> bool:
    """Whether a place is a provision, or a part of it."""
    if locator == wider:
        return True
    found, whole = places(locator), places(wider)
    if not found[0] or not found[0] <= whole[0]:
        return False
    return all(not outer or (bool(inner) and inner <= outer) for inner, outer in zip(found[1:], whole[1:], strict=True))


def behind(document: str, locator: str) -> list:
    """The provisions of the library in which a cited place lies."""
    return [row for (number, place), row in PROVISIONS.items() if number == document and lies_in(locator, place)]


@pytest.mark.parametrize(
    ("locator", "wider", "is_part"),
    [
        ("điểm a khoản 1 Điều 24", "Điều 24", True),
        ("điểm b, d khoản 1 Điều 28", "khoản 1 Điều 28", True),
        ("Điều 27", "khoản 1 Điều 27", False),
        ("khoản 1 Điều 74", "điểm d khoản 1 Điều 74", False),
        ("điểm e khoản 1 Điều 74", "điểm d khoản 1 Điều 74", False),
        ("khoản 4 Điều 45", "khoản 4 Điều 4", False),
        ("Phụ lục I, Phần I, Mục II", "Phụ lục III", False),
    ],
)
def test_a_place_lies_in_a_provision(locator, wider, is_part):
    assert lies_in(locator, wider) is is_part


@pytest.mark.parametrize("row", [row for row in PARAMETERS if row["mark"] == "T"], ids=lambda row: row["code"])
def test_a_value_that_was_read_stands_on_a_provision_that_was_read(row):
    assert any(each["mark"] == "T" for each in behind(row["document"], row["locator"])), row["locator"]


@pytest.mark.parametrize(
    "row",
    [row for row in PARAMETERS if row["mark"] == "S" and row["locator"] != NO_ARTICLE],
    ids=lambda row: row["code"],
)
def test_a_value_known_second_hand_stands_on_a_provision_or_names_only_what_its_source_names(row):
    """Decree 233 is known from regulations built on it, which cite single places of it; none of those was read."""
    is_open = row["locator"] == NO_ARTICLE or row["document"] == "233/2026/NĐ-CP"
    assert is_open or behind(row["document"], row["locator"]), row["locator"]


@pytest.mark.parametrize(
    "row",
    [row for row in PROVISIONS.values() if row["mark"] == "T"],
    ids=lambda row: f"{row['document']} {row['locator']}",
)
def test_what_counts_as_read_was_read_in_vietnamese_and_says_where(row):
    where = row["read_where"]

    assert not re.search(r"bản dịch|diễn giải|tóm tắt|tiếng Anh|lawnet", where)
    assert re.search(r"\w+\.(?:vn|com|org|me)\b|toàn văn|bản chép", where)
    assert DOCUMENTS[row["document"]]["mark"] in ("T", "S")


def test_a_document_of_which_a_part_was_read_is_not_read_itself_where_its_other_part_is_not():
    """Of Decree 90 only Điều 13 was read: the document is S, that article T. Every other T stands in a T document."""
    apart = {row["document"] for row in PROVISIONS.values() if row["mark"] == "T"} - {
        number for number, row in DOCUMENTS.items() if row["mark"] == "T"
    }

    assert apart == {"90/2020/NĐ-CP"}


# ---- days ----


def in_force(day: date) -> list:
    return [row for row in PARAMETERS if row["from_on"] <= day <= row.get("to_on", date.max)]


@pytest.mark.parametrize("day", [UNREAD_LAW, date(2026, 11, 23), date(2027, 2, 28), date(2027, 3, 1), date(2030, 1, 1)])
def test_no_value_counts_as_compared_since_the_law_nobody_read(day):
    assert {row["code"] for row in in_force(day) if row["mark"] == "T"} == set()


def test_until_the_day_before_what_was_read_is_in_force():
    codes = {row["code"] for row in in_force(date(2026, 9, 30)) if row["mark"] == "T"}

    assert {"condition.LDTT.rating", "principle.pending", "vote_threshold.CSTDTQ", "prize.CSTDCS"} <= codes


def test_a_value_lasts_no_longer_than_its_document():
    for row in PARAMETERS:
        document = DOCUMENTS[row["document"]]
        assert row["from_on"] >= document["from_on"], row["code"]
        assert row.get("to_on", date.max) <= document.get("to_on", date.max), row["code"]


def test_a_document_that_takes_anothers_place_begins_where_it_ends():
    for row in shipped_rows()["relation"]:
        if row["kind"] == "replaces":
            after, before = DOCUMENTS[row["document"]], DOCUMENTS[row["other"]]
            assert (after["from_on"] - before["to_on"]).days == 1, row["document"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2017, 9, 30), None),
        (date(2017, 10, 1), "2017"),
        (date(2023, 12, 31), "2017"),
        (date(2024, 1, 1), "2024"),
        (date(2025, 6, 30), "2024"),
        (date(2025, 7, 1), "2025"),
        (date(2026, 9, 30), "2025"),
        (date(2026, 10, 1), "2026"),
        (date(2027, 2, 28), "2026"),
        (date(2027, 3, 1), "2026"),
    ],
)
def test_a_day_belongs_to_its_regime(day, code):
    found = Regime.objects.holding(day)

    assert (found and found.code) == code


@pytest.mark.django_db
def test_the_decree_of_2025_ends_with_february_2027():
    decree = LegalDocument.objects.get(number="152/2025/NĐ-CP")

    assert (decree.from_on, decree.to_on) == (date(2025, 7, 1), date(2027, 2, 28))


# ---- what is open ----


@pytest.mark.django_db
@pytest.mark.parametrize("case", UNREAD["value"], ids=lambda case: f"{case['code']}-{case['on']}")
def test_what_nobody_read_is_missing_or_not_compared(case, world):
    try:
        mark = LegalParameter.objects.in_force(case["code"], on=case["on"], at=world.school).mark
    except LookupError:
        mark = ""

    assert mark == case["mark"]
    assert mark != "T"


def test_what_is_taken_as_in_force_has_no_end():
    for case in UNREAD["in_force"]:
        assert DOCUMENTS[case["document"]].get("to_on") is None
        assert not any(row["other"] == case["document"] for row in shipped_rows()["relation"])


def test_every_open_point_of_the_page_is_a_case():
    table = PAGE[PAGE.index("## What is open") :]
    cases = tomllib.loads((GOLDEN / "unread.toml").read_text(encoding="utf-8"))["case"]
    told = [case["point"] for case in [*cases, *UNREAD["value"], *UNREAD["in_force"]]]

    assert set(told) == set(re.findall(r"^\| (\d+) \|", table, re.M)) == {str(number) for number in range(1, 12)}


# ---- citations in code ----


def test_principles_in_code_are_the_rows_of_the_library():
    rows = {row["code"]: row for row in PARAMETERS if row["code"].startswith("principle.")}
    shipped = {
        code: (row["value"], cited(row["document"]), row["locator"], row["mark"], row["from_on"].isoformat())
        for code, row in rows.items()
    }

    assert {
        row.code: (row.value, row.document, row.locator, row.mark, row.from_on) for row in PRINCIPLES.values()
    } == shipped


def cited(number: str) -> str:
    return f"{DOCUMENTS[number]['kind']} {number}"


@pytest.mark.parametrize("charter", CHARTERS, ids=lambda charter: charter.levels[0])
def test_a_charter_in_code_is_a_provision_of_the_library(charter):
    [number] = [each for each in DOCUMENTS if charter.citation.document.startswith(cited(each))]

    assert PROVISIONS[number, charter.citation.locator]["mark"] == charter.citation.mark
    assert DOCUMENTS[number]["from_on"] == charter.from_on


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.locator], ids=lambda rule: rule.code)
def test_a_rule_of_the_checker_lies_in_a_part_of_the_decree_that_was_read(rule):
    [provision] = behind("30/2020/NĐ-CP", rule.locator)

    assert provision["mark"] == rule.mark == "T"


def test_a_form_names_a_layout_that_the_decree_has():
    sources = {form.source for form in paper_forms.PAPER_FORMS.values()} - {paper_forms.OWN_FORM}

    assert sources
    assert all(re.fullmatch(r"Nghị định 30/2020/NĐ-CP, Phụ lục III, Mẫu 1\.(?:[1-9]|10)", each) for each in sources)


NUMBER = re.compile(r"\b\d+/(?:\d{4}/(?:NĐ-CP|QH\d+|TT-[A-ZĐ]+)|[A-ZĐ]+-TĐKT)\b")
ARTICLE = re.compile(r"\b(?:khoản|điểm) [\w, ]+ Điều \d+|\bĐiều \d+|\bmục [IVX]+\.\d+")
CODE = [
    path
    for pattern in ("*.py", "*.html", "*.toml", "*.txt")
    for path in ROOT.glob(f"*/**/{pattern}")
    if path.relative_to(ROOT).parts[0] not in ("tests", "bench", ".venv", "node_modules", "build")
    and "migrations" not in path.parts
    and path.parent != ROOT / "legal" / "data"
]

# What looks like an article and cites no text of the nation: where it stands, and why.
NO_CITATIONS = {
    ("awards/papers/decision.py", "Điều 1"): "the article of the decision that is being written",
    ("awards/papers/initiatives.py", "Điều 1"): "the article of the decision that is being written",
    ("awards/papers/initiatives.py", "Điều 3"): "the article of the decision that is being written",
    ("councils/papers/decision.py", "Điều 1"): "the article of the decision that is being written",
    ("evaluations/forms/policies.py", "khoản 2 Điều 7"): "an example in a form: the place in a school's own regulation",
    ("legal/forms.py", "khoản 2 Điều 5"): "an example in a form: the place in a document that is being entered",
    ("thiduakhenthuong/demo/free_papers.py", "Điều 2"): "the article of a paper of the demo",
    ("thiduakhenthuong/demo/rubrics.py", "Điều 12"): "the invented regulation of the demo's school",
    ("thiduakhenthuong/demo/rubrics.py", "Điều 13"): "the invented regulation of the demo's school",
    **{
        ("thiduakhenthuong/demo/district.py", f"khoản {number} Điều 8"): "the invented regulation of the demo's school"
        for number in range(1, 6)
    },
}


def sentences(path: Path) -> Iterator[str]:
    """What a file can show: every string of a module that is no docstring, every line of anything else."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from text.splitlines()
        return
    tree = ast.parse(text)
    silent = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value


SAID = {str(path.relative_to(ROOT)): list(sentences(path)) for path in CODE}


def test_every_number_of_a_document_in_code_is_in_the_library():
    strangers = {
        (path, number)
        for path, said in SAID.items()
        for each in said
        for number in NUMBER.findall(each)
        if number not in DOCUMENTS
    }

    assert strangers == set()


def test_every_article_in_code_is_in_the_library_or_listed_with_a_reason():
    known = {(path, row.locator) for row in PRINCIPLES.values() for path in ("records/eligibility/rules.py",)}
    known |= {("councils/composition.py", charter.citation.locator) for charter in CHARTERS}
    found = {(path, article) for path, said in SAID.items() for each in said for article in ARTICLE.findall(each)}
    cited_here = {(path, ARTICLE.search(locator)[0]) for path, locator in known if ARTICLE.search(locator)}

    assert found - cited_here == set(NO_CITATIONS)
    assert all(NO_CITATIONS.values())


def test_comments_and_docstrings_name_articles_that_were_read():
    """A developer trusts them as a user trusts a finding."""
    pattern = re.compile(r"((?:điểm \w+ )?khoản \d+ Điều \d+) (?:Nghị định|NĐ) (\d+/\d{4})")
    places_named = [
        (path.relative_to(ROOT), place, f"{number}/NĐ-CP")
        for path in CODE
        for place, number in pattern.findall(path.read_text(encoding="utf-8"))
    ]

    assert places_named
    assert [each for each in places_named if not behind(each[2], each[1])] == []


def test_bases_proposed_by_themselves_were_read():
    """The law of 2026 is known by name only: no paper of ours begins with it by itself."""
    titles = [
        row
        for row in DOCUMENTS.values()
        if row["kind"] in ("Luật", "Nghị định") and "thi đua, khen thưởng" in row["title"].casefold()
    ]

    assert {row["number"] for row in titles if row["mark"] == "T"} == {
        "15/2003/QH11",
        "91/2017/NĐ-CP",
        "06/2022/QH15",
        "98/2023/NĐ-CP",
        "152/2025/NĐ-CP",
    }
    assert "06/2026/QH16" in {row["number"] for row in titles}

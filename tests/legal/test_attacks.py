"""What somebody tries on the library: values that claim more than was read, formulas and files made to hurt."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from legal import conditions, quotas
from legal.models import LegalDocument, LegalParameter
from tests.legal.test_parameter_pages import LAW, TYPED

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(world):
    return world.client(world.secretary)


# ---- what is said to have been read ----


def test_nothing_is_taken_for_read_unless_somebody_says_so(keeper):
    assert keeper.get(f"{LAW}/new/").context["form"]["mark"].value() in (None, "")


@pytest.mark.parametrize("mark", ["S", "K"])
def test_wording_that_the_library_does_not_know_is_not_read_without_saying_where(keeper, mark):
    unread = LegalDocument.objects.create(
        number="1/QĐ-TTg", kind="Quyết định", title="Quy định", issuer="Thủ tướng", from_on=date(2026, 1, 1), mark=mark
    )
    sent = TYPED | {name: getattr(unread, name) for name in ("number", "kind", "title", "issuer")}
    sent |= {"from_on": "01/09/2026"}

    page = keeper.post(f"{LAW}/new/", sent)
    assert "Thư viện chưa có nguyên văn" in page.text
    assert not LegalParameter.objects.exclude(organisation=None).exists()

    keeper.post(f"{LAW}/new/", sent | {"read_where": "Bản giấy lưu tại văn thư"})
    row = LegalParameter.objects.exclude(organisation=None).get()
    assert (row.mark, row.read_where, row.document) == ("T", "Bản giấy lưu tại văn thư", unread)


# ---- formulas ----


@pytest.mark.parametrize(
    "value",
    [
        "(" * 5000,
        "title CSTDCS x" + "9" * 5000,
        "title CSTDCS x３",  # a full-width figure
        "service ٣",  # an Arabic one
        "rating >= good & " * 3000,
        "members title LDTT >= " + "1" * 5000 + "/" + "1" * 5000,
        "__import__('os')",
    ],
)
def test_formula_made_to_hurt_is_refused_at_once(value, within):
    with within(seconds=1):
        for read in (conditions.parse, quotas.parse):
            with pytest.raises(ValueError, match=r"viết chưa đúng|Không có loại|Chỉ tiêu"):
                read(value)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "<img src=x onerror=alert(1)>", '=HYPERLINK("//x")'])
def test_what_is_typed_of_a_document_is_neither_markup_nor_a_link(keeper, text):
    keeper.post(f"{LAW}/new/", TYPED | {"title": text, "issuer": text, "locator": text, "note": text})
    row = LegalParameter.objects.exclude(organisation=None).get()

    for address in (f"{LAW}/of/{row.code}/", reverse("legal:document_detail", args=["th-ngoc-cau", row.document_id])):
        page = keeper.get(address)
        assert page.status_code == 200
        assert "<img src=x" not in page.text
        assert 'href="javascript' not in page.text


def test_long_chain_of_conditions_is_followed_to_its_circle(within):
    chain = {f"X{number}": [f"X{number + 1}"] for number in range(2000)}

    with within(seconds=5):
        assert conditions.circle_in(chain) == []
        circle = conditions.circle_in(chain | {"X2000": ["X1990"]})
    assert (circle[0], circle[-1], len(circle)) == ("X1990", "X1990", 12)


# ---- files of rules ----


BOMBS = {
    "nested": "x = " + "[\n" * 50_000,
    "nested tables": "x = " + "{a=" * 3000,
    "one long key": "a." * 50_000 + "b = 1",
    "one huge number": "x = " + "9" * 100_000,
    "nothing but NUL": "\0" * 1000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_file_made_to_hurt_is_refused_with_a_sentence(text, tmp_path, within):
    path = tmp_path / "rules.toml"
    path.write_text(text)

    with within(seconds=10), pytest.raises(CommandError, match=r"rules\.toml"):
        call_command("load_law", str(path))


def test_file_that_is_no_text_is_refused_with_a_sentence(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_bytes('[[document]]\nnumber = "1/QĐ"\n'.encode("utf-16"))

    with pytest.raises(CommandError, match=r"rules\.toml"):
        call_command("load_law", str(path))


def test_file_that_is_none_is_refused_with_a_sentence(tmp_path):
    for path in (tmp_path, tmp_path / "missing.toml", "/dev/zero"):
        with pytest.raises(CommandError):
            call_command("load_law", str(path))


def test_file_without_end_is_not_read_into_memory(tmp_path, within):
    path = tmp_path / "rules.toml"
    path.write_text("# " + "x" * 20_000_000)

    with within(seconds=2), pytest.raises(CommandError, match="quá lớn"):
        call_command("load_law", str(path))

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from core.errors import DomainError
from core.links import clean_link, host_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" https://thcs.vidu.edu.vn/bai?id=3#a ", "https://thcs.vidu.edu.vn/bai?id=3#a"),
        ("http://vidu.vn", "http://vidu.vn"),
        ("vidu.vn/anh", "https://vidu.vn/anh"),
        ("vidu.vn:8080/anh", "https://vidu.vn:8080/anh"),
        ("HTTPS://Vidu.vn/", "HTTPS://Vidu.vn/"),
        ("https://trườnghọc.vn/ảnh", "https://trườnghọc.vn/ảnh"),
    ],
)
def test_an_address_is_kept_as_it_was_given(typed, kept):
    assert clean_link(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "chưa đúng"),
        ("javascript:alert(1)", "Chỉ nhận"),
        ("JaVaScRiPt://vidu.vn/%0aalert(1)", "Chỉ nhận"),
        ("data:text/html,<script>", "Chỉ nhận"),
        ("file:///etc/passwd", "Chỉ nhận"),
        ("ftp://vidu.vn", "Chỉ nhận"),
        ("https://hoa:matkhau@vidu.vn", "mật khẩu"),
        ("https://www.truong.edu.vn@la.vidu", "mật khẩu"),
        ("https://vidu .vn", "dấu cách"),
        ("https://vidu.vn/\u202egpj", "ký tự ẩn"),
        ("https://vidu.vn\\@la.vidu", "ký tự ẩn"),
        ("https://[::1", "chưa đúng"),
        ("xem ở nhà", "dấu cách"),
        ("ảnh", "chưa đúng"),
        ("https://vidu.vn/" + "a" * 500, "dài quá 500"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused(typed, sentence):
    with pytest.raises(DomainError, match=sentence):
        clean_link(typed)


def test_letters_that_only_look_latin_are_shown_as_they_are_sent():
    assert host_of("https://vіdu.vn/a") == "xn--vdu-jhd.vn"  # a Cyrillic і
    assert host_of("https://Drive.Vidu.vn:443/a") == "drive.vidu.vn"


def test_a_link_out_says_its_host_and_tells_it_nothing():
    page = render_to_string("components/outside_link.html", {"url": "https://vidu.vn/a?b=1&c=2", "label": "Ảnh <b>"})

    assert 'href="https://vidu.vn/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow"' in page
    assert "Ảnh &lt;b&gt;" in page
    assert "(vidu.vn)" in page

"""Addresses that people give as evidence. No database, no network: whether the page exists is for the reader to see."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from core.errors import DomainError
from core.vietnamese import nfc

MAX_LENGTH = 500
UNSEEN = re.compile(r"[\x00-\x20\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\\]")
NOT_A_LINK = "Đường dẫn chưa đúng. Mở trang cần dẫn rồi sao chép cả địa chỉ, bắt đầu bằng https://."


def clean_link(text: str) -> str:
    """The address as it is kept; DomainError says what is wrong. One without a scheme is taken for https."""
    link = nfc(text).strip()
    if len(link) > MAX_LENGTH:
        raise DomainError(f"Đường dẫn dài quá {MAX_LENGTH} ký tự. Dùng liên kết chia sẻ ngắn hơn của trang đó.")
    if UNSEEN.search(link):
        raise DomainError("Đường dẫn có dấu cách hoặc ký tự ẩn. Sao chép lại đúng một địa chỉ.")
    scheme, separator, _ = link.partition("://")
    if not separator and not re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", link, re.IGNORECASE):
        link = f"https://{link}"
    elif scheme.lower() not in ("http", "https"):
        raise DomainError("Chỉ nhận đường dẫn bắt đầu bằng https:// hoặc http://.")
    try:
        parts = urlsplit(link)
        if parts.username is not None or parts.password is not None:
            raise DomainError("Đường dẫn chứa tên đăng nhập hoặc mật khẩu. Bỏ phần đó rồi nhập lại.")
        URLValidator(schemes=["http", "https"])(link)
    except (ValidationError, ValueError) as error:
        raise DomainError(NOT_A_LINK) from error
    return link


def host_of(link: str) -> str:
    """The host that a link leads to, shown beside its words: letters that only look Latin show as xn--…"""
    host = urlsplit(link).hostname or ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host

"""What the application knows of a signature in a PDF: the interface, without the library that makes it.

A token or a remote signing service is another `Signer` (docs/documents.md); `documents.signing.pkcs12` is a key in a
file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core import clock
from core.errors import DomainError


@dataclass(frozen=True)
class Box:
    """A rectangle on a page (counted from 0), in points from the page's lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """In whole points, as the library takes them."""
        return round(self.left), round(self.bottom), round(self.right), round(self.top)


@dataclass(frozen=True)
class Certificate:
    """Whose key it is, by the certificate's own words."""

    subject: str
    issuer: str
    serial: str  # hexadecimal
    valid_from: datetime
    valid_to: datetime
    sha256: str


class Signer(Protocol):
    """Makes one signature. `certificate` is known before anything is signed."""

    certificate: Certificate

    def sign(self, pdf_bytes: bytes, *, field: str, reason: str, image: bytes | None, box: Box | None) -> bytes:
        """The same file with one more revision that holds the signature.

        `field` names the signature's field, `reason` is stored in it as the signer's reason. What the page shows of it
        is `image` (a transparent PNG, or a PDF of one page) filling `box`; without a box the signature is invisible.
        DomainError if it cannot be made.
        """


def check_in_force(certificate: Certificate, now: datetime) -> None:
    """DomainError where the certificate is not yet, or no longer, in force."""
    begins, ends = (
        f"{each.astimezone(clock.ZONE):%d/%m/%Y}" for each in (certificate.valid_from, certificate.valid_to)
    )
    if now > certificate.valid_to:
        raise DomainError(
            f"Chứng thư số của “{certificate.subject}” đã hết hạn ngày {ends}"
            " nên không ký. Gia hạn với nơi cấp rồi ký lại."
        )
    if now < certificate.valid_from - timedelta(minutes=5):
        raise DomainError(
            f"Chứng thư số của “{certificate.subject}” chỉ có hiệu lực từ ngày {begins} nên chưa ký được."
        )

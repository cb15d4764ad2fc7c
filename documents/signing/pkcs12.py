"""A signer whose key is in a PKCS#12 file.

pyHanko writes an incremental update: what was signed before stays byte for byte, and every signature goes on verifying
over its own revision.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from asn1crypto import keys, x509
from asn1crypto import pkcs12 as pkcs12_data
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from PIL import Image
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers as hanko
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core import clock
from core.errors import DomainError
from core.vietnamese import nfc
from documents.signing.interface import Box, Certificate, check_in_force

MAX_KEY_BYTES = 100 * 1024
MAX_ROUNDS = 5_000_000  # of hashing the passphrase, all parts together; usual files have 2 thousand to 1 million
FILLS = layout.SimpleBoxLayoutRule(
    layout.AxisAlignment.ALIGN_MID, layout.AxisAlignment.ALIGN_MID, margins=layout.Margins.uniform(0)
)


def name_in(name: x509.Name) -> str:
    """The common name, else the organisation's, else all of it."""
    native = name.native
    found = native.get("common_name") or native.get("organization_name") or name.human_friendly
    return nfc(found if isinstance(found, str) else ", ".join(map(str, found)))


@dataclass(frozen=True, repr=False)
class Pkcs12Signer:
    """A key in a PKCS#12 file, held in memory for one signature; never stored, printed or logged."""

    key: keys.PrivateKeyInfo
    holder: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @classmethod
    def open(cls, data: bytes, passphrase: str) -> Self:
        """The key of a .p12 or .pfx file; DomainError if it does not open."""
        if not data or len(data) > MAX_KEY_BYTES:
            raise DomainError("Đây không phải tệp chứng thư số. Chọn tệp .p12 hoặc .pfx đã xuất từ phần mềm ký số.")
        _refuse_slow(data)
        try:
            key, holder, others = load_key_and_certificates(data, passphrase.encode())
        except ValueError as error:
            raise DomainError(
                "Không mở được tệp chứng thư số: mật khẩu không đúng, hoặc tệp bị hỏng. Nhập lại mật khẩu của tệp"
                " (không phải mật khẩu đăng nhập)."
            ) from error
        except Exception as error:  # a kind of key that the library does not know
            raise DomainError("Loại khóa trong tệp chứng thư số chưa dùng được. Dùng khóa RSA hoặc ECDSA.") from error
        if key is None or holder is None:
            raise DomainError("Tệp chỉ có chứng thư, không có khóa ký. Xuất lại tệp .p12 và chọn xuất kèm khóa bí mật.")
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return cls(
            keys.PrivateKeyInfo.load(private),
            x509.Certificate.load(holder.public_bytes(Encoding.DER)),
            tuple(x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in others),
        )

    @property
    def certificate(self) -> Certificate:
        return _facts(self.holder)

    def sign(self, pdf_bytes: bytes, *, field: str, reason: str, image: bytes | None, box: Box | None) -> bytes:
        now = clock.now()
        check_in_force(self.certificate, now)
        registry = SimpleCertificateStore.from_certs(self.chain)
        signer = hanko.SimpleSigner(self.holder, self.key, registry)
        spec = SigFieldSpec(field, on_page=box.page, box=box.corners) if box else SigFieldSpec(field)
        meta = hanko.PdfSignatureMetadata(
            field_name=field, reason=reason, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
        )
        with _appearance(image if box else None) as style:
            pdf_signer = hanko.PdfSigner(meta, signer, stamp_style=style, new_field_spec=spec)
            # In a thread of its own: whoever asks may already run an event loop, in which a second cannot be started.
            with ThreadPoolExecutor(max_workers=1) as thread:
                return thread.submit(lambda: asyncio.run(_signed(pdf_signer, pdf_bytes, now))).result()


async def _signed(pdf_signer: hanko.PdfSigner, pdf_bytes: bytes, now: datetime) -> bytes:
    """What `PdfSigner.sign_pdf` does, at the application's own time."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf_bytes))
    session = pdf_signer.init_signing_session(writer)
    session.system_time = now
    checked = await session.perform_presign_validation(writer)
    room = await session.estimate_signature_container_size(checked, tight=False)
    prepared = session.prepare_tbs_document(checked, bytes_reserved=room)
    digest, out = prepared.digest_tbs_document()
    done = await prepared.perform_signature(digest.document_digest, PdfCMSSignedAttributes(signing_time=now))
    await done.post_signature_processing(out)
    return out.getvalue()


@contextmanager
def _appearance(image: bytes | None) -> Iterator[StaticStampStyle]:
    """What the page shows of a signature; a PDF page must lie on the disk while it is taken over."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        content = None
        if image and image.startswith(b"%PDF-"):
            file.write(image)
            file.flush()
            content = ImportedPdfPage(file.name)
        elif image:
            content = PdfImage(Image.open(io.BytesIO(image)))
        yield StaticStampStyle(border_width=0, background=content, background_layout=FILLS, background_opacity=1)


def _facts(certificate: x509.Certificate) -> Certificate:
    return Certificate(
        subject=name_in(certificate.subject),
        issuer=name_in(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        valid_from=certificate.not_valid_before,
        valid_to=certificate.not_valid_after,
        sha256=certificate.sha256.hex(),
    )


def _refuse_slow(data: bytes) -> None:
    """A file may ask that its passphrase be hashed for hours; what it says of itself is read before it is opened."""
    try:
        if sum(_rounds(pkcs12_data.Pfx.load(data))) > MAX_ROUNDS:
            raise DomainError("Tệp chứng thư số đòi hỏi tính toán quá lâu nên không mở. Xuất lại tệp .p12.")
    except (ValueError, TypeError, KeyError) as error:
        raise DomainError(
            "Đây không phải tệp chứng thư số, hoặc tệp bị hỏng. Chọn tệp .p12 hoặc .pfx đã xuất từ phần mềm ký số."
        ) from error


def _rounds(pfx: pkcs12_data.Pfx) -> list[int]:
    """How often each visible part hashes the passphrase."""
    found = [pfx["mac_data"]["iterations"].native] if pfx["mac_data"].native else []
    for part in pfx.authenticated_safe:
        if part["content_type"].native == "data":
            for bag in pkcs12_data.SafeContents.load(part["content"].native):
                if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                    found.append(_rounds_of(bag["bag_value"]["encryption_algorithm"]))
        elif part["content_type"].native == "encrypted_data":
            found.append(_rounds_of(part["content"]["encrypted_content_info"]["content_encryption_algorithm"]))
    return found


def _rounds_of(algorithm) -> int:
    parameters = algorithm["parameters"]
    if algorithm["algorithm"].native == "pbes2":
        return parameters["key_derivation_func"]["parameters"]["iteration_count"].native
    return parameters["iterations"].native

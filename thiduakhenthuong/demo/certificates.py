"""Certificates for trying out: made on the spot, in nobody's name, trusted by nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from core import clock


@dataclass(frozen=True)
class Issuer:
    """Who issues: a certificate that signs others."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()


def make_issuer(name: str = "Nơi cấp chứng thư thử") -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    now = clock.now()
    names = _name(name)
    builder = _certificate(names, names, key, now - timedelta(days=3650), now + timedelta(days=3650))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    return Issuer(key, builder.add_extension(usage, critical=True).sign(key, hashes.SHA256()))


def make_pkcs12(
    name: str,
    passphrase: str,
    *,
    issuer: Issuer | None = None,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> bytes:
    """A .p12 file with a new key for this name, by default for a year, from an issuer of its own if none is given."""
    issuer = issuer or make_issuer()
    key = ec.generate_private_key(ec.SECP256R1())
    begins = valid_from or clock.now() - timedelta(days=1)
    ends = valid_to or clock.now() + timedelta(days=365)
    builder = _certificate(_name(name), issuer.certificate.subject, key, begins, ends)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = builder.add_extension(usage, critical=True).sign(issuer.key, hashes.SHA256())
    return pkcs12.serialize_key_and_certificates(
        name.encode(),
        key,
        certificate,
        [issuer.certificate],
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(subject, issuer, key, begins: datetime, ends: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
    )

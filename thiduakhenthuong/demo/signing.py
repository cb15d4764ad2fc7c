"""Keys to try signing with, made on the spot, and one paper that waits for the school's signature."""

from __future__ import annotations

from core import clock
from core.scoping import scope
from documents import services as documents
from documents.models import OfficialDocument
from documents.signing.demo_keys import PASSPHRASE, key_path
from documents.signing.pkcs12 import Pkcs12Signer
from organisation.models import Organisation, Role
from thiduakhenthuong.demo.certificates import Issuer, make_issuer, make_pkcs12
from thiduakhenthuong.demo.papers import user_of


def give_keys(schools: list[Organisation]) -> None:
    """A key for the head of each school and one for the school; they are worth nothing outside the demo."""
    issuer = make_issuer()
    for school in schools:
        with scope(school):
            head = user_of(school, Role.PRINCIPAL)
            _write(school, head.username, head.full_name, issuer)
            _write(school, "organisation", school.name, issuer)
            _sign_latest(school, head)


def _write(school: Organisation, name: str, holder: str, issuer: Issuer) -> None:
    path = key_path(school.slug, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make_pkcs12(holder, PASSPHRASE, issuer=issuer))
    path.chmod(0o600)


def _sign_latest(school: Organisation, head) -> None:
    """The head has signed the last paper that names her alone; the clerk has not."""
    issued = OfficialDocument.objects.for_organisation(school).issued().exclude(file="").order_by("-issued_on", "-pk")
    for document in issued.exclude(issued_on__gt=clock.today())[:20]:
        turns = documents.signatures_of(document).turns
        if len(turns) == 1 and documents.turn_of(document, head):
            signer = Pkcs12Signer.open(key_path(school.slug, head.username).read_bytes(), PASSPHRASE)
            documents.sign_as_person(document, signer=signer, shown=document.file_sha256, by=head)
            return

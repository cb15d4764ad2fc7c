"""The parameters of the law: read by all, set by those who keep the school."""

from __future__ import annotations

from datetime import date

from legal.models import LegalDocument, LegalParameter
from tests.rights.table.entry import EVERYBODY, KEEPERS, OFFICE, Entry, sends

CODE = "quorum.emulation_council"


def national_document(holdings):
    return {"pk": LegalDocument.objects.get(number="152/2025/NĐ-CP", organisation=None).pk}


def an_own_value(holdings):
    """The school's own quorum, in force without an end."""
    document = LegalDocument.objects.get(number="152/2025/NĐ-CP", organisation=None)
    row, _ = LegalParameter.objects.get_or_create(
        organisation=holdings.organisation,
        code="quorum.initiative_council",
        defaults={"value": "2/3", "document": document, "locator": "Điều 5", "from_on": date(2026, 9, 1)},
    )
    return {"pk": row.pk}


LEGAL = {
    "legal:document_list": Entry(EVERYBODY, "teacher"),
    "legal:document_export": Entry(EVERYBODY, "teacher"),
    "legal:document_detail": Entry(EVERYBODY, "teacher", kwargs=national_document, names_nothing=True),
    "legal:distinction_list": Entry(EVERYBODY, "teacher"),
    "legal:distinction_detail": Entry(
        EVERYBODY, "teacher", kwargs=lambda holdings: {"code": "CSTDCS"}, names_nothing=True
    ),
    "legal:regime_list": Entry(EVERYBODY, "teacher"),
    "legal:parameter_history": Entry(EVERYBODY, "teacher", kwargs=sends(code=CODE), names_nothing=True),
    "legal:parameter_build": Entry(
        KEEPERS | OFFICE, "secretary", kwargs=sends(code="condition.LDTT.rating"), names_nothing=True
    ),
    "legal:parameter_end": Entry(KEEPERS, "secretary", kwargs=an_own_value, post=sends(last_day="30/06/2027")),
    "legal:parameter_list": Entry(EVERYBODY, "teacher"),
    "legal:parameter_export": Entry(EVERYBODY, "teacher"),
    "legal:parameter_create": Entry(
        KEEPERS | OFFICE,
        "secretary",
        post=sends(
            code="quorum.emulation_council",
            value="3/4",
            number="15/QC-THNC",
            kind="Quy chế",
            title="Quy chế thi đua, khen thưởng",
            issuer="Trường",
            locator="Điều 5",
            from_on="01/10/2026",
            mark="T",
        ),
    ),
}

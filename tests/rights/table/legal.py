"""The parameters of the law: read by all, set by those who keep the school."""

from __future__ import annotations

from tests.rights.table.entry import EVERYBODY, KEEPERS, OFFICE, Entry, sends

LEGAL = {
    "legal:parameter_list": Entry(EVERYBODY, "teacher"),
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

"""Dossiers of proposal."""

from __future__ import annotations

from functools import partial

from awards.services import fingerprint_of
from legal.models import Distinction
from tests.rights.table.entry import COUNCIL, KEEPERS, OFFICE, Entry, nothing, pk_of, sends

reads_dossier = partial(Entry, COUNCIL | {"clerk"}, "member")
judges = partial(Entry, {"principal", "secretary"}, "secretary")
keeps_dossier = partial(Entry, KEEPERS, "secretary")

AWARDS = {
    "awards:dossier_list": reads_dossier(),
    "awards:title_hand_over": Entry(
        {"secretary"}, "secretary", post=sends(session=lambda h: h.draft_session.pk, titles="on")
    ),
    "awards:title_lower": Entry(
        {"secretary"},
        "secretary",
        lambda h: {"pk": h.refused_motion.pk},
        lambda h: {"distinction": Distinction.objects.get(code="LDTT").pk},
    ),
    "awards:initiative_list": judges(pk_of("initiative_session")),
    "awards:initiatives_put": judges(pk_of("initiative_session"), nothing),
    "awards:scoring_sheets": judges(pk_of("initiative_session"), sends(scale="Tính mới: 20")),
    "awards:recognition_create": judges(pk_of("recognised_session"), nothing),
    "awards:dossier_create": keeps_dossier(post=nothing, query=sends(year="2024-2025")),
    "awards:dossier_detail": reads_dossier(pk_of("dossier")),
    "awards:dossier_collect": keeps_dossier(pk_of("dossier"), nothing),
    "awards:part_create": keeps_dossier(lambda h: {"pk": h.dossier.pk, "kind": "list"}, nothing),
    "awards:dossier_check": keeps_dossier(pk_of("dossier"), sends(shown=lambda h: fingerprint_of(h.dossier))),
    "awards:dossier_submitted": reads_dossier(pk_of("sent_dossier")),
    "awards:decision_list": Entry(COUNCIL | {"clerk"} | OFFICE, "member"),
    "awards:decision_detail": reads_dossier(pk_of("delivery")),
    "awards:decision_take": Entry({"clerk", "secretary"}, "clerk", pk_of("delivery"), nothing),
    "awards:decision_create": Entry(
        {"officer"},
        "officer",
        pk_of("accepted_up"),
        lambda h: {
            "number": "130/QĐ",
            "decided_on": "12/10/2026",
            "authority": "Chủ tịch phường",
            f"line_{h.nomination.pk}": "yes",
        },
        at="office",
    ),
}

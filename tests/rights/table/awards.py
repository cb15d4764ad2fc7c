"""Dossiers of proposal."""

from __future__ import annotations

from functools import partial

from awards.services import fingerprint_of
from legal.models import Distinction
from tests.rights.table.entry import COUNCIL, KEEPERS, LEADERS, OFFICE, Entry, nothing, pk_of, sends

reads_dossier = partial(Entry, COUNCIL | {"clerk"}, "member")
judges = partial(Entry, {"principal", "secretary"}, "secretary")
keeps_dossier = partial(Entry, KEEPERS, "secretary")

AUTHORITY = {"post": "Chủ tịch", "body": "Ủy ban nhân dân phường", "signer": "", "symbol": "QĐ-UBND"}

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
    "awards:nomination_initiatives": keeps_dossier(pk_of("nomination"), sends(authors=lambda h: h.nominated_author.pk)),
    "awards:recognition_record": judges(pk_of("decided_session"), nothing),
    "awards:dossier_create": keeps_dossier(post=nothing, query=sends(year="2024-2025")),
    "awards:dossier_detail": reads_dossier(pk_of("dossier")),
    "awards:dossier_collect": keeps_dossier(pk_of("dossier"), nothing),
    "awards:part_create": keeps_dossier(lambda h: {"pk": h.dossier.pk, "kind": "list"}, nothing),
    "awards:dossier_check": keeps_dossier(pk_of("dossier"), sends(shown=lambda h: fingerprint_of(h.dossier))),
    "awards:dossier_submitted": reads_dossier(pk_of("sent_dossier")),
    "awards:decision_list": Entry(COUNCIL | {"clerk"} | OFFICE, "member"),
    "awards:decision_detail": reads_dossier(pk_of("delivery")),
    "awards:decision_take": Entry({"clerk", "secretary"}, "clerk", pk_of("delivery"), nothing),
    "awards:decision_draft": Entry(
        {"officer"},
        "officer",
        pk_of("accepted_up"),
        lambda h: {**AUTHORITY, f"line_{h.nomination.pk}": "yes"},
        at="office",
    ),
    "awards:own_decision_draft": keeps_dossier(pk_of("dossier"), sends(**AUTHORITY)),
    "awards:commendation_draft": Entry(
        KEEPERS | {"officer"},
        "secretary",
        post=lambda h: {
            **AUTHORITY,
            "distinction": Distinction.objects.get(code="GIAY_KHEN").pk,
            "period": "trong phong trào",
            "achievement": "Có thành tích xuất sắc",
            "people": h.cast["teacher"].pk,
        },
        query=sends(year="2025-2026"),
    ),
    "awards:decision_paper": reads_dossier(pk_of("own_paper")),
    "awards:decision_record": Entry(KEEPERS | {"clerk"}, "clerk", pk_of("own_paper"), nothing),
    "awards:certificates": keeps_dossier(pk_of("own_decision"), sends(first_number=5)),
    "awards:certificate_preview": keeps_dossier(pk_of("own_decision")),
    "awards:report_list": keeps_dossier(),
    "awards:report_detail": Entry(KEEPERS | {"head"}, "secretary", pk_of("head_registration")),
    "awards:report_preview": Entry(KEEPERS | {"head"}, "secretary", pk_of("head_registration")),
    "awards:report_edit": Entry(
        {"colleague"}, "colleague", pk_of("registration"), sends(version=0, duties="Giáo viên.", act="save")
    ),
    "awards:report_autosave": Entry(
        {"colleague"}, "colleague", pk_of("registration"), sends(duties="Giáo viên."), query=sends(version=0)
    ),
    "awards:report_confirm": Entry(
        LEADERS, "principal", pk_of("head_registration"), sends(version=lambda h: h.report.version)
    ),
    "awards:report_return": keeps_dossier(pk_of("head_registration"), sends(reason="Ghi rõ hơn.")),
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

"""The pages of what people hold: titles and commendations, evidence, the yearly rating."""

from records.views.conduct import (
    conduct_list,
    discipline_create,
    discipline_edit,
    discipline_remove,
    pending_create,
    pending_edit,
    pending_remove,
    private_notices,
    service_create,
    service_edit,
    service_remove,
)
from records.views.corrections import (
    correction_create,
    correction_detail,
    correction_evidence,
    correction_list,
    correction_withdraw,
)
from records.views.evidence import evidence_delete, evidence_file, own_evidence
from records.views.own import own_export, own_export_json, own_rating, own_record
from records.views.rating_decisions import rated_year_edit, rating_decide, rating_replace
from records.views.ratings import (
    rating_create,
    rating_detail,
    rating_edit,
    rating_export,
    rating_list,
    rating_withdraw,
)
from records.views.titles import person_record, record_list

__all__ = [
    "conduct_list",
    "correction_create",
    "correction_detail",
    "correction_evidence",
    "correction_list",
    "correction_withdraw",
    "discipline_create",
    "discipline_edit",
    "discipline_remove",
    "evidence_delete",
    "evidence_file",
    "own_evidence",
    "own_export",
    "own_export_json",
    "own_rating",
    "own_record",
    "pending_create",
    "pending_edit",
    "pending_remove",
    "person_record",
    "private_notices",
    "rated_year_edit",
    "rating_create",
    "rating_decide",
    "rating_detail",
    "rating_edit",
    "rating_export",
    "rating_list",
    "rating_replace",
    "rating_withdraw",
    "record_list",
    "service_create",
    "service_edit",
    "service_remove",
]

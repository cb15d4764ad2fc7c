"""The pages of what people hold: titles and commendations, evidence, the yearly rating."""

from records.views.evidence import evidence_delete, evidence_file, own_evidence
from records.views.own import own_rating, own_record
from records.views.titles import person_record, record_list

__all__ = [
    "evidence_delete",
    "evidence_file",
    "own_evidence",
    "own_rating",
    "own_record",
    "person_record",
    "record_list",
]

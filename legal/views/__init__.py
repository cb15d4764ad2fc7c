"""The pages of the law: its documents, the catalogue, the law of different times, the values in force."""

from legal.views.building import parameter_build
from legal.views.distinctions import distinction_detail, distinction_list, regime_list
from legal.views.documents import document_detail, document_export, document_list
from legal.views.parameters import parameter_create, parameter_end, parameter_export, parameter_history, parameter_list

__all__ = [
    "distinction_detail",
    "distinction_list",
    "document_detail",
    "document_export",
    "document_list",
    "parameter_build",
    "parameter_create",
    "parameter_end",
    "parameter_export",
    "parameter_history",
    "parameter_list",
    "regime_list",
]

"""The pages of registration."""

from registrations.views.collectives import collective_again, collective_edit, collective_withdraw
from registrations.views.lists import registration_export, registration_list, round_lock, round_open
from registrations.views.own import (
    registration_again,
    registration_autosave,
    registration_check,
    registration_edit,
    registration_receipt,
    registration_withdraw,
)
from registrations.views.reading import (
    registration_detail,
    registration_paper,
    registration_remark,
    registration_return,
)

__all__ = [
    "collective_again",
    "collective_edit",
    "collective_withdraw",
    "registration_again",
    "registration_autosave",
    "registration_check",
    "registration_detail",
    "registration_edit",
    "registration_export",
    "registration_list",
    "registration_paper",
    "registration_receipt",
    "registration_remark",
    "registration_return",
    "registration_withdraw",
    "round_lock",
    "round_open",
]

"""Dates of the year, what people owe by them, extensions and reminders.

Other rooms call `oblige` when work begins and `fulfil` when it is done; to-do lists, reminders and the office's board
read nothing else. Whether a window is open is computed from its times at the moment of asking: a sweep only tells.
"""

from deadlines.services.changes import Hanging, hanging_on, move_entry, withdraw_entry
from deadlines.services.entries import add_calendar_entry, effective_times
from deadlines.services.explanations import closed_sentence, reasons, state_sentence
from deadlines.services.extensions import extend
from deadlines.services.feeds import calendar_of, feed_of, give_feed, revoke_feed
from deadlines.services.holidays import (
    days_off_at,
    days_off_of,
    enter_holiday_change,
    holiday_changes_at,
    occurrences_in,
    remove_holiday_change,
)
from deadlines.services.ladders import ladder_of, set_ladder
from deadlines.services.obligations import Owed, cancel, forget, fulfil, fulfil_many, oblige, oblige_many
from deadlines.services.preview import preview
from deadlines.services.reminders import sweep

__all__ = [
    "Hanging",
    "Owed",
    "add_calendar_entry",
    "calendar_of",
    "cancel",
    "closed_sentence",
    "days_off_at",
    "days_off_of",
    "effective_times",
    "enter_holiday_change",
    "extend",
    "feed_of",
    "forget",
    "fulfil",
    "fulfil_many",
    "give_feed",
    "hanging_on",
    "holiday_changes_at",
    "ladder_of",
    "move_entry",
    "oblige",
    "oblige_many",
    "occurrences_in",
    "preview",
    "reasons",
    "remove_holiday_change",
    "revoke_feed",
    "set_ladder",
    "state_sentence",
    "sweep",
    "withdraw_entry",
]

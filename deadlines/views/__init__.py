"""The pages of what is owed: the to-do list, the calendar, longer deadlines, days off."""

from deadlines.views.calendar import calendar_download, calendar_month, calendar_year, entry_detail
from deadlines.views.extensions import entry_extend, obligation_extend, obligation_list
from deadlines.views.feeds import calendar_feed, feed_create, feed_detail, feed_revoke
from deadlines.views.holidays import holiday_create, holiday_list, holiday_remove
from deadlines.views.todo import done_list, todo_page

__all__ = [
    "calendar_download",
    "calendar_feed",
    "calendar_month",
    "calendar_year",
    "done_list",
    "entry_detail",
    "entry_extend",
    "feed_create",
    "feed_detail",
    "feed_revoke",
    "holiday_create",
    "holiday_list",
    "holiday_remove",
    "obligation_extend",
    "obligation_list",
    "todo_page",
]

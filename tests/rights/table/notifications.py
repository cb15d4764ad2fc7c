"""Each person's own notices."""

from __future__ import annotations

from tests.rights.table.entry import EVERYBODY, Entry, nothing, pk_of, sends

NOTIFICATIONS = {
    "notifications:notification_list": Entry(EVERYBODY, "teacher"),
    "notifications:notification_read_all": Entry(EVERYBODY, "teacher", post=nothing),
    "notifications:mail_preference_edit": Entry(EVERYBODY, "teacher", post=sends(mode="daily")),
    "notifications:notification_open": Entry({"teacher"}, "teacher", pk_of("notification"), nothing, refused=404),
}

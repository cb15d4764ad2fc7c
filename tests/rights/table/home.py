"""The start pages and the password: everybody's own."""

from __future__ import annotations

from tests.rights.table.entry import EVERYBODY, Entry, sends

HOME = {
    "home": Entry(EVERYBODY, "teacher"),
    "todo": Entry(EVERYBODY, "teacher"),
    "year_overview": Entry(EVERYBODY, "teacher"),
    "accounts:password_change": Entry(
        EVERYBODY,
        "teacher",
        post=sends(
            old_password="Ngoc-Cau-2026!", new_password1="Mot-mat-khau-khac-7", new_password2="Mot-mat-khau-khac-7"
        ),
    ),
}

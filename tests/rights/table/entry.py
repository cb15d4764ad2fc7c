"""An entry of the table, who asks, and the words with which the rooms fill it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from documents.services import hash_of
from documents.word_desk import sealed
from tests.factories.estate.holdings import Holdings

# ---- who asks ----

LEADERS = {"principal", "vice_principal"}
KEEPERS = LEADERS | {"secretary"}
RECORD_KEEPERS = KEEPERS | {"leader"}  # the head of an office keeps the records of its own people
HEADS = {"head", "outsider_head"}
COUNCIL = {"principal", "vice_principal", "secretary", "head", "outsider_head", "member"}
RUNNING = {"principal", "secretary"}  # the chair and the secretary of the council
SCHOOL = COUNCIL | {"clerk", "teacher", "colleague"}
OFFICE = {"officer", "leader"}
EVERYBODY = SCHOOL | OFFICE
PAPERS = KEEPERS | {"clerk"}  # they read every document


Data = Callable[[Holdings], dict[str, Any]]


@dataclass(frozen=True)
class Entry:
    """`ok` is a role for which the address must work: its page is shown, and its act (`post`) changes something.

    `kwargs` are those of the address beside the slug. `at` says whose page it is: a school's or the office's.
    `sees_too` is another organisation that the thing was addressed to.
    Whoever is not allowed meets `refused`; `others` names those who meet another status.
    `query` stands behind the address; an act without data may answer `empty`, where it cannot know what is meant.
    `names_nothing`: what stands in the address is no row of anybody's (a year, a term), so everybody has it.
    `logs`: reading it is written into the audit log.
    """

    allowed: set[str]
    ok: str
    kwargs: Data | None = None
    post: Data | None = None
    refused: int = 403
    others: Mapping[str, int] = field(default_factory=dict)
    query: Data | None = None
    empty: int | None = None
    at: str = "school"
    sees_too: str = ""
    logs: bool = False
    names_nothing: bool = False


def edited_in_word(name: str, subject_key: Callable) -> Data:
    """A draft that comes back from Word with another subject."""

    def data(holdings) -> dict:
        written = getattr(holdings, name)
        content = replace(written.content, subject="Trích yếu sửa trong Word")
        return {"accepted": sealed(subject_key(written), content, before=hash_of(written.content))}

    return data


def pk_of(name: str) -> Data:
    return lambda holdings: {"pk": getattr(holdings, name).pk}


def uuid_of(name: str) -> Data:
    return lambda holdings: {"uuid": getattr(holdings, name).uuid}


def sends(**values) -> Data:
    """Data of a form: plain values, or functions of the holdings."""
    return lambda holdings: {name: value(holdings) if callable(value) else value for name, value in values.items()}


def person_of(role: str) -> Data:
    return lambda holdings: {"pk": holdings.cast[role].pk}


nothing = sends()
person_pk = lambda role: lambda holdings: holdings.cast[role].pk  # noqa: E731
reminder_ladder = sends(
    days_before="7, 3, 1",
    days_after="1",
    remind_at="06:30",
    quiet_from="21:00",
    quiet_to="06:00",
    daily_at="07:00",
)
extension = sends(day="30/10/2026", hour="17:00", reason="Nhà trường tổ chức hội thi.")


def by_member(text: str, value) -> Data:
    """One field for each member of the council."""
    return lambda holdings: {text.format(member.pk): value for member in holdings.council.members.all()}


def joined(*parts: Data) -> Data:
    return lambda holdings: {name: value for part in parts for name, value in part(holdings).items()}

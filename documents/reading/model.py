"""What reading a document gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from documents.content import Content


@dataclass(frozen=True)
class Doubt:
    """Something a careful clerk would ask about. `line` counts from 1; `sentence` is the text it is about.

    Doubts of one code and one `cause` are one question: it is asked at the first place, and `places` are all its lines.
    """

    code: str
    line: int
    message: str
    sentence: str = ""
    cause: str = ""
    places: tuple[int, ...] = ()


@dataclass
class Reading:
    """A document read from text: its content, the doubts about its form, its NFC source lines.

    `source` says on which lines the parts stand that carry no line themselves: "number", "date", "title", "subject",
    "bases", "recipients", "signatories", each a list parallel to the part.
    """

    content: Content
    doubts: list[Doubt] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    source: dict[str, list[int]] = field(default_factory=dict)

"""Which movements of a plan were already begun, supplied by the room that begins them.

    @movements.register("campaigns")
    def of_plans(organisation, plan_ids) -> dict[str, str]: ...

A finder answers with the address of what was begun, by the movement's name.
"""

from __future__ import annotations

from collections.abc import Callable

from documents.reading.lines import fold

Finder = Callable[..., dict[str, str]]
FINDERS: dict[str, Finder] = {}


def register(code: str) -> Callable[[Finder], Finder]:
    def keep(finder: Finder) -> Finder:
        if FINDERS.get(code, finder) is not finder:
            raise LookupError(f"Two finders are named {code}")
        FINDERS[code] = finder
        return finder

    return keep


def begun(organisation, plan_ids: list[int]) -> dict[str, str]:
    """Addresses by the movement's name as `name_key` gives it."""
    found: dict[str, str] = {}
    for finder in FINDERS.values():
        found |= {name_key(name): address for name, address in finder(organisation, plan_ids).items()}
    return found


def name_key(name: str) -> str:
    """Two writings of one movement's name alike: without quotes, tones and the case of letters."""
    return fold("".join(letter if letter.isalnum() else " " for letter in name))

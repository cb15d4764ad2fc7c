"""The four corners and the signature of a plan: in whose name it is drawn up, and who signs it."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from core import clock
from documents import services as documents
from documents.content import Letterhead, Signatory
from organisation.models import Person, Post, Role, RoleAssignment

BODIES_FILE = Path(__file__).parent.parent / "data" / "drafting_bodies.toml"
DEPUTY = Role.VICE_PRINCIPAL


@cache
def drafting_bodies() -> dict[str, dict]:
    return tomllib.loads(BODIES_FILE.read_text(encoding="utf-8"))


def letterhead_of(organisation, *, type_code: str, body: str) -> Letterhead:
    """A body of its own stands under the organisation, which moves up to the line of the superior."""
    spec = drafting_bodies()[body]
    head = documents.letterhead_for(organisation, type_code=type_code)
    if spec["issuer"]:
        head.superior, head.issuer = head.issuer, list(spec["issuer"])
    head.symbol = spec["symbol"].format(type=type_code, own=organisation.symbol)
    return head


def signatory_of(organisation, *, body: str, deputy: Person | None = None) -> Signatory:
    """The head, as chair where a council draws it up; a deputy signs in the head's place (KT.)."""
    spec, head = drafting_bodies()[body], documents.head_signatory(organisation, clock.today())
    if spec["signs_as"]:
        return Signatory(post=spec["post"], name=head.name, capacity="TM.", on_behalf=spec["signs_as"])
    if deputy is None:
        return head
    held = Post.objects.for_organisation(organisation).on(clock.today()).filter(person=deputy).first()
    post = held.title if held else f"Phó {head.post.capitalize()}"
    return Signatory(post=post.upper(), name=deputy.full_name, capacity="KT.", on_behalf=head.post)


def deputies(organisation) -> list[Person]:
    held = RoleAssignment.objects.for_organisation(organisation).on(clock.today()).filter(role=DEPUTY)
    return list(dict.fromkeys(each.person for each in held.select_related("person").order_by("person__sort_key")))

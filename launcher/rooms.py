"""The order of the rooms: an app imports only from those above it, a file in it only from the rows above it.

python -m launcher.rooms
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from launcher.places import ROOT
from launcher.sources import Source, called_name, imports_of, read_sources

ROOMS = [
    "core",
    "audit",
    "accounts",
    "organisation",
    "notifications",
    "deadlines",
    "legal",
    "documents",
    "submissions",
    "records",
    "councils",
    "plans",
    "campaigns",
    "registrations",
    "initiatives",
    "evaluations",
    "awards",
    "oversight",
    "thiduakhenthuong",
]
PURE = ("criteria", "caps", "rules", "days_off", "judged", "period_words", "service_spans", "participation")
FLOORS = {**dict.fromkeys(PURE, 0), "querysets": 1, "models": 2, "services": 3, "permissions": 4}
FLOORS |= dict.fromkeys(("forms", "views", "urls", "tasks", "admin"), 5)
IMPURE = ("django.db", "django.http", "django.utils.timezone", "core.clock", "core.access")  # not for the pure ones
UPWARD = {
    ("services", "tasks"),  # a service may queue a task
    ("querysets", "models"),  # inside a function: a filter names the values of its own model
}
TENANT = "organisation.Organisation"  # every row names its organisation, those of the rooms above it too
RELATIONS = ("ForeignKey", "OneToOneField", "ManyToManyField")


def problems(root: Path = ROOT) -> list[str]:
    """One line for each import that points the wrong way."""
    found = []
    for source in read_sources(root, ROOMS):
        room = ROOMS.index(source.module[0])
        for line, target in sorted({*_imported_rooms(source), *_named_rooms(source)}):
            if ROOMS.index(target) > room:
                found.append(f"{source.path}:{line}: {ROOMS[room]} imports from {target}, which stands below it")
        found += _floor_problems(source)
    return found


def _imported_rooms(source: Source) -> Iterator[tuple[int, str]]:
    for imported in imports_of(source):
        if imported.parts[0] in ROOMS:
            yield imported.line, imported.parts[0]


def _named_rooms(source: Source) -> Iterator[tuple[int, str]]:
    """Rooms named in strings: the target of a relation, a migration's dependency."""
    in_migration = "migrations" in source.module
    for node in ast.walk(source.tree):
        names = []
        if isinstance(node, ast.Call) and called_name(node) in RELATIONS:
            names = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg in ("to", "through"))]
        elif in_migration and isinstance(node, ast.Tuple) and len(node.elts) == 2:
            names = node.elts[:1]
        for name in names:
            text = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""
            is_tenant = text.lower() == TENANT.lower() or (in_migration and text == "organisation")
            if text.split(".")[0] in ROOMS and not is_tenant:
                yield name.lineno, text.split(".")[0]


def _floor_problems(source: Source) -> Iterator[str]:
    if len(source.module) < 2 or source.module[1] not in FLOORS:
        return
    room, file = source.module[:2]
    for imported in imports_of(source):
        if file in PURE and _is_impure(imported.name):
            yield f"{source.path}:{imported.line}: {file} are pure functions; {imported.name} is not for them"
            continue
        if len(imported.parts) < 2 or imported.parts[0] != room or (file, imported.parts[1]) in UPWARD:
            continue
        if FLOORS.get(imported.parts[1], 0) > FLOORS[file]:
            yield f"{source.path}:{imported.line}: {file} imports from {imported.parts[1]}, which stands below it"


def _is_impure(name: str) -> bool:
    parts = name.split(".")
    if any(name == impure or name.startswith(impure + ".") for impure in IMPURE):
        return True
    return parts[0] in ROOMS and len(parts) > 1 and FLOORS.get(parts[1], 0) > 0


if __name__ == "__main__":
    found = problems()
    print("\n".join(found))
    sys.exit(bool(found))

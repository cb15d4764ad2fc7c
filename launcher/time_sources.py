"""Only `core.clock` may ask what time it is.

python -m launcher.time_sources
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from launcher.places import ROOT
from launcher.sources import Source, imports_of, read_sources

EXEMPT = ("core/clock.py", "launcher/", "tests/launcher/", "tests/core/test_clock.py")
FORBIDDEN = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "django.utils.timezone.now",
    "django.db.models.functions.Now",
    "django.db.models.functions.datetime.Now",
    "time.time",
    "time.time_ns",
}
FORBIDDEN_WITHOUT_ARGUMENT = {  # with one they convert, without they ask the system
    "django.utils.timezone.localtime",
    "django.utils.timezone.localdate",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
}
AUTOMATIC = ("auto_now", "auto_now_add")
NOW_TAG = re.compile(r"{%-?\s*now\b")


def problems(root: Path = ROOT) -> list[str]:
    """One line for each place that asks another clock."""
    found = []
    for source in read_sources(root):
        if not str(source.path).startswith(EXEMPT):
            found += _problems_in(source)
    for template in sorted(root.glob("**/templates/**/*.html")):
        path = template.relative_to(root)
        if path.parts[0].startswith("."):
            continue
        for number, line in enumerate(template.read_text(encoding="utf-8").splitlines(), 1):
            if NOW_TAG.search(line):
                found.append(f"{path}:{number}: {{% now %}} asks the system clock; the view passes the day")
    return found


def _problems_in(source: Source) -> Iterator[str]:
    known = {imported.alias: imported.bound for imported in imports_of(source) if imported.alias}
    inherited = _defaults(source) if "migrations" in source.module else set()
    for node in ast.walk(source.tree):
        name = _full_name(node, known)
        if name in FORBIDDEN and node not in inherited:
            yield f"{source.path}:{node.lineno}: {name}; use core.clock"
        if not isinstance(node, ast.Call):
            continue
        called = _full_name(node.func, known)
        if called in FORBIDDEN_WITHOUT_ARGUMENT and not node.args and not node.keywords:
            yield f"{source.path}:{node.lineno}: {called}(); use core.clock"
        for keyword in node.keywords:
            if keyword.arg in AUTOMATIC and getattr(keyword.value, "value", None) is not False:
                yield f"{source.path}:{node.lineno}: {keyword.arg}; set the time from core.clock"


def _defaults(source: Source) -> set[ast.AST]:
    """Default values in a migration: it repeats its model, which is checked, and what that inherits from Django."""
    return {node.value for node in ast.walk(source.tree) if isinstance(node, ast.keyword) and node.arg == "default"}


def _full_name(node: ast.AST, known: dict[str, str]) -> str:
    """The dotted name behind an expression, through the file's imports; "" where it is none."""
    attributes = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in known:
        return ""
    return ".".join([known[node.id], *reversed(attributes)])


if __name__ == "__main__":
    found = problems()
    print("\n".join(found))
    sys.exit(bool(found))

"""The project's Python files and the names they import, for the checks that read code without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SKIPPED = {".venv", ".data", ".git", "node_modules", "static", "__pycache__"}


@dataclass(frozen=True)
class Source:
    path: Path  # relative to the project folder
    tree: ast.Module

    @property
    def module(self) -> list[str]:
        parts = list(self.path.with_suffix("").parts)
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def package(self) -> list[str]:
        return list(self.path.parent.parts)


@dataclass(frozen=True)
class Import:
    """One imported name, dotted in full, wherever it stands: at the top, in a function, under TYPE_CHECKING."""

    line: int
    name: str
    alias: str  # the name it has in the file
    bound: str  # what that name stands for: `import a.b` binds `a`

    @property
    def parts(self) -> list[str]:
        return self.name.split(".")


def read_sources(root: Path, folders: list[str] | None = None) -> Iterator[Source]:
    """Parse the .py files below the folders (default: all); a file that does not parse is left to ruff."""
    starts = [root / folder for folder in folders] if folders is not None else [root]
    for start in starts:
        for file in sorted(start.rglob("*.py")):
            path = file.relative_to(root)
            if SKIPPED.isdisjoint(path.parts):
                try:
                    yield Source(path, ast.parse(file.read_text(encoding="utf-8")))
                except SyntaxError:
                    continue


def imports_of(source: Source) -> Iterator[Import]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                first = name.name.split(".")[0]
                yield Import(node.lineno, name.name, name.asname or first, name.name if name.asname else first)
        elif isinstance(node, ast.ImportFrom):
            base = source.package[: len(source.package) - node.level + 1] if node.level else []
            base = [*base, *(node.module.split(".") if node.module else [])]
            for name in node.names:
                full = ".".join([*base, name.name])
                yield Import(node.lineno, full, name.asname or name.name, full)
        elif isinstance(node, ast.Call) and called_name(node) in ("import_module", "import_string", "__import__"):
            name = node.args[0] if node.args else None
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield Import(node.lineno, name.value, "", name.value)


def called_name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")

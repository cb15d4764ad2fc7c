"""Reading what was sent as data: neither less nor more than was agreed, so that nothing about a person slips in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import DomainError
from core.vietnamese import clean_line

SCHEMA = 1


@dataclass(frozen=True)
class ManifestReader:
    """`noun`: what is read, as it begins a sentence; `advice`: what to do where it holds something else."""

    noun: str
    advice: str

    def opened(self, manifest: Mapping, names: Collection[str], *, kinds: Collection[str]) -> dict[str, Any]:
        """The agreed values without the list of files; DomainError for other names, another schema or kind."""
        data = {name: value for name, value in manifest.items() if name != "files"}
        self.only(data, {"schema", "kind", *names})
        if data.pop("schema") != SCHEMA or data["kind"] not in kinds:
            raise DomainError(f"{self.noun} được lập theo mẫu mà hệ thống này chưa đọc được.")
        return data

    def only(self, data: Mapping, names: Collection[str]) -> None:
        if set(data) != set(names):
            raise DomainError(f"{self.noun} thiếu mục hoặc có mục lạ. {self.advice}")

    def text(self, value: Any, longest: int, *, may_be_empty: bool = False) -> None:
        is_clean = isinstance(value, str) and value == clean_line(value) and len(value) <= longest
        if not is_clean or not (value or may_be_empty):
            raise DomainError(
                f"{self.noun}: “{str(value)[:40]}” để trống, quá dài hoặc có khoảng trắng thừa. {self.advice}"
            )

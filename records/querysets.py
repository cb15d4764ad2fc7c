from __future__ import annotations

from typing import Self

from core.querysets import OrganisationOwnedQuerySet
from core.vietnamese import search_key


class TitleRecordQuerySet(OrganisationOwnedQuerySet):
    def of_person(self, person) -> Self:
        return self.filter(person=person)

    def with_names(self) -> Self:
        return self.select_related("person", "department", "organisation", "distinction")

    def matching(self, *, words: str = "", year: str = "", distinction: str = "") -> Self:
        """The filters of the list; an empty one filters nothing."""
        rows = self.filter(school_year_code=year) if year else self
        rows = rows.filter(distinction__code=distinction) if distinction else rows
        return rows.filter(person__search_key__contains=search_key(words)) if words else rows

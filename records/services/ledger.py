"""The use of recognised initiatives: each author uses hers once, reserved, then consumed or released.

Every act locks the author's row before it reads how she stands, several authors always in the order of their ids: two
acts about one author wait for each other, and none waits in a circle. `purpose_key` says for what ("nomination:12");
the same act for the same purpose again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from legal.models import Distinction
from records.models import InitiativeAuthor, InitiativeUse

State = InitiativeUse.State


@transaction.atomic
def reserve(
    authors: Iterable[InitiativeAuthor], *, distinction: Distinction, school_year_code: str, purpose_key: str, by
) -> list[InitiativeUse]:
    """Hold the initiatives of some authors for one purpose, all of them or none.

    DomainError, naming the title and the year, where one is held for another purpose. Once only: Công văn 5007/BNV-TĐKT
    of 2023.
    """
    locked = _locked(author.pk for author in authors)
    held = _held(locked)
    for author in locked:
        if author.pk in held and held[author.pk].purpose_key != purpose_key:
            raise DomainError(_told(held[author.pk]))
    return [held.get(author.pk) or _new(author, distinction, school_year_code, purpose_key, by=by) for author in locked]


@transaction.atomic
def consume(organisation, purpose_key: str, by) -> list[InitiativeUse]:
    """The purpose was decided: what it holds is used for good. Gives the uses; none where it rests on no initiative.

    DomainError where all it held was released: somebody else may hold it by now.
    """
    uses = _of_purpose(organisation, purpose_key)
    held = [use for use in uses if use.state in InitiativeUse.HELD]
    if uses and not held:
        raise DomainError(
            f"Sáng kiến “{uses[-1].author.recognition.name}” đã trả lại ({uses[-1].reason}) nên không ghi là đã dùng."
            " Đề nghị lại rồi ghi quyết định."
        )
    for use in held:
        if use.state == State.RESERVED:
            _change(use, State.CONSUMED, by=by)
    return held


@transaction.atomic
def release(organisation, purpose_key: str, reason: str, by) -> list[InitiativeUse]:
    """The purpose fell: what it holds is free again. Gives what was released now; DomainError for what is consumed."""
    uses = _of_purpose(organisation, purpose_key)
    if used := [use for use in uses if use.state == State.CONSUMED]:
        raise DomainError(
            f"Sáng kiến “{used[0].author.recognition.name}” đã dùng để xét {used[0].for_what} nên không trả lại được."
        )
    reserved = [use for use in uses if use.state == State.RESERVED]
    for use in reserved:
        use.reason = reason[:250]
        _change(use, State.RELEASED, by=by)
    return reserved


@transaction.atomic
def hold_people(organisation, people: Iterable[int]) -> None:
    """Lock all that these people are authors of, before several purposes of theirs are written in one transaction."""
    rows = InitiativeAuthor.objects.for_organisation(organisation).filter(person__in=set(people))
    _locked(rows.values_list("pk", flat=True))


def free_authors(organisation, person) -> list[InitiativeAuthor]:
    """What a person may still use here, latest decision first."""
    rows = InitiativeAuthor.objects.for_organisation(organisation).filter(person=person)
    rows = rows.exclude(uses__state__in=InitiativeUse.HELD).select_related("recognition", "person")
    return list(rows.order_by("-recognition__decided_on", "pk"))


def _locked(keys: Iterable[int]) -> list[InitiativeAuthor]:
    rows = InitiativeAuthor.objects.filter(pk__in=set(keys)).order_by("pk").select_for_update(of=("self",))
    return list(rows.select_related("recognition", "person"))


def _held(authors: Iterable[InitiativeAuthor]) -> dict[int, InitiativeUse]:
    """By author what holds hers; read once her row is locked."""
    uses = InitiativeUse.objects.filter(author__in=authors, state__in=InitiativeUse.HELD)
    return {use.author_id: use for use in uses.select_related("distinction", "author__recognition", "author__person")}


def _of_purpose(organisation, purpose_key: str) -> list[InitiativeUse]:
    """All uses of a purpose, oldest first, their authors locked."""
    uses = InitiativeUse.objects.for_organisation(organisation).filter(purpose_key=purpose_key).order_by("pk")
    _locked(uses.values_list("author_id", flat=True))
    return list(uses.select_related("distinction", "author__recognition", "author__person"))


def _new(author: InitiativeAuthor, distinction, school_year_code: str, purpose_key: str, *, by) -> InitiativeUse:
    use = InitiativeUse.objects.create(
        organisation_id=author.organisation_id,
        author=author,
        distinction=distinction,
        school_year_code=school_year_code,
        purpose_key=purpose_key,
        changed_by=by,
    )
    _record(use, by=by)
    return use


def _change(use: InitiativeUse, state: str, *, by) -> None:
    use.state, use.changed_by, use.changed_at = state, by, clock.now()
    use.save(update_fields=["state", "reason", "changed_by", "changed_at"])
    _record(use, by=by)


def _record(use: InitiativeUse, *, by) -> None:
    audit.record(
        f"records.initiative_{use.state}",
        use,
        by=by,
        after={
            "purpose": use.purpose_key,
            "initiative": use.author.recognition_id,
            "school_year": use.school_year_code,
        },
        personal={"author": use.author.person.full_name, "reason": use.reason},
    )


def _told(use: InitiativeUse) -> str:
    name, author = use.author.recognition.name, use.author.person.full_name
    if use.state == State.MOVED:
        return f"Sáng kiến “{name}” của {author} đã chuyển theo hồ sơ sang đơn vị mới nên không dùng ở đây nữa."
    if use.state == State.CONSUMED:
        return (
            f"Sáng kiến “{name}” của {author} đã dùng để xét {use.for_what}. Mỗi sáng kiến chỉ dùng một lần: chọn sáng"
            " kiến khác."
        )
    return (
        f"Sáng kiến “{name}” của {author} đang dùng để đề nghị {use.for_what}. Mỗi sáng kiến chỉ dùng một lần: chọn"
        " sáng kiến khác, hoặc chờ đề nghị đó kết thúc."
    )

"""How candidates stand under the law: shown beside what is proposed. It informs; only who is blocked is held back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse

from awards.models import Dossier, Nomination
from awards.querysets import passed_title_motions
from core import clock
from councils.models import Motion
from records.eligibility.judging import Verdict
from records.services.candidates import Candidate, verdicts_of
from records.services.conduct import SEE_PRIVATELY, blocked_people
from registrations.models import Registration


def held_back_sentence(names: Iterable[str]) -> str:
    """Who is not proposed now, and not why; "" for nobody."""
    names = list(dict.fromkeys(names))
    if not names:
        return ""
    return f"Chưa đề nghị được: {', '.join(names)}. {SEE_PRIVATELY}; thủ trưởng đơn vị biết lý do."


def parted_registrations(
    registrations: Sequence[Registration], organisation, *, on: date
) -> tuple[list[Registration], list[Registration]]:
    """Those that may be proposed, and those whose candidate is blocked that day."""
    blocked = blocked_people(organisation, on=on)
    held = [row for row in registrations if row.person_id in blocked]
    return [row for row in registrations if row.person_id not in blocked], held


def motions_to_propose(school_year) -> tuple[list[Motion], list[Motion]]:
    """The passed titles of a year that may be proposed, and those whose candidate is blocked today."""
    motions, blocked = passed_title_motions(school_year), blocked_people(school_year.organisation, on=clock.today())
    held = [motion for motion in motions if motion.person_id in blocked]
    return [motion for motion in motions if motion.person_id not in blocked], held


def verdicts_of_registrations(
    registrations: Sequence[Registration], organisation, *, school_year_code: str, on: date
) -> dict[int, Verdict]:
    """By registration with a title, how its candidate stands."""
    rows = [row for row in registrations if row.distinction_id]
    keys = {row.pk: Candidate(row.person_id, row.department_id, row.distinction.code) for row in rows}
    found = verdicts_of(organisation, keys.values(), school_year_code=school_year_code, on=on)
    return {pk: found[key] for pk, key in keys.items() if key in found}


def verdicts_of_nominations(dossier: Dossier, nominations: Sequence[Nomination]) -> dict[int, Verdict]:
    """By nomination, how its candidate stands by the law of today."""
    keys = {row.pk: Candidate(row.person_id, row.department_id, row.distinction.code) for row in nominations}
    found = verdicts_of(
        dossier.organisation, keys.values(), school_year_code=dossier.school_year.code, on=clock.today()
    )
    return {pk: found[key] for pk, key in keys.items() if key in found}


def verdict_url(organisation, row: Nomination | Registration, school_year_code: str) -> str:
    """Where the whole verdict of a candidate about what is asked for stands."""
    if row.person_id:
        address = reverse("records:person_verdicts", args=[organisation.slug, row.person_id])
    elif row.department_id:
        address = reverse("records:department_verdicts", args=[organisation.slug, row.department_id])
    else:
        address = reverse("records:school_verdicts", args=[organisation.slug])
    return f"{address}?year={school_year_code}#{row.distinction.code}"

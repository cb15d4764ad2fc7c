"""Chỉ tiêu thi đua that an organisation makes for those below: sent down as data, taken over as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from evaluations.models import Rubric
from evaluations.models.rubrics import PeriodKind, Subject
from evaluations.rubric_tables import RubricDraft
from evaluations.services.rubric_drafts import draft_of, store_bands, store_rows
from organisation.models import SchoolYear
from submissions import services as submissions
from submissions.manifests import SCHEMA, ManifestReader
from submissions.models import Submission

RUBRIC = "rubric"  # the value of "kind" in the manifest
READER = ManifestReader("Biểu điểm", "Đề nghị nơi gửi gửi lại.")


@dataclass(frozen=True)
class SentRubric:
    """A rubric as it was sent. `school_year`: the code of the year it is bound to, "" for none."""

    family: str
    version: int
    name: str
    source: str
    school_year: str
    period_kinds: tuple[str, ...]
    draft: RubricDraft

    @property
    def period_names(self) -> str:
        return ", ".join(PeriodKind(kind).label.lower() for kind in self.period_kinds) or "mọi kỳ"

    def manifest(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "kind": RUBRIC,
            "family": self.family,
            "version": self.version,
            "name": self.name,
            "source": self.source,
            "school_year": self.school_year,
            "period_kinds": list(self.period_kinds),
            "draft": self.draft.as_json(),
        }

    @classmethod
    def of(cls, rubric: Rubric) -> SentRubric:
        draft = draft_of(rubric)
        for row in draft.rows:
            row.key = None  # a row of the sender's database
        return cls(
            family=str(rubric.family),
            version=rubric.version_number,
            name=rubric.name,
            source=_source_of(rubric),
            school_year=rubric.school_year.code if rubric.school_year else "",
            period_kinds=tuple(rubric.period_kinds),
            draft=draft,
        )

    @classmethod
    def read(cls, manifest: Mapping) -> SentRubric:
        data = READER.opened(manifest, cls.__dataclass_fields__, kinds=[RUBRIC])
        return cls(
            family=data["family"],
            version=data["version"],
            name=data["name"],
            source=data["source"],
            school_year=data["school_year"],
            period_kinds=tuple(data["period_kinds"]),
            draft=RubricDraft.from_json(data["draft"]),
        )


def _source_of(rubric: Rubric) -> str:
    """Where the sender's rubric comes from, in its own words."""
    return " ".join(filter(None, [rubric.locator, str(rubric.document or rubric.source)]))


# ---- down ----


def deliveries_of(rubric: Rubric):
    """To whom this version was sent."""
    sent = Submission.objects.sent_by(rubric.organisation).rubrics()
    return sent.filter(subject_key__startswith=f"{_key(rubric)}:").select_related("recipient")


def _key(rubric: Rubric) -> str:
    return f"rubric:{rubric.family}:{rubric.version_number}"


def send_refusal(rubric: Rubric) -> str:
    """Why a rubric cannot be sent down; "" where it can."""
    if rubric.subject != Subject.UNIT:
        return "Chỉ gửi xuống được biểu điểm chấm đơn vị trực thuộc. Chọn đối tượng đó ở phần chung của biểu điểm."
    if rubric.adopted_at is None:
        return "Biểu điểm chưa đưa vào dùng nên chưa gửi được. Bấm “Đưa vào dùng” trước."
    return ""


@transaction.atomic
def send_rubric_down(rubric: Rubric, *, recipients: Sequence, line: str, school_year_code: str, by) -> int:
    """Send an adopted rubric to units supervised in a line; from then on it is frozen. Returns how many got it now."""
    rows = Rubric.objects.for_organisation(rubric.organisation).select_for_update(of=("self",))
    rubric = rows.select_related("organisation", "school_year", "document").get(pk=rubric.pk)
    if refusal := send_refusal(rubric):
        raise DomainError(refusal)
    sent = SentRubric.of(rubric)
    count = submissions.send_rubric(
        organisation=rubric.organisation,
        key=_key(rubric),
        title=f"Biểu điểm {sent.name}" + (f" (bản {sent.version})" if sent.version > 1 else ""),
        manifest=sent.manifest(),
        recipients=recipients,
        line=line,
        school_year_code=sent.school_year or school_year_code,
        by=by,
    )
    rubric.is_frozen = True
    rubric.save(update_fields=["is_frozen"])
    audit.record("evaluations.rubric_sent_down", rubric, by=by, after={"count": count})
    return count


# ---- taken ----


def taken_rubric(delivery: Submission) -> Rubric | None:
    """The own rubric that was made of a delivery."""
    return Rubric.objects.for_organisation(delivery.recipient).filter(given=delivery).first()


@transaction.atomic
def take_rubric(delivery: Submission, *, by) -> Rubric:
    """Make the rubric one's own, word for word, for the whole organisation; taken twice it is the same one.

    Its own chain ends with the last column: how the receiver weighs its columns against the unit's is the receiver's.
    """
    delivery = submissions.locked(delivery)
    if taken := taken_rubric(delivery):
        return taken
    delivery = submissions.take(delivery, by=by)
    organisation, sent = delivery.recipient, SentRubric.read(delivery.manifest)
    years = SchoolYear.objects.for_organisation(organisation)
    rubric = Rubric.objects.create(
        organisation=organisation,
        given=delivery,
        name=sent.name,
        source=f"{delivery.organisation.name}{f': {sent.source}' if sent.source else ''}"[:250],
        subject=Subject.ORGANISATION,
        school_year=years.filter(code=sent.school_year).first() if sent.school_year else None,
        period_kinds=list(sent.period_kinds),
        scale=sent.draft.scale,
        total_points=sent.draft.total_points,
        final_rule=Rubric.FinalRule.LAST,
        is_frozen=True,
        adopted_at=clock.now(),
        adopted_by=by,
    )
    store_rows(rubric, sent.draft)
    store_bands(rubric, sent.draft.bands)
    audit.record("evaluations.rubric_taken", rubric, by=by, after={"code": delivery.code})
    return rubric

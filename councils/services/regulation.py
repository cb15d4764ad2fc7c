"""By what a council votes today, and the papers that say so: its quy chế and the decisions that seat it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from audit import services as audit
from core import clock
from core.errors import DomainError
from core.findings import Citation
from core.vietnamese import clean_line
from councils import voting_rules
from councils.models import Council, CouncilDecision, CouncilMember, WorkingGroup
from councils.papers.decision import CouncilDecisionFacts, GroupLine, SeatLine, decision_content
from councils.papers.regulation import RegulationFacts, RuleLine, regulation_content
from councils.services.rows import locked_council
from documents import services as documents
from documents.bases import basis_line
from documents.content import Content
from documents.models import OfficialDocument
from legal.catalogue import MEANINGS, TITLE_PREFIX, meaning
from legal.models import Distinction, LegalDocument, LegalParameter
from organisation.models import Employment, Post, Role, RoleAssignment

State = OfficialDocument.State
GRADES = "vote_threshold.monthly_grade"
# What each kind of council decides on, by the codes of its thresholds.
DECIDES_ON_TITLES = (Council.Kind.EMULATION, Council.Kind.SELECTION)
DECIDES_ON_GRADES = (Council.Kind.EMULATION, Council.Kind.EVALUATION)


@dataclass(frozen=True)
class RuleInForce:
    """One rule of a council as it binds today. `value` "" : nothing was entered and there is no default."""

    code: str
    label: str
    value: str
    words: str
    citation: Citation | None = None

    @property
    def is_default(self) -> bool:
        return bool(self.value) and self.citation is None


def rules_in_force(council: Council, *, on: date) -> list[RuleInForce]:
    """Quorum, bases and ties, then the threshold of everything this kind of council decides on."""
    organisation = council.organisation
    quorum_code = voting_rules.QUORUM_CODES[council.kind]
    quorum = LegalParameter.objects.all_in_force(quorum_code, on=on, at=organisation).get(quorum_code)
    voting = voting_rules.rules_on(organisation, on)
    thresholds = LegalParameter.objects.all_in_force(TITLE_PREFIX, on=on, at=organisation)
    names = dict(Distinction.objects.values_list("code", "name"))
    found = [_rule(quorum_code, MEANINGS[quorum_code], quorum)]
    found += [RuleInForce(each.code, each.meaning, each.value, each.words, each.citation) for each in voting.values()]
    for code, row in sorted(thresholds.items()):
        kinds = DECIDES_ON_GRADES if code == GRADES else DECIDES_ON_TITLES
        if council.kind in kinds:
            found.append(_rule(code, meaning(code, names), row))
    return found


def _rule(code: str, label: str, row: LegalParameter | None) -> RuleInForce:
    if row is None:
        return RuleInForce(code, label, "", "")
    return RuleInForce(code, label, row.value, row.value_words, row.citation)


# ---- quy chế ----


@transaction.atomic
def name_regulation(council: Council, *, text: str, by) -> Council:
    """Name a quy chế that was issued elsewhere; "" takes the name away."""
    council = locked_council(council)
    before, council.regulation_text = council.regulation_text, clean_line(text)
    council.save(update_fields=["regulation_text"])
    audit.record(
        "councils.regulation_named",
        council,
        by=by,
        before={"document": before},
        after={"document": council.regulation_text},
    )
    return council


@transaction.atomic
def set_seal(council: Council, *, uses_seal: bool, symbol: str, by) -> Council:
    """Whether the council uses the seal of its organisation, and its short name in the symbol of its papers.

    With the seal it is the issuer, and the clerk keeps its numbers in a series of their own. Papers made from now on
    follow; what a closed session sealed stays.
    """
    council = locked_council(council)
    before = {"uses_seal": council.uses_seal, "code": council.symbol}
    council.uses_seal, council.symbol = uses_seal, re.sub(r"\s+", "", clean_line(symbol))
    after = {"uses_seal": council.uses_seal, "code": council.symbol}
    if before == after:
        return council
    council.save(update_fields=["uses_seal", "symbol"])
    audit.record("councils.seal_set", council, by=by, before=before, after=after)
    for code in ("BB", "GM") if uses_seal else ():
        documents.keep_series(
            organisation=council.organisation, symbol=f"{code}-{council.own_symbol}", body=council.name, by=by
        )
    return council


@transaction.atomic
def draft_regulation(council: Council, *, by) -> OfficialDocument:
    """A draft quy chế from the rules in force today; made anew while it is a draft."""
    council = locked_council(council)
    council.regulation = _drafted(
        council.regulation,
        regulation_of(council),
        kind=OfficialDocument.Kind.REGULATION,
        form="regulation",
        council=council,
        what="Quy chế",
        by=by,
    )
    council.save(update_fields=["regulation"])
    audit.record("councils.regulation_drafted", council, by=by, after={"document": council.regulation_id})
    return council.regulation


def regulation_of(council: Council) -> Content:
    today, organisation = clock.today(), council.organisation
    rules = {rule.code: rule for rule in rules_in_force(council, on=today)}
    lines = {code: RuleLine(rule.label, rule.words, rule.citation) for code, rule in rules.items()}
    quorum_code = voting_rules.QUORUM_CODES[council.kind]
    voting = {code.removeprefix("council."): lines[code] for code in voting_rules.DEFAULTS}
    names = dict(Distinction.objects.values_list("code", "name"))
    thresholds = [
        replace(line, label=_voted_on(code, names), value=rules[code].value)
        for code, line in lines.items()
        if code.startswith(TITLE_PREFIX)
    ]
    seats = [CouncilMember.Seat(seat).label for seat in CouncilMember.Seat.values]
    held = set(council.members.sitting_on(today).values_list("seat", flat=True))
    facts = RegulationFacts(
        council=council.name,
        issuer=organisation.name,
        quorum=replace(lines[quorum_code], value=rules[quorum_code].value),
        rules=voting,
        thresholds=thresholds,
        seats=[label for seat, label in zip(CouncilMember.Seat.values, seats, strict=True) if seat in held],
        bases=_bases(today),
    )
    return regulation_content(
        facts,
        letterhead=documents.letterhead_for(organisation, type_code="QC", on=today),
        signatory=documents.head_signatory(organisation, today),
    )


def _voted_on(code: str, names: dict[str, str]) -> str:
    if code == GRADES:
        return "Xếp loại tháng"
    title = code.removeprefix(TITLE_PREFIX)
    return names.get(title, title)


# ---- decisions ----


@transaction.atomic
def draft_decision(decision: CouncilDecision, *, by) -> OfficialDocument:
    """The paper of a decision with its list of members; made anew while it is a draft."""
    rows = CouncilDecision.objects.for_organisation(decision.organisation).select_for_update(of=("self",))
    decision = rows.select_related("council__organisation", "document").get(pk=decision.pk)
    decision.document = _drafted(
        decision.document,
        decision_of(decision),
        kind=OfficialDocument.Kind.DECISION,
        form="council_decision" if decision.kind == CouncilDecision.Kind.ESTABLISH else "council_renewal",
        council=decision.council,
        what="Quyết định",
        by=by,
    )
    decision.save(update_fields=["document"])
    audit.record("councils.decision_drafted", decision, by=by, after={"document": decision.document_id})
    return decision.document


def decision_of(decision: CouncilDecision) -> Content:
    council, organisation, day = decision.council, decision.organisation, decision.from_on
    earlier = council.decisions.select_related("document").exclude(pk=decision.pk)
    former = next((row.words for row in earlier if (row.from_on, row.pk) < (day, decision.pk)), "")
    facts = CouncilDecisionFacts(
        kind=decision.kind,
        council=council.name,
        issuer=organisation.name,
        from_on=day,
        members=_seat_lines(council, day) if decision.kind != CouncilDecision.Kind.END else (),
        groups=_group_lines(council, day) if decision.kind != CouncilDecision.Kind.END else (),
        to_on=council.to_on if decision.kind != CouncilDecision.Kind.END else None,
        former=former,
        uses_seal=council.uses_seal,
        bases=_bases(clock.today()),
    )
    return decision_content(
        facts,
        letterhead=documents.letterhead_for(organisation, type_code="QĐ", on=clock.today()),
        signatory=documents.head_signatory(organisation, clock.today()),
    )


def _seat_lines(council: Council, day: date) -> list[SeatLine]:
    rows = list(council.members.sitting_on(day).select_related("person", "body"))
    titles = _titles(council.organisation, [row.person_id for row in rows], day)
    return [
        SeatLine(
            row.person.full_name,
            titles.get(row.person_id, ""),
            row.get_seat_display(),
            duty=row.duty or (f"theo dõi {row.followed}" if row.levels else ""),
            body=row.body.name if row.body else "",
        )
        for row in rows
    ]


def _titles(organisation, people: list[int], day: date) -> dict[int, str]:
    """By person: the post as entered, else the tổ she heads, else what she works as and where."""
    employed = Employment.objects.for_organisation(organisation).on(day).filter(person__in=people)
    found = {
        row.person_id: ", ".join(filter(None, [row.get_staff_kind_display(), row.department and row.department.name]))
        for row in employed.select_related("department")
    }
    heads = RoleAssignment.objects.for_organisation(organisation).on(day).filter(person__in=people)
    for row in heads.filter(role=Role.DEPARTMENT_HEAD).select_related("department"):
        found[row.person_id] = f"{row.get_role_display()} {row.department.name}"
    posts = Post.objects.for_organisation(organisation).on(day).filter(person__in=people)
    return found | dict(posts.values_list("person_id", "title"))


def _group_lines(council: Council, day: date) -> list[GroupLine]:
    groups = WorkingGroup.objects.for_organisation(council.organisation).filter(council=council).on(day)
    return [
        GroupLine(group.name, group.task, [_named(row) for row in group.members.all()])
        for group in groups.prefetch_related("members__person")
    ]


def _named(row) -> str:
    return f"{row.person.full_name} (tổ trưởng)" if row.is_head else row.person.full_name


# ---- both ----


def _drafted(old: OfficialDocument | None, content: Content, *, kind: str, form: str, council: Council, what: str, by):
    """The document with this content: a new one, or the draft as it is made anew.

    What a draft said before is kept among its versions, whoever wrote it.
    """
    if old is None:
        return documents.create_document(
            organisation=council.organisation,
            kind=kind,
            form=form,
            content=content,
            by=by,
            origin_name="councils:council_detail",
            origin_kwargs={"pk": council.pk},
        )
    if old.state != State.DRAFT:
        raise DomainError(f"{what} đã được trình hoặc ban hành nên không lập lại được. Mở văn bản để xem.")
    note = "Lập lại theo hội đồng hiện nay"
    return documents.write_draft(old, content, before=old.content_hash, note=note, by=by)


def _bases(day: date) -> list[str]:
    """The law and its decree, of those that were compared with their text; others are added in the editor."""
    found = LegalDocument.objects.filter(organisation=None, kind__in=["Luật", "Nghị định"], from_on__lte=day, mark="T")
    found = found.filter(title__icontains="thi đua, khen thưởng").exclude(to_on__lt=day)
    return [basis_line(row) for row in found.order_by("issued_on", "from_on", "number")]

"""Giấy khen and giấy chứng nhận after a decision: one for each line that grants something, made once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from audit import services as audit
from awards.models import Certificate, Decision
from awards.papers.certificate import CertificateFacts, certificate_content
from awards.services.decisions import Authority, first_authority
from core import jobs
from core.errors import DomainError
from core.models import Job
from documents import services as documents
from documents.content import Content, Signatory
from legal.models import Distinction
from organisation.models import Organisation

CERTIFICATES = "awards.certificates"
HIGHEST = 100_000


def next_book_number(organisation, year: int) -> int:
    """After the highest of the year's book that is known here."""
    rows = Certificate.objects.for_organisation(organisation).filter(year=year)
    return (rows.aggregate(last=Max("book_number"))["last"] or 0) + 1


def certificate_paper(decision: Decision, position: int, *, book_number: int | None) -> Content:
    """The paper of one granted line, as it would be printed now."""
    line = decision.granted[position]
    kinds = dict(Distinction.objects.values_list("code", "kind"))
    authority = _authority(decision)
    letterhead = documents.letterhead_for(decision.organisation, type_code="", on=decision.decided_on)
    if authority.body.casefold() != decision.organisation.name.casefold():
        letterhead.superior, letterhead.issuer = [], [authority.body.upper()]
    facts = CertificateFacts(
        name=line["name"],
        kind=kinds.get(line["distinction"], Distinction.Kind.TITLE),
        distinction=line["distinction_name"],
        period=f"năm học {decision.school_year_code}",
        decision_number=decision.number,
        decided_on=decision.decided_on,
        place=_place(decision, line),
        achievement=line.get("achievement", ""),
        book_number=book_number,
    )
    return certificate_content(
        facts, letterhead=letterhead, signatory=Signatory(authority.post.upper(), authority.name)
    )


def _place(decision: Decision, line: dict) -> str:
    """Post and tổ, with the school that proposed her."""
    school = decision.submission.organisation.name if decision.submission else ""
    return ", ".join(filter(None, [line["place"], school]))


def _authority(decision: Decision) -> Authority:
    """Who signs: of the paper where there is one; a decision that was typed says only whose it is."""
    if decision.paper is not None:
        signatory = decision.paper.document.content.signatories[0]
        post = signatory.post.capitalize()
        return Authority(post, decision.authority.removeprefix(post).strip(), signatory.name)
    known = first_authority(decision.organisation)
    post, found, body = decision.authority.partition(known.post)
    return Authority(known.post, body.strip(), known.name) if found and not post else Authority("", decision.authority)


def start_certificates(decision: Decision, *, first_number: int, by) -> Job:
    """Ask for all of them; what was made before is left alone."""
    if not decision.granted:
        raise DomainError("Quyết định không công nhận ai nên không có giấy khen nào để lập.")
    if not 0 < first_number < HIGHEST:
        raise DomainError(f"Số vào sổ phải từ 1 đến {HIGHEST - 1}.")
    _refuse_taken(decision, first_number)
    audit.record("awards.certificates_started", decision, by=by, after={"count": decision.granted_count})
    return jobs.enqueue(
        CERTIFICATES,
        organisation=decision.organisation,
        label=f"Lập giấy khen theo Quyết định số {decision.number}",
        by=by,
        decision_id=decision.pk,
        first_number=first_number,
    )


def _refuse_taken(decision: Decision, first_number: int) -> None:
    numbers = range(first_number, first_number + decision.granted_count)
    rows = Certificate.objects.for_organisation(decision.organisation).exclude(decision=decision)
    taken = rows.filter(year=decision.decided_on.year, book_number__in=numbers).order_by("book_number").first()
    if taken is not None:
        raise DomainError(f"Số {taken.book_number} đã có trong sổ năm {taken.year}. Chọn số bắt đầu khác.")


@transaction.atomic
def make_certificate(decision: Decision, position: int, *, first_number: int, by) -> Certificate:
    """The certificate of one line; a second call gives the first one's."""
    Organisation.objects.select_for_update(no_key=True).get(pk=decision.organisation_id)
    existing = Certificate.objects.for_organisation(decision.organisation).filter(decision=decision, position=position)
    if found := existing.select_related("document").first():
        return found
    number = first_number + position
    document = documents.issue_form(
        organisation=decision.organisation,
        form="certificate",
        content=certificate_paper(decision, position, book_number=number),
        issued_on=decision.decided_on,
        by=by,
        origin_name="awards:certificates",
        origin_kwargs={"pk": decision.pk},
    )
    return Certificate.objects.create(
        organisation=decision.organisation,
        decision=decision,
        position=position,
        book_number=number,
        year=decision.decided_on.year,
        document=document,
    )

"""Giấy khen and giấy chứng nhận after a decision: one for each line that grants something, made once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Max

from audit import services as audit
from awards.models import Certificate, Decision
from awards.papers.certificate import CertificateFacts, certificate_content
from awards.services.decisions import Authority, first_authority, parted
from core.errors import DomainError
from core.models import Job
from documents import services as documents
from documents.content import Content, Signatory
from legal.models import Distinction
from organisation.models import Organisation

HIGHEST = 100_000


def next_book_number(organisation, year: int) -> int:
    """After the highest of the year's book that is known here."""
    rows = Certificate.objects.for_organisation(organisation).filter(year=year)
    return (rows.aggregate(last=Max("book_number"))["last"] or 0) + 1


def certificate_papers(decision: Decision, numbers: Iterable[int | None]) -> Iterator[Content]:
    """The papers of the granted lines, as they would be printed now, with their numbers in the book."""
    kinds = dict(Distinction.objects.values_list("code", "kind"))
    authority = _authority(decision)
    letterhead = documents.letterhead_for(decision.organisation, type_code="", on=decision.decided_on)
    letterhead.symbol = ""
    if authority.body.casefold() != decision.organisation.name.casefold():
        letterhead.superior, letterhead.issuer = [], [authority.body.upper()]
    for line, number in zip(decision.granted, numbers, strict=False):
        facts = CertificateFacts(
            name=line["name"],
            kind=kinds.get(line["distinction"], Distinction.Kind.TITLE),
            distinction=line["distinction_name"],
            period=f"năm học {decision.school_year_code}",
            decision_number=decision.number,
            decided_on=decision.decided_on,
            place=_place(decision, line),
            achievement=line.get("achievement", ""),
            book_number=number,
        )
        signatory = Signatory(authority.post.upper(), authority.name)
        yield certificate_content(facts, letterhead=letterhead, signatory=signatory)


def _place(decision: Decision, line: dict) -> str:
    """Post and tổ, with the school that proposed her."""
    school = decision.submission.organisation.name if decision.submission else ""
    return ", ".join(filter(None, [line["place"], school]))


def _authority(decision: Decision) -> Authority:
    """Who signs: of the paper where there is one; a decision that was typed says only whose it is."""
    if decision.paper is not None:
        signatory = decision.paper.document.content.signatories[0]
        return Authority(*parted(decision.authority, signatory.post), signatory.name)
    known = first_authority(decision.organisation)
    post, body = parted(decision.authority, known.post)
    return Authority(post, body, known.name if post else "")


@transaction.atomic
def make_certificates(decision: Decision, *, first_number: int, by) -> Job:
    """Freeze one for each granted line, entered in the book from `first_number` on; the job makes their files.

    A second call gives the job of the first one. DomainError where a number stands in the year's book already.
    """
    organisation = decision.organisation
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if job := certificates_job(decision):
        return job
    if not decision.granted:
        raise DomainError("Quyết định không công nhận ai nên không có giấy khen nào để lập.")
    if not 0 < first_number < HIGHEST:
        raise DomainError(f"Số vào sổ phải từ 1 đến {HIGHEST - 1}.")
    numbers = range(first_number, first_number + decision.granted_count)
    _refuse_taken(decision, numbers)
    made, job = documents.issue_forms(
        organisation=organisation,
        form="certificate",
        papers=[
            documents.Filled(content, "awards:certificates", {"pk": decision.pk})
            for content in certificate_papers(decision, numbers)
        ],
        issued_on=decision.decided_on,
        label=f"Giấy khen theo Quyết định số {decision.number}",
        by=by,
    )
    Certificate.objects.bulk_create(
        Certificate(
            organisation=organisation,
            decision=decision,
            position=position,
            book_number=number,
            year=decision.decided_on.year,
            document=document,
        )
        for position, (number, document) in enumerate(zip(numbers, made, strict=True))
    )
    audit.record("awards.certificates_made", decision, by=by, after={"count": decision.granted_count})
    return job


def certificates_job(decision: Decision) -> Job | None:
    """The job that makes or made their files; None before they are made."""
    first = decision.certificates.select_related("document__render_job").order_by("position").first()
    return first.document.render_job if first else None


def _refuse_taken(decision: Decision, numbers: range) -> None:
    rows = Certificate.objects.for_organisation(decision.organisation).filter(year=decision.decided_on.year)
    taken = rows.filter(book_number__in=numbers).order_by("book_number").first()
    if taken is not None:
        raise DomainError(f"Số {taken.book_number} đã có trong sổ năm {taken.year}. Chọn số bắt đầu khác.")

"""Documents in each of their states, with their photos and their route of approval."""

from __future__ import annotations

import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core import clock, jobs
from core.models import Job
from documents import services as documents
from documents import stored
from documents.content import Content, Paragraph, Run
from documents.models import FileAlarm, OfficialDocument
from documents.signing.pkcs12 import Pkcs12Signer
from organisation.models import Role
from tests.factories.estate.holdings import PDF, TODAY, Holdings
from thiduakhenthuong.demo.certificates import make_pkcs12

KEY_PASSPHRASE = "của phép thử"


def add_documents(holdings: Holdings) -> None:
    holdings.draft = _typed_on(holdings, _edited(holdings, draft_document(holdings, "nháp")))
    holdings.submitted = submitted_document(holdings, "chờ duyệt")
    holdings.approved = approved_document(holdings, "chờ số")
    holdings.issued = issued_document(holdings, 7)
    holdings.notice = issued_document(holdings, 8, kind="notice", type_code="TB")
    holdings.unrendered = _unrendered_document(holdings)
    _add_batches(holdings)
    holdings.file_alarm = _file_alarm(holdings)
    _add_approval(holdings)
    _add_signatures(holdings)
    _add_books(holdings)
    holdings.effect = documents.set_effect(
        holdings.draft, target=holdings.notice, effect="revokes", by=holdings.user("vice_principal")
    )


def _add_batches(holdings: Holdings) -> None:
    """Files of many papers as one job: one that waits, and one that was stopped half-way."""
    forms = [documents.Filled(content(holdings, f"mẫu {number}", "")) for number in range(3)]
    facts = {"organisation": holdings.organisation, "form": "certificate", "by": holdings.user("clerk")}
    _, holdings.batch = documents.issue_forms(papers=forms[:1], label="Giấy khen đợt 1", **facts)
    ready, holdings.stopped_batch = documents.issue_forms(papers=forms[1:], label="Giấy khen đợt 2", **facts)
    documents.store_rendering(ready[0], PDF)
    jobs.cancel(holdings.stopped_batch)


def _file_alarm(holdings: Holdings) -> FileAlarm:
    """A file that was missing for a while and is there again."""
    issued = holdings.issued
    missing = stored.Stored(holdings.organisation.pk, "Kế hoạch số 07", issued.file_sha256, _nothing, issued.file.name)
    return documents.check_one("documents.issued", issued.pk, missing)


def _nothing() -> str:
    raise FileNotFoundError


def _add_books(holdings: Holdings) -> None:
    """A series that the clerk numbers, and one that the application numbers."""
    clerk = holdings.user("clerk")

    def entered(symbol: str):
        body = f"Hội đồng {holdings.inside}"
        return documents.enter_series(organisation=holdings.organisation, symbol=symbol, body=body, by=clerk)

    holdings.series = entered("GM-HĐXT")
    holdings.own_series = documents.number_by_application(entered("GM-HĐSK"), paper_last=3, by=clerk)


def _add_signatures(holdings: Holdings) -> None:
    """A paper whose scan is kept and whose next scan is looked at, one that its signatory signed, two pictures."""
    clerk, teacher, principal = (holdings.user(name) for name in ("clerk", "teacher", "principal"))
    holdings.scanned = issued_document(holdings, 71)
    holdings.scan = documents.confirm_scan(
        documents.upload_scan(holdings.scanned, [scan_upload()], by=clerk),
        signers=f"Người ký {holdings.inside}",
        has_seal=True,
        shown=None,
        by=clerk,
    )
    holdings.waiting_scan = documents.upload_scan(holdings.scanned, [scan_upload()], by=clerk)
    holdings.signed = issued_document(holdings, 72)
    holdings.signature = documents.sign_as_person(
        holdings.signed,
        signer=Pkcs12Signer.open(key_upload(principal.full_name).read(), KEY_PASSPHRASE),
        shown=holdings.signed.file_sha256,
        by=principal,
    )
    organisation = holdings.organisation
    holdings.picture = documents.store_signature_picture(
        organisation, holdings.cast["teacher"], picture_upload(), lift=False, by=teacher
    )
    holdings.seal = documents.store_seal_picture(organisation, picture_upload("red"), width_mm=36, lift=False, by=clerk)


def scan_upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("scan.pdf", PDF, "application/pdf")


def picture_upload(colour="blue") -> SimpleUploadedFile:
    out, image = io.BytesIO(), Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    image.paste(colour, (40, 20, 160, 80))
    image.save(out, "PNG")
    return SimpleUploadedFile("mau.png", out.getvalue(), "image/png")


def key_upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("khoa.p12", make_pkcs12(name, KEY_PASSPHRASE), "application/x-pkcs12")


def _add_approval(holdings: Holdings) -> None:
    """A comment, a decision, a route of its own for decisions, somebody away next week."""
    leader = holdings.user("vice_principal")
    [first, *_] = documents.places(holdings.draft.content)
    holdings.comment = documents.write_comment(
        holdings.draft, anchor=first.key, text=f"Góp ý {holdings.inside}", by=leader
    )
    holdings.settled = documents.resolve_comment(
        documents.write_comment(holdings.draft, anchor=first.key, text=f"Đã sửa {holdings.inside}", by=leader),
        by=leader,
    )
    holdings.approval = holdings.approved.decisions.get()
    holdings.route = documents.set_route(
        organisation=holdings.organisation,
        kind="decision",
        steps=[documents.Step(role=Role.PRINCIPAL)],
        version=0,
        by=holdings.user("principal"),
    )
    holdings.absence = documents.enter_absence(
        organisation=holdings.organisation,
        person=holdings.cast["clerk"],
        deputy=holdings.cast["secretary"],
        from_on=date(2026, 10, 19),
        to_on=date(2026, 10, 20),
        reason="Việc riêng",
        by=holdings.user("clerk"),
    )


def content(holdings: Holdings, subject: str, type_code: str) -> Content:
    organisation = holdings.organisation
    return Content(
        "TỜ TRÌNH",
        f"{subject} {holdings.inside}",
        letterhead=documents.letterhead_for(organisation, type_code=type_code),
        blocks=[Paragraph([Run(f"Nội dung {holdings.inside}.")])],
        signatories=[documents.head_signatory(organisation, TODAY)],
    )


def _edited(holdings: Holdings, draft: OfficialDocument) -> OfficialDocument:
    """Saved twice, so that there is an older version to go back to."""
    text = draft.content
    text.recipients = [*text.recipients, "Tổ văn phòng"]
    by = holdings.user("vice_principal")
    return documents.write_draft(draft, text, before=draft.content_hash, note="Sửa văn bản", by=by)


def _typed_on(holdings: Holdings, draft: OfficialDocument) -> OfficialDocument:
    """Somebody began to type and has not saved."""
    key, by = documents.subject_key(draft), holdings.user("vice_principal")
    documents.keep_copy(draft.organisation, key, draft.content, {"closing": f"{holdings.inside} đang gõ"}, by=by)
    return draft


def draft_document(
    holdings: Holdings, subject: str, *, kind="proposal", type_code="TTr", author="vice_principal"
) -> OfficialDocument:
    return documents.create_document(
        organisation=holdings.organisation,
        kind=kind,
        content=content(holdings, subject, type_code),
        by=holdings.user(author),
    )


def submitted_document(holdings: Holdings, subject: str, **more) -> OfficialDocument:
    draft = draft_document(holdings, subject, **more)
    return documents.submit_for_approval(draft, by=holdings.user("vice_principal"))


def approved_document(holdings: Holdings, subject: str, **more) -> OfficialDocument:
    document = submitted_document(holdings, subject, **more)
    return documents.approve(document, content_hash=document.content_hash, by=holdings.user("principal"))


def issued_document(holdings: Holdings, number: int, **more) -> OfficialDocument:
    return issue(holdings, draft_document(holdings, f"văn bản {number}", **more), number)


def issue(holdings: Holdings, document: OfficialDocument, number: int) -> OfficialDocument:
    """From the draft to the issued file: a few bytes stand for what a worker would make."""
    document = documents.submit_for_approval(document, by=holdings.user("vice_principal"))
    return approve_and_issue(holdings, document, number)


def approve_and_issue(holdings: Holdings, document: OfficialDocument, number: int) -> OfficialDocument:
    document.refresh_from_db()
    document = documents.approve(document, content_hash=document.content_hash, by=holdings.user("principal"))
    document = documents.issue(document, number=number, issued_on=TODAY, by=holdings.user("clerk"))
    return documents.store_rendering(document, PDF)


def _unrendered_document(holdings: Holdings) -> OfficialDocument:
    """Issued, but its job failed."""
    document = approved_document(holdings, "chưa có tệp")
    document = documents.issue(document, number=6, issued_on=TODAY, by=holdings.user("clerk"))
    jobs_here = Job.objects.for_organisation(holdings.organisation)
    jobs_here.filter(pk=document.render_job_id).update(state=Job.State.FAILED, finished_at=clock.now())
    return document


def photo(name: str = "anh.png", colour: str = "green") -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(kept, "PNG")
    return SimpleUploadedFile(name, kept.getvalue(), "image/png")

"""Documents that an office of this installation sends down to its schools."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.scoping import scope
from deadlines.models import Obligation
from documents import services as documents
from documents.content import Appendix, Content, Item, Paragraph, Run, Section
from documents.models import OfficialDocument
from organisation.models import Supervision
from plans import services
from plans.services import Chosen, incoming
from submissions import services as submissions
from submissions.models import Submission
from tests.plans.arrivals import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]


def office_document(world) -> OfficialDocument:
    with scope(world.office):
        content = Content(
            "KẾ HOẠCH",
            "Công tác thi đua, khen thưởng năm học 2026-2027",
            letterhead=documents.letterhead_for(world.office, type_code="KH"),
            blocks=[
                Section("NHIỆM VỤ", [Item([Run("Các trường đăng ký danh hiệu thi đua trước ngày 24/10/2026.")])]),
                Paragraph([Run("Các trường nghiêm túc thực hiện kế hoạch này.")]),
            ],
            signatories=[documents.head_signatory(world.office, clock.today())],
            appendices=[
                Appendix("LỊCH", [Item([Run("Nộp hồ sơ về phòng chậm nhất ngày 20/5/2027.")])], label="Phụ lục I")
            ],
        )
        document = documents.create_document(
            organisation=world.office, kind="plan", content=content, by=world.officer.user
        )
        document = documents.submit_for_approval(document, by=world.officer.user)
        document = documents.approve(document, content_hash=document.content_hash, by=world.leader.user)
        document = documents.issue(document, number=30, issued_on=date(2026, 10, 10), by=world.officer.user)
        return documents.store_rendering(document, PDF)


def sent(world) -> Submission:
    document = office_document(world)
    with scope(world.office):
        submissions.send_document(
            document,
            recipients=[world.school, world.other_school],
            line=Supervision.Line.PROFESSIONAL,
            school_year_code="2026-2027",
            by=world.officer.user,
        )
    return Submission.objects.addressed_to(world.school).documents().get()


def test_an_offices_plan_reaches_each_school_once_and_binds_it_once_entered(world):
    delivery = sent(world)
    taking = Obligation.objects.owed_by(world.school).open().get(key=f"submission:{delivery.pk}:intake")
    assert (taking.role, taking.url_name) == ("records_clerk", "plans:incoming_take")

    document = incoming.take_delivery(delivery, arrival_number=129, arrived_on=date(2026, 10, 12), by=world.clerk.user)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.received_by) == ("accepted", world.clerk.user)
    assert (document.kind, document.number, document.issuer) == ("plan", "30/KH-VHXH", world.office.name)
    days = {fact.to_on for fact in document.facts.deadlines()}
    assert days == {date(2026, 10, 24), date(2027, 5, 20)}  # of the body and of the appendix
    assert not Obligation.objects.owed_by(world.school).open().filter(pk=taking.pk).exists()
    again = incoming.take_delivery(delivery, arrival_number=130, arrived_on=date(2026, 10, 12), by=world.clerk.user)
    assert again == document


def test_whoever_has_it_is_not_sent_it_again_and_strangers_are_refused(world):
    delivery = sent(world)
    document = delivery.files.get()
    with scope(world.office):
        original = OfficialDocument.objects.get(pk=document.document_id)
        values = {"line": "professional", "school_year_code": "2026-2027", "by": world.officer.user}
        with pytest.raises(DomainError, match="Chưa có đơn vị nào được gửi thêm"):
            submissions.send_document(original, recipients=[world.school], **values)
        with pytest.raises(DomainError, match="không thuộc tuyến"):
            submissions.send_document(original, recipients=[world.office], **values)


def test_the_office_sees_who_entered_it_and_how_many_have_read_but_no_names(world):
    delivery = sent(world)
    document = incoming.take_delivery(delivery, arrival_number=129, arrived_on=date(2026, 10, 12), by=world.clerk.user)
    incoming.share(document, chosen=Chosen(people=[world.teacher, world.teacher2]), by=world.clerk.user)
    document.refresh_from_db()
    services.acknowledge(document, person=world.teacher)
    document_id = delivery.files.get().document_id

    page = world.client(world.officer).get(reverse("submissions:document_send", args=[world.office.slug, document_id]))

    text = page.content.decode()
    assert "1 trong 2 người" in text
    assert "Đã gửi 2 đơn vị, 1 đã vào sổ" in text
    assert "Đỗ Thị Hòa" not in text


def test_the_office_sends_from_the_documents_page_to_a_level_it_chooses(world):
    document = office_document(world)
    address = reverse("submissions:document_send", args=[world.office.slug, document.pk])

    answer = world.client(world.officer).post(address, {"to": "some", "levels": ["lower_secondary"]})

    assert answer.status_code == 302
    assert [each.recipient for each in Submission.objects.of_document(document)] == [world.other_school]

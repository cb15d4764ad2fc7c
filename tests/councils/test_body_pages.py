"""The pages of councils: their list, one council, its members, groups and papers."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.scoping import scope
from councils.models import Council, CouncilMember
from documents.models import OfficialDocument
from tests.councils import sessions
from tests.factories.people import make_person

Seat = CouncilMember.Seat


def url(world, name, *args, at="school"):
    return reverse(f"councils:{name}", args=[getattr(world, at).slug, *args])


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def council(school):
    return sessions.make_council(school, 4)


def seats(council, **changes):
    now = {f"seat-{row.person_id}": row.seat for row in council.members.all()}
    return now | {f"seat-{key}": value for key, value in changes.items()}


def test_the_form_offers_who_leads_with_a_reason_and_names_no_body(school):
    page = text(school.client(school.principal).get(url(school, "council_create")))

    assert "Phó Hiệu trưởng" in page
    assert "Tổ trưởng Tổ 1, 2, 3" in page
    assert '<option value="chair" selected>' in page
    assert not any(word in page for word in ("Công đoàn", "Đoàn Thanh niên", "chi bộ", "Đại diện cho"))


def test_a_council_without_a_number_is_set_up_then_its_paper_is_drawn_up(school):
    client = school.client(school.principal)
    data = {"kind": "emulation", "name": "Hội đồng Thi đua", "from_on": "12/10/2026"}
    data |= {f"seat-{school.principal.pk}": "chair", f"seat-{school.secretary.pk}": "secretary"}
    data |= {f"duty-{school.secretary.pk}": "Giữ hồ sơ"}
    page = text(client.post(url(school, "council_create"), data, follow=True))
    assert "Chưa ghi số quyết định" in page
    assert "Giữ hồ sơ" in page

    answer = client.post(url(school, "decision_draft", Council.objects.get().decisions.get().pk), follow=True)

    assert "Đã lập dự thảo" in text(answer)
    document = OfficialDocument.objects.get(kind="decision")
    table = document.content.blocks[0].blocks[1]
    assert [row[1:] for row in table.rows] == [
        ["Hoàng Thị Bích Liên", "Hiệu trưởng", "Chủ tịch"],
        ["Phạm Thu Trang", "Giáo viên, Tổ 4, 5", "Thư ký, giữ hồ sơ"],
    ]
    assert "Nháp" in text(client.get(url(school, "council_detail", Council.objects.get().pk)))


def test_a_second_council_is_refused_and_what_was_typed_stays(school, council):
    data = {"kind": "emulation", "name": "Hội đồng thứ hai", "from_on": "01/11/2026", **seats(council)}
    data[f"duty-{school.head.pk}"] = "Theo dõi tổ 1"
    page = text(school.client(school.principal).post(url(school, "council_create"), data))

    assert "dùng Kiện toàn" in page
    assert 'value="Hội đồng thứ hai"' in page
    assert 'value="Theo dõi tổ 1"' in page
    assert Council.objects.count() == 1


def test_renewing_on_its_page_starts_from_who_sits_there(school, council):
    client = school.client(school.principal)
    page = text(client.get(url(school, "council_renew", council.pk)))
    assert "Đang là Thư ký" in page or "đang là Thư ký" in page

    data = {"from_on": "01/11/2026", "decision": "Quyết định số 40/QĐ"}
    data |= seats(council, **{str(school.head.pk): "", str(school.teacher.pk): "member"})
    page = text(client.post(url(school, "council_renew", council.pk), data, follow=True))

    assert "Đã ghi kiện toàn" in page
    assert "Quyết định số 40/QĐ" in page
    sitting = council.members.sitting_on(date(2026, 11, 1)).values_list("person", flat=True)
    assert school.teacher.pk in sitting
    assert school.head.pk not in sitting


def test_renewing_while_the_council_sits_is_a_sentence(school):
    session = sessions.open_session(school, 4, prepare=lambda each: sessions.hands(school, each))
    data = {"from_on": "01/11/2026", **seats(session.council)}
    page = text(school.client(school.principal).post(url(school, "council_renew", session.council_id), data))
    assert "đang diễn ra nên chưa đổi thành viên được" in page


def test_the_order_of_the_decision_is_the_one_that_was_typed(school):
    data = {"kind": "initiative", "name": "Hội đồng sáng kiến", "from_on": "12/10/2026"}
    for person, seat, order in (
        (school.teacher2, "member", "1"),
        (school.principal, "chair", "2"),
        (school.secretary, "secretary", ""),
    ):
        data |= {f"seat-{person.pk}": seat, f"order-{person.pk}": order}
    school.client(school.principal).post(url(school, "council_create"), data)

    members = Council.objects.get().members.all()
    assert [str(row.person) for row in members] == ["Lê Minh Ân", "Hoàng Thị Bích Liên", "Phạm Thu Trang"]


def test_rules_are_shown_with_their_source_or_as_a_default(school, council):
    page = text(school.client(school.secretary).get(url(school, "council_detail", council.pk)))

    assert "Điều 7" in page
    assert "mặc định, chưa có quy chế" in page
    assert reverse("legal:parameter_create", args=[school.school.slug]) + "?code=council.abstainer" in page


def test_the_charter_is_advice_with_its_source(school, council):
    page = text(school.client(school.principal).get(url(school, "council_detail", council.pk)))
    assert "Hội đồng có số thành viên chẵn (4)" in page
    assert "28/2020" in page
    assert "Nên xem lại" not in text(school.client(school.head).get(url(school, "council_detail", council.pk)))


def test_a_regulation_is_drawn_up_from_the_rules_and_again_when_they_change(school, council):
    client = school.client(school.secretary)
    client.post(url(school, "regulation_draft", council.pk))
    first = OfficialDocument.objects.get(kind="regulation")
    assert "ít nhất 2/3 tổng số thành viên" in _words(first)
    assert "mặc định của phần mềm" in _words(first)
    sessions.rule(school.school, "council.vote_base", "present", locator="khoản 2 Điều 7")

    client.post(url(school, "regulation_draft", council.pk))

    again = OfficialDocument.objects.get(kind="regulation")
    assert again.pk == first.pk
    assert "Tỷ lệ đồng ý tính trên: số thành viên có mặt (theo khoản 2 Điều 7" in _words(again)


def test_a_drafted_regulation_begins_with_texts_that_were_read(school, council):
    """The law of 2026 is in force and known by name only: whoever has it adds it by hand."""
    school.client(school.secretary).post(url(school, "regulation_draft", council.pk))

    bases = " ".join(OfficialDocument.objects.get(kind="regulation").content.bases)
    assert "Luật Thi đua, khen thưởng" in bases
    assert "152/2025/NĐ-CP" in bases
    assert "sửa đổi, bổ sung" not in bases


def _words(document) -> str:
    return " ".join(block.text for block in document.content.walk() if hasattr(block, "text"))


def test_a_regulation_issued_elsewhere_is_named(school, council):
    client = school.client(school.secretary)
    page = client.post(url(school, "council_regulation", council.pk), {"text": "Quy chế số 15/QC-THNC"}, follow=True)
    assert "Quy chế số 15/QC-THNC" in text(page)


def test_duties_groups_and_bodies_over_their_pages(school, council):
    client = school.client(school.secretary)
    client.post(url(school, "body_list"), {"name": "Ban đại diện cha mẹ", "from_on": "01/09/2026"})
    member = council.members.get(person=school.head)
    body = client.get(url(school, "member_edit", member.pk))
    assert "Ban đại diện cha mẹ" in text(body)
    data = {"duty": "Theo dõi tổ 1, 2, 3", "from_on": "12/10/2026"}
    page = text(client.post(url(school, "member_edit", member.pk), data, follow=True))
    assert "Theo dõi tổ 1, 2, 3" in page
    refused = client.post(url(school, "member_edit", member.pk), {"duty": "Khác", "from_on": "01/01/2020"})
    assert "đã kết thúc" in text(refused)

    data = {"name": "Tổ thư ký", "from_on": "12/10/2026", "people": [school.clerk.pk], "head": school.clerk.pk}
    page = text(client.post(url(school, "group_create", council.pk), data, follow=True))
    assert "Ngô Thị Yến (tổ trưởng)" in page
    empty = client.post(url(school, "group_create", council.pk), {"name": "Tổ khác", "from_on": "12/10/2026"})
    assert "Chọn ít nhất một người" in text(empty)
    assert 'value="Tổ khác"' in text(empty)


def test_an_office_leader_sets_up_her_council_and_gives_out_levels(world):
    client = world.client(world.leader)
    page = text(client.get(url(world, "council_list", at="office")))
    assert "Thành lập" in page
    data = {"kind": "emulation", "name": "Hội đồng phường", "from_on": "12/10/2026"}
    data |= {f"seat-{world.leader.pk}": "chair", f"seat-{world.officer.pk}": "secretary"}
    data |= {f"levels-{world.officer.pk}": ["primary", "nursery"]}

    page = text(client.post(url(world, "council_create", at="office"), data, follow=True))

    assert "theo dõi Tiểu học, Mầm non" in page or "theo dõi Mầm non, Tiểu học" in page
    assert "Điều lệ" not in page
    assert "Hội đồng phường" in text(world.client(world.officer).get(url(world, "council_list", at="office")))


def test_the_list_says_what_to_do_where_there_is_none(school):
    assert "Người đứng đầu đơn vị ghi thành lập" in text(school.client(school.head).get(url(school, "council_list")))
    assert "?kind=initiative" in text(school.client(school.principal).get(url(school, "council_list")))


def test_the_form_of_a_large_school_costs_no_query_for_each_person(school, council):
    client = school.client(school.principal)

    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(url(school, "council_renew", council.pk))
        return len(found)

    queries()
    few = queries()
    with scope(school.school):
        for index in range(12):
            make_person(school.school, f"Trần Thị {index}", "staff")
    assert queries() == few


def test_ending_a_council_shows_it_among_the_ended(school, council):
    client = school.client(school.principal)
    client.post(url(school, "council_end", council.pk), {"last_on": "11/10/2026", "decision": "Quyết định số 50"})
    page = text(client.get(url(school, "council_list")))
    assert "Đã kết thúc" in page
    detail = text(client.get(url(school, "council_detail", council.pk)))
    assert "Quyết định số 50" in detail
    assert "Kiện toàn</a>" not in detail


def test_a_council_leads_to_the_call_of_its_own_session(school, council):
    page = text(school.client(school.secretary).get(url(school, "council_detail", council.pk)))
    assert f"{url(school, 'session_create')}?council={council.pk}" in page

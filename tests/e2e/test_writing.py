"""Writing a draft in a real browser: pasting from Word, the paper beside it, autosave, two people."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from core.scoping import scope
from documents import services as documents
from plans import services
from plans.models import EmulationPlan
from tests.plans.plans import imported_plan

pytestmark = pytest.mark.browser

FROM_WORD = """<html><head><style>p.MsoNormal{margin:0}</style></head><body><!--StartFragment-->
<p class=MsoNormal><b><span style='mso-list:Ignore'>1.<span style='font:7.0pt Times'>&nbsp;&nbsp; </span></span>
Khen thưởng<o:p></o:p></b></p>
<p class=MsoListParagraph><span style='font-family:Symbol'>\uf0b7<span>&nbsp;&nbsp;&nbsp; </span></span>
Tặng <i>giấy khen</i></p>
<table><tr><td><p>TT</p></td><td><p>Họ tên</p></td></tr><tr><td>1</td><td>Đỗ Thị Hòa</td></tr></table>
<!--EndFragment--></body></html>"""

PASTE = """(box, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_draft_is_written_beside_its_paper(transactional_world, sign_in):
    world = transactional_world
    with scope(world.school):
        plan = imported_plan(world)
    address = f"/o/{world.school.slug}/plans/{plan.pk}/text/"
    page = sign_in(world.vice_principal)
    page.goto(address)
    body = page.get_by_label("Nội dung", exact=False).first

    body.evaluate("box => { box.value = 'I. MỘT\\nMở đầu.\\n'; }")
    body.evaluate(PASTE, FROM_WORD)

    assert body.input_value() == (
        "I. MỘT\nMở đầu.\n**1. Khen thưởng**\n- Tặng *giấy khen*\n\n| TT | Họ tên |\n| --- | --- |\n| 1 | Đỗ Thị Hòa |"
    )
    paper = page.frame_locator("iframe[data-preview]")
    expect(paper.locator("h3.heading", has_text="Khen thưởng")).to_be_visible()
    expect(paper.locator("i", has_text="giấy khen")).to_be_visible()
    expect(page.locator("[data-autosave-state]")).to_have_text(re.compile(r"Đã lưu nháp lúc \d\d:\d\d"))

    hers = sign_in(world.secretary)
    hers.goto(address)
    expect(hers.get_by_text(re.compile("có phần chưa lưu"))).to_be_visible()
    hers.get_by_label("Câu kết").fill("Câu kết của thư ký.")
    hers.get_by_role("button", name="Lưu", exact=True).click()
    hers.wait_for_url("**/review/")

    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", name="Có hai bản khác nhau")).to_be_visible()
    page.get_by_role("button", name="Lưu bản ghép").click()
    page.wait_for_url("**/review/")

    with scope(world.school):
        content = EmulationPlan.objects.get(pk=plan.pk).content
        assert content.closing[-1].text == "Câu kết của thư ký."
        assert content.blocks[0].blocks[1].title == "Khen thưởng"
        assert documents.versions_of(world.school, services.subject_key(plan)).count() == 3


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_without_scripts_the_same_page_saves(transactional_world, sign_in, viewport):
    world = transactional_world
    with scope(world.school):
        plan = imported_plan(world)
    page = sign_in(world.vice_principal, viewport, javascript=False)
    page.goto(f"/o/{world.school.slug}/plans/{plan.pk}/text/")

    page.get_by_label("Trích yếu").fill("Trích yếu gõ không cần script")
    page.get_by_role("button", name="Lưu", exact=True).click()

    expect(page.get_by_text("Đã lưu lúc")).to_be_visible()

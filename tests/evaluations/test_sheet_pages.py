"""The sheet as a teacher fills it in and as its readers read it, over the pages."""

from __future__ import annotations

import gzip
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from campaigns.models import GoodDeed
from core import clock
from core.scoping import scope
from deadlines.services import extend
from documents.services import store_evidence
from evaluations import criteria, services
from evaluations.criteria import Cell
from evaluations.models import EvaluationSheet, Score, SheetEvidence
from evaluations.services.proofs import attach_item
from evaluations.services.sheets import times_of
from evaluations.sheet_tree import TreeColumn, tree_of, worked_out
from tests.evaluations.months import AFTER, DURING, picture, sheet_of
from tests.evaluations.rich import RICH, fill, make_rich_period, more_criteria


@pytest.fixture
def month(world):
    """October by a rubric with every kind of line, open on the day of the test."""
    with clock.travel_to(DURING), scope(world.school):
        yield make_rich_period(world)


def url(world, name, *args):
    return reverse(f"evaluations:{name}", args=[world.school.slug, *args])


def text_of(answer) -> str:
    return answer.content.decode()


def lines(month) -> dict:
    return {each.code: each for each in month.rubrics.get().criteria.all()}


def typed(month, page="a", **values) -> dict:
    """The form as a browser sends it, by the numbers of the criteria: A1="8,5", I1="n"."""
    data = {"version": 1, "page": page, "note": values.pop("note", ""), "act": values.pop("act", "save")}
    return data | {f"score_{lines(month)[code].pk}": value for code, value in values.items()}


def column(sheet) -> dict[str, Cell]:
    rows = Score.objects.filter(sheet=sheet, column="self").select_related("criterion")
    return {each.criterion.code: Cell(each.state, each.amount) for each in rows}


# ---- every kind ----


def test_every_kind_is_asked_for_in_its_own_way(world, month):
    page = text_of(world.client(world.teacher).get(url(world, "sheet_edit", sheet_of(month, world.teacher).pk)))

    assert "I. Phẩm chất" in page
    assert "Tốt: 10 điểm" in page  # a level
    assert "Mỗi lần cộng 2 điểm, cộng tối đa 5 điểm" in page
    assert "Mỗi lần trừ 1 điểm" in page
    assert "Nếu có thì không xếp loại. Để trống nghĩa là không xảy ra." in page
    assert "Chưa có số liệu kỳ trước" in page
    assert "Lưu và sang phần II" in page
    assert " checked>" not in page.replace('value="scored" checked>', "")


def test_every_kind_is_stored_and_says_what_it_makes(world, month):
    client, sheet = world.client(world.teacher), sheet_of(month, world.teacher)

    answer = client.post(
        url(world, "sheet_edit", sheet.pk),
        typed(month, A1="8,5", A2="10", B1="2", B2="1", C1="87,5", G1="0", act=f"part-{lines(month)['II'].pk}"),
    )
    page = text_of(client.get(url(world, "sheet_edit", sheet.pk)))

    assert answer.url.endswith(f"#part-{lines(month)['II'].pk}")
    assert column(sheet) == {
        "A1": Cell("scored", Decimal("8.5")),
        "A2": Cell("scored", Decimal(10)),
        "B1": Cell("scored", Decimal(2)),
        "B2": Cell("scored", Decimal(1)),
        "C1": Cell("scored", Decimal("87.5")),
        "G1": Cell("scored", Decimal(0)),
    }
    assert "2 lần × 2 = 4 điểm" in page
    assert "1 lần × 1 = 1 điểm" in page


@pytest.mark.parametrize(
    ("code", "text", "sentence"),
    [
        ("A1", "-1", "Điểm tiêu chí A1 là “-1”, chưa phải là số."),
        ("A1", "10.5", "Điểm tiêu chí A1 là 10,5, cao hơn mức tối đa 10."),
        ("A1", "mười", "Điểm tiêu chí A1 là “mười”, chưa phải là số."),
        ("A1", "1e9", "Điểm tiêu chí A1 là “1e9”, chưa phải là số."),
        ("A1", "1000000000", "chưa phải là số."),
        ("A2", "7", "không phải một mức của biểu điểm"),
        ("B1", "1,5", "chưa phải số lần"),
        ("B1", "201", "chưa phải số lần"),
        ("G1", "2", "Chọn “Có” hoặc “Không”."),
        ("C1", "tốt", "Số liệu tiêu chí C1 là “tốt”"),
    ],
)
def test_what_is_no_answer_gets_a_sentence_and_stays(world, month, code, text, sentence):
    sheet = sheet_of(month, world.teacher)

    answer = world.client(world.teacher).post(
        url(world, "sheet_edit", sheet.pk), typed(month, **{code: text}, note="Lời dài giữ nguyên")
    )

    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert "Lời dài giữ nguyên" in text_of(answer)
    assert f'value="{text}"' in text_of(answer) or code in ("A2", "G1")
    assert not column(sheet)


@pytest.mark.parametrize(("text", "amount"), [("0", "0"), ("8,5", "8.5"), ("8.5", "8.5"), ("10", "10")])
def test_points_as_people_write_them(world, month, text, amount):
    sheet = sheet_of(month, world.teacher)

    world.client(world.teacher).post(url(world, "sheet_edit", sheet.pk), typed(month, A1=text))

    assert column(sheet)["A1"].amount == Decimal(amount)


def test_a_level_may_be_left_out_or_unchosen(world, month):
    client, sheet = world.client(world.teacher), sheet_of(month, world.teacher)

    client.post(url(world, "sheet_edit", sheet.pk), typed(month, A2="n"))
    left_out = column(sheet)
    client.post(url(world, "sheet_edit", sheet.pk), typed(month, A2=""))

    assert left_out == {"A2": Cell("not_applicable")}
    assert column(sheet) == {}


# ---- autosave ----


def test_autosave_keeps_the_good_fields_and_names_the_wrong_ones(world, month):
    client, sheet = world.client(world.teacher), sheet_of(month, world.teacher)
    keys = {code: each.pk for code, each in lines(month).items()}

    answer = client.post(
        url(world, "sheet_autosave", sheet.pk) + "?version=1&page=a",
        {f"score_{keys['A1']}": "99", f"score_{keys['A2']}": "5", f"score_{keys['B1']}": "x", "note": "Tốt"},
    )

    assert answer.status_code == 422
    assert set(answer["X-Refused"].split(",")) == {f"score_{keys['A1']}", f"score_{keys['B1']}"}
    assert column(sheet) == {"A2": Cell("scored", Decimal(5))}
    assert sheet_of(month, world.teacher).self_note == "Tốt"


def test_a_second_tab_keeps_what_only_it_changed(world, month):
    client, sheet = world.client(world.teacher), sheet_of(month, world.teacher)
    a1, a2 = (f"score_{lines(month)[code].pk}" for code in ("A1", "A2"))
    address = url(world, "sheet_autosave", sheet.pk)
    began = {"base": "note:e3b0c44298fc"}  # both tabs were opened on the blank sheet

    first = client.post(address + "?version=1&page=a", {a1: "8", **began})
    other = client.post(address + "?version=1&page=b", {a1: "6", a2: "5", **began})

    assert first.status_code == 204
    assert (other.status_code, other["X-Refused"]) == (409, a1)
    assert column(sheet) == {"A1": Cell("scored", Decimal(8)), "A2": Cell("scored", Decimal(5))}


# ---- two pages ----


def test_each_differing_field_is_chosen_by_hand(world, month):
    client, sheet = world.client(world.teacher), sheet_of(month, world.teacher)
    keys = {code: str(each.pk) for code, each in lines(month).items()}
    address = url(world, "sheet_edit", sheet.pk)
    blank = client.get(address).context["form"]["base"].value()
    client.post(address, typed(month, page="a", A1="8", A2="5", note="Của thẻ một") | {"base": blank})

    second = client.post(address, typed(month, page="b", A1="6", B1="2", note="Của thẻ hai") | {"base": blank})
    form = second.context["form"]
    again = {name: form[name].value() or "" for name in form.fields if not name.startswith("files_")}
    again |= {"clash": [keys["A1"], "note"], "act": "save"}
    undecided = client.post(address, again | {f"choose_{keys['A1']}": "stored"})
    before = column(sheet)
    client.post(address, again | {f"choose_{keys['A1']}": "stored", "choose_note": "typed"})

    assert second.status_code == 409
    assert "Giữ bản đang lưu: 8 điểm" in text_of(second)
    assert "Dùng bản vừa nhập: 6 điểm" in text_of(second)
    assert "Của thẻ một" in text_of(second)
    assert form[f"score_{keys['A2']}"].value() == "5"  # untouched here: it follows what is stored
    assert undecided.status_code == 409
    assert before == {"A1": Cell("scored", Decimal(8)), "A2": Cell("scored", Decimal(5))}
    assert column(sheet) == before | {"B1": Cell("scored", Decimal(2))}
    assert sheet_of(month, world.teacher).self_note == "Của thẻ hai"


# ---- last month's text ----


@pytest.fixture
def september(world, month):
    """The teacher's sheet of September, handed in."""
    with clock.travel_to("2026-09-22 09:00"):
        earlier = make_rich_period(world, month=9, rubric=month.rubrics.get())
        return fill(earlier, world.teacher, note="Dạy thay hai buổi.", A1="9", A2="5", B1="3", C1="80", G1="0")


def test_the_earlier_text_is_offered_and_has_to_be_looked_at(world, month, september):
    client, sheet = world.client(world.teacher), sheet_of(month, world.teacher)
    address = url(world, "sheet_edit", sheet.pk)

    offered = text_of(client.get(address))
    client.post(address, typed(month, A1="7", act="take-all"))
    after = text_of(client.get(address))
    client.post(address, typed(month, page="c", A1="7", A2="5", C1="n", note="Dạy thay hai buổi.") | {"version": 3})
    sheet = sheet_of(month, world.teacher)
    taken = sheet.taken
    services.save_draft(
        sheet, cells={lines(month)["C1"].pk: Cell("not_applicable")}, version=sheet.version, by=world.teacher.user
    )
    check = client.get(url(world, "sheet_check", sheet.pk))
    version = sheet_of(month, world.teacher).version
    refused = client.post(url(world, "sheet_check", sheet.pk), {"version": version})
    sent = client.post(url(world, "sheet_check", sheet.pk), {"version": version, "reviewed": "1"})

    assert "Lấy nội dung tháng 9/2026" in offered
    assert "Dạy thay hai buổi." not in offered
    assert "Lấy từ tháng 9/2026, xem lại cho kỳ này." in after
    assert column(sheet)["A1"].amount == 7  # what was written is not replaced
    assert column(sheet)["A2"].amount == 5
    assert "B1" not in column(sheet)  # occurrences are of the very month
    assert set(taken) == {str(lines(month)["A2"].pk), "note"}
    assert "Lấy từ tháng 9/2026 và chưa sửa: tiêu chí A2, tự nhận xét." in text_of(check)
    assert "Xem lại rồi đánh dấu “Đã xem lại”." in text_of(refused)
    assert sent.url == url(world, "sheet_receipt", sheet.pk)


def test_nothing_is_offered_without_an_earlier_sheet(world, month):
    page = world.client(world.teacher).get(url(world, "sheet_edit", sheet_of(month, world.teacher).pk))

    assert "Lấy nội dung" not in text_of(page)


def test_ones_last_figure_is_shown_beside_the_figure(world, month, september):
    EvaluationSheet.objects.filter(pk=september.pk).update(
        state="head_decided",
        reviewed_by=world.head.user,
        reviewed_at=clock.now(),
        decided_by=world.principal.user,
        decided_at=clock.now(),
    )

    page = world.client(world.teacher).get(url(world, "sheet_edit", sheet_of(month, world.teacher).pk))

    assert "Kỳ trước 80 %" in text_of(page)


# ---- late ----


def test_after_the_deadline_a_reason_is_asked_for_and_its_consequence_named(world, month):
    fill(month, world.teacher, submit=False, A1="8", A2="5", C1="80")
    month.policy = month.policy | {"late_cap": "Khá"}
    month.save()
    client, sheet = world.client(world.teacher), sheet_of(month, world.teacher)
    address = url(world, "sheet_check", sheet.pk)

    with clock.travel_to("2026-10-25 09:00"):
        asked = text_of(client.get(address))
        refused = client.post(address, {"version": sheet.version, "late_reason": " "})
        client.post(address, {"version": sheet.version, "late_reason": "Đi tập huấn"})

    sheet = sheet_of(month, world.teacher)
    assert "phiếu nộp muộn không xếp cao hơn mức Khá" in asked
    assert "Ghi lý do nộp muộn rồi nộp." in text_of(refused)
    assert (sheet.state, sheet.is_late, sheet.late_reason) == ("submitted", True, "Đi tập huấn")


def test_what_was_extended_for_a_department_holds_for_its_own_sheet(world, month):
    sheet = EvaluationSheet(
        organisation=world.school, period=month, subject="department", department=world.department, rubric=None
    )
    other = EvaluationSheet(organisation=world.school, period=month, subject="department", department=world.department2)
    extend(
        month.entry,
        department=world.department,
        new_due_at=clock.at(date(2026, 10, 30), 17),
        reason="Hội giảng",
        by=world.secretary.user,
    )

    assert times_of(sheet)[1:] == (clock.at(date(2026, 10, 30), 17),) * 2
    assert times_of(other)[1] == clock.at(date(2026, 10, 24), 17)


# ---- proofs ----


def proof_url(world, sheet, criterion):
    return url(world, "sheet_proof", sheet.pk, criterion.pk)


def test_a_link_a_deed_and_a_file_become_proofs(world, month):
    client, sheet, first = world.client(world.teacher), sheet_of(month, world.teacher), lines(month)["A1"]
    mine = {"organisation": world.school, "person": world.teacher, "noted_by": world.teacher.user}
    deed = GoodDeed.objects.create(
        **mine, text="Trả lại ví nhặt được", happened_on=date(2026, 10, 12), form_token="0" * 32
    )
    kept = store_evidence(
        organisation=world.school,
        person=world.teacher,
        upload=SimpleUploadedFile("kin.png", picture(3)),
        is_confidential=True,
        by=world.teacher.user,
    )
    address = proof_url(world, sheet, first)

    offered = text_of(client.get(address))
    client.post(address, {"link": "truong.example/bai-viet", "label": "Bài viết"})
    client.post(address, {"item": f"deed-{deed.pk}"})
    client.post(address, {"item": f"file-{kept.pk}"})
    client.post(address, {"upload": SimpleUploadedFile("a.png", picture(5)), "is_confidential": "on"})
    page = text_of(client.get(url(world, "sheet_edit", sheet.pk)))

    assert "Trả lại ví nhặt được, 12/10/2026" in offered
    assert "kin.png (bảo mật)" in offered
    links = list(SheetEvidence.objects.order_by("pk"))
    assert [link.url for link in links] == ["https://truong.example/bai-viet", "", "", ""]
    assert [link.is_confidential for link in links] == [False, False, True, True]
    assert all(words in page for words in ("Bài viết", "Trả lại ví nhặt được", "kin.png", "a.png", "Bảo mật"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Chọn tệp, nhập đường dẫn hoặc chọn mục đã có trong hồ sơ."),
        ({"link": "javascript:alert(1)"}, "Chỉ nhận đường dẫn bắt đầu bằng"),
        ({"link": "http://a:b@example.org"}, "tên đăng nhập hoặc mật khẩu"),
        ({"item": "deed-999999"}, "Chọn tệp, nhập đường dẫn"),
    ],
)
def test_what_is_no_proof_gets_a_sentence(world, month, given, sentence):
    sheet = sheet_of(month, world.teacher)

    answer = world.client(world.teacher).post(proof_url(world, sheet, lines(month)["A1"]), given)

    assert answer.status_code == 200
    assert sentence in text_of(answer) or "không còn trong hồ sơ" in text_of(answer)
    assert not SheetEvidence.objects.exists()


def huge() -> bytes:
    """40 megapixels whose bytes are few."""
    stream = io.BytesIO()
    Image.new("1", (8000, 5000)).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("anh.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "là ảnh HEIC"),
        ("bai.pdf", b"MZ" + b"\x00" * 200, "là chương trình máy tính"),
        ("rong.jpg", b"", "trống (0 byte)"),
        ("to.png", huge(), "8000 × 5000 điểm ảnh, quá lớn"),
    ],
)
def test_an_unfit_file_gets_a_sentence_and_nothing_typed_is_lost(world, month, name, data, sentence):
    sheet, first = sheet_of(month, world.teacher), lines(month)["A1"]
    upload = SimpleUploadedFile(name, data)

    answer = world.client(world.teacher).post(
        url(world, "sheet_edit", sheet.pk),
        typed(month, A1="8", note="Giữ nguyên") | {f"files_{first.pk}": upload},
    )

    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert "Giữ nguyên</textarea>" in text_of(answer)
    assert not SheetEvidence.objects.exists()


def test_another_s_item_is_not_attached(world, month):
    theirs = store_evidence(
        organisation=world.school,
        person=world.teacher2,
        upload=SimpleUploadedFile("x.png", picture()),
        by=world.teacher2.user,
    )
    sheet = sheet_of(month, world.teacher)

    with pytest.raises(Exception, match="của chính người được đánh giá"):
        attach_item(sheet, criterion=lines(month)["A1"], item=theirs, by=world.teacher.user)


# ---- reading ----


def test_the_columns_stand_side_by_side_with_their_differences(world, month):
    sheet = fill(month, world.teacher, A1="8,5", A2="10", B1="2", C1="80", G1="0")
    keys = {code: each.pk for code, each in lines(month).items()}
    given = {"A1": 7, "A2": 10, "B1": 2, "B2": 1, "C1": 80}
    with clock.travel_to(AFTER):
        review = services.reviews.Review(
            version=sheet.version, cells={keys[code]: Cell("scored", Decimal(value)) for code, value in given.items()}
        )
        services.save_review(month, reviews={sheet.pk: review}, recommend=True, by=world.head.user)
        theirs = text_of(world.client(world.head).get(url(world, "sheet_detail", sheet.pk)))
        own = text_of(world.client(world.teacher).get(url(world, "sheet_detail", sheet.pk)))

    assert "<b>7</b>" in theirs
    assert "khác</span>" in theirs
    assert "Tự chấm được cộng như thế nào" in theirs
    assert "I. Phẩm chất: 8,5 + 10 = 18,5 trên 20 điểm." in theirs
    assert "II. Chuyên môn: 4 − 1 = 3 điểm." in theirs
    assert 'data-label="Tổ chấm"' not in own
    assert "Điểm của người chấm hiện ở đây khi có kết quả dự kiến." in own


def test_an_exempt_sheet_tells_the_rule_to_the_person_alone(world, month):
    sheet = sheet_of(month, world.teacher)
    EvaluationSheet.objects.filter(pk=sheet.pk).update(
        state="exempt", exemption="leave", placement_note="Nghỉ từ 01/10/2026: miễn theo Điều 5."
    )

    own = text_of(world.client(world.teacher).get(url(world, "sheet_detail", sheet.pk)))
    theirs = text_of(world.client(world.head).get(url(world, "sheet_detail", sheet.pk)))

    assert "Nghỉ dài ngày" in own
    assert "miễn theo Điều 5" in own
    assert "Được miễn đánh giá" in theirs
    assert "Nghỉ" not in theirs


def test_a_tree_of_plain_data():
    line = criteria.Line
    rows = [
        line(1, "I", Decimal(20), "group", title="Nhóm"),
        line(2, "1", Decimal(10), parent=1, title="Một"),
        line(3, "2", Decimal(10), parent=1, title="Hai"),
        line(4, "-", None, "deduction", each=Decimal(2), title="Trừ"),
    ]
    cells = {2: Cell("scored", Decimal(0)), 3: Cell("exempt"), 4: Cell("scored", Decimal(1))}
    totals = criteria.total_of(rows, cells)

    tree = tree_of(rows, [TreeColumn("Tự chấm", cells, totals)])

    assert [(row.depth, row.most, row.cells[0].words) for row in tree] == [
        (0, "20", "0"),
        (1, "10", "0"),
        (1, "10", "Được miễn"),
        (0, "−2 mỗi lần", "−2"),
    ]
    assert worked_out(totals, rows)[-1] == "Tổng: 0 − 2 = 0 trên 10 điểm."


# ---- size and speed ----


def test_the_page_is_light_and_its_queries_do_not_grow(world, month):
    client, sheet = world.client(world.teacher), sheet_of(month, world.teacher)
    address = url(world, "sheet_edit", sheet.pk)
    client.get(address)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = asked()
    more_criteria(month, 40 - len(RICH))
    many = asked()

    assert many == few
    assert len(gzip.compress(client.get(address).content)) < 100_000


def test_a_person_who_left_and_a_page_after_the_end_lose_nothing(world, month):
    sheet = sheet_of(month, world.teacher)
    client = world.client(world.teacher)

    with clock.travel_to("2026-10-27 09:00"):
        closed = client.post(url(world, "sheet_edit", sheet.pk), typed(month, A1="8", note="Vẫn còn"))
        auto = client.post(url(world, "sheet_autosave", sheet.pk) + "?version=1&page=a", {"note": "Vẫn còn"})
    EvaluationSheet.objects.filter(pk=sheet.pk).update(state="exempt", exemption="left")
    left = client.post(url(world, "sheet_autosave", sheet.pk) + "?version=1&page=a", {"note": "Vẫn còn"})

    assert "Đã hết hạn nộp" in text_of(closed)
    assert "Vẫn còn</textarea>" in text_of(closed)
    assert (auto.status_code, left.status_code) == (409, 409)
    assert "được miễn đánh giá" in text_of(left)

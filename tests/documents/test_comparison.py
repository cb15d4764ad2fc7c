"""The word-by-word comparison of two versions: nothing lost on either side, and read as a person would mark it."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import date

import pytest

from documents.comparison import Words, compare, compare_words, is_unchanged, stretches, summary
from documents.content import Appendix, Content, Item, Letterhead, Paragraph, Run, Section, Signatory, Table
from tests.documents import contents


def paragraph(text: str) -> Paragraph:
    return Paragraph([Run(text)])


def content(*texts: str, **parts) -> Content:
    return Content("KẾ HOẠCH", "Thi đua năm học 2026 - 2027", blocks=[paragraph(text) for text in texts], **parts)


def words_of(blocks, side: str) -> list[str]:
    """All words of one side, in reading order of that side's blocks."""
    texts = [getattr(block, f"{side}_text") for block in blocks]
    return " ".join(texts).split()


def printed(value: Content) -> list[str]:
    return words_of(compare(value, value), "new")


def test_a_document_and_itself_differ_in_nothing():
    plan = contents.plan()
    blocks = compare(plan, deepcopy(plan))
    assert is_unchanged(blocks)
    assert summary(blocks) == {"changed": 0, "added": 0, "removed": 0}
    assert len(blocks) > 15


def test_a_changed_date_is_marked_as_one_word():
    blocks = compare(
        content("Nộp hồ sơ trước ngày 20/10/2026 về văn phòng."),
        content("Nộp hồ sơ trước ngày 24/10/2026 về văn phòng."),
    )
    changed = [block for block in blocks if not block.is_same]
    assert len(changed) == 1
    assert [each for each in changed[0].words if each.kind != "same"] == [
        Words("removed", "20/10/2026"),
        Words("added", "24/10/2026"),
    ]
    assert changed[0].part == "Nội dung"


def test_what_is_put_between_leaves_its_neighbours_alone():
    one, two, new = "Tổ chuyên môn rà soát danh sách.", "Hội đồng họp xét.", "Công đoàn phối hợp vận động đoàn viên."
    blocks = [block for block in compare(content(one, two), content(one, new, two)) if block.part == "Nội dung"]
    assert [block.state for block in blocks] == ["same", "added", "same"]


def test_two_edited_lines_are_paired_by_their_words_not_by_their_place():
    old = content("Tổ trưởng nộp danh sách trước ngày 5/9.", "Thư ký tổng hợp kết quả bình xét hằng tháng.")
    new = content("Bổ sung một câu hoàn toàn khác hẳn.", "Thư ký tổng hợp và công khai kết quả bình xét hằng tháng.")
    blocks = [block for block in compare(old, new) if block.part == "Nội dung"]
    changed = next(block for block in blocks if block.state == "changed")
    assert [each.text for each in changed.words if each.kind == "added"] == ["và công khai "]
    assert {block.state for block in blocks} == {"removed", "added", "changed"}


def test_a_section_put_in_front_only_renumbers_the_next():
    first = Section("Mục đích", [paragraph("Khơi dậy tinh thần thi đua.")])
    new = Content("KẾ HOẠCH", "Thi đua", blocks=[Section("Căn cứ chung", [paragraph("Theo hướng dẫn.")]), first])
    old = Content("KẾ HOẠCH", "Thi đua", blocks=[deepcopy(first)])
    moved = next(block for block in compare(old, new) if block.new_text == "MỤC ĐÍCH")
    assert (moved.state, moved.old_label, moved.label, moved.is_renumbered) == ("same", "I.", "II.", True)
    assert not moved.is_same


def test_a_table_is_compared_row_by_row():
    def table(count: str) -> Content:
        rows = [["1", "Lao động tiên tiến", "20"], ["2", "Chiến sĩ thi đua cơ sở", count]]
        return Content("KẾ HOẠCH", "Chỉ tiêu", blocks=[Table(["TT", "Danh hiệu", "Số"], rows)])

    blocks = [block for block in compare(table("3"), table("5")) if not block.is_same]
    assert [(block.kind, block.state) for block in blocks] == [("row", "changed")]
    assert [each.text for each in blocks[0].words if each.kind != "same"] == ["3", "5"]


def test_every_part_is_compared():
    old = contents.plan()
    new = deepcopy(old)
    new.letterhead = Letterhead(issuer=["TRƯỜNG KHÁC"], symbol="KH-TK", number="9", issued_on=date(2026, 3, 1))
    new.bases = [*old.bases[:-1], "Căn cứ một văn bản khác hẳn"]
    new.recipients = ["Như trên", "Lưu: VT"]
    new.signatories = [Signatory("PHÓ HIỆU TRƯỞNG", "Trần Thị Mới", capacity="KT.")]
    new.appendices = [Appendix("Mẫu đăng ký", [paragraph("Họ và tên")])]
    new.unplaced = [paragraph("dòng lạ")]
    parts = {block.part for block in compare(old, new) if not block.is_same}
    assert {"Đầu văn bản", "Căn cứ", "Nơi nhận", "Chữ ký", "Phụ lục", "Dòng chưa xếp được"} <= parts


def test_bold_alone_is_said_to_be_style():
    old = Content("KẾ HOẠCH", "Thi đua", blocks=[Paragraph([Run("Mọi người "), Run("tham gia.")])])
    cut = Content("KẾ HOẠCH", "Thi đua", blocks=[Paragraph([Run("Mọi người tham gia.")])])
    bold = Content("KẾ HOẠCH", "Thi đua", blocks=[Paragraph([Run("Mọi người "), Run("tham gia.", bold=True)])])
    assert is_unchanged(compare(old, cut))
    assert [block.state for block in compare(old, bold)].count("restyled") == 1


def test_a_moved_passage_is_named_as_moved():
    carried = "Mỗi tổ cử một người làm đầu mối theo dõi."
    stays = ["Câu thứ nhất đứng ở đây.", "Câu thứ hai nói việc khác.", "Câu thứ ba về kinh phí khen thưởng."]
    blocks = compare(content(carried, *stays), content(*stays, carried))
    assert sorted(block.state for block in blocks if block.is_moved) == ["added", "removed"]


def test_unchanged_passages_are_folded_and_nothing_is_left_out():
    lines = [f"Câu số {number} nói về việc {number}." for number in range(12)]
    blocks = compare(content(*lines), content(*lines[:-1], "Câu số 11 nói về việc khác."))
    folded = stretches(blocks)
    assert [block for stretch in folded for block in stretch.blocks] == blocks
    assert [stretch.is_folded for stretch in folded] == [True, False]


def test_words_keep_both_sides_and_join_scattered_changes():
    words = compare_words("từ ngày 5/9 đến hết 20/9 tại lớp", "từ ngày 7/9 đến hết 25/9 tại trường")
    assert "".join(each.text for each in words if each.kind != "added") == "từ ngày 5/9 đến hết 20/9 tại lớp"
    assert "".join(each.text for each in words if each.kind != "removed") == "từ ngày 7/9 đến hết 25/9 tại trường"
    assert compare_words("A, b", "C, d") == [Words("removed", "A, b"), Words("added", "C, d")]


@pytest.mark.parametrize("seed", range(20))
def test_no_word_of_either_side_is_lost_however_it_is_edited(seed):
    chance = random.Random(seed)
    old = contents.plan()
    new = deepcopy(old)
    blocks = new.blocks
    for _ in range(chance.randint(1, 8)):
        section = chance.choice([block for block in new.walk() if isinstance(block, Section)])
        act = chance.choice(["drop", "add", "swap", "edit"])
        if act == "add":
            section.blocks.insert(0, Item([Run(f"Việc thêm số {chance.randint(1, 99)}")]))
        elif act == "drop" and section.blocks:
            section.blocks.pop(chance.randrange(len(section.blocks)))
        elif act == "swap":
            chance.shuffle(blocks)
        else:
            section.title = " ".join(chance.sample(section.title.split(), k=len(section.title.split()))) + " mới"
    compared = compare(old, new)
    assert sorted(words_of(compared, "old")) == sorted(printed(old))
    assert words_of([block for block in compared if block.state != "removed"], "new") == printed(new)


def test_a_long_text_rewritten_in_every_line_is_compared_in_reasonable_time():
    old = content(*(f"Dòng {number} của bản cũ nói {number * 7} việc" for number in range(1500)))
    new = content(*(f"Dòng {number} của bản mới có {number * 3} điều" for number in range(1400)))
    blocks = compare(old, new)
    assert sorted(words_of(blocks, "old")) == sorted(printed(old))
    assert words_of([block for block in blocks if block.state != "removed"], "new") == printed(new)

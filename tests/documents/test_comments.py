"""Comments on paragraphs: anchored to what was read, followed through edits, never printed."""

from __future__ import annotations

import pytest

from core.errors import ConflictError, DomainError
from core.scoping import scope
from documents import rendering, services
from documents.content import Paragraph, Run, Section, plain_text
from documents.models import ParagraphComment
from documents.paragraphs import moved_keys, places
from tests.documents import drafts

SENTENCE = "Các tổ đăng ký trước 24/10/2026."


@pytest.fixture
def school(world):
    with scope(world.school):
        yield world


def place_of(document, text=SENTENCE):
    return next(place for place in places(document.content) if text in place.text)


def comment_on(document, by, text="Nêu rõ nơi nhận.", *, about=SENTENCE, **more):
    return services.write_comment(document, anchor=place_of(document, about).key, text=text, by=by.user, **more)


def save(document, content, by):
    return services.update_content(document, content, version=document.version, by=by.user)


def placed(document):
    [found] = services.placed_comments(document)
    return found


# ---- places ----


def test_every_printed_line_is_a_place_with_a_key_of_its_own(school):
    document = drafts.draft(school)

    found = places(document.content)

    assert len({place.key for place in found}) == len(found)
    assert [place.part for place in found if place.text == SENTENCE] == ["Nội dung"]
    assert {"Đầu văn bản", "Căn cứ", "Nơi nhận", "Chữ ký"} <= {place.part for place in found}


def test_lines_of_the_same_words_have_different_keys(school):
    content = drafts.content(school.school)
    content.blocks = [Paragraph([Run("Như trên.")]), Paragraph([Run("Như  trên.")])]

    first, second = [place for place in places(content) if place.part == "Nội dung"]

    assert (first.key[:-2], first.key != second.key) == (second.key[:-2], True)


def test_keys_are_followed_when_lines_move_change_and_go(school):
    old, new = drafts.content(school.school), drafts.content(school.school)
    lines = ["Khen thưởng kịp thời, đúng người.", "Mỗi tổ lập danh sách gửi văn phòng trước ngày 24/10.", "Bỏ câu này."]
    old.blocks = [Paragraph([Run(line)]) for line in lines]
    new.blocks = [
        Section("Mở đầu"),
        Paragraph([Run("Mỗi tổ lập danh sách gửi văn phòng trước ngày 30/10.")]),
        Paragraph([Run(lines[0])]),
    ]
    keys = {place.text: place.key for place in places(old)}
    after = {place.key: place.text for place in places(new)}

    moved = moved_keys(old, new)

    assert after[moved[keys[lines[0]]]] == lines[0]
    assert after[moved[keys[lines[1]]]] == "Mỗi tổ lập danh sách gửi văn phòng trước ngày 30/10."
    assert moved[keys[lines[2]]] == ""


# ---- written and followed ----


def test_a_comment_keeps_what_was_read(school):
    document = drafts.draft(school)

    comment = comment_on(document, school.principal)

    assert (comment.paragraph, comment.quote, comment.part) == (SENTENCE, SENTENCE, "Nội dung")
    assert placed(document).is_changed is False


def test_a_comment_may_be_about_one_sentence(school):
    document = drafts.draft(school)
    content = document.content
    content.blocks.append(Paragraph([Run("Câu thứ nhất của đoạn. Câu thứ hai của đoạn.")]))
    document = save(document, content, school.principal)

    comment = comment_on(document, school.principal, about="Câu thứ hai", quote="Câu thứ hai của đoạn.")

    assert (comment.quote, comment.paragraph) == (
        "Câu thứ hai của đoạn.",
        "Câu thứ nhất của đoạn. Câu thứ hai của đoạn.",
    )


def test_an_edit_elsewhere_leaves_the_comment_where_it_was(school):
    document = drafts.draft(school)
    comment_on(document, school.principal)
    content = document.content
    content.blocks.insert(0, Section("Căn cứ thực hiện", [Paragraph([Run("Nhiệm vụ năm học.")])]))

    document = save(document, content, school.vice_principal)

    assert (placed(document).place.text, placed(document).is_changed) == (SENTENCE, False)


def test_a_comment_on_a_changed_paragraph_says_so_and_forgets_it_when_it_is_put_back(school):
    document = drafts.draft(school)
    comment_on(document, school.principal)
    before, content = document.content, document.content
    content.blocks[1].blocks[0].blocks[0].runs[0].text = "Các tổ đăng ký trước 30/10/2026."

    document = save(document, content, school.vice_principal)
    assert (placed(document).place.text, placed(document).is_changed) == ("Các tổ đăng ký trước 30/10/2026.", True)

    document = save(document, before, school.vice_principal)
    assert placed(document).is_changed is False


def test_a_comment_outlives_its_paragraph(school):
    document = drafts.draft(school)
    comment_on(document, school.principal)
    content = document.content
    content.blocks[1].blocks[0].blocks = []

    document = save(document, content, school.vice_principal)

    lines, [gone] = services.commented_text(document)
    assert (gone.place, gone.comment.paragraph) == (None, SENTENCE)
    assert not any(line.comments for line in lines)


def test_a_comment_on_what_was_edited_meanwhile_is_not_written(school):
    document = drafts.draft(school)
    anchor = place_of(document).key
    content = document.content
    content.blocks[1].blocks[0].blocks = []
    save(document, content, school.vice_principal)

    with pytest.raises(ConflictError, match="vừa được sửa"):
        services.write_comment(document, anchor=anchor, text="Muộn rồi.", by=school.principal.user)

    assert not ParagraphComment.objects.exists()


def test_comments_are_neither_printed_nor_approved(school):
    document = drafts.submitted(school)
    before = document.content_hash
    comment_on(document, school.principal, "CÂU-GÓP-Ý")

    document.refresh_from_db()
    assert document.content_hash == before
    assert "CÂU-GÓP-Ý" not in plain_text(document.content)
    assert "CÂU-GÓP-Ý" not in rendering.render_html(document.content, draft=True)


def test_resolving_and_reopening_twice_changes_nothing_more(school):
    document = drafts.draft(school)
    comment = comment_on(document, school.principal)

    first = services.resolve_comment(comment, by=school.vice_principal.user)
    second = services.resolve_comment(comment, by=school.principal.user)
    assert (second.resolved_by, second.resolved_at) == (school.vice_principal.user, first.resolved_at)
    assert services.placed_comments(document, only_open=True) == []

    assert services.reopen_comment(comment, by=school.principal.user).resolved_by is None


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_comment_is_refused(school, text):
    with pytest.raises(DomainError, match="Chưa có nội dung"):
        comment_on(drafts.draft(school), school.principal, text)


def test_an_issued_document_takes_no_comments(school):
    document = drafts.issued(school)

    with pytest.raises(DomainError, match="đã ban hành"):
        comment_on(document, school.principal)

"""Signatures in a PDF: made, placed, read again, and what becomes of them when somebody changes a byte."""

from __future__ import annotations

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pdfplumber
import pikepdf
import pytest
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from core import clock
from core.errors import DomainError
from documents import rendering
from documents.content import Appendix, Content, Letterhead, Paragraph, Run, Signatory, Table
from documents.signing import placement
from documents.signing.interface import Box
from documents.signing.marks import text_mark
from documents.signing.pkcs12 import MAX_KEY_BYTES, Pkcs12Signer
from documents.signing.reports import report_on
from thiduakhenthuong.demo.certificates import make_issuer, make_pkcs12

PRINCIPAL, SCHOOL, SECRET = "Vũ Đức Thắng", "Trường Tiểu học Suối Mơ", "mật khẩu thử"


def paper(*signatories: Signatory, paragraphs=3, appendices=(), minutes=False) -> bytes:
    content = Content(
        "BIÊN BẢN" if minutes else "KẾ HOẠCH",
        "Tổ chức phong trào thi đua",
        letterhead=Letterhead(
            superior=["ỦY BAN NHÂN DÂN XÃ SUỐI MƠ"],
            issuer=["TRƯỜNG TIỂU HỌC SUỐI MƠ"],
            symbol="KH-THSM",
            number="05",
            place="Suối Mơ",
            issued_on=date(2026, 10, 12),
        ),
        blocks=[Paragraph([Run("Các tổ đăng ký trước ngày 24/10/2026. " * 8)]) for _ in range(paragraphs)],
        recipients=["Các tổ chuyên môn", "Lưu: VT"],
        signatories=list(signatories) or [Signatory(name=PRINCIPAL, post="Hiệu trưởng")],
        appendices=list(appendices),
        is_minutes=minutes,
    )
    return rendering.render_pdf(content, draft=False)


def ink(colour=(20, 40, 160), size=(420, 160)) -> bytes:
    """A signature or a ring on a transparent ground."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((10, 10, size[0] - 10, size[1] - 10), outline=(*colour, 255), width=9)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def issuer():
    return make_issuer()


@pytest.fixture(scope="module")
def person(issuer):
    return Pkcs12Signer.open(make_pkcs12(PRINCIPAL, SECRET, issuer=issuer), SECRET)


@pytest.fixture(scope="module")
def organisation(issuer):
    return Pkcs12Signer.open(make_pkcs12(SCHOOL, SECRET, issuer=issuer), SECRET)


@pytest.fixture(scope="module")
def signed(person, organisation):
    """A paper with both signatures, as files: issued, signed by the person, then by the school."""
    issued = paper()
    [place] = placement.places(issued, [PRINCIPAL]).values()
    box = placement.signature_box(place, (420, 160))
    first = person.sign(issued, field="Person1", reason="Ký", image=ink(), box=box)
    seal = placement.seal_box(box, (300, 300), 36)
    second = organisation.sign(
        first, field="Organisation", reason="Đóng dấu", image=ink((200, 20, 30), (300, 300)), box=seal
    )
    return issued, first, second


def test_both_signatures_verify_each_over_its_revision(signed):
    _, _, second = signed

    report = report_on(second)

    assert [(each.found.subject, each.found.revision, each.found.is_whole) for each in report.verdicts] == [
        (PRINCIPAL, 2, False),
        (SCHOOL, 3, True),
    ]
    assert [(each.found.is_intact, each.found.later) for each in report.verdicts] == [(True, "signing"), (True, "none")]
    assert report.is_intact


def test_a_paper_is_signed_where_an_event_loop_already_runs(person):
    async def served_asynchronously() -> bytes:
        return person.sign(paper(), field="Person", reason="Ký ban hành", image=None, box=None)

    with ThreadPoolExecutor(1) as thread:  # the loop's own: the browser tests keep one running in this
        signed = thread.submit(lambda: asyncio.run(served_asynchronously())).result()

    assert report_on(signed).is_intact


def test_a_signature_only_adds_to_the_file(signed):
    issued, first, second = signed

    assert first.startswith(issued)
    assert second.startswith(first)


def test_an_unknown_issuer_is_said_and_a_configured_one_is_trusted(signed, issuer, tmp_path, settings):
    _, _, second = signed
    unknown = report_on(second).verdicts[0]
    roots = tmp_path / "roots.pem"
    roots.write_text(issuer.pem)
    settings.SIGNING_TRUST_ROOTS = str(roots)

    known = report_on(second).verdicts[0]

    assert (unknown.tone, known.tone) == ("warn", "ok")
    assert any("chưa có căn cứ để tin" in line.text for line in unknown.lines)
    assert any("thu hồi" in line.text for line in known.lines)


@pytest.mark.parametrize("at", ["text", "signature"])
def test_a_changed_byte_is_found(signed, at):
    issued, _, second = signed
    place = len(issued) // 2 if at == "text" else second.index(b"/Contents <") + 200
    other = b"0" if second[place : place + 1] != b"0" else b"1"
    changed = second[:place] + other + second[place + 1 :]

    try:
        report = report_on(changed)
    except DomainError:
        assert at == "text"  # the byte may have held the file together
        return

    assert report.verdicts[0].tone == "danger"
    assert not report.is_intact


def test_a_changed_number_in_the_text_is_found(person):
    """A byte inside an uncompressed line, so that the file still opens in every reader."""
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        pdf.pages[0].contents_add(b"% thuong 1000000 dong\n")
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    signed = person.sign(out.getvalue(), field="Person1", reason="Ký", image=None, box=None)

    report = report_on(signed.replace(b"1000000 dong", b"9000000 dong"))

    assert report_on(signed).is_intact
    assert report.verdicts[0].headline == "Nội dung đã bị sửa sau khi ký"


def test_a_page_changed_by_a_later_revision_is_found(signed):
    """What an attacker can do without touching signed bytes: append a revision that draws over the page."""
    _, _, second = signed
    writer = IncrementalPdfFileWriter(io.BytesIO(second))
    stream = writer.add_object(StreamObject(stream_data=b"0 0 0 rg 100 400 200 200 re f"))
    writer.add_stream_to_page(0, stream)
    out = io.BytesIO()
    writer.write(out)

    report = report_on(out.getvalue())

    assert {each.tone for each in report.verdicts} == {"danger"}
    assert report.verdicts[1].headline == "Tệp bị thêm, sửa sau khi ký"


def test_pictures_stand_where_the_decree_says(signed):
    """Centred between title and name; the seal over the left third of the signature, in its real size."""
    issued, _, second = signed
    with pdfplumber.open(io.BytesIO(issued)) as pdf:
        words = pdf.pages[-1].extract_words()
        height = float(pdf.pages[-1].height)
    title = [word for word in words if word["text"] in ("HIỆU", "TRƯỞNG")][-2:]
    name = [word for word in words if word["text"] in PRINCIPAL.split()][-3:]
    with pikepdf.open(io.BytesIO(second)) as pdf:
        boxes = [[float(side) for side in note.Rect] for note in pdf.pages[-1].Annots]

    (left, bottom, right, top), seal = boxes

    assert abs((left + right) / 2 - (name[0]["x0"] + name[-1]["x1"]) / 2) < 3
    assert bottom > height - name[0]["top"]
    assert top < height - title[0]["bottom"]
    assert seal[2] - seal[0] == pytest.approx(36 / 25.4 * 72, abs=1)
    assert seal[2] == pytest.approx(left + (right - left) / 3, abs=1)


def test_minutes_have_a_place_for_each_who_signs():
    pdf = paper(Signatory(name="Đỗ Thị Hoà", post="Thư ký"), Signatory(name=PRINCIPAL, post="Chủ tọa"), minutes=True)

    found = placement.places(pdf, ["Đỗ Thị Hoà", PRINCIPAL])

    assert found[0].middle < found[1].middle


def test_a_name_in_an_appendix_is_no_place_to_sign():
    names = Table(header=["TT", "Họ và tên"], rows=[["1", PRINCIPAL]])
    pdf = paper(appendices=[Appendix("Danh sách", blocks=[names])])

    [place] = placement.places(pdf, [PRINCIPAL]).values()

    assert place.page == 0


def test_a_block_with_power_and_two_lines_is_found():
    signatory = Signatory(name="Trần Thị Ngân", post="Phó Hiệu trưởng", on_behalf="Hiệu trưởng", capacity="KT.")

    assert set(placement.places(paper(signatory, paragraphs=30), ["Trần Thị Ngân"])) == {0}


def test_a_name_that_is_not_printed_has_no_place():
    assert placement.places(paper(), ["Người Khác"]) == {}


def test_a_wrong_passphrase_is_said():
    with pytest.raises(DomainError, match="mật khẩu không đúng"):
        Pkcs12Signer.open(make_pkcs12(PRINCIPAL, SECRET), "khác")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\x30\x82", b"x" * (MAX_KEY_BYTES + 1)])
def test_what_is_no_key_file_is_refused(data):
    with pytest.raises(DomainError, match="tệp chứng thư số"):
        Pkcs12Signer.open(data, SECRET)


def test_an_expired_certificate_does_not_sign():
    ends = clock.now() - timedelta(days=2)
    data = make_pkcs12(PRINCIPAL, SECRET, valid_from=ends - timedelta(days=365), valid_to=ends)

    with pytest.raises(DomainError, match="đã hết hạn ngày"):
        Pkcs12Signer.open(data, SECRET).sign(paper(), field="Person1", reason="Ký", image=None, box=None)


def test_a_certificate_that_expired_since_is_said(signed):
    with clock.travel_to(clock.now() + timedelta(days=500)):
        report = report_on(signed[1])

    assert any(
        "đã hết hạn ngày" in line.text and "lúc ký thì còn hạn" in line.text for line in report.verdicts[0].lines
    )


def test_a_key_that_is_printed_shows_nothing(person):
    assert "PrivateKey" not in repr(person)


def test_a_pdf_without_signatures_has_none():
    assert report_on(paper()).verdicts == []


def locked_pdf() -> bytes:
    out, pdf = io.BytesIO(), pikepdf.new()
    pdf.add_blank_page()
    pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def looping_pdf() -> bytes:
    """Its cross-reference section names itself as the one before it."""
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\nxref\n0 1\n0000000000 65535 f \n"
        b"trailer\n<</Root 1 0 R/Size 3/Prev 58>>\nstartxref\n58\n%%EOF"
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04", "không phải tệp PDF"),
        (b"%PDF-1.7 nothing", "bị hỏng"),
        (locked_pdf(), "mật khẩu"),
        (looping_pdf(), "bị hỏng|quá nặng"),
        (b"%PDF-1.7\n" + b"[" * 200_000, "bị hỏng|quá nặng"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(data, words):
    with pytest.raises(DomainError, match=words):
        report_on(data)


def test_a_line_of_text_may_stand_for_a_picture(organisation):
    """Of an attached paper: number, moment and zone at the top right of the first page, no picture."""
    box = placement.corner_box(595.3, 841.9)
    out = organisation.sign(
        paper(), field="Organisation", reason="Ký", image=text_mark("05/QĐ-THSM; 12/10/2026; 08:00:00; +07:00"), box=box
    )

    assert report_on(out).is_intact
    assert isinstance(box, Box)
    with pikepdf.open(io.BytesIO(out)) as pdf:
        [note] = pdf.pages[0].Annots
        assert note.AP.N.Resources.XObject

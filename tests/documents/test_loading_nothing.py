"""The HTML of a document reads no file of the server and asks nobody on the network, whatever stands in it.

A canary file holds words that may not reach the PDF; a server on this machine must not be asked. The first test shows
that both would notice: the library by itself reads the one and asks the other.
"""

from __future__ import annotations

import io
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pdfplumber
import pikepdf
import pytest
from weasyprint import HTML

from documents import rendering
from documents.content import Appendix, Content, Item, Paragraph, Run, Section, Signatory, Table
from documents.seals import Seal
from tests.documents import contents

SECRET = "BI-MAT-CUA-MAY-CHU"


@pytest.fixture
def asked():
    """The addresses that somebody asked of a server on this machine; `asked.url` leads there."""

    class Asked(list):
        url = ""

    paths = Asked()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<svg xmlns='http://www.w3.org/2000/svg'/>")

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    paths.url = f"http://127.0.0.1:{server.server_port}"
    yield paths
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def canary(tmp_path):
    """A file whose words would be seen in a PDF that holds it, as text, as a picture or attached."""
    file = tmp_path / "canary.svg"
    file.write_text(
        f"<svg xmlns='http://www.w3.org/2000/svg' width='200' height='50'><text y='20'>{SECRET}</text></svg>"
    )
    return file.as_uri()


# Where {url} is read, by the rules of HTML, CSS and SVG.
WAYS = {
    "picture": '<img src="{url}">',
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{url}">',
    "style sheet": '<link rel="stylesheet" href="{url}">',
    "import": '<style>@import url("{url}");</style>',
    "import without url()": '<style>@import "{url}";</style>',
    "background": '<p style="background: url({url})">x</p>',
    "content": "<style>p::before {{ content: url({url}) }}</style><p>x</p>",
    "list marker": '<ul style="list-style-image: url({url})"><li>x</li></ul>',
    "font": '<style>@font-face {{ font-family: f; src: url("{url}") }} p {{ font-family: f }}</style><p>x</p>',
    "page background": '<style>@page {{ background: url("{url}") }}</style>',
    "attached link": '<link rel="attachment" href="{url}">',
    "attached anchor": '<a rel="attachment" href="{url}">x</a>',
    "picture in SVG": '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    "old picture in SVG": '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
    '<image xlink:href="{url}" width="9" height="9"/></svg>',
    "use in SVG": '<svg width="9" height="9"><use href="{url}#a"/></svg>',
    "style in SVG": '<svg width="9" height="9"><style>@import url({url});</style><rect width="9" height="9"/></svg>',
    "base and picture": '<base href="{url}"><img src="canary.svg"><img src="">',
}


def page(way: str, url: str) -> str:
    return f"<html><head><title>x</title></head><body>{WAYS[way].format(url=url)}</body></html>"


def holds(pdf: bytes, words: str) -> bool:
    """Whether words stand in the text, or in any stream of a PDF, attached files among them."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        if any(words in (each.extract_text() or "") for each in opened.pages):
            return True
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for found in opened.objects:
            if isinstance(found, pikepdf.Stream):
                try:
                    data = found.read_bytes()
                except (pikepdf.PdfError, zlib.error):
                    data = found.read_raw_bytes()
                if words.encode() in data:
                    return True
    return False


def test_the_library_alone_would_read_and_ask(canary, asked):
    attached = HTML(string=page("attached link", canary)).write_pdf()
    HTML(string=page("picture", asked.url + "/seen")).write_pdf()

    assert holds(attached, SECRET)
    assert asked == ["/seen"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("archival", [True, False])
def test_no_file_is_read(way, archival, canary):
    pdf = rendering.write_pdf(page(way, canary), archival=archival)

    assert not holds(pdf, SECRET)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.attachments) == 0


@pytest.mark.parametrize("way", WAYS)
def test_nobody_on_the_network_is_asked(way, asked):
    rendering.write_pdf(page(way, f"{asked.url}/{way.replace(' ', '-')}"), archival=True)

    assert asked == []


def test_a_picture_inside_a_picture_is_not_read_either(canary, asked):
    for url in (canary, asked.url):
        image = f"<image href='{url}' width='9' height='9'/>"
        inner = f"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{image}</svg>"
        source = "data:image/svg+xml," + inner.replace("#", "%23").replace("<", "%3C").replace(">", "%3E")
        pdf = rendering.write_pdf(f'<img src="{source}">', archival=True)
        assert not holds(pdf, SECRET)
    assert asked == []


def test_what_people_type_is_text_wherever_it_is_printed(canary, asked):
    """Every part of a document holds markup: it is printed as the letters it is."""

    def hostile(name):
        return f'<img src="{canary}" alt="{name}"><link rel=attachment href="{asked.url}"> {name}'

    content = Content(
        "KẾ HOẠCH",
        hostile("subject"),
        contents.letterhead("KH-THHS", issuer=[hostile("issuer")], superior=[hostile("superior")]),
        addressees=[hostile("addressee")],
        bases=[hostile("basis")],
        blocks=[
            Paragraph([Run(hostile("paragraph"))]),
            Section(hostile("section"), [Item([Run(hostile("item"))])]),
            Table([hostile("header")], [[hostile("cell")]], hostile("caption")),
        ],
        closing=[Paragraph([Run(hostile("closing"))])],
        recipients=[hostile("recipient")],
        signatories=[Signatory(post=hostile("post"), name=hostile("name"))],
        appendices=[Appendix(hostile("appendix"), [Paragraph([Run("x")])])],
        contact=hostile("contact"),
        drafter=hostile("drafter"),
    )
    html = rendering.render_html(content, draft=False, seal=Seal("ABCDEFGHJKLM", "https://a.test/ABCDEFGHJKLM/"))
    pdf = rendering.render_pdf(content, draft=False, seal=Seal("ABCDEFGHJKLM", "https://a.test/ABCDEFGHJKLM/"))

    assert html.count("<img") == 1  # the code's own
    assert "<link" not in html
    assert not holds(pdf, SECRET)
    assert asked == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.attachments) == 0

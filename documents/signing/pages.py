"""One page of a PDF as a picture, for somebody who compares two files. Runs bounded (`core.bounded`).

Input: one line of JSON (`page` from 1, `width` in pixels), then the file. Output: a JPEG.
"""

from __future__ import annotations

import io
import json
import sys

import pypdfium2

from core.bounded import HEAVY, Refused, answer, ask
from core.errors import DomainError

MISSING = "missing"
WIDTH = 1000
MOST_TALL = 4  # times as tall as wide
MEMORY = 1024 * 1024 * 1024
SECONDS = 20


def page_picture(pdf_bytes: bytes, page: int) -> bytes:
    """The page (from 1) as a JPEG; DomainError where it cannot be drawn."""
    head = json.dumps({"page": page, "width": WIDTH}).encode()
    try:
        return ask("documents.signing.pages", head + b"\n" + pdf_bytes, memory=MEMORY, seconds=SECONDS)
    except Refused as error:
        raise DomainError("Không vẽ được trang này của tệp PDF. Tải tệp về để xem.") from error


def drawn(data: bytes) -> bytes:
    """See the module."""
    head, _, pdf = data.partition(b"\n")
    asked = json.loads(head)
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()  # signatures are drawn as parts of a form
    if not 1 <= asked["page"] <= len(document):
        raise Refused(MISSING)
    page = document[asked["page"] - 1]
    width, height = page.get_size()
    if height > MOST_TALL * width:
        raise Refused(HEAVY)
    out = io.BytesIO()
    page.render(scale=asked["width"] / width).to_pil().convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(answer(drawn, sys.argv[1:]))

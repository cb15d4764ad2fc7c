"""One file judged. Runs bounded (`core.bounded`).

Argument: the kind, "" for what the file calls itself. Input: the file. Output: the report as JSON. Refused: locked,
scan, long.
"""

from __future__ import annotations

import json
import sys

from core.bounded import answer
from documents.checker.judging import judge, to_json
from documents.checker.picture import Picture


def _picture(data: bytes) -> Picture:
    if data.startswith(b"%PDF-"):
        from documents.checker.pdf import read_pdf

        return read_pdf(data)
    from documents.checker.word import read_word

    return read_word(data)


def judged(data: bytes, kind: str) -> bytes:
    """See the module."""
    return json.dumps(to_json(judge(_picture(data), kind or None))).encode()


if __name__ == "__main__":
    sys.exit(answer(judged, sys.argv[1:]))

"""A .docx that comes back, read. Runs bounded (`core.bounded`).

Input: the file. Output: a `documents.word.reading.WordReading` as JSON. Refused: lines (too many), font.
"""

from __future__ import annotations

import json
import sys

from core.bounded import answer
from documents.content import to_json
from documents.word.reading import read_any, read_ours


def answered(data: bytes) -> bytes:
    reading = read_ours(data) or read_any(data)
    return json.dumps(vars(reading) | {"content": to_json(reading.content)}).encode()


if __name__ == "__main__":
    sys.exit(answer(answered, sys.argv[1:]))

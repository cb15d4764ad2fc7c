"""One file judged, bounded:

    python -m documents.checker.process MEMORY_BYTES SECONDS KIND < file > report.json

KIND may be empty. Ends with 0 and the report, or with 1 and one word: locked, scan, long, broken, heavy.
"""

from __future__ import annotations

import json
import sys

from core.bounded import bound_this_process
from documents.checker.judging import judge, to_json
from documents.checker.picture import Picture


def _picture(data: bytes) -> Picture:
    if data.startswith(b"%PDF-"):
        from documents.checker.pdf import read_pdf

        return read_pdf(data)
    from documents.checker.word import read_word

    return read_word(data)


def _main(memory: int, seconds: int, kind: str) -> int:
    from documents.checker.pdf import NotReadable

    bound_this_process(memory, seconds)
    try:
        report = judge(_picture(sys.stdin.buffer.read()), kind or None)
        sys.stdout.write(json.dumps(to_json(report)))
    except NotReadable as error:
        sys.stderr.write(str(error))
        return 1
    except MemoryError:
        sys.stderr.write("heavy")
        return 1
    except Exception:  # whatever the libraries meet in a broken file, the file is what is wrong
        sys.stderr.write("broken")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))

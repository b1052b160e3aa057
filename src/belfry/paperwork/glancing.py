"""`python -m belfry.paperwork.glancing < FILE` prints whether a PDF is locked, and how many pages it has.

Started by `uploads.py` for files of strangers. It knows no settings, and the system ends it when it takes too
much memory or time.
"""

import io
import json
import resource
import sys
from typing import Any, Final

from pyhanko.pdf_utils.reader import PdfFileReader

MOST_MEMORY: Final = 768 * 1024 * 1024
MOST_SECONDS: Final = 10


def glance(pdf: bytes) -> dict[str, int]:
    """Return whether a PDF is locked and how many pages it says it has; raise whatever a bad one causes."""
    # Scanners put something in front now and then; offsets count from the mark.
    reader = PdfFileReader(io.BytesIO(pdf[max(pdf.find(b"%PDF-"), 0) :]), strict=False)
    if reader.encrypted:
        return {"locked": 1, "pages": 0}
    pages: Any = reader.root["/Pages"]["/Count"]
    # The first page must be there, so that a file that only says how many it has is no document.
    reader.find_page_for_modification(0)  # type: ignore[no-untyped-call]
    return {"locked": 0, "pages": int(pages)}


def main() -> None:
    """Bind this process to its limits, read standard input and print what was seen."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.stdout.write(json.dumps(glance(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()

"""Refuse a commit message whose first line does not say where and what. Used as a commit-msg hook."""

import re
import sys
from pathlib import Path
from typing import Final

LONGEST: Final = 72
SHAPE: Final = re.compile(r"^[a-z][a-z_ ]{1,20}: [A-Z].+\.$")


def fault_of(subject: str) -> str | None:
    """Return what is wrong with the first line of a message, None when nothing is."""
    if len(subject) > LONGEST:
        return f"{len(subject)} characters, at most {LONGEST}"
    if not SHAPE.match(subject):
        return "write it as `area: Imperative sentence.`"
    return None


def main() -> int:
    """Judge the message in the file that git names."""
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    subject = lines[0] if lines else ""
    fault = fault_of(subject)
    if fault:
        print(f"{subject!r}: {fault}")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())

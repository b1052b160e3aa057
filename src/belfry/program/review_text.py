"""`belfry review-text`: the wording check for other tools, one JSON object a line in and out."""

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any, Final

import django
from django.utils.translation import gettext as _
from django.utils.translation import override

from belfry.core.languages import Language
from belfry.program.errors import CannotStart
from belfry.program.surroundings import settle_without_database
from belfry.wording.reviewing import review
from belfry.wording.types import Finding, Kind

LANGUAGES: Final = frozenset(Language.values)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what the texts are, for lines that do not say so themselves."""
    parser.add_argument(
        "--kind",
        choices=[str(kind) for kind in Kind],
        default=str(Kind.BULLETIN),
        help="what a line without `kind` holds",
    )


def run(options: argparse.Namespace) -> int:
    """Judge each line of standard input and print what was found; advice is in the text's language.

    Raises CannotStart (status 2) with the number of the first line that cannot be read.
    """
    settle_without_database()
    django.setup()
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if line.strip():
            print(json.dumps(_judged(number, line, options.kind)))
    return 0


def _judged(number: int, line: bytes, kind: str) -> dict[str, Any]:
    told = _read(number, line)
    language = told.get("lang")
    if language not in LANGUAGES:
        raise CannotStart(_("line %(line)s: `lang` must be nl, fr, de or en.") % {"line": number})
    try:
        wanted = Kind(told.get("kind", kind))
    except ValueError:
        message = _("line %(line)s: `kind` must be bulletin or sighting.")
        raise CannotStart(message % {"line": number}) from None
    with override(language):
        findings = [_as_json(one) for one in review(told["text"], language, wanted)]
    labels = sorted({finding["label"] for finding in findings})
    return {"id": told.get("id"), "labels": labels, "findings": findings}


def _read(number: int, line: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        message = _("line %(line)s: this is no JSON object with a `text`.")
        raise CannotStart(message % {"line": number})
    return told


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "label": str(finding.label),
        "start": finding.start,
        "end": finding.end,
        "severity": str(finding.severity),
        "advice": str(finding.advice),
    }

"""How well the wording check finds what it should, and how seldom it disturbs a clean text.

Run `python -m bench.wording` for the tuning half, with `--held` for the half that no rule was written by: it prints
figures only. `--misses LANG` lists what goes wrong in the tuning half. Beside each figure stands that of a plain
search for the same listed words, without negation, exceptions, shapes or grammar. The texts: README.md.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

if not settings.configured:
    settings.configure(USE_I18N=False)

from belfry.wording.lexicon import lexicon_for
from belfry.wording.reading import read
from belfry.wording.reviewing import LABELS, review
from belfry.wording.types import Kind, Label, Severity

HERE = Path(__file__).parent
LANGUAGES = ("nl", "fr", "de", "en")
STRUCTURED = {
    Label.NUMBER_PLATE,
    Label.NATIONAL_NUMBER,
    Label.IBAN,
    Label.PHONE_NUMBER,
    Label.EMAIL_ADDRESS,
    Label.SOCIAL_MEDIA_LINK,
}
SECONDS_MEASURED = 2.0


@dataclass
class Tally:
    """Counts of one language."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    blocked: int = 0
    warned: int = 0


Found = dict[str, str]


def texts(language: str, half: str) -> list[dict]:
    lines = (HERE / f"{language}.{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def by_review(text: dict) -> Found:
    """Return the labels of a text with the graver severity of each."""
    found: Found = {}
    for finding in review(text["text"], text["lang"], Kind(text["kind"])):
        found[finding.label] = min(finding.severity, found.get(finding.label, Severity.WARN))
    return found


def by_list(text: dict) -> Found:
    """Return the labels whose listed phrases stand in a text, whatever stands beside them."""
    lexicon = lexicon_for(text["lang"])
    reading = read(text["text"], lexicon)
    return {
        rule.label: rule.severity
        for rule in lexicon.rules
        if rule.find in reading.found and rule.label in LABELS[Kind(text["kind"])]
    }


def tally(half: list[dict], find: Callable[[dict], Found]) -> Tally:
    counts = Tally()
    for text in half:
        found, wanted = find(text), set(text["labels"])
        counts.right.update(wanted & set(found))
        counts.missed.update(wanted - set(found))
        counts.wrong.update(set(found) - wanted)
        if not wanted:
            counts.clean += 1
            counts.blocked += Severity.BLOCK in found.values()
            counts.warned += Severity.WARN in found.values()
    return counts


def share(part: int, whole: int) -> str:
    return f"{part / whole:4.0%}" if whole else "   -"


def table(half: str, languages: list[str]) -> Iterator[str]:
    """Return one line per label: precision and recall per language, with counts, and the plain list's recall."""
    tallies = {one: tally(texts(one, half), by_review) for one in languages}
    plain = {one: tally(texts(one, half), by_list) for one in languages}
    yield f"half: {half}; per language: recall (found/wanted), precision; in brackets a plain word list"
    yield f"{'label':<28}" + "".join(f"{one:^34}" for one in languages)
    for label in Label:
        cells = [cell(label, tallies[one], plain[one]) for one in languages]
        if any(cell.strip() for cell in cells):
            mark = "*" if label in STRUCTURED else " "
            yield f"{label:<27}{mark}" + "".join(f"{one:<34}" for one in cells)
    for one in languages:
        counts, list_counts = tallies[one], plain[one]
        yield (
            f"{one}: clean {counts.clean}, blocked {counts.blocked} ({share(counts.blocked, counts.clean)}),"
            f" warned {counts.warned} ({share(counts.warned, counts.clean)});"
            f" plain list blocks {list_counts.blocked}, warns {list_counts.warned};"
            f" recall of all {share(counts.right.total(), counts.right.total() + counts.missed.total())},"
            f" precision {share(counts.right.total(), counts.right.total() + counts.wrong.total())}"
        )


def cell(label: Label, counts: Tally, plain: Tally) -> str:
    right, missed, wrong = counts.right[label], counts.missed[label], counts.wrong[label]
    if not right + missed + wrong:
        return ""
    listed = share(plain.right[label], plain.right[label] + plain.missed[label])
    said = share(plain.right[label], plain.right[label] + plain.wrong[label])
    recall, precision = share(right, right + missed), share(right, right + wrong)
    return f"{recall} ({right}/{right + missed}) {precision} [{listed},{said}]"


def misses(language: str) -> Iterator[str]:
    for text in texts(language, "tune"):
        found, wanted = by_review(text), set(text["labels"])
        if wanted != set(found):
            spans = [
                f"{one.label}={text['text'][one.start : one.end]!r}"
                for one in review(text["text"], text["lang"], Kind(text["kind"]))
                if one.label not in wanted
            ]
            lacking = " ".join(sorted(wanted - set(found)))
            yield f"{text['kind'][0]} LACKS[{lacking}] EXTRA[{'; '.join(spans)}] {text['text']!r}"


def speed(half: str, languages: list[str]) -> float:
    """Return texts per second on one core, each text made new so that none is remembered whole."""
    every = [text for one in languages for text in texts(one, half)]
    for text in every:
        by_review(text)
    done, begun = 0, time.process_time()
    while time.process_time() - begun < SECONDS_MEASURED:
        for text in every:
            by_review(text)
        done += len(every)
    return done / (time.process_time() - begun)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="the half that no rule was written by")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--misses", choices=LANGUAGES, metavar="LANG")
    options = parser.parse_args()
    if options.misses:
        print("\n".join(misses(options.misses)))
        return 0
    half = "held" if options.held else "tune"
    languages = options.language or list(LANGUAGES)
    print("\n".join(table(half, languages)))
    print(f"{speed(half, languages):,.0f} texts per second on one core")
    return 0


if __name__ == "__main__":
    sys.exit(main())

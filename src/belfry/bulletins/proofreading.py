"""What the wording check says of a draft, and what a chief may let pass."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.bulletins.errors import WordsHeldBack
from belfry.bulletins.kinds import Investigation
from belfry.bulletins.policies import FIELDS
from belfry.bulletins.types import Draft, Words
from belfry.core.languages import Language
from belfry.networks.kinds import Phenomenon
from belfry.networks.types import ZoneRules
from belfry.wording import reviewing as wording
from belfry.wording.crime import crime_words
from belfry.wording.types import Finding, Kind, Label, Severity, ZoneWords

# Between two fields: the check takes it for the end of a sentence.
JOINT: Final = "\n\n"
ONLY_POLICE: Final = _(
    "This tells of a crime, or the zone does not want the word. Only the police write about crime: call your officer."
)
# Who is looked for by the police or justice may be named and described, and their vehicle (H7, H8).
OF_NOTICES: Final = frozenset(
    {Label.PERSON_NAME, Label.ETHNIC_OR_RELIGIOUS_REASON, Label.NUMBER_PLATE}
)
# What a text about crime shows, be it a matter of style; a coordinator's own message shows none of it.
OF_CRIME: Final = frozenset(
    {
        Label.NUMBER_PLATE,
        Label.ETHNIC_OR_RELIGIOUS_REASON,
        Label.CALL_TO_ACT,
        Label.OPINION_OR_RUMOUR,
        Label.FEAR,
        Label.DISCLOSES_EMPTY_HOME,
        Label.INVESTIGATION_SECRECY,
    }
)
# A number or a mailbox that is made for one case; it is nobody's own.
OF_CASES: Final = frozenset({Label.PHONE_NUMBER, Label.EMAIL_ADDRESS})


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding in one field of a draft: the words themselves, and what to write instead."""

    language: str
    field: str
    words: str
    label: Label
    holds_back: bool
    advice: str | Promise


def remarks_on(draft: Draft, rules: ZoneRules) -> list[Remark]:
    """Return what the check finds in every language, in the order of the fields; it reads a language as one text."""
    own = _own_words(rules)
    return [
        remark
        for language, words in draft.words.items()
        for remark in _in_language(words, language, own)
    ]


def _own_words(rules: ZoneRules) -> ZoneWords:
    return ZoneWords(
        phones=rules.numbers,
        allowed=tuple(one.word for one in rules.allowed),
        forbidden=tuple(one.word for one in rules.forbidden),
    )


# A sheet is read again at every pause in typing, and most of its languages are as they were.
@lru_cache(512)
def _found(text: str, language: str, own: ZoneWords) -> tuple[Finding, ...]:
    return tuple(wording.review(text, language, Kind.BULLETIN, own))


def _in_language(words: Words, language: str, own: ZoneWords) -> Iterator[Remark]:
    texts = [(name, getattr(words, name)) for name in FIELDS if getattr(words, name).strip()]
    found = _found(JOINT.join(text for _, text in texts), language, own)
    begins, seen = 0, set()
    for name, text in texts:
        for one in found:
            if begins <= one.start < begins + len(text):
                said = text[one.start - begins : one.end - begins]
                # The short text is mostly made of the others: what was said of them is not said again.
                if name == "short" and (one.label, said) in seen:
                    continue
                seen.add((one.label, said))
                holds_back = one.severity is Severity.BLOCK
                yield Remark(language, name, said, one.label, holds_back, one.advice)
        begins += len(text) + len(JOINT)


def describes_person(draft: Draft) -> bool:
    """Return whether a second reader is needed because somebody is described, in the field for it or elsewhere."""
    return any(
        words.description.strip()
        or wording.describes_person(JOINT.join(getattr(words, name) for name in FIELDS), language)
        for language, words in draft.words.items()
    )


def may_be_lifted(label: str, draft: Draft) -> bool:
    """Whether the law lets a chief decide: notices of missing or wanted people, and what the prosecutor agreed to."""
    agreed = draft.judged is not None and draft.judged.investigation == Investigation.AGREED
    if label in OF_NOTICES:
        return agreed or draft.phenomenon == Phenomenon.MISSING_PERSON
    return label in OF_CASES or (label == Label.INVESTIGATION_SECRECY and agreed)


def check_words(remarks: Iterable[Remark], passing: Collection[str]) -> None:
    """Raise WordsHeldBack for the first words that may not pass; `passing` are labels that are let through."""
    for one in remarks:
        if one.holds_back and one.label not in passing:
            raise WordsHeldBack(language=Language(one.language).label, advice=one.advice)


def remarks_on_own(draft: Draft, rules: ZoneRules) -> list[Remark]:
    """Return what holds a coordinator's own message back: what holds back any, and all that tells of crime.

    Words for what happened (`wording.crime`) are found like a zone's own.
    """
    found = []
    for language, words in draft.words.items():
        own = _own_words(rules)
        strict = replace(own, forbidden=(*own.forbidden, *crime_words().get(language, ())))
        for one in _in_language(words, language, strict):
            if one.label is Label.ZONE_WORD:
                found.append(replace(one, advice=ONLY_POLICE))
            elif one.holds_back or one.label in OF_CRIME:
                found.append(replace(one, holds_back=True))
    return found


def liftable(remarks: Iterable[Remark], draft: Draft) -> frozenset[str]:
    """Return the labels of these remarks that a chief may let pass."""
    labels = {one.label for one in remarks if one.holds_back}
    return frozenset(label for label in labels if may_be_lifted(label, draft))

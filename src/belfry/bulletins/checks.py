"""What must hold of a text before anybody is asked to approve it, and again when it is approved."""

from belfry.bulletins.errors import (
    DescriptionAlone,
    NotJudged,
    PartEmpty,
    TextDoesNotFit,
    TextIncomplete,
)
from belfry.bulletins.outlook import Outlook
from belfry.bulletins.policies import JUDGED, rests_on_looks
from belfry.bulletins.types import Draft
from belfry.core.languages import Language


def check_judged(draft: Draft) -> None:
    """Raise NotJudged for a text about crime that nobody judged, DescriptionAlone for looks without acts."""
    if draft.bulletin_class in JUDGED and draft.judged is None:
        raise NotJudged
    if any(rests_on_looks(words) for words in draft.words.values()):
        raise DescriptionAlone


def check_whole(outlook: Outlook) -> None:
    """Raise TextIncomplete for what is missing, TextDoesNotFit for what a channel cannot carry.

    Raises PartEmpty for a part in which no member lives.
    """
    if outlook.is_of_nobody:
        raise PartEmpty
    if any(one.missing for one in outlook.completeness):
        raise TextIncomplete
    for one in outlook.completeness:
        for fault in one.faults:
            raise TextDoesNotFit(language=Language(one.language).label, fault=fault)

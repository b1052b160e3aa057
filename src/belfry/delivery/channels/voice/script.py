"""What is said in a call: the text twice, then the question to press a key, in the reader's language."""

import math
from typing import Final, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from belfry.delivery.channels.contract import Parcel

# The key that says "I have heard this".
KEY: Final = "1"
TIMES: Final = 2
# The voices that a synthesiser is asked for (BCP 47).
VOICES: Final = {"nl": "nl-NL", "fr": "fr-FR", "de": "de-DE", "en": "en-GB"}
# Long enough to reach a phone in the hall; a voicemail that answers before is recognised.
RING_SECONDS: Final = 45
KEY_SECONDS: Final = 8
# A synthesiser reads about 14 characters a second; the rest of a call takes about 25 s.
CHARACTERS_A_SECOND: Final = 14
OTHER_SECONDS: Final = 25
SECONDS_A_MINUTE: Final = 60


class Script(NamedTuple):
    """The sentences of one call, and the voice that says them."""

    voice: str
    text: str
    again: str
    prompt: str
    thanks: str


def script_for(parcel: Parcel) -> Script:
    """Return what is said to the recipient of a parcel, in the parcel's language."""
    with translation.override(parcel.language):
        return Script(
            voice=VOICES[parcel.language],
            text=parcel.text,
            again=_("We repeat the message."),
            prompt=_("Press 1 if you have heard this message."),
            thanks=_("Thank you. Goodbye."),
        )


def seconds_of(text: str) -> int:
    """Return about how many seconds a call takes that says this text."""
    return math.ceil(TIMES * len(text) / CHARACTERS_A_SECOND) + OTHER_SECONDS


def minutes_of(text: str) -> int:
    """Return the minutes that are charged for such a call: those that begin."""
    return math.ceil(seconds_of(text) / SECONDS_A_MINUTE)

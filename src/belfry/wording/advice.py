"""What to write instead: one sentence per label, in the reader's language."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from belfry.wording.types import Label

ADVICE: Final[dict[Label, str | Promise]] = {
    Label.NUMBER_PLATE: _(
        "Leave out the number plate. Write the kind and colour of the vehicle: “a dark grey van”."
    ),
    Label.PERSON_NAME: _(
        "Leave out the name. Write what was done: “somebody pretended to read the meter”."
    ),
    Label.PRIVATE_ADDRESS: _(
        "Leave out the house number. Write the street or the quarter: “in Kerkstraat”."
    ),
    Label.PHONE_NUMBER: _(
        "Give a number of the police zone, or 101. Numbers that the zone publishes can be set by the chief."
    ),
    Label.EMAIL_ADDRESS: _(
        "Leave out the person's address. Give a mailbox that the police zone publishes."
    ),
    Label.NATIONAL_NUMBER: _("Leave out the national number. No message needs it."),
    Label.IBAN: _("Leave out the account number. Write: “an account that is not yours”."),
    Label.ETHNIC_OR_RELIGIOUS_REASON: _(
        "Describe what the person did, and clothes, age or build. Origin, religion or poverty is no reason"
        " for suspicion."
    ),
    Label.CALL_TO_ACT: _(
        "Ask to watch, stay inside and call 101. Write: “Do not intervene, leave it to the police.”"
    ),
    Label.OPINION_OR_RUMOUR: _(
        "Keep to what the police have established. Write what was seen, where and when."
    ),
    Label.POLITICS: _(
        "Leave out parties, elections and convictions. A network serves none of them."
    ),
    Label.COMMERCE: _(
        "Leave out firms, brands and prices. Write which kind of measure helps: “a lock with two points”."
    ),
    Label.FEAR: _("Say calmly what happened, and one thing that readers can do at home."),
    Label.DISCLOSES_EMPTY_HOME: _(
        "Do not say which home is empty, nor when. Write: “Ask the police to keep an eye on your home.”"
    ),
    Label.INVESTIGATION_SECRECY: _(
        "Leave out what the investigation found or plans. Write only what readers need to protect themselves."
    ),
    Label.SOCIAL_MEDIA_LINK: _(
        "Leave out links to social media. Messages of the network do not go there; name the website of the police."
    ),
    Label.URGENT_NOW: _(
        "Is this happening now? Call 101, or 112 for an ambulance or the fire brigade. Do not send a report."
    ),
    Label.PATROL_TALK: _(
        "Members of a network do not patrol, stop or search for anybody: the law of 1934 forbids it."
        " Write what you saw, and leave the rest to the police."
    ),
    Label.ETHNIC_ONLY: _(
        "Write what the person did, and at least two other details: clothes, age, build, direction."
    ),
    Label.NAMES_NEIGHBOUR: _(
        "Do not name a neighbour here. Write what you saw, where and when; the police ask you the rest themselves."
    ),
    Label.MUNICIPAL: _("This is a matter for the town hall. Report it there, not to the police."),
    Label.ZONE_WORD: _("Your zone does not use this word. Choose another one."),
}

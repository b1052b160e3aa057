"""Which questions need a person now: of members to coordinators, of coordinators to the police."""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from belfry.bulletins.debts import standing_at
from belfry.core.actor import NETWORK_ROLES, POLICE_ROLES, Actor
from belfry.questions.queries import police_to_answer, practical_to_answer
from belfry.web.need import Need

# So many of each kind stand on a first page; the others have pages of their own.
MOST: Final = 5


def questions_asked(actor: Actor) -> Iterator[Need]:
    """Yield the questions that wait for this person's answer, the first few."""
    roles = {held.role for held in actor.mandates}
    for one in practical_to_answer(actor)[:MOST] if roles & NETWORK_ROLES else ():
        yield Need(
            _("A member asks you something practical"),
            capfirst(one.get_topic_display()),
            _("not for the police"),
            one.network.name,
            one.due_at,
            reverse("question", args=[one.pk]),
            _("Read and answer"),
            "message-circle-question-mark",
            standing=standing_at(one.due_at, actor.at),
        )
    for asked in police_to_answer(actor)[:MOST] if roles & POLICE_ROLES else ():
        yield Need(
            _("A coordinator asks the police something"),
            asked.network.name,
            _("question to the police"),
            "",
            asked.due_at,
            reverse("police_question", args=[asked.pk]),
            _("Read and answer"),
            "message-circle-question-mark",
            standing=standing_at(asked.due_at, actor.at),
        )

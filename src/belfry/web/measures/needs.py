"""Which dossiers of measures need a person now: a signature, or whoever a dossier is about."""

from collections.abc import Iterator
from typing import Final

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from belfry.core.actor import Actor
from belfry.measures.kinds import step_name
from belfry.measures.queries import asked_of
from belfry.web.need import Need

# So many stand on a first page.
MOST: Final = 5


def measures_asked(actor: Actor) -> Iterator[Need]:
    """Yield the steps that wait for this person's signature, and the open dossiers about this person."""
    steps, own = asked_of(actor)
    for step in steps[:MOST]:
        yield Need(
            _("A measure waits for your signature"),
            capfirst(step_name(step.dossier.ladder, step.kind)),
            step.dossier.get_ladder_display(),
            step.dossier.network.name,
            step.prepared_at,
            reverse("measure", args=[step.dossier_id]),
            _("Read and sign"),
            "pen-line",
        )
    for dossier in own[:MOST]:
        yield Need(
            _("There is a dossier about you"),
            capfirst(dossier.get_state_display()),
            "",
            dossier.network.name,
            dossier.opened_at,
            reverse("measure", args=[dossier.pk]),
            _("Read it"),
            "folder-open",
        )

"""What is open in a network, for whoever has or takes over the duty: each with the page where it goes on (C21)."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from belfry.bulletins.debts import owed_to
from belfry.bulletins.queries import releases_of_network, to_release, words_for
from belfry.core.actor import Actor
from belfry.founding.changes import open_amendment_of
from belfry.questions.queries import asked_of_police, practical_of


class OpenMatter(NamedTuple):
    """Something that waits: what it is about, whom it waits for, and its page."""

    title: str
    waits: str
    address: str


def open_matters(actor: Actor, network_id: UUID) -> Iterator[OpenMatter]:
    """Yield offers, questions, owed outcomes and an open change, for who keeps the list; raise NotFound, NotAllowed."""
    language = get_language() or ""
    for release in to_release(actor):
        if release.network_id == network_id:
            address = reverse("release", args=[release.pk])
            title = words_for(release.bulletin, language).title
            yield OpenMatter(title, _("offered by the police, not sent yet"), address)
    for asked in practical_of(actor, network_id).filter(answered_at__isnull=True):
        address = reverse("question", args=[asked.pk])
        topic = capfirst(asked.get_topic_display())
        yield OpenMatter(topic, _("a member waits for your answer"), address)
    if asked_of_police(actor, network_id).filter(answered_at__isnull=True).exists():
        address = reverse("network_questions", args=[network_id])
        yield OpenMatter(_("Question to the police"), _("waits for the police"), address)
    owed = {debt.bulletin.pk: debt for debt in owed_to(network_id, now=actor.at)}
    for release in releases_of_network(actor, network_id).filter(bulletin_id__in=list(owed)):
        title = words_for(release.bulletin, language).title
        address = reverse("release", args=[release.pk])
        yield OpenMatter(title, _("readers wait for the outcome from the police"), address)
    amendment = open_amendment_of(network_id)
    if amendment is not None:
        address = reverse("dossier", args=[amendment.pk])
        yield OpenMatter(_("Change of the network"), amendment.get_state_display(), address)

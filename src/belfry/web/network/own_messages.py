"""Messages of a coordinator about the network itself: write, read as members will, send (C10)."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belfry.bulletins.actions.organising import change_own, drop_own, send_own, write_own
from belfry.bulletins.outlook import audience_of, outlook_of
from belfry.bulletins.policies import OWN_FIELDS, may_write_own
from belfry.bulletins.prices import costs_of
from belfry.bulletins.proofreading import describes_person, remarks_on_own
from belfry.bulletins.queries import draft_of, own_message_for, words_for, words_of, words_seal
from belfry.bulletins.types import Draft, Words
from belfry.bulletins.workflow import BulletinState
from belfry.core.clock import local
from belfry.core.errors import MoveNotAllowed, NotAllowed, NotFound
from belfry.networks.kinds import BulletinClass
from belfry.networks.queries import leading_zones, network_for
from belfry.networks.types import ZoneRules
from belfry.networks.zone_rules import zone_rules
from belfry.web.network.forms.own_messages import OwnWordsForm
from belfry.web.police.price_lines import price_lines
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import factor_again, signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from belfry.bulletins.models import Bulletin
    from belfry.networks.models import Network


@ask_or_take
@signed_in
def own_message_new(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Begin a message to the network."""
    network = network_for(request.actor, network_id)
    if not may_write_own(request.actor, network_id):
        raise NotAllowed
    forms = _forms(request, network, {})
    if _is_typed(request, forms):
        bulletin = write_own(request.actor, network_id, _words(forms), now=timezone.now())
        return redirect("own_message", bulletin.pk)
    return _form_page(request, network, forms, None)


@ask_or_take
@signed_in
def own_message_edit(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Change a message that was not sent yet."""
    bulletin = own_message_for(request.actor, bulletin_id)
    if bulletin.state != BulletinState.DRAFT:
        raise MoveNotAllowed
    network = bulletin.releases.all()[0].network
    forms = _forms(request, network, words_of(bulletin))
    if _is_typed(request, forms):
        change_own(request.actor, bulletin_id, _words(forms), now=timezone.now())
        return redirect("own_message", bulletin_id)
    return _form_page(request, network, forms, bulletin)


@require_POST
@signed_in
def own_message_words(request: ActorRequest, network_id: UUID) -> HttpResponse:
    """Return what would hold back what stands in the form in one language; nothing is kept."""
    network = network_for(request.actor, network_id)
    if not may_write_own(request.actor, network_id):
        raise NotAllowed
    language = request.POST.get("language", "")
    if language not in network.languages:
        raise NotFound
    form = OwnWordsForm(language, request.POST, {})
    form.is_valid()
    on = local(request.actor.at).date()
    zone_id = leading_zones([network_id], on=on).get(network_id)
    if zone_id is None:
        raise MoveNotAllowed
    draft = Draft(BulletinClass.ORGANISATIONAL, (), {language: form.words})
    rules = zone_rules(zone_id, at=request.actor.at)
    return render(request, "network/_own_remarks.html", _remarks(draft, rules))


def _remarks(draft: Draft, rules: ZoneRules) -> dict[str, object]:
    """Return what holds a message back, each with its field, and whether somebody is described."""
    labels = OwnWordsForm("nl", None, {})
    # The short text is made of title and place: what is found in it stands there already.
    remarks = [one for one in remarks_on_own(draft, rules) if one.field in labels.fields]
    return {
        "remarks": [(labels[one.field].label, one) for one in remarks],
        "is_described": describes_person(draft),
    }


@require_safe
@signed_in
def own_message(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Show it as members will read it, who gets it, and one button; once sent, how far it is."""
    bulletin = own_message_for(request.actor, bulletin_id)
    release = bulletin.releases.all()[0]
    if release.state:
        return redirect("release", release.pk)
    if bulletin.state != BulletinState.DRAFT:
        raise MoveNotAllowed
    language = request.LANGUAGE_CODE or ""
    outlook = outlook_of(bulletin)
    prices = price_lines(costs_of(outlook), language, now=request.actor.at)
    found = _remarks(draft_of(bulletin), zone_rules(bulletin.zone_id, at=request.actor.at))
    missing = [one for one in outlook.completeness if not one.is_whole]
    return render(
        request,
        "network/own_message.html",
        {
            "bulletin": bulletin,
            "network": release.network,
            "title": words_for(bulletin, language).title,
            "letters": outlook.letters,
            "channels": outlook.channels,
            "audience": audience_of(outlook),
            "prices": prices,
            "is_too_dear": any(line.price.is_too_dear for line in prices),
            "missing": missing,
            **found,
            "seen": words_seal(words_of(bulletin)),
            "may_send": not (missing or found["remarks"] or found["is_described"]),
        },
    )


@require_POST
@signed_in
@factor_again
def own_message_send(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Send exactly what was read to everybody of the network; twice is once."""
    bulletin = send_own(
        request.actor, bulletin_id, now=timezone.now(), seen=request.POST.get("seen")
    )
    messages.success(request, _("Your message is on its way. The police were told of it."))
    return redirect("release", bulletin.releases.get().pk)


@require_POST
@signed_in
def own_message_drop(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Throw away what was not sent."""
    drop_own(request.actor, bulletin_id, now=timezone.now())
    messages.success(request, _("Thrown away. Nothing was sent."))
    return redirect("home")


def _forms(
    request: ActorRequest, network: "Network", words: "Mapping[str, Words]"
) -> "Sequence[OwnWordsForm]":
    typed = request.POST if request.method == "POST" else None
    return [
        OwnWordsForm(
            language,
            typed,
            {name: getattr(words.get(language, Words()), name) for name in OWN_FIELDS},
        )
        for language in network.languages
    ]


def _is_typed(request: ActorRequest, forms: "Sequence[OwnWordsForm]") -> bool:
    # Every form is looked at, so that every remark is shown.
    valid = [form.is_valid() for form in forms]
    return request.method == "POST" and all(valid)


def _words(forms: "Sequence[OwnWordsForm]") -> "Mapping[str, Words]":
    return {form.language: form.words for form in forms}


def _form_page(
    request: ActorRequest,
    network: "Network",
    forms: "Sequence[OwnWordsForm]",
    bulletin: "Bulletin | None",
) -> HttpResponse:
    context = {
        "network": network,
        "forms": forms,
        "bulletin": bulletin,
        "is_wrong": any(form.errors for form in forms),
    }
    return render(request, "network/own_message_form.html", context)

"""What the wording check says: while somebody writes, and to who approves."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belfry.bulletins.actions.lifting import lift_block
from belfry.bulletins.proofreading import remarks_on
from belfry.bulletins.types import Draft
from belfry.core.errors import NotAllowed, NotFound
from belfry.core.languages import Language
from belfry.networks.kinds import BulletinClass
from belfry.networks.queries import zones_of_police
from belfry.networks.zone_rules import zone_rules
from belfry.prevention.measures import measures_for
from belfry.web.police.forms import TYPED, WordsForm
from belfry.web.request import ActorRequest, reason_in
from belfry.web.signin.gates import factor_again, signed_in


@require_POST
@signed_in
def words(request: ActorRequest, zone_id: UUID) -> HttpResponse:
    """Return the remarks on what stands in the form in one language; nothing is kept."""
    language = request.POST.get("language", "")
    if zone_id not in zones_of_police(request.actor) or language not in Language.values:
        raise NotFound
    part = WordsForm(language, request.POST, {})
    part.is_valid()
    draft = Draft(BulletinClass.REQUEST, (), {language: part.words_so_far})
    rules = zone_rules(zone_id, at=request.actor.at)
    labels = {name: part[name].label for name in (*TYPED, "short")}
    remarks = [(labels[one.field], one) for one in remarks_on(draft, rules)]
    context = {"remarks": remarks, "language": language, "zone_id": zone_id}
    return render(request, "police/_remarks.html", context)


@require_safe
@signed_in
def measures(request: ActorRequest) -> HttpResponse:
    """Return what people can do about a phenomenon, to be taken over into a message."""
    if not zones_of_police(request.actor):
        raise NotAllowed
    phenomenon = request.GET.get("phenomenon", "")
    at_once = request.GET.get("bulletin_class") == BulletinClass.ALERT
    found = {
        language: {
            one.code: one.at_home for one in measures_for(phenomenon, language, at_once=at_once)
        }
        for language in Language.values
    }
    own = found.get(request.LANGUAGE_CODE or "") or found[Language.ENGLISH]
    offered = [
        (sentence, json.dumps({language: found[language][code] for language in found}))
        for code, sentence in own.items()
    ]
    return render(request, "police/_measures.html", {"measures": offered})


@require_POST
@signed_in
@factor_again
def lift(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Let words pass that the check holds back (chief), with the reason."""
    lift_block(
        request.actor,
        bulletin_id,
        request.POST.get("label", ""),
        reason=reason_in(request),
        now=timezone.now(),
    )
    messages.success(request, _("Let through. Your reason is kept with the message."))
    return redirect("bulletin", bulletin_id)

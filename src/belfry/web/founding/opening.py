"""Begin a dossier."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from belfry.core.actor import POLICE_ROLES, Actor
from belfry.core.clock import local
from belfry.core.errors import NotAllowed
from belfry.core.languages import Language
from belfry.founding.actions.opening import open_dossier
from belfry.founding.errors import NameUnusable, ZoneUnknown
from belfry.founding.kinds import Initiative
from belfry.founding.queries import TOWN_ROLES
from belfry.networks.kinds import NetworkKind
from belfry.territory.queries import municipalities_at, zones_at
from belfry.web.founding.forms.opening import Choices, OpeningForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.gates import signed_in
from belfry.web.signin.newcomers import draft_of, forget_draft


@ask_or_take
@signed_in
def dossier_new(request: ActorRequest) -> HttpResponse:
    """Take an idea, and open its dossier."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        limits.check(limits.OPENINGS, str(request.actor.person_id), now=now)
        try:
            opened = open_dossier(
                request.actor, form.opening, now=now, key=form.cleaned_data["key"]
            )
        except ZoneUnknown as error:
            form.add_error("zone", error.message())
        except NameUnusable as error:
            form.add_error("name", error.message())
        except NotAllowed:
            form.add_error("initiative", gettext("This is not your municipality or police zone."))
        else:
            forget_draft(request.session)
            sentence = gettext("The dossier is open. Municipality and police got a message.")
            messages.success(request, sentence)
            if opened.languages != list(form.opening.languages):
                messages.info(request, _by_law(opened.languages))
            return redirect("dossier", opened.pk)
    return render(request, "founding/dossier_new.html", {"form": form})


def _by_law(languages: Sequence[str]) -> str:
    names = ", ".join(str(Language(language).label) for language in languages)
    sentence = gettext(
        "By the language laws, letters and papers are made in these languages here: %(languages)s."
    )
    return sentence % {"languages": names}


def _form(request: ActorRequest) -> OpeningForm:
    today, language = local(request.actor.at).date(), get_language() or ""
    return OpeningForm(
        request.POST if request.method == "POST" else None,
        towns=town_choices(request.actor, language),
        zones=[(str(row.pk), row.name_in(language)) for row in zones_at(today)],
        initiatives=_initiatives(request.actor),
        initial={
            "key": uuid4(),
            "network_kind": NetworkKind.RESIDENTIAL,
            "initiative": _initiatives(request.actor)[0],
            "language": language[:2],
            **_own_town(request.actor),
            **draft_of(request.session),
        },
    )


def town_choices(actor: Actor, language: str) -> Choices:
    """Return the municipalities that exist today, by their names in a language."""
    towns = municipalities_at(local(actor.at).date())
    return sorted(((str(row.pk), row.name_in(language)) for row in towns), key=lambda one: one[1])


def _initiatives(actor: Actor) -> Sequence[Initiative]:
    """Return whose idea it can be; an official begins with the own partner."""
    own = []
    if actor.zones(*POLICE_ROLES):
        own.append(Initiative.POLICE)
    if actor.municipalities(*TOWN_ROLES):
        own.append(Initiative.TOWN)
    return [*own, Initiative.RESIDENTS, Initiative.TRADERS, Initiative.PROFESSION]


def _own_town(actor: Actor) -> Mapping[str, Any]:
    own = actor.municipalities(*TOWN_ROLES)
    return {"town": str(min(own))} if own else {}

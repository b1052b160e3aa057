"""Texts for alerts from the console: officers write them, see them filled, approve those of colleagues."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from belfry.bulletins.actions.alert_texts import (
    approve_text,
    drop_text,
    propose_text,
    withdraw_text,
)
from belfry.bulletins.alert_texts import (
    A_STREET,
    FIELDS,
    MOST,
    FactText,
    languages_of_zone,
    texts_of_zone,
    with_street,
)
from belfry.bulletins.outlook import preview_of
from belfry.bulletins.types import Draft, Words
from belfry.core.errors import DomainError, NotFound
from belfry.core.languages import Language
from belfry.delivery.queries import channel_names
from belfry.networks.kinds import BulletinClass, FactType
from belfry.territory.queries import zones_by_id
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import factor_again, signed_in

if TYPE_CHECKING:
    from belfry.bulletins.models import ProposedText, Template

LABELS = {
    "title": gettext_lazy("Title"),
    "what": gettext_lazy("What"),
    "where": gettext_lazy("Where"),
    "when": gettext_lazy("When"),
    "what_to_do": gettext_lazy("What you can do"),
    "short": gettext_lazy("Text for SMS"),
}
LONG = ("what", "what_to_do", "short")


class TextForm(forms.Form):
    """The words of an alert in one language."""

    def __init__(self, language: str, data: Any, initial: dict[str, str]) -> None:
        """Ask for every field of an alert, and for the text of its SMS."""
        super().__init__(data, prefix=language, initial=initial, label_suffix="")
        self.language = language
        for name in FIELDS:
            widget = forms.Textarea({"rows": 3}) if name in LONG else forms.TextInput()
            self.fields[name] = forms.CharField(
                label=LABELS[name], max_length=MOST[name], required=False, widget=widget
            )

    @property
    def label(self) -> str:
        """The language, in its own name."""
        return str(Language(self.language).label)

    @property
    def words(self) -> Words:
        """What was typed; the form must be valid."""
        return Words(**{name: self.cleaned_data[name].replace("\r\n", "\n") for name in FIELDS})


@require_safe
@signed_in
def alert_texts(request: ActorRequest, zone_id: UUID) -> HttpResponse:
    """List every type of fact with its text, and what waits for approval."""
    rows = texts_of_zone(request.actor, zone_id)
    context = {"rows": rows, "zone_id": zone_id, "zone": zones_by_id([zone_id])[zone_id]}
    return render(request, "police/alert_texts.html", context)


@ask_or_take
@signed_in
def alert_text(request: ActorRequest, zone_id: UUID, fact_type: str) -> HttpResponse:
    """Write the text for a type of fact, see it filled, and read what a colleague wrote."""
    row = _row(request, zone_id, fact_type)
    shown = row.proposed or row.template
    known = shown.texts if shown else {}
    typed = request.POST if request.method == "POST" else None
    languages = languages_of_zone(request.actor, zone_id) or list(known) or [Language.DUTCH]
    parts = [TextForm(one, typed, known.get(one, {})) for one in languages]
    refusal = None
    if typed is not None and all(part.is_valid() for part in parts):
        texts = {part.language: part.words for part in parts}
        try:
            propose_text(request.actor, zone_id, fact_type, texts, now=timezone.now())
        except NotFound:
            raise
        except DomainError as found:
            refusal = found.message()
        else:
            messages.success(request, _("Kept. A colleague has to approve this text."))
            return redirect("alert_text", zone_id, fact_type)
    context = {
        "row": row,
        "zone_id": zone_id,
        "parts": parts,
        "refusal": refusal,
        "own": row.proposed is not None and row.proposed.written_by_id == request.actor.person_id,
        "seen": row.proposed.written_at.isoformat() if row.proposed else "",
        "letters": _letters(shown, zone_id) if shown else {},
        "channels": list(channel_names()),
        "is_open": typed is not None or shown is None,
    }
    return render(request, "police/alert_text.html", context)


def _row(request: ActorRequest, zone_id: UUID, fact_type: str) -> FactText:
    rows: Sequence[FactText] = texts_of_zone(request.actor, zone_id)
    if fact_type not in FactType.values:
        raise NotFound
    found = (one for one in rows if one.fact_type == fact_type)
    return next(found, FactText(FactType(fact_type), None, None))


def _letters(text: "ProposedText | Template", zone_id: UUID) -> Any:
    """Return a text as readers would get it, with a street and a time."""
    names = {one.name for one in fields(Words)}
    texts = {
        language: Words(**{key: said for key, said in words.items() if key in names})
        for language, words in text.texts.items()
    }
    filled = with_street(texts, dict.fromkeys(texts, A_STREET))
    return preview_of(Draft(BulletinClass.ALERT, (), filled), zone_id)


@require_POST
@signed_in
@factor_again
def approve(request: ActorRequest, proposed_id: UUID) -> HttpResponse:
    """Approve what a colleague wrote."""
    seen = request.POST.get("seen", "")
    template = approve_text(request.actor, proposed_id, seen=seen, now=timezone.now())
    messages.success(request, _("Approved. The console sends alerts with this text from now on."))
    return redirect("alert_texts", template.zone_id)


@require_POST
@signed_in
def drop(request: ActorRequest, proposed_id: UUID) -> HttpResponse:
    """Give up a text that waits."""
    zone_id = drop_text(request.actor, proposed_id, now=timezone.now())
    messages.success(request, _("The proposed text is gone."))
    return redirect("alert_texts", zone_id)


@require_POST
@signed_in
def withdraw(request: ActorRequest, template_id: UUID) -> HttpResponse:
    """Withdraw a text."""
    zone_id = withdraw_text(request.actor, template_id, now=timezone.now())
    messages.success(request, _("Withdrawn. No alert is sent with this text any more."))
    return redirect("alert_texts", zone_id)

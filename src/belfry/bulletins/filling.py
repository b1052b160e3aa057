"""Texts approved beforehand and their slots; the database fills them the same way, and compares."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Q, QuerySet

from belfry.bulletins.models import Template
from belfry.bulletins.policies import FIELDS
from belfry.bulletins.types import Words
from belfry.core.errors import NotFound

# A slot's value: the same for all readers, or one for each language.
Slots = Mapping[str, str | Mapping[str, str]]


def templates_in_force(kind: str, *, zone_id: UUID | None = None) -> QuerySet[Template]:
    """Return the texts of a kind that may be used: those that come with Belfry, and a zone's own."""
    rows = Template.objects.filter(kind=kind, withdrawn_at__isnull=True)
    return rows.filter(Q(zone__isnull=True) | Q(zone_id=zone_id)).order_by("code", "pk")


def template_for(kind: str, code: str) -> Template:
    """Return the text of a kind and code that comes with Belfry; raise NotFound."""
    row = templates_in_force(kind).filter(code=code, zone__isnull=True).first()
    if row is None:
        raise NotFound
    return row


def filled(template: Template, slots: Slots, languages: Collection[str]) -> Mapping[str, Words]:
    """Return {language: words} with every slot filled, for those of the languages that the text has."""
    return {
        language: Words(
            **{
                name: _said(template.texts[language].get(name, ""), slots, language)
                for name in FIELDS
            }
        )
        for language in languages
        if language in template.texts
    }


def _said(text: str, slots: Slots, language: str) -> str:
    # In the order of PostgreSQL's keys: a title that holds the name of another slot stays as it is.
    for name in sorted(slots, key=lambda name: (len(name), name)):
        value = slots[name]
        said = value if isinstance(value, str) else value.get(language, "")
        text = text.replace(f"{{{name}}}", said)
    return text

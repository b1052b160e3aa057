"""Take over the texts that come with Belfry: corrections and outcomes, word for word (H5)."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from django.db import transaction

from belfry.audit.actions import record
from belfry.bulletins.models import Template
from belfry.bulletins.policies import FIELDS
from belfry.core.clock import BRUSSELS
from belfry.core.languages import Language

TEMPLATES: Final = files("belfry.bulletins") / "templates"
# The day on which these texts were settled; one that is changed is new from the same day on, and replaces the old one.
SETTLED: Final = date(2024, 1, 1)


@transaction.atomic
def load_templates(*, now: datetime) -> int:
    """Make the texts of the installation what the files say; return how many are new.

    What is in force already is left alone. A text that the files changed, or no longer have, is withdrawn.
    """
    entries = sorted(TEMPLATES.iterdir(), key=lambda entry: entry.name)
    loaded = sum(_load(entry, now) for entry in entries if entry.name.endswith(".toml"))
    if loaded:
        detail = {"new": loaded}
        record("templates.loaded", subject="templates:-", person_id=None, at=now, detail=detail)
    return loaded


def _load(entry: Traversable, now: datetime) -> int:
    found = tomllib.loads(entry.read_text(encoding="utf-8"))
    kind = found["kind"]
    wanted = {row["code"]: _texts(row) for row in found["template"]}
    in_force = Template.objects.filter(zone__isnull=True, kind=kind, withdrawn_at__isnull=True)
    known = {row.code: row for row in in_force}
    over = [row.pk for code, row in known.items() if wanted.get(code) != row.texts]
    in_force.filter(pk__in=over).update(withdrawn_at=now)
    new = [code for code in wanted if code not in known or known[code].pk in over]
    settled_at = datetime.combine(SETTLED, time.min, tzinfo=BRUSSELS)
    for code in new:
        Template.objects.create(kind=kind, code=code, texts=wanted[code], approved_at=settled_at)
    return len(new)


def _texts(row: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return {language: the words by field} of a text in all four languages."""
    return {
        language: {name: row[language][name] for name in FIELDS if row[language].get(name)}
        for language in Language.values
    }

"""The papers of a dossier, as far along as a test needs them."""

import re
from dataclasses import replace
from decimal import Decimal

from belfry.founding.actions.papers import (
    change_financing,
    change_plan,
    change_section,
    start_papers,
)
from belfry.founding.financing import Cost, Financing
from belfry.founding.models import Dossier, Section
from belfry.founding.plans import CommunicationPlan
from belfry.networks.actions.model_papers import load_models
from tests.cast import NOON, Cast
from tests.founding.stages import idea

PLAN = replace(CommunicationPlan.usual(), neighbours="Veldkant")
FINANCING = Financing(
    basic={Cost.MESSAGES: Decimal("300.00")},
    extra={Cost.MEETING: Decimal("60.00")},
    members=120,
    contribution=Decimal("0.50"),
    town=Decimal("300.00"),
)


def begun(cast: Cast) -> Dossier:
    """Return a dossier in Dutch and French whose papers say what the models say."""
    dossier = idea(cast)
    load_models(now=NOON)
    start_papers(cast.founder_hilde, dossier.pk, now=NOON)
    dossier.refresh_from_db()
    return dossier


def complete(cast: Cast, dossier: Dossier) -> None:
    """Fill in what the papers of a dossier still lack."""
    actor = cast.founder_hilde
    partners = section(dossier, "charter", "partners")
    texts = {
        code: re.sub(r"\[.*?\]", "02 555 01 01", text) for code, text in partners.content.items()
    }
    change_section(actor, dossier.pk, partners.pk, texts, version=partners.version, now=NOON)
    plan = section(dossier, "communication_plan", "arrangements")
    change_plan(actor, dossier.pk, plan.pk, PLAN, version=plan.version, now=NOON)
    money = section(dossier, "financing_plan", "figures")
    change_financing(actor, dossier.pk, money.pk, FINANCING, version=money.version, now=NOON)
    dossier.refresh_from_db()


def written(cast: Cast) -> Dossier:
    """Return a dossier whose papers lack nothing."""
    dossier = begun(cast)
    complete(cast, dossier)
    return dossier


def section(dossier: Dossier, paper: str, key: str) -> Section:
    """Return a section as it is now."""
    return Section.objects.get(dossier=dossier, paper=paper, key=key)

"""Streets, texts and alerts of the control room of Beiaard, for tests."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from belfry.bulletins.actions.alert_texts import approve_text, propose_text
from belfry.bulletins.actions.console import alert_from_console
from belfry.bulletins.actions.templates import load_templates
from belfry.bulletins.console import Fact
from belfry.bulletins.models import Bulletin, Template
from belfry.bulletins.types import Words
from belfry.networks.models import Perimeter
from belfry.territory.folding import folded_names
from belfry.territory.models import Street, ZoneTown
from tests.cast import NOON, Cast

INTRUDER = "intruder_in_progress"
DUTCH = Words(
    title="Inbraak bezig in {place}",
    what="In {place} is iemand om {time} een tuin binnengegaan. De politie is ter plaatse.",
    where="{place}",
    when="vandaag om {time}",
    what_to_do="Blijf binnen, doe de lichten aan en bel 101 als u iets ziet.",
    short="Inbraak bezig in {place} ({time}). Blijf binnen, licht aan.",
)
FRENCH = Words(
    title="Cambriolage en cours, {place}",
    what="Quelqu'un est entré dans un jardin, {place}, à {time}. La police est sur place.",
    where="{place}",
    when="aujourd'hui à {time}",
    what_to_do="Restez à l'intérieur, allumez la lumière et appelez le 101 si vous voyez quelque chose.",
    short="Cambriolage en cours, {place} ({time}). Restez chez vous, allumez.",
)
GERMAN = Words(
    title="Einbruch im Gange, {place}",
    what="In {place} ist um {time} jemand in einen Garten gegangen. Die Polizei ist vor Ort.",
    where="{place}",
    when="heute um {time}",
    what_to_do="Bleiben Sie im Haus, machen Sie Licht und rufen Sie 101 an, wenn Sie etwas sehen.",
    short="Einbruch im Gange, {place} ({time}). Bleiben Sie im Haus, Licht an.",
)
TEXTS = {"nl": DUTCH, "fr": FRENCH, "de": GERMAN}


def street(name: str, french: str, *, nis: str = "99011") -> Street:
    """Return a new street of Klokdorp."""
    return Street.objects.create(
        region="BE-VLG",
        reference=name[:40],
        nis=nis,
        name_nl=name,
        name_fr=french,
        folded=folded_names(name, french),
    )


def give_street(cast: Cast, *, first: int | None = None, last: int | None = None) -> Street:
    """Let Klokdorp lie in Beiaard, and Meerstraat have (so many numbers of) a street there."""
    if not ZoneTown.objects.filter(nis="99011").exists():
        since = NOON.date() - timedelta(days=9)
        ZoneTown.objects.create(zone_id=cast.stage.beiaard, nis="99011", valid_from=since)
    found = street("Kapelweg", "Chemin de la Chapelle")
    ranges = [{"street": found.pk, "first": first, "last": last, "side": "both"}]
    Perimeter.objects.create(
        network_id=cast.stage.meerstraat, streets=ranges, since=NOON.date() - timedelta(days=9)
    )
    return found


def text_in_force(cast: Cast, fact_type: str = INTRUDER) -> Template:
    """Return a text that An wrote and Els approved at NOON; the texts that come with Belfry are there too."""
    load_templates(now=NOON)
    row = propose_text(cast.officer_an, cast.stage.beiaard, fact_type, TEXTS, now=NOON)
    return approve_text(cast.officer_els, row.pk, seen=NOON.isoformat(), now=NOON)


def fact(of: Street, *, at: datetime = NOON, fact_type: str = INTRUDER) -> Fact:
    """Return what Lotte hears of a street."""
    return Fact(fact_type, of.pk, at)


def alerted(
    cast: Cast,
    of: Street,
    *,
    by: str = "dispatcher_lotte",
    now: datetime = NOON,
    key: UUID | None = None,
) -> Bulletin:
    """Return the alert that somebody sent to Meerstraat for a fact of that moment."""
    return alert_from_console(
        cast.at(by, now), [cast.stage.meerstraat], fact(of, at=now), key=key or uuid4(), now=now
    )

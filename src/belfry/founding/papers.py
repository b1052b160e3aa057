"""The papers of a dossier as documents: the text that is signed, the house rules alone, and the models."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belfry.core.actor import Actor
from belfry.core.clock import local
from belfry.core.errors import NotFound
from belfry.founding.errors import PapersNotBegun
from belfry.founding.kinds import SignatoryRole
from belfry.founding.models import Dossier
from belfry.founding.models import Section as Row
from belfry.founding.perimeters import Listed, area_of, street_list
from belfry.founding.plans import CommunicationPlan
from belfry.founding.queries import dossier_for
from belfry.founding.sections import BLANKS, in_order, lines_in
from belfry.networks.kinds import NetworkKind, Paper
from belfry.networks.model_papers import model_for, sections_in
from belfry.networks.models import Circular, ModelPaper
from belfry.networks.types import ARRANGEMENTS, STRUCTURED, PlanDetails
from belfry.paperwork.documents import (
    Charter,
    HouseRules,
    Kind,
    Network,
    Points,
    Said,
    Section,
    Signatory,
    Table,
)
from belfry.territory.kinds import Side
from belfry.territory.types import StreetRange

POINT: Final = "- "
DASH: Final = "\N{EN DASH}"
ELLIPSIS: Final = "…"
BLANK: Final = f"[{ELLIPSIS}]"


def plan_details(dossier: Dossier) -> PlanDetails | None:
    """Return the communication plan as a network follows it; None before one was agreed."""
    for row in in_order(dossier):
        if row.key == ARRANGEMENTS and row.content:
            return CommunicationPlan.kept(row.content).details
    return None


def charter_document(
    dossier: Dossier,
    *,
    dated: date,
    signatories: Sequence[Signatory] = (),
    language: str = "",
) -> Charter:
    """Return the text that the partners sign: charter, house rules and both plans, in one language or in all.

    The same version of the papers with the same arguments makes the same document. Raises PapersNotBegun.
    """
    languages = [language] if language else dossier.languages
    rows = _begun(dossier)
    return Charter(
        languages=tuple(languages),
        dated=dated,
        network=_network(dossier, languages),
        circular=_circular(dossier.circular, languages),
        version=str(dossier.papers_version),
        sections=(
            *_area(dossier, languages, dated),
            *(_section(row, languages, _title(row.paper, row.titles, languages)) for row in rows),
        ),
        signatories=tuple(signatories) or _blank_fields(languages),
    )


def house_rules_document(dossier: Dossier, *, dated: date, language: str = "") -> HouseRules:
    """Return the house rules alone, as members get them; raise PapersNotBegun."""
    languages = [language] if language else dossier.languages
    rows = [row for row in _begun(dossier) if row.paper == Paper.HOUSE_RULES]
    return HouseRules(
        languages=tuple(languages),
        dated=dated,
        network=_network(dossier, languages),
        version=str(dossier.papers_version),
        sections=tuple(_section(row, languages, row.titles) for row in rows),
    )


def previewed(actor: Actor, dossier_id: UUID, paper: str, language: str) -> Charter | HouseRules:
    """Return what a preview shows, for everybody in the dossier; raise NotFound, PapersNotBegun.

    `paper` is "house_rules" for these alone, "charter" for the whole text. It bears the day of its last change.
    """
    dossier = dossier_for(actor, dossier_id)
    if paper not in (Paper.CHARTER, Paper.HOUSE_RULES):
        raise NotFound
    chosen = language if language in dossier.languages else dossier.language
    dated = local(max(row.changed_at for row in _begun(dossier))).date()
    if paper == Paper.HOUSE_RULES:
        return house_rules_document(dossier, dated=dated, language=chosen)
    return charter_document(dossier, dated=dated, language=chosen)


def model_charter(language: str, *, on: date) -> Charter:
    """Return the models of all papers in a language as one document with its blanks (V4); raise NotFound."""
    models = _models(language, on)
    charter = models[Paper.CHARTER]
    return Charter(
        languages=(language,),
        dated=charter.valid_from,
        network=blank_network(language),
        circular=_circular(charter.circular, [language]),
        version=str(charter.version),
        sections=tuple(
            section
            for paper in Paper.values
            for section in _model_sections(models[paper], language)
        ),
        signatories=_blank_fields([language]),
    )


def model_house_rules(language: str, *, on: date) -> HouseRules:
    """Return the model of the house rules with its blanks (V4); raise NotFound."""
    model = _models(language, on)[Paper.HOUSE_RULES]
    return HouseRules(
        languages=(language,),
        dated=model.valid_from,
        network=blank_network(language),
        version=str(model.version),
        sections=tuple(_model_sections(model, language)),
    )


def _models(language: str, on: date) -> Mapping[str, ModelPaper]:
    return {paper: model_for(paper, language, on=on) for paper in Paper.values}


def blank_network(language: str) -> Network:
    """Return what a model says in place of a network: that it is one, and blanks."""
    with translation.override(language):
        name = gettext("Model")
    return Network(kind=Kind.RESIDENTIAL, name=name, town=BLANK, police_zone=BLANK)


def _model_sections(model: ModelPaper, language: str) -> Iterator[Section]:
    for one in sections_in(model):
        text = one.text
        for blank in BLANKS:
            text = text.replace(blank, BLANK)
        title = _title(model.paper, {language: one.title}, [language])
        yield _written(title, {language: text or BLANK}, [language])


def _begun(dossier: Dossier) -> list[Row]:
    rows = in_order(dossier)
    if not rows:
        raise PapersNotBegun
    return rows


def _network(dossier: Dossier, languages: Sequence[str]) -> Network:
    towns = [row.municipality for row in _led(dossier.towns.select_related("municipality"))]
    zones = [row.zone for row in _led(dossier.zones.select_related("zone"))]
    return Network(
        kind=Kind(dossier.network_kind),
        name=dossier.name,
        town={code: ", ".join(town.name_in(code) for town in towns) for code in languages},
        police_zone={code: ", ".join(zone.name_in(code) for zone in zones) for code in languages},
        area=dossier.profession,
    )


def _led(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("-leading", "pk")


def _area(dossier: Dossier, languages: Sequence[str], on: date) -> Iterator[Section]:
    """Yield where the network lies: the streets of its perimeter, or the scope of its profession."""
    if dossier.network_kind == NetworkKind.SECTORAL:
        title = in_each(languages, _("Profession"))
        yield Section(
            title=title, text=dict.fromkeys(languages, (dossier.profession, dossier.scope))
        )
        return
    area = area_of(dossier)
    streets = street_list(area, on=on) if area else []
    if streets:
        yield Section(
            title=in_each(languages, _("Perimeter")),
            text={code: (Points(in_words(streets, code)),) for code in languages},
        )


def in_words(streets: Iterable[Listed], language: str) -> tuple[str, ...]:
    """Return a street list in a language: each street with its numbers."""
    return tuple(_street(one, language) for one in streets)


def _street(listed: Listed, language: str) -> str:
    with translation.override(language):
        spans = [_span(one) for one in listed.ranges]
    numbers = ", ".join(span for span in spans if span)
    name = listed.street.name_in(language)
    return f"{name}, {numbers}" if numbers else name


def _span(numbers: StreetRange) -> str:
    """Return house numbers in the active language; nothing for a whole street."""
    span = ""
    if numbers.first is not None and numbers.first == numbers.last:
        return str(numbers.first)
    if numbers.first or numbers.last:
        span = f"{numbers.first or 1} - {numbers.last or ELLIPSIS}"
    if numbers.side == Side.BOTH:
        return span
    side = gettext("even numbers") if numbers.side == Side.EVEN else gettext("odd numbers")
    return f"{side} {span}".strip()


def _title(paper: str, titles: Mapping[str, str], languages: Sequence[str]) -> Mapping[str, str]:
    """Return the heading of a section; outside the charter itself it begins with the name of the paper."""
    if paper == Paper.CHARTER:
        return titles
    papers = in_each(languages, Paper(paper).label)
    return {code: f"{papers[code]} {DASH} {titles.get(code, '')}" for code in languages}


def _section(row: Row, languages: Sequence[str], title: Mapping[str, str]) -> Section:
    if row.key not in STRUCTURED:
        return _written(title, row.content, languages)
    told = {}
    for code in languages:
        with translation.override(code):
            told[code] = lines_in(row.key, row.content, code) if row.content else []
    rows = zip(*told.values(), strict=True)
    table = Table(
        caption=row.titles,
        columns=(in_each(languages, _("What")), in_each(languages, _("Agreed"))),
        rows=tuple(
            (
                {code: cell[0] for code, cell in zip(told, line, strict=True)},
                {code: cell[1] for code, cell in zip(told, line, strict=True)},
            )
            for line in rows
        ),
    )
    return Section(title=title, tables=(table,) if table.rows else ())


def _written(
    title: Mapping[str, str], texts: Mapping[str, str], languages: Sequence[str]
) -> Section:
    return Section(
        title=title, text={code: tuple(_read(texts.get(code, ""))) for code in languages}
    )


def _read(text: str) -> Iterator[str | Points]:
    """Yield the paragraphs and lists of a text; a line goes on where no empty line and no dash is before it."""
    blocks: list[str] = []
    is_open = False
    for line in (line.strip() for line in text.split("\n")):
        if line and is_open and not line.startswith(POINT):
            blocks[-1] += f" {line}"
        elif line:
            blocks.append(line)
        is_open = bool(line)
    for is_list, together in groupby(blocks, lambda block: block.startswith(POINT)):
        if is_list:
            yield Points(tuple(block.removeprefix(POINT) for block in together))
        else:
            yield from together


def _circular(row: Circular | None, languages: Sequence[str]) -> Said:
    if row is None:
        return ""
    told = {}
    for code in languages:
        with translation.override(code):
            day = formats.date_format(row.dated)
            told[code] = gettext("circular %(reference)s of %(day)s") % {
                "reference": row.reference,
                "day": day,
            }
    return told


def _blank_fields(languages: Sequence[str]) -> tuple[Signatory, ...]:
    """Return a field to sign in for each of the usual four, without a name."""
    return tuple(Signatory(function=in_each(languages, role.label)) for role in SignatoryRole)


def in_each(languages: Sequence[str], words: str | Promise) -> Mapping[str, str]:
    """Return words of ours in each of these languages, beginning with a capital."""
    told = {}
    for code in languages:
        with translation.override(code):
            told[code] = str(capfirst(str(words)))
    return told

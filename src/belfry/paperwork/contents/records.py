"""Papers that are kept: minutes, charter and house rules."""

from django.utils.translation import gettext, ngettext

from belfry.core.dates import clock, day
from belfry.paperwork.documents import (
    Charter,
    HouseRules,
    Kind,
    Minutes,
    MinutesItem,
    Section,
    Signatory,
    Table,
    Tally,
)
from belfry.paperwork.saying import all_said, in_order, said


def minutes(document: Minutes) -> dict[str, object]:
    """Return the minutes of a meeting: counts, points and results."""
    meeting = document.meeting
    hours = clock(meeting.begins_at)
    if document.ended_at:
        hours = f"{hours} \N{EN DASH} {clock(document.ended_at)}"
    present = [[gettext("Present"), _people(document.present)]]
    if document.units_present is not None:
        present.append([gettext("Homes or businesses present"), str(document.units_present)])
    return {
        "title": gettext("Minutes of the public meeting"),
        "facts": [
            [gettext("Date"), day(meeting.begins_at)],
            [gettext("Hour"), hours],
            [gettext("Place"), ", ".join(all_said(meeting.place))],
            *present,
        ],
        "items": [_item(item) for item in document.items],
        **_signing(document.signatories),
    }


def charter(document: Charter) -> dict[str, object]:
    """Return the charter with its sections, tables and fields to sign in."""
    sectoral = document.network.kind is Kind.SECTORAL
    where = gettext("Profession") if sectoral else gettext("Perimeter")
    return {
        "title": gettext("Charter"),
        "facts": [
            [gettext("Municipality"), said(document.network.town)],
            [gettext("Police zone"), said(document.network.police_zone)],
            *_fact(where, said(document.network.area)),
            *_fact(gettext("Rests on"), said(document.circular)),
            *_fact(gettext("Version"), document.version),
        ],
        "sections": [_section(section) for section in document.sections],
        **_signing(document.signatories),
    }


def house_rules(document: HouseRules) -> dict[str, object]:
    """Return the house rules with their sections."""
    return {
        "title": gettext("House rules"),
        "facts": _fact(gettext("Version"), document.version),
        "sections": [_section(section) for section in document.sections],
        **_signing(()),
    }


def _fact(label: str, value: str) -> list[list[str]]:
    return [[label, value]] if value else []


def _people(count: int) -> str:
    return ngettext("%(count)d person", "%(count)d persons", count) % {"count": count}


def _item(item: MinutesItem) -> dict[str, object]:
    return {
        "title": said(item.title),
        "paragraphs": all_said(item.paragraphs),
        "tally": _tally(item.tally) if item.tally else None,
    }


def _tally(tally: Tally) -> dict[str, object]:
    return {
        "question": said(tally.question),
        "rows": [
            [gettext("Yes"), str(tally.yes)],
            [gettext("No"), str(tally.no)],
            [gettext("Answered"), str(tally.yes + tally.no)],
            [gettext("Could answer"), str(tally.units)],
        ],
        "rule_label": gettext("Rule"),
        "rule": said(tally.rule),
        "carried": tally.carried,
        "outcome": gettext("Accepted under this rule.")
        if tally.carried
        else gettext("Not accepted under this rule."),
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "title": said(section.title),
        "text": in_order(section.text),
        "tables": [_table(table) for table in section.tables],
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "caption": said(table.caption),
        "columns": all_said(table.columns),
        "rows": [all_said(row) for row in table.rows],
    }


def _signing(signatories: tuple[Signatory, ...]) -> dict[str, object]:
    return {
        "signatures": gettext("Signatures"),
        "signed": gettext("Date and signature"),
        "signatories": [
            {"function": said(one.function), "name": one.name, "place": said(one.place)}
            for one in signatories
        ],
    }

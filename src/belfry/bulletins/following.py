"""What follows a message, a correction or its outcome: for whom that one reached, by the ways that reached them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext

from belfry.bulletins.filling import Slots, filled, templates_in_force
from belfry.bulletins.kinds import Discretion, Ending, Reason, TemplateKind
from belfry.bulletins.models import AudienceMember, Bulletin, Release, Template
from belfry.bulletins.queries import STANDS, words_of
from belfry.bulletins.types import Words
from belfry.core.clock import local
from belfry.delivery.queries import has_reached, reached_ends
from belfry.delivery.ways import by_choice
from belfry.networks.kinds import BulletinClass

CHUNK: Final = 5000
LABELS: Final[Mapping[str, Mapping[str, str | Promise]]] = {
    TemplateKind.CORRECTION: {one.value: one.label for one in Reason},
    TemplateKind.OUTCOME: {
        **{one.value: one.label for one in Ending if one is not Ending.CANNOT_TELL},
        **{f"{Ending.CANNOT_TELL}.{one.value}": one.label for one in Discretion},
    },
}


class Correction(NamedTuple):
    """That a message was taken back: why, when, and by which message its readers were told."""

    reason: str
    at: datetime
    bulletin_id: UUID


def corrections_of(bulletin_ids: Collection[UUID]) -> Mapping[UUID, Correction]:
    """Return {message: its correction} of those that were taken back, in one query."""
    rows = Bulletin.objects.filter(
        follows_id__in=list(bulletin_ids),
        bulletin_class=BulletinClass.CORRECTION,
        state__in=STANDS,
    )
    return {one.follows_id: _as_correction(one) for one in rows if one.follows_id}


class Followers(NamedTuple):
    """What followed a message: that it was taken back, and what told how it ended, the first one first."""

    correction: Correction | None
    outcomes: Sequence[Bulletin]


def followers_of(bulletin: Bulletin) -> Followers:
    """Return what followed a message and stands, in one query."""
    rows = list(bulletin.followed_by.filter(state__in=STANDS).order_by("settled_at", "pk"))
    taken_back = [one for one in rows if one.bulletin_class == BulletinClass.CORRECTION]
    return Followers(
        next((_as_correction(one) for one in taken_back), None),
        [one for one in rows if one.bulletin_class == BulletinClass.OUTCOME and one.ending],
    )


def _as_correction(row: Bulletin) -> Correction:
    assert row.settled_at is not None
    return Correction(row.get_reason_display(), row.settled_at, row.pk)


def sent_releases(bulletin: Bulletin) -> QuerySet[Release]:
    """Return a message in each network where it may have reached somebody."""
    return bulletin.releases.filter(broadcast__isnull=False, released_at__isnull=False)


def reached_audiences(
    bulletin: Bulletin, languages: Sequence[str]
) -> dict[UUID, list[AudienceMember]]:
    """Return {network: unsaved rows} of whom the message reached that this one follows.

    What a dispatcher holds of a message that is taken back counts as handed over, for nobody can tell. Nobody is
    called about an outcome who was reached another way too. Whoever read it in a language that this one does not
    have gets the first of `languages`.
    """
    rows: Iterable[Row] = ()
    original = bulletin.follows
    if original is not None and (message_id := _message_of(original)) is not None:
        in_hand = bulletin.bulletin_class == BulletinClass.CORRECTION
        # Compared here: a join of two tables that have just grown by 100,000 rows may be planned for a few.
        ends = reached_ends(message_id, in_hand=in_hand)
        audience = AudienceMember.objects.filter(release__bulletin=original)
        rows = (row for row in _rows(audience) if (row.endpoint_id, row.channel) in ends)
    return _by_network(bulletin, rows, languages)


def missed_audiences(
    bulletin: Bulletin, languages: Sequence[str]
) -> dict[UUID, list[AudienceMember]]:
    """Return {network: unsaved rows} of whom that message reached only after this one was approved."""
    known = AudienceMember.objects.filter(
        release__bulletin=bulletin, person_id=OuterRef("person_id")
    )
    this_way = known.filter(channel=OuterRef("channel"))
    late = _reached(bulletin.follows).filter(~Exists(this_way))
    return _by_network(bulletin, _rows(late.annotate(is_told=Exists(known)), "is_told"), languages)


def _reached(original: Bulletin | None) -> QuerySet[AudienceMember]:
    message_id = _message_of(original) if original is not None else None
    rows = AudienceMember.objects.filter(release__bulletin=original)
    return rows.filter(has_reached(message_id)) if message_id else rows.none()


def _message_of(original: Bulletin) -> int | None:
    return sent_releases(original).values_list("broadcast__message_id", flat=True).first()


class Row(NamedTuple):
    """What is asked here of a row of an audience; `is_told` only of who is reached late."""

    person_id: UUID
    endpoint_id: UUID
    channel: str
    language: str
    network_id: UUID
    is_told: bool = False


def _rows(audience: QuerySet[AudienceMember], *more: str) -> Iterable[Row]:
    columns = ("person_id", "endpoint_id", "channel", "language", "release__network_id", *more)
    found = audience.order_by("pk").values_list(*columns)
    return (Row(*one) for one in found.iterator(chunk_size=CHUNK))


def _by_network(
    bulletin: Bulletin, rows: Iterable[Row], languages: Sequence[str]
) -> dict[UUID, list[AudienceMember]]:
    networks = bulletin.releases.values_list("network_id", flat=True)
    found: dict[UUID, list[AudienceMember]] = {network_id: [] for network_id in networks}
    told = set()
    for one in rows:
        if one.network_id in found:
            found[one.network_id].append(_again(one, languages))
        if one.is_told:
            told.add(one.person_id)
    if bulletin.bulletin_class != BulletinClass.OUTCOME:
        return found
    return {network_id: _without_calls(these, told) for network_id, these in found.items()}


def _again(row: Row, languages: Sequence[str]) -> AudienceMember:
    """Return the same person by the same way, at once: a ladder is for the first news only."""
    language = row.language if row.language in languages else next(iter(languages), row.language)
    return AudienceMember(
        person_id=row.person_id,
        endpoint_id=row.endpoint_id,
        channel=row.channel,
        language=language,
    )


def _without_calls(rows: Sequence[AudienceMember], told: Collection[UUID]) -> list[AudienceMember]:
    others = {row.person_id for row in rows if not by_choice(row.channel)} | set(told)
    return [row for row in rows if row.person_id not in others or not by_choice(row.channel)]


def slots_for(template: Template, original: Bulletin) -> Slots:
    """Return what fills a text that follows a message: its title by language, and the day and hour it was sent.

    Only those that the text names.
    """
    sent = sent_releases(original).aggregate(at=Min("released_at"))["at"]
    at = local(sent or original.made_at)
    slots: Slots = {
        "title": {language: words.title for language, words in words_of(original).items()},
        "day": f"{at:%d/%m/%Y}",
        "time": f"{at:%H:%M}",
    }
    said = " ".join(text for words in template.texts.values() for text in words.values())
    return {name: value for name, value in slots.items() if f"{{{name}}}" in said}


def outcomes_of(bulletin: Bulletin) -> QuerySet[Bulletin]:
    """Return the messages that told how a bulletin ended, the first one first."""
    rows = bulletin.followed_by.filter(bulletin_class=BulletinClass.OUTCOME, state__in=STANDS)
    return rows.exclude(ending="").order_by("settled_at", "pk")


@dataclass(frozen=True, slots=True)
class Choice:
    """A text that may follow a message: its code, what it says in short, and its words in one language."""

    code: str
    label: str
    words: Words


def choices_for(kind: str, original: Bulletin, language: str) -> list[Choice]:
    """Return what may follow a message, filled in: in the reader's language, if the message has it."""
    languages = list(words_of(original))
    shown = language if language in languages else next(iter(languages), language)
    rows = {one.code: one for one in templates_in_force(kind) if one.zone_id is None}
    labels = LABELS[kind]
    return [
        Choice(
            code,
            _label(code, str(label)),
            filled(rows[code], slots_for(rows[code], original), [shown])[shown],
        )
        for code, label in labels.items()
        if code in rows
    ]


def _label(code: str, label: str) -> str:
    """Return what a text says in short; of an end that cannot be told also that it cannot."""
    if not code.startswith(f"{Ending.CANNOT_TELL}."):
        return label
    heading = Ending.CANNOT_TELL.label
    return gettext("%(heading)s: %(title)s") % {"heading": heading, "title": label}


def reached_persons(original: Bulletin) -> int:
    """Return how many people a message reached, or may have reached, so far."""
    reached = _reached(original)
    return reached.values("person_id").distinct().order_by().count()

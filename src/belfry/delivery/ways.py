"""What upper contexts may ask about the ways to reach people: their order, their texts, their price."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from belfry.core.many import among
from belfry.delivery.channels.registry import all_channels, channel_named, open_channels
from belfry.delivery.kinds import AddressKind, Form
from belfry.delivery.models import Broadcast, Envelope
from belfry.delivery.queries import HANDED_OVER
from belfry.delivery.workflow import State

# A number of the Brussels zone: whoever takes it takes landlines.
A_LANDLINE: Final = "+3222000000"
# Of the long form, the part that is read.
PARTS: Final[Mapping[Form, str]] = {Form.LONG: "text", Form.SHORT: "short", Form.SPOKEN: "spoken"}


def ladder(channels: Collection[str]) -> list[str]:
    """Return those of these channels that exist: those beside the ladder, then its steps in order."""
    return [name for name in all_channels() if name in channels]


def is_step(channel: str) -> bool:
    """Whether it is a step of the ladder; else it is sent beside it, at once."""
    return channel_named(channel).step is not None


def by_choice(channel: str) -> bool:
    """Whether it is only for those who chose it or have nothing else."""
    return channel_named(channel).by_choice


def takes_landlines(channel: str) -> bool:
    """Whether it reaches phones that are no mobile phones."""
    one = channel_named(channel)
    return one.address == AddressKind.PHONE and one.takes(A_LANDLINE)


def open_among(channels: Collection[str]) -> frozenset[str]:
    """Return those of these channels by which this installation can send."""
    return frozenset(channels) & set(open_channels())


def form_of(channel: str) -> Form:
    """Return the form of a message's text that a channel carries."""
    return channel_named(channel).form


def text_in(form: Form, letter: Mapping[str, str]) -> str:
    """Return the text of a message in one language as a form carries it; empty for a mere sign."""
    return letter.get(PARTS[form], "") if form in PARTS else ""


def text_faults(channel: str, text: str, language: str) -> Sequence[str]:
    """Return sentences why a text of the channel's form may not be sent by it."""
    return [str(fault) for fault in channel_named(channel).faults(text, language)]


def short_faults(text: str, language: str) -> Sequence[str]:
    """Return why a short text fits no message of one part, by any way that carries short texts."""
    found: dict[str, None] = {}
    for name, channel in all_channels().items():
        if channel.form == Form.SHORT:
            found |= dict.fromkeys(text_faults(name, text, language))
    return list(found)


def cost_of(channel: str, letter: Mapping[str, str]) -> int:
    """Return what one copy costs at most, in ten-thousandths of a euro.

    `letter` is a message in one language, with all its forms.
    """
    one = channel_named(channel)
    return one.cost(text_in(one.form, letter))


def on_the_way(broadcast: Broadcast, endpoint_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of these endpoints at which a row was handed over or still waits."""
    rows = Envelope.objects.filter(
        among("endpoint_id", endpoint_ids),
        message_id=broadcast.message_id,
        broadcast=broadcast,
        state__in=(*HANDED_OVER, State.READY),
    )
    return frozenset(rows.values_list("endpoint_id", flat=True))

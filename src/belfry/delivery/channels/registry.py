"""The channels of this installation: every folder beside this file that has a `channel.py`."""

import functools
import importlib.util
import pkgutil
from collections.abc import Mapping

from belfry.delivery import channels
from belfry.delivery.channels.contract import Channel


@functools.cache
def all_channels() -> Mapping[str, Channel]:
    """Return {name: channel}, in the order of their ladder, those beside it first."""
    found = []
    for module in pkgutil.iter_modules(channels.__path__):
        name = f"{channels.__name__}.{module.name}.channel"
        if module.ispkg and importlib.util.find_spec(name):
            found.append(importlib.import_module(name).CHANNEL)
    found.sort(key=lambda channel: (channel.step is not None, channel.step or 0, channel.name))
    return {channel.name: channel for channel in found}


def channel_named(name: str) -> Channel:
    """Return a channel; raise KeyError."""
    return all_channels()[name]


def open_channels() -> Mapping[str, Channel]:
    """Return {name: channel} of those that this installation can send by."""
    return {name: channel for name, channel in all_channels().items() if channel.is_configured()}

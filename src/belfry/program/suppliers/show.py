"""The suppliers of the demonstration: an SMSC, a voice gateway and a push service in one process.

All deliver to the same phones and obey one file, `control.json` beside them.
"""

import argparse
import os
import signal
import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from belfry.program.suppliers.api_server import ApiServer
from belfry.program.suppliers.control import Control
from belfry.program.suppliers.devices import Devices
from belfry.program.suppliers.phones import CONTROL, DEVICES, OUTGOING, Phones, take_outgoing
from belfry.program.suppliers.push_service import PushServer
from belfry.program.suppliers.smsc import ShortMessageCentre
from belfry.program.suppliers.voice_gateway import VoiceGateway

LOOK_SECONDS: Final = 0.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the listening sockets that the parent opened, so that the ports outlive a restart."""
    for name in ("sms", "voice", "push"):
        parser.add_argument(f"--{name}", type=int, required=True, help="a descriptor")
    parser.add_argument("--folder", type=Path, required=True, help="of the phones")
    parser.add_argument("--pages", required=True, help="where our service worker tells things")


def run(options: argparse.Namespace) -> int:
    """Play all of them until SIGTERM."""
    os.umask(0o077)
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    phones, control = Phones(folder), Control(folder / CONTROL)
    sms, voice, push = (
        socket.socket(fileno=number) for number in (options.sms, options.voice, options.push)
    )
    centre = ShortMessageCentre(sms, phones, control)
    devices = Devices(folder / DEVICES)
    service = PushServer(push, phones, control, devices, pages=options.pages)
    servers: Sequence[ShortMessageCentre | ApiServer] = (
        centre,
        VoiceGateway(voice, phones, control),
        service,
    )
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    for server in servers:
        server.start()
    while not ended.wait(LOOK_SECONDS):
        for sender, text in take_outgoing(folder / OUTGOING):
            centre.say(sender, text)
        service.show_waiting()
    for server in servers:
        server.stop()
    return 0

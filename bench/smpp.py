"""How many texts a second go to an SMSC on this machine over one connection: the target is 1,000.

Run as a module: `python -m bench.smpp [texts]`. The SMSC keeps every text as a file and sends a receipt for
each; client and SMSC share this process, so that both have less than a machine of their own.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belfry.config.settings")
django.setup()

from belfry.delivery.channels.contract import Fate, Parcel  # noqa: E402
from belfry.delivery.channels.sms.channel import CHANNEL, SCHEMES  # noqa: E402
from belfry.delivery.channels.sms.smpp.smsc import Smsc  # noqa: E402
from belfry.delivery.channels.suppliers import read_urls  # noqa: E402
from belfry.program.suppliers.api_server import listen  # noqa: E402
from belfry.program.suppliers.control import Control  # noqa: E402
from belfry.program.suppliers.phones import Phones  # noqa: E402
from belfry.program.suppliers.smsc import ShortMessageCentre  # noqa: E402

TEXTS = 10_000
TARGET = 1_000
WINDOWS = (1, 10, 50)


def kept(smsc: Smsc) -> int:
    """Confirm what came, as a dispatcher does once it is stored; return how many."""
    told = len(list(smsc.events()))
    smsc.kept(told)
    return told


def measure(folder: Path, texts: int, window: int) -> float:
    centre = ShortMessageCentre(listen(), Phones(folder), Control())
    centre.start()
    os.environ[CHANNEL.setting] = f"smpp://127.0.0.1:{centre.port}/?from=8850&window={window}"
    (url,) = read_urls(CHANNEL, SCHEMES)
    smsc = Smsc(url)
    smsc.open()
    deadline = time.monotonic() + 600
    parcels = [
        Parcel(n, f"{n}-a-sms", f"+3247{n % 100:07}", "nl", "Tekst", "", 0, 3600, deadline)
        for n in range(texts)
    ]
    began = time.monotonic()
    accepted = receipts = 0
    for _, verdict in smsc.send(parcels):
        accepted += verdict.fate is Fate.ACCEPTED
        receipts += kept(smsc)
    rate = texts / (time.monotonic() - began)
    while receipts < texts and time.monotonic() < began + 60:
        receipts += kept(smsc)
        time.sleep(0.01)
    lasted = time.monotonic() - began
    smsc.close()
    centre.stop()
    print(
        f"window {window:3}: {rate:6.0f} submits/s, {accepted} of {texts} accepted,"
        f" {receipts} receipts within {lasted:.1f} s"
    )
    return rate if accepted == texts == receipts else 0.0


def main() -> int:
    texts = int(sys.argv[1]) if len(sys.argv) > 1 else TEXTS
    with tempfile.TemporaryDirectory() as folder:
        rates = {window: measure(Path(folder), texts, window) for window in WINDOWS}
    return rates[10] < TARGET


if __name__ == "__main__":
    sys.exit(main())

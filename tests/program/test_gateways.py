"""The local gateways run as processes, on a socket that their parent opened."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from belfry.program.suppliers.api_server import listen

RUN = (
    "import argparse, sys; from belfry.program.suppliers import {0} as played;"
    " parser = argparse.ArgumentParser(); played.add_arguments(parser);"
    " sys.exit(played.run(parser.parse_args()))"
)


@pytest.mark.parametrize(
    ("module", "path", "status"),
    [("sms_gateway", "/messages", 202), ("voice_gateway", "/call", 201)],
)
def test_a_gateway_serves_until_it_is_told_to_end(
    tmp_path: Path, module: str, path: str, status: int
) -> None:
    with listen() as listener:
        # What comes before the child is ready waits.
        listener.listen()
        command = [sys.executable, "-c", RUN.format(module), "--folder", str(tmp_path)]
        descriptor = listener.fileno()
        with subprocess.Popen(
            [*command, "--descriptor", str(descriptor)], pass_fds=(descriptor,)
        ) as process:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}{path}"
            told = {"to": "+32470000001", "text": "Hallo", "from": "+3225550100"}
            answer = httpx2.post(address, json=told, trust_env=False, timeout=20)
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
    assert answer.status_code == status
    (kept,) = (tmp_path / "+32470000001").iterdir()
    phone = json.loads(kept.read_text(encoding="utf-8"))
    assert phone["text"].startswith("Hallo")
    assert phone["at"] <= time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() + 1))

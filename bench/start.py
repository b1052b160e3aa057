"""How long `python3 run.py demo` takes until a page is served, the first time and after: 5 s the second time.

Run from the root of a clone where it was set up once: `python -m bench.start`.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AGAIN_SECONDS = 5.0
PATIENCE_SECONDS = 300.0
RUNS = 5


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="belfry-start-") as scratch:
        # The account that runs PostgreSQL passes through.
        Path(scratch).chmod(0o711)
        environment = os.environ | {"BELFRY_DATA_DIR": str(Path(scratch) / "var")}
        print(f"load before {os.getloadavg()[0]:.1f}")
        print(f"first start, the demonstration's year told: {seconds(environment):.1f} s")
        again = [seconds(environment) for _ in range(RUNS)]
    print("started again: " + ", ".join(f"{one:.1f} s" for one in again))
    return max(again) > AGAIN_SECONDS


def seconds(environment: dict[str, str]) -> float:
    """Return the seconds from the command to a page; stop it again."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, str(ROOT / "run.py"), "demo", "--port", str(port)]
    began = time.monotonic()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as up:
        try:
            while not serves(port):
                if up.poll() is not None or time.monotonic() - began > PATIENCE_SECONDS:
                    raise SystemExit("run.py demo serves no page.")
                time.sleep(0.02)
            return time.monotonic() - began
        finally:
            up.send_signal(signal.SIGTERM)


def serves(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/demo/", timeout=10):
            return True
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())

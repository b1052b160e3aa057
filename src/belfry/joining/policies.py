"""How long a request to join may wait."""

from datetime import timedelta
from typing import Final

# After so long without an answer who has to give it is reminded, and who asked is told that nobody did.
REMINDED: Final = timedelta(days=7)
EXPIRES: Final = timedelta(days=30)

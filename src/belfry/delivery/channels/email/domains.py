"""Mails of one recipient domain at a time: big providers take only so many in a second."""

from collections import Counter, deque
from typing import Final

from belfry.delivery.channels.contract import Credits, Fate, Verdict
from belfry.delivery.channels.email.mail import Mail
from belfry.delivery.channels.purse import Purse
from belfry.delivery.workflow import Cause

# So many may wait here, of all domains: a dispatcher that holds more claims nothing for the others.
MOST_ASIDE: Final = {True: 5, False: 50}
# Of the rate of a domain, what others than urgent mails can count on.
OTHERS_SHARE: Final = 0.65


class Domains:
    """The purse of each domain, and the mails that wait for its credits; times are monotonic seconds."""

    def __init__(self) -> None:
        """Know no domain."""
        self._purses: dict[str, Purse] = {}
        self._aside: dict[str, deque[Mail]] = {}
        self._waiting = Counter[bool]()
        self._booked_until: dict[str, float] = {}

    def admit(self, mail: Mail, rate: float, source: Credits | None, now: float) -> bool:
        """Whether a mail may go now, its credit spent; `rate` is mails a second, 0 for no limit."""
        if not rate:
            return True
        domain, urgent = mail.domain, mail.urgent
        purse = self._purses.get(domain)
        if purse is None or purse.rate != rate:
            purse = self._purses[domain] = Purse(f"domain:{domain}", rate)
        wanted = 1 + len(self._aside.get(domain, ()))
        if not purse.allows(source, wanted, now, urgent=urgent):
            return False
        purse.spend(1, urgent=urgent)
        return True

    def keep(self, mail: Mail, now: float) -> Verdict | None:
        """Put aside a mail that was not admitted; return why it is given back if there are too many."""
        domain = mail.domain
        if self._waiting[mail.urgent] < MOST_ASIDE[mail.urgent]:
            self._waiting[mail.urgent] += 1
            self._aside.setdefault(domain, deque()).append(mail)
            return None
        if mail.urgent:
            return Verdict(Fate.THROTTLED, Cause.THROTTLED)
        # Each comes back when it will be its turn, not all together.
        turn = max(self._booked_until.get(domain, 0.0), now)
        self._booked_until[domain] = turn + 1 / (self._purses[domain].rate * OTHERS_SHARE)
        return Verdict(Fate.THROTTLED, Cause.THROTTLED, retry_after=turn - now)

    def due(self, now: float) -> list[Mail]:
        """Take out the mails of domains that may have credits again."""
        ready = [
            domain
            for domain, mails in self._aside.items()
            if not all(self._purses[domain].wait(now, urgent=mail.urgent) for mail in mails)
        ]
        return self._take(ready)

    def all(self) -> list[Mail]:
        """Take out everything."""
        return self._take(list(self._aside))

    def wait(self, now: float) -> float:
        """Return the seconds until some may be due."""
        return min(
            (
                self._purses[domain].wait(now, urgent=mail.urgent)
                for domain, mails in self._aside.items()
                for mail in mails
            ),
            default=float("inf"),
        )

    def _take(self, domains: list[str]) -> list[Mail]:
        mails = [mail for domain in domains for mail in self._aside.pop(domain)]
        self._waiting.subtract(mail.urgent for mail in mails)
        return mails

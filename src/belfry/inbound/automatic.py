"""Mails that no person wrote to us: answers of machines, mailing lists, our own that came back."""

import re
from typing import Final

from belfry.inbound.opening import Opened
from belfry.inbound.phrases import any_of

# How `delivery` names its mails: message and endpoint, so that what comes back tells which it was.
OUR_ID: Final = re.compile(
    r"^(\d{1,18})\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@", re.IGNORECASE
)
# No honest way from a neighbour to us is longer.
MOST_HOPS: Final = 30

# RFC 3834 and what came before it.
ROBOT_HEADERS: Final = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Reply-From",
    "X-Mail-Autoreply",
    "X-Vacation",
    "X-AutoReply-From",
    "X-FC-MachineGenerated",
    "X-Cron-Env",
    "X-Boxbe-Challenge",
    "X-AR-Challenge",
)
LIST_HEADERS: Final = ("List-Id", "List-Post", "List-Unsubscribe")
BULK: Final = frozenset({"bulk", "list", "junk"})
# Machines come to the point at the top.
MOST_WORDS: Final = 3000
ENOUGH_CHALLENGES: Final = 2
ROBOT_PRECEDENCE: Final = frozenset({"auto_reply", "auto-reply", "autoreply"})
ANSWERS: Final = r"^\W*(?:(?:re|aw|antw|sv|fw|tr)\s*:\s*)*\[?\W*"
ABSENT: Final = any_of("absence_subject", before=ANSWERS)
SAYS_ABSENT: Final = any_of("absence")
# "Show that you are a person, then we let your mail through."
CHALLENGE_SUBJECT: Final = any_of("challenge_subject")
CHALLENGE: Final = any_of("challenge")
ROBOT: Final = re.compile(
    r"(?:^|[<\s\"])(?:no-?_?reply|do-?not-?reply|donotreply|ne-?pas-?repondre|niet-?beantwoorden|"
    r"auto-?(?:reply|responder?|mailer)|vacation|mailer-daemon|postmaster)[\w.+-]*@",
    re.IGNORECASE,
)


def is_loop(mail: Opened, own: frozenset[str]) -> bool:
    """Whether it is a mail of ours that came back as it was, or one that runs in circles; `own` are our addresses."""
    if len(mail.headers.get_all("Received") or ()) > MOST_HOPS:
        return True
    mine = mail.header("Message-ID").strip("<> ")
    if OUR_ID.match(mine) or mail.headers.get("X-Belfry-Bulletin"):
        return True
    return mail.address("From") in own


def is_automatic(mail: Opened) -> bool:
    """Whether a machine answers: an absence, a receipt, a question whether we are people."""
    return _says_so(mail) or bool(ABSENT.match(mail.header("Subject"))) or _looks_so(mail)


def is_of_a_list(mail: Opened) -> bool:
    """Whether it went to many: a mailing list's, a newsletter."""
    bulk = mail.header("Precedence").lower() in BULK
    return bulk or any(mail.headers.get(name) for name in LIST_HEADERS)


def _says_so(mail: Opened) -> bool:
    """Whether its headers say that a machine wrote it; a person's mail never lacks a sender either."""
    submitted = mail.header("Auto-Submitted").lower()
    return (
        (bool(submitted) and not submitted.startswith("no"))
        or any(mail.headers.get(name) for name in ROBOT_HEADERS)
        or mail.header("Precedence").lower() in ROBOT_PRECEDENCE
        or mail.header("Return-Path") == "<>"
        or "message/disposition-notification" in mail.types
    )


def _looks_so(mail: Opened) -> bool:
    """Whether two weak signs come together: who sends it, or what it suppresses, and what it says."""
    words = mail.words[:MOST_WORDS]
    challenged = len(CHALLENGE.findall(words))
    challenges = challenged > ENOUGH_CHALLENGES or (
        challenged == ENOUGH_CHALLENGES and CHALLENGE_SUBJECT.search(mail.header("Subject"))
    )
    robot = (
        ROBOT.search(mail.header("From"))
        or mail.header("Precedence").lower() in BULK
        or "oof" in mail.header("X-Auto-Response-Suppress").lower()
    )
    return bool(challenges or (robot and SAYS_ABSENT.search(words)))

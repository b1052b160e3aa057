"""What a mail that came in turns out to be."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What one mail is, and so who has to look at it.

    Only a `REPLY` was written by a person to us. `OTHER` is a mailing list's, a receipt, a success notice.
    """

    REPLY = "reply"
    AUTO_REPLY = "auto_reply"
    LOOP = "loop"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    OTHER = "other"


class Order(StrEnum):
    """What somebody tells our machine in one word (`words.order`)."""

    STOP = "stop"
    START = "start"


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient whom a mail did not reach.

    `recipient` is the address as the notice writes it, in small letters, or empty when it names none. `status`
    is of RFC 3463 ("5.1.1"), made up from the words where the notice gives no code. `permanent`: this mail was
    given up for good. `about_address` is narrower: the address itself is at fault, for good, so that nothing
    should go there any more; a full mailbox and what was refused as spam are not. `is_late`: it is still being tried.
    """

    recipient: str
    status: str
    permanent: bool
    about_address: bool
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """One mail, judged.

    `answers` are the ids of mails that it answers or returns, without brackets. Of a bounce, `failures` tells
    whom it is about, failed ones before delayed ones; of a complaint, `complainant` is the address of who
    complains, or empty. Of a reply, `text` is what a person wrote, and `order` what it asks of our machine.
    """

    kind: Kind
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    answers: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    complainant: str = ""
    text: str = ""
    order: Order | None = None

"""What the voice channel asks of a gateway that makes calls."""

from typing import Final

from belfry.delivery.channels.asking import Answer, ApiSupplier, judge_status, text_at
from belfry.delivery.channels.callbacks import callback_url
from belfry.delivery.channels.contract import (
    Fate,
    Parcel,
    SupplierUrl,
    Verdict,
)
from belfry.delivery.channels.voice.script import minutes_of

CHANNEL_NAME: Final = "voice"


class Caller(ApiSupplier):
    """A voice gateway. The option `from` of its URL is the published number, `price` is for one minute."""

    # Where an answer has the gateway's own id of the call.
    id_path: str = "id"

    def __init__(self, url: SupplierUrl) -> None:
        """Take a URL; raise ImproperlyConfigured."""
        super().__init__(url)
        self.number = self.option("from")
        self.secret = self.option("secret")

    def judge(self, parcel: Parcel, answer: Answer) -> Verdict:
        """Return what an answer means: a call that is made, whatever becomes of it, is accepted."""
        if not answer.fine:
            return judge_status(answer)
        return Verdict(
            Fate.ACCEPTED,
            reference=text_at(answer.json(), self.id_path),
            cost=self.url.price * minutes_of(parcel.text),
        )

    def callback(self, parcel: Parcel) -> str:
        """Return where the gateway tells how a call goes."""
        return callback_url(CHANNEL_NAME, self.url.name, parcel.reference)

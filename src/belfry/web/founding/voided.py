"""What a change does to the signatures under the papers, said to whoever made it."""

from django.contrib import messages
from django.utils.translation import ngettext

from belfry.web.request import ActorRequest


def tell_voided(request: ActorRequest, number: int) -> None:
    """Say how many signatures a change of the text voided; nothing where it was none."""
    if number:
        sentence = ngettext(
            "%(count)d signature does not count any more, because the text is another one now. It has to be given again.",
            "%(count)d signatures do not count any more, because the text is another one now. They have to be given again.",
            number,
        )
        messages.warning(request, sentence % {"count": number})

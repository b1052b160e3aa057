"""What a network prints, for the three partners of its charter."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from belfry.core.errors import NotFound
from belfry.networks import printing
from belfry.paperwork.documents import Document
from belfry.web.founding.downloads import download, picture
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

# Each with the name of its file and what makes it: actor, network, now.
PAPERS: Final[Mapping[str, tuple[str | Promise, Callable[..., Document]]]] = {
    "stickers": (_("window-stickers"), printing.sticker_sheet),
    "enrolment": (_("enrolment-form"), printing.enrolment_form),
}


@require_safe
@signed_in
def network_paper(request: ActorRequest, network_id: UUID, paper: str) -> HttpResponse:
    """Give one of the papers of a network as a file."""
    name, document = _made(request, network_id, paper)
    return download(document, name)


@require_safe
@signed_in
def network_paper_picture(request: ActorRequest, network_id: UUID, paper: str) -> HttpResponse:
    """Show the first page of one of the papers of a network."""
    _name, document = _made(request, network_id, paper)
    return picture(document)


def _made(request: ActorRequest, network_id: UUID, paper: str) -> tuple[str, Document]:
    if paper not in PAPERS:
        raise NotFound
    name, made_by = PAPERS[paper]
    return str(name), made_by(request.actor, network_id, now=timezone.now())

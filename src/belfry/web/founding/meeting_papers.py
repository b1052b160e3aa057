"""What is printed for the public meeting."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from belfry.core.errors import NotFound
from belfry.founding import printing
from belfry.paperwork.documents import Document, Paper
from belfry.web.founding.downloads import download, picture
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

# Each with the name of its file and what makes it: actor, dossier, now.
PAPERS: Final[Mapping[str, tuple[str | Promise, Callable[..., Document]]]] = {
    "invitations": (_("invitations"), printing.invitations),
    "poster-a4": (
        _("poster-A4"),
        partial(printing.poster, size=Paper.A4),
    ),
    "poster-a3": (
        _("poster-A3"),
        partial(printing.poster, size=Paper.A3),
    ),
    "flyer": (_("flyer"), printing.flyer),
    "attendance": (_("attendance-list"), printing.attendance_list),
    "minutes": (_("minutes-of-the-meeting"), printing.minutes),
}
# Of a letter, the one to an invented address is shown.
SHOWN: Final[Mapping[str, Callable[..., Document]]] = {
    **{paper: made_by for paper, (_name, made_by) in PAPERS.items()},
    "invitations": printing.sample_invitation,
}


@require_safe
@signed_in
def meeting_paper(request: ActorRequest, dossier_id: UUID, paper: str) -> HttpResponse:
    """Give one of the papers of the meeting as a file."""
    if paper not in PAPERS:
        raise NotFound
    name, made_by = PAPERS[paper]
    document = made_by(request.actor, dossier_id, now=timezone.now())
    return download(document, str(name))


@require_safe
@signed_in
def meeting_paper_picture(request: ActorRequest, dossier_id: UUID, paper: str) -> HttpResponse:
    """Show the first page of one of the papers of the meeting."""
    if paper not in SHOWN:
        raise NotFound
    return picture(SHOWN[paper](request.actor, dossier_id, now=timezone.now()))

"""A member's archive: every message released to the member's networks, and one as it was approved."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from belfry.bulletins.following import Correction, corrections_of, followers_of
from belfry.bulletins.policies import OWES_OUTCOME
from belfry.bulletins.queries import archive_of, member_release, words_for
from belfry.bulletins.relaying import neighbours_to_tell
from belfry.bulletins.workflow import BulletinState
from belfry.conversations.queries import is_asked
from belfry.networks.zone_checks import as_dialled
from belfry.networks.zone_rules import zone_rules
from belfry.territory.queries import zones_by_id
from belfry.web.paging import page_of
from belfry.web.reading import read_in_one_language
from belfry.web.request import ActorRequest
from belfry.web.signin.gates import signed_in

if TYPE_CHECKING:
    from belfry.bulletins.models import Release


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """A message in the list, in the reader's language where it exists."""

    title: str
    release: "Release"
    correction: Correction | None


@require_safe
@signed_in
def archive(request: ActorRequest) -> HttpResponse:
    page = page_of(archive_of(request.actor), request.GET.get("after", ""))
    language = get_language() or ""
    corrections = corrections_of([row.bulletin_id for row in page.rows])
    rows = [
        ArchiveRow(words_for(row.bulletin, language).title, row, corrections.get(row.bulletin_id))
        for row in page.rows
    ]
    context = {"rows": rows, "page": page, "is_member": bool(request.actor.member_of)}
    return render(request, "member/archive.html", context)


@require_safe
@signed_in
def message(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    release = member_release(request.actor, bulletin_id)
    bulletin = release.bulletin
    zone = zones_by_id([bulletin.zone_id])[bulletin.zone_id]
    context = read_in_one_language(request, bulletin, zone)
    followers = followers_of(bulletin)
    # What was taken back is told to nobody any more.
    is_wrong = followers.correction is not None
    to_tell = [] if is_wrong else neighbours_to_tell(request.actor, release, now=timezone.now())
    told = archive_of(request.actor).filter(bulletin__in=followers.outcomes)
    outcomes = [one.bulletin for one in told] if followers.outcomes else []
    owes = bulletin.bulletin_class in OWES_OUTCOME and not outcomes
    spoken = bulletin.approval.texts[context["language"]].get("spoken", "") if to_tell else ""
    context |= {
        "release": release,
        "owes_outcome": owes and bulletin.state != BulletinState.CLOSED,
        "outcomes": [(one.pk, one.settled_at, one.get_ending_display()) for one in outcomes],
        "correction": followers.correction,
        "follows": bulletin.follows_id,
        "is_asked": is_asked(bulletin),
        "to_tell": to_tell,
        "spoken": spoken,
        "office_number": as_dialled(zone_rules(zone.pk, at=request.actor.at).office_number),
    }
    return render(request, "member/message.html", context)

"""How a message came through the release gate: observed, judged, releasable, released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from belfry.bulletins.kinds import Ground, Investigation
from belfry.bulletins.types import Draft
from belfry.people.queries import persons_by_id

if TYPE_CHECKING:
    from belfry.bulletins.models import Approval, Bulletin


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, when, by whom, and what was said; without a time it is still to come."""

    name: str
    at: datetime | None
    by: str = ""
    said: str = ""


def story_of(bulletin: "Bulletin", draft: Draft, approval: "Approval | None") -> Sequence[Step]:
    """Return the steps of a message, done or to come; `draft` is what stands in it."""
    judgement, reading = getattr(bulletin, "judgement", None), getattr(bulletin, "reading", None)
    sent = [(one.released_at, one) for one in bulletin.releases.all() if one.released_at]
    released_at, first = min(sent, key=lambda pair: pair[0], default=(None, None))
    who = {
        "author": bulletin.author_id,
        "judged": judgement and judgement.judged_by_id,
        "reader": reading and reading.reader_id,
        "approver": approval and approval.approver_id,
        "released": first and first.released_by_id,
    }
    people = persons_by_id([person for person in who.values() if person])
    names = {key: people[person].full_name for key, person in who.items() if person}
    steps = [Step(_("Written"), bulletin.made_at, names["author"])]
    # Of a correction it is when the wrong alert was sent.
    if bulletin.fact_at and bulletin.follows_id is None:
        steps.insert(0, Step(_("Observed"), bulletin.fact_at))
    if draft.judged and judgement:
        said = ", ".join(
            str(label)
            for label in (
                capfirst(Ground(draft.judged.ground).label),
                Investigation(draft.judged.investigation).label,
                _("no personal data"),
            )
        )
        steps.append(Step(_("Judged"), judgement.judged_at, names["judged"], said))
    if bulletin.needs_second_reader or reading:
        steps.append(
            Step(_("First reader"), reading.read_at if reading else None, names.get("reader", ""))
        )
    steps.append(
        Step(_("Approved"), approval.approved_at if approval else None, names.get("approver", ""))
    )
    steps.append(Step(_("Released"), released_at, names.get("released", "")))
    return steps

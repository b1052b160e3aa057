"""One of everything that an address can name, made by the actions, around the cast."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.actions.writing import approve_bulletin, submit_bulletin, write_bulletin
from belfry.bulletins.models import Release
from belfry.bulletins.types import Draft, Words
from belfry.delivery.channels.push.receipts import token_for as shown_token_for
from belfry.delivery.kinds import AddressKind
from belfry.delivery.models import Endpoint
from belfry.delivery.queries import find_endpoint
from belfry.delivery.unsubscribing import token_for
from belfry.founding.meetings import token_of
from belfry.networks.actions.imports import read_import
from belfry.networks.models import Mandate, Membership
from belfry.networks.types import scope_of
from belfry.people.invitations import link_for
from belfry.people.models import ContactPoint
from belfry.program.cast import FIGURES, person_named
from tests.cast import NOON, Cast
from tests.founding.drafting import begun, section
from tests.founding.key_holders import candidacy
from tests.founding.signed_stages import contact_changing, prepared
from tests.founding.signed_stages import submitted as submitted_dossier
from tests.founding.stages import asked, gathering, idea, proposed, surrounded, voting
from tests.founding.test_take_over import taken

WORDS = Words(
    title="Garden sheds opened",
    what="Two garden sheds were opened.",
    where="In the middle of the street.",
    when="This morning.",
    what_to_do="Please look whether your shed is locked.",
)
LIST = b"name;e-mail;street\nMaria Jacobs;maria.jacobs@mail.example;Kapelweg 5\n"


@dataclass(frozen=True, slots=True)
class Things:
    """Ids by what they stand for."""

    draft: UUID
    founder: int
    candidate: UUID
    submitted: UUID
    offered: UUID
    released: UUID
    offered_release: UUID
    released_release: UUID
    member_list: UUID
    chloe: UUID
    deputy_mandate: UUID
    chloe_endpoint: UUID
    chloe_device: UUID
    shown_token: str
    unsubscribe_token: str
    invitation_token: str
    dossier: UUID
    papers: UUID
    section: UUID
    arrangements: UUID
    figures: UUID
    asked: UUID
    gathering: UUID
    meeting: UUID
    interest: str
    voting: UUID
    surrounded: UUID
    proposed: UUID
    to_sign: UUID
    officer_signature: UUID
    exact_file: UUID
    in_review: UUID
    taken_over: UUID
    contact_change: UUID


def make_things(cast: Cast) -> Things:
    """Write, submit, approve and release bulletins of officer An for Meerstraat; read a list."""
    stage, now = cast.stage, NOON
    draft = written(cast, now)
    submitted = written(cast, now, until="submitted")
    offered = written(cast, now, until="approved")
    released = written(cast, now, until="approved")
    releases = {
        bulletin: Release.objects.get(bulletin=bulletin).pk for bulletin in (offered, released)
    }
    release_bulletin(cast.coordinator_bram, releases[released], now=now + timedelta(minutes=2))
    chloe = person_named("member-chloe")
    endpoint = find_endpoint(AddressKind.EMAIL, FIGURES["member-chloe"].email)
    assert endpoint is not None
    papers = begun(cast)
    to_sign, paper = prepared(cast)
    signatory = to_sign.signatories.get(role="officer")
    meeting = gathering(cast)
    standing = candidacy(cast)
    return Things(
        draft=draft,
        founder=standing.dossier.founders.get().pk,
        candidate=standing.pk,
        submitted=submitted,
        offered=offered,
        released=released,
        offered_release=releases[offered],
        released_release=releases[released],
        member_list=read_import(
            cast.coordinator_bram, stage.meerstraat, LIST, "list.csv", now=now
        ).pk,
        chloe=Membership.objects.get(person_id=chloe).pk,
        deputy_mandate=Mandate.objects.get(person_id=person_named("deputy-sofia")).pk,
        chloe_endpoint=endpoint.pk,
        chloe_device=device_of(chloe, now),
        shown_token=shown_token_for(f"1-{endpoint.pk.hex}-push"),
        unsubscribe_token=token_for(endpoint.pk, scope_of(stage.meerstraat)),
        invitation_token=link_for(chloe, endpoint.pk).rstrip("/").rpartition("/")[2],
        dossier=idea(cast).pk,
        papers=papers.pk,
        section=section(papers, "charter", "limits").pk,
        arrangements=section(papers, "communication_plan", "arrangements").pk,
        figures=section(papers, "financing_plan", "figures").pk,
        asked=asked(cast).pk,
        gathering=meeting.dossier_id,
        meeting=meeting.pk,
        # Signed, for an address that was taken back already.
        interest=token_of(meeting.pk),
        voting=voting(cast).pk,
        surrounded=surrounded(cast).pk,
        proposed=proposed(cast).pk,
        to_sign=to_sign.pk,
        officer_signature=signatory.pk,
        exact_file=paper.file_id,
        in_review=submitted_dossier(cast).pk,
        taken_over=taken(cast).pk,
        contact_change=contact_changing(cast).pk,
    )


def written(cast: Cast, now: datetime, *, until: str = "draft") -> UUID:
    """Return a bulletin of officer An in Dutch and French: draft, submitted or approved by Karim."""
    draft = Draft("request", (cast.stage.meerstraat,), {"nl": WORDS, "fr": WORDS})
    bulletin = write_bulletin(cast.officer_an, cast.stage.beiaard, draft, now=now)
    if until != "draft":
        submit_bulletin(cast.officer_an, bulletin.pk, now=now)
    if until == "approved":
        approve_bulletin(cast.chief_karim, bulletin.pk, now=now + timedelta(minutes=1))
    return bulletin.pk


def device_of(person_id: UUID, now: datetime) -> UUID:
    """Return a browser that shows notifications to somebody, whatever this installation can send."""
    address = '{"endpoint":"https://fcm.googleapis.com/fcm/send/abc"}'
    device = Endpoint.objects.create(
        kind=AddressKind.PUSH, address=address, blind_index=person_id.bytes
    )
    ContactPoint.objects.create(
        person_id=person_id, endpoint=device, added_at=now, device="Chrome/Android"
    )
    return device.pk

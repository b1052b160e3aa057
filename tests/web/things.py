"""One of everything that an address can name, made by the actions, around the cast."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from belfry.bulletins.actions.alert_texts import propose_text
from belfry.bulletins.actions.approving import approve_bulletin
from belfry.bulletins.actions.complaining import answer_complaint, complain
from belfry.bulletins.actions.console import pass_on_fact
from belfry.bulletins.actions.neighbours import offer_to_neighbours
from belfry.bulletins.actions.organising import write_own
from belfry.bulletins.actions.releasing import release_bulletin
from belfry.bulletins.actions.writing import submit_bulletin, write_bulletin
from belfry.bulletins.complaints import answer_token
from belfry.bulletins.models import Release
from belfry.bulletins.types import Draft, Words
from belfry.delivery.channels.push.receipts import token_for as shown_token_for
from belfry.delivery.feelings import token_for as feeling_token_for
from belfry.delivery.kinds import AddressKind
from belfry.delivery.models import Endpoint
from belfry.delivery.queries import find_endpoint
from belfry.delivery.unsubscribing import token_for
from belfry.founding.actions.review import ask_correction
from belfry.founding.meetings import token_of
from belfry.joining.actions.enrolling import enrol
from belfry.joining.confirming import link_for as confirm_link
from belfry.joining.types import Signed
from belfry.networks.actions.duty import hand_over
from belfry.networks.actions.imports import read_import
from belfry.networks.actions.zone_rules import set_zone_rules
from belfry.networks.models import Mandate, Membership, Perimeter
from belfry.networks.types import ZoneRules, scope_of
from belfry.people.invitations import link_for
from belfry.people.models import ContactPoint
from belfry.people.types import PersonDetails
from belfry.program.cast import FIGURES, person_named
from belfry.questions.actions.asking import ask_coordinator, ask_police
from belfry.sightings.actions.answering import ask, assign
from belfry.sightings.actions.reporting import reply
from belfry.sightings.actions.town import tell_town
from tests.bulletins.control_room import TEXTS, alerted, fact, give_street, text_in_force
from tests.bulletins.desk import JUDGED
from tests.canary import REPLY, hatch
from tests.canary import TOLD as CANARY_TOLD
from tests.cast import NOON, Cast
from tests.contributions.asking import asked as contribution_asked
from tests.contributions.asking import due_of
from tests.founding.drafting import begun, section
from tests.founding.key_holders import candidacy
from tests.founding.signed_stages import contact_changing, prepared
from tests.founding.signed_stages import submitted as submitted_dossier
from tests.founding.stages import asked, gathering, idea, proposed, surrounded, voting
from tests.founding.successions import approved_successor
from tests.founding.test_take_over import confirmed, taken
from tests.joining.askers import MARIA, OUTSIDE, street
from tests.joining.askers import asked as asked_to_join
from tests.measures.rungs import reprimanded
from tests.sightings.keeping import keeping_for_a_while, tag_of_nobody

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
    passed_on: UUID
    offered_to_others: UUID
    member_list: UUID
    measure: UUID
    decision: UUID
    chloe_person: UUID
    chloe: UUID
    deputy_mandate: UUID
    absence: UUID
    chloe_endpoint: UUID
    chloe_device: UUID
    shown_token: str
    unsubscribe_token: str
    feeling_token: str
    own_draft: UUID
    complaint: UUID
    answer_token: str
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
    succession: UUID
    remark: int
    alert: UUID
    alert_template: UUID
    proposed_text: UUID
    passed_fact: UUID
    sighting: UUID
    town_matter: UUID
    question: UUID
    police_question: UUID
    asker: UUID
    asker_outside: UUID
    confirm_token: str
    contribution: UUID
    due: UUID


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
    passed_on = written(cast, now, until="approved")
    offer_to_neighbours(cast.officer_an, passed_on, [stage.hautcloche], now=now)
    chloe = person_named("member-chloe")
    endpoint = find_endpoint(AddressKind.EMAIL, FIGURES["member-chloe"].email)
    assert endpoint is not None
    set_zone_rules(cast.chief_karim, stage.beiaard, ZoneRules(), now=now)
    papers = begun(cast)
    to_sign, paper = prepared(cast)
    signatory = to_sign.signatories.get(role="officer")
    template, kapelweg = text_in_force(cast), give_street(cast)
    alert = alerted(cast, kapelweg, by="officer_els")
    meeting, measure = gathering(cast), reprimanded(cast)
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
        passed_on=passed_on,
        offered_to_others=Release.objects.get(by_acceptance=True).pk,
        member_list=read_import(
            cast.coordinator_bram, stage.meerstraat, LIST, "list.csv", now=now
        ).pk,
        chloe=Membership.objects.get(person_id=chloe).pk,
        deputy_mandate=Mandate.objects.get(person_id=person_named("deputy-sofia")).pk,
        absence=hand_over(
            cast.coordinator_bram,
            cast.stage.meerstraat,
            cast.person("deputy_sofia"),
            since=NOON.date() + timedelta(days=30),
            until=NOON.date() + timedelta(days=37),
            now=NOON,
        ).pk,
        chloe_endpoint=endpoint.pk,
        chloe_device=device_of(chloe, now),
        shown_token=shown_token_for(f"1-{endpoint.pk.hex}-push"),
        own_draft=write_own(
            cast.coordinator_bram, stage.meerstraat, {"nl": Words(title="Vergadering")}, now=NOON
        ).pk,
        complaint=complain(cast.member_chloe, released, "wrong", "Not so.", now=NOON).pk,
        answer_token=answered(cast, released),
        feeling_token=feeling_token_for(released, scope_of(stage.meerstraat)),
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
        succession=approved_successor(cast).pk,
        remark=sent_back(cast),
        alert=alert.pk,
        alert_template=template.pk,
        proposed_text=propose_text(cast.officer_els, stage.beiaard, "arson", TEXTS, now=now).pk,
        passed_fact=pass_on_fact(
            cast.dispatcher_lotte, [stage.meerstraat], fact(kapelweg), now=now
        ).pk,
        sighting=canary_sighted(cast),
        measure=measure.pk,
        decision=measure.steps.get(kind="reprimand").pk,
        chloe_person=measure.person_id,
        question=ask_coordinator(
            cast.member_chloe, stage.meerstraat, "sign", "Où la mettre ?", key=uuid4(), now=now
        ).pk,
        police_question=ask_police(
            cast.coordinator_bram, stage.meerstraat, "Wanneer belt u?", key=uuid4(), now=now
        ).pk,
        asker=asked_to_join(cast).pk,
        asker_outside=asked_from_outside(cast),
        confirm_token=enrolled_on_paper(cast),
        contribution=contribution_asked(cast).pk,
        due=due_of(cast, "member-chloe").pk,
        town_matter=tell_town(
            cast.member_chloe,
            stage.meerstraat,
            "Sluikstort.",
            "",
            key=uuid4(),
            tag=tag_of_nobody,
            now=now,
        ).pk,
    )


def sighted(cast: Cast) -> UUID:
    """Let Chloé report something that officer An takes; nobody holds the key any more."""
    with keeping_for_a_while(cast) as kept:
        sighting_id = kept.report()
    assign(cast.officer_an, sighting_id, person_named("officer-an"), now=NOON)
    return sighting_id


def asked_from_outside(cast: Cast) -> UUID:
    """Let somebody ask to join Winkelhart from a street that it does not have."""
    within, _ = street("Winkelgang", 1), street(OUTSIDE.unit.street, 7)
    ranges = [{"street": within.pk, "first": 1, "last": None, "side": "both"}]
    Perimeter.objects.create(network_id=cast.stage.winkelhart, streets=ranges, since=NOON.date())
    return asked_to_join(cast, OUTSIDE, network_id=cast.stage.winkelhart).pk


def enrolled_on_paper(cast: Cast) -> str:
    """Let coordinator Bram enter a form on paper; return the token of the mail that asks whose mailbox it is."""
    nora = PersonDetails("Nora", "Maes", "nl", ("nora.maes@mail.example",))
    form = replace(MARIA, person=nora)
    entered = enrol(
        cast.coordinator_bram, cast.stage.meerstraat, form, Signed(NOON.date(), False), now=NOON
    )
    endpoint = find_endpoint(AddressKind.EMAIL, nora.emails[0])
    assert endpoint is not None
    return confirm_link(entered.pk, endpoint.pk).rstrip("/").rpartition("/")[2]


def canary_sighted(cast: Cast) -> UUID:
    """Let the canary report something, and answer what officer An asks."""
    with keeping_for_a_while(cast) as kept:
        canary = hatch(cast)
        sighting_id = kept.report(CANARY_TOLD, by=canary)
        assign(cast.officer_an, sighting_id, person_named("officer-an"), now=NOON)
        ask(cast.officer_an, sighting_id, "Wat nog?", tell=kept.tell, now=NOON)
        reply(kept.session_of(canary), sighting_id, REPLY, now=NOON)
        return sighting_id


def answered(cast: Cast, bulletin: UUID) -> str:
    """Return the token of the link to what officer An answered a member."""
    complaint = complain(cast.deputy_sofia, bulletin, "frightening", "", now=NOON)
    answer_complaint(
        cast.officer_an, complaint.pk, "Thank you, we will write it otherwise.", now=NOON
    )
    return answer_token(complaint)


def sent_back(cast: Cast) -> int:
    """Return a remark on a take-over that came back."""
    dossier = confirmed(cast, name="Kapelhoek", number="BIN-0816")
    ask_correction(cast.reviewer_eva, dossier.pk, [(None, "Which circular?")], now=NOON)
    return dossier.remarks.get().pk


def written(cast: Cast, now: datetime, *, until: str = "draft") -> UUID:
    """Return a bulletin of officer An in Dutch and French: draft, submitted or approved by Karim."""
    draft = Draft("request", (cast.stage.meerstraat,), {"nl": WORDS, "fr": WORDS}, judged=JUDGED)
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

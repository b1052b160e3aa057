"""The SMPP client against an SMSC that misbehaves (dispatch.md, section 7, cases 24 to 26, 30, 31, 37 to 39)."""

import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from belfry.delivery.channels.carrying import SupplierCarrier
from belfry.delivery.channels.contract import Fate, Inbound, Receipt, Verdict
from belfry.delivery.channels.sms.encoding import parts
from belfry.delivery.channels.sms.smpp.errors import Ended
from belfry.delivery.channels.sms.smpp.pdus import take
from belfry.delivery.channels.sms.smpp.session import Patience, Session
from belfry.delivery.channels.sms.smpp.smsc import Flights, Smsc
from belfry.delivery.workflow import Cause, State
from belfry.program.suppliers.smsc import ShortMessageCentre
from tests.delivery.asked import parcel, url_of
from tests.delivery.sms.centre import (
    HASTY,
    PASSWORD,
    carry,
    centre_in,
    client_of,
    heard,
    on_phones,
    send,
    texts,
)
from tests.waiting import wait_until

ACCEPTED = Fate.ACCEPTED
SOON = {"seconds": 0.01}


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ShortMessageCentre]:
    with centre_in(tmp_path) as centre:
        yield centre


@pytest.fixture
def smsc(centre: ShortMessageCentre) -> Iterator[Smsc]:
    with client_of(centre) as smsc:
        smsc.open()
        wait_until(lambda: centre.binds)
        yield smsc


@pytest.fixture
def hasty(centre: ShortMessageCentre) -> Iterator[Smsc]:
    with client_of(centre, patience=HASTY) as smsc:
        smsc.open()
        wait_until(lambda: centre.binds)
        yield smsc


def fates(verdicts: list[Verdict]) -> Counter[Fate]:
    return Counter(verdict.fate for verdict in verdicts)


def test_texts_arrive_and_each_is_answered(
    centre: ShortMessageCentre, smsc: Smsc, tmp_path: Path
) -> None:
    centre.control.wish(**SOON)
    verdicts = send(smsc, texts(50, "Fenêtre 👍"))

    assert fates(verdicts) == {ACCEPTED: 50}
    assert {verdict.cost for verdict in verdicts} == {600}
    phones = on_phones(tmp_path)
    assert len(phones) == 50
    assert phones["+32470120007"] == ["Fenêtre 👍"]
    receipts = heard(smsc, 50)
    assert {one.state for one in receipts if isinstance(one, Receipt)} == {State.DELIVERED}
    assert [one.supplier_reference for one in receipts if isinstance(one, Receipt)] == [
        verdict.reference for verdict in verdicts
    ]
    # Every receipt is answered, or the SMSC sends it again.
    wait_until(lambda: centre.confirmed == 50)
    assert centre.binds == 1


def test_a_long_text_costs_and_sends_its_parts_and_arrives_as_one(
    centre: ShortMessageCentre, smsc: Smsc, tmp_path: Path
) -> None:
    centre.control.wish(**SOON)
    text = "Été: la fenêtre… 👍 €" * 20
    (verdict,) = send(smsc, [parcel(text, to="+32470123456")])

    assert verdict.cost == 600 * parts(text) == 600 * len(centre.submitted)
    assert on_phones(tmp_path) == {"+32470123456": [text]}
    (receipt,) = heard(smsc)
    assert isinstance(receipt, Receipt)
    assert (receipt.state, receipt.supplier_reference) == (State.DELIVERED, verdict.reference)


def test_a_text_names_its_sender_and_how_long_it_is_of_use(centre: ShortMessageCentre) -> None:
    for published, life in (("Politie", 3_661), ("%2B32470000000", None)):
        url = f"smpp://belfry:{PASSWORD}@127.0.0.1:{centre.port}/?from={published}"
        smsc = Smsc(url_of(url))
        send(smsc, [parcel(life=life)])
        smsc.close()

    first, second = centre.submitted
    assert (first.source, first.life) == ("Politie", "000000010101000R")
    assert (second.source, second.life) == ("32470000000", "")
    assert first.registered == second.registered == 1


def test_no_more_texts_than_the_window_are_unanswered(centre: ShortMessageCentre) -> None:
    centre.control.wish(hang=True)
    with client_of(centre, "&window=3", patience=HASTY) as smsc:
        assert fates([verdict for _, verdict in smsc.send(iter(texts(30)))]) == {Fate.UNKNOWN: 3}


def test_a_slow_smsc_loses_nothing(centre: ShortMessageCentre, smsc: Smsc) -> None:
    centre.control.wish(slow=0.3)

    assert fates(send(smsc, texts(20))) == {ACCEPTED: 20}


def test_a_hung_smsc_leaves_what_it_has_unknown_and_the_rest_untouched(
    centre: ShortMessageCentre, hasty: Smsc
) -> None:
    centre.control.wish(hang=True)
    source = iter(texts(30))
    verdicts = [verdict for _, verdict in hasty.send(source)]

    # It acted on the first, and may have those that were written after it.
    assert fates(verdicts) == {Fate.UNKNOWN: 10}
    assert {verdict.cause for verdict in verdicts} == {Cause.BROKEN_CONNECTION}
    assert len(list(source)) == 30 - len(verdicts)


def test_a_connection_dropped_in_mid_window_leaves_the_unanswered_unknown(
    centre: ShortMessageCentre, smsc: Smsc
) -> None:
    centre.control.wish(drop=True)
    source = iter(texts(30))
    verdicts = [verdict for _, verdict in smsc.send(source)]

    assert set(fates(verdicts)) <= {Fate.UNKNOWN, Fate.NOT_TRIED}
    assert 1 <= fates(verdicts)[Fate.UNKNOWN] <= 10
    assert len(list(source)) == 30 - len(verdicts)

    centre.control.wish()
    assert fates(send(smsc, texts(3))) == {ACCEPTED: 3}
    assert centre.binds == 2


def test_what_was_not_wholly_written_was_not_tried(hasty: Smsc) -> None:
    near, far = socket.socketpair()
    near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
    hasty.window = 100
    flights = Flights(hasty, Session(near, HASTY))
    with pytest.raises(Ended):
        list(flights.carry(iter(texts(100, "a" * 160))))
    verdicts = [verdict for _, verdict in flights.abandon()]
    far.settimeout(0)
    pdus = take(bytearray(far.recv(100_000)))
    near.close()
    far.close()

    # Those that the network took wholly may have arrived; part of one is no text.
    assert fates(verdicts) == {Fate.UNKNOWN: len(pdus), Fate.NOT_TRIED: 100 - len(pdus)}
    assert 0 < len(pdus) < 100


@pytest.mark.parametrize(
    ("status", "fate", "cause"),
    [
        (0x58, Fate.THROTTLED, Cause.THROTTLED),
        (0x14, Fate.THROTTLED, Cause.THROTTLED),
        (0x0B, Fate.BAD_ADDRESS, Cause.UNKNOWN_NUMBER),
        (0x0A, Fate.NOT_TRIED, Cause.SUPPLIER_REFUSES),
        (0x08, Fate.TEMPORARY, Cause.TEMPORARY),
        (0x45, Fate.TEMPORARY, Cause.TEMPORARY),
        (0x01, Fate.REFUSED, Cause.REFUSED),
        (0x4FF, Fate.TEMPORARY, Cause.TEMPORARY),
    ],
)
def test_each_status_has_its_meaning(
    centre: ShortMessageCentre, smsc: Smsc, status: int, fate: Fate, cause: Cause
) -> None:
    centre.control.wish(status=status)
    (verdict,) = send(smsc, texts(1))

    assert (verdict.fate, verdict.cause) == (fate, cause)
    assert verdict.cost == 0
    assert not centre.submitted


def test_a_throttling_smsc_gets_everything_in_the_end(
    centre: ShortMessageCentre, smsc: Smsc
) -> None:
    centre.control.wish(status=0x58, share=0.25)
    waiting = texts(40)
    rounds = 0
    while waiting:
        verdicts = {one.key: verdict for one, verdict in smsc.send(iter(waiting))}
        assert set(fates(list(verdicts.values()))) <= {ACCEPTED, Fate.THROTTLED}
        waiting = [one for one in waiting if verdicts[one.key].fate is Fate.THROTTLED]
        rounds += 1
        assert rounds < 20

    assert len({part.to for part in centre.submitted}) == len(centre.submitted) == 40


def test_a_lost_answer_is_unknown_and_the_others_are_known(
    centre: ShortMessageCentre, hasty: Smsc
) -> None:
    centre.control.wish(lose_answer=True, times=1)

    assert fates(send(hasty, texts(5))) == {Fate.UNKNOWN: 1, ACCEPTED: 4}


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (0x0D, Cause.SUPPLIER_REFUSES),
        (0x0E, Cause.SUPPLIER_REFUSES),
        (0x0F, Cause.SUPPLIER_REFUSES),
        (0x08, Cause.NO_SUPPLIER),
    ],
)
def test_a_refused_sign_in_burns_nothing(
    centre: ShortMessageCentre, status: int, cause: Cause
) -> None:
    centre.control.wish(bind=status)
    with client_of(centre) as smsc:
        verdicts = send(smsc, texts(5))

    assert {(verdict.fate, verdict.cause) for verdict in verdicts} == {(Fate.NOT_TRIED, cause)}


def test_a_wrong_password_rests_the_supplier_at_once(centre: ShortMessageCentre) -> None:
    with client_of(centre, password="wrong") as smsc:
        carrier = SupplierCarrier("sms", [smsc])
        verdicts = carry(carrier, texts(5))
        assert {verdict.cause for verdict in verdicts} == {Cause.SUPPLIER_REFUSES}
        assert carrier.condition() == {smsc.url.name: Cause.SUPPLIER_REFUSES}
        assert carrier.rest() > 50
        carrier.close()
    assert centre.binds == 0


def test_nobody_there_is_no_attempt() -> None:
    smsc = Smsc(url_of("smpp://127.0.0.1:1/?from=8850"))
    (verdict,) = send(smsc, texts(1))

    assert (verdict.fate, verdict.cause) == (Fate.NOT_TRIED, Cause.NO_SUPPLIER)


def test_a_text_without_an_id_is_accepted(centre: ShortMessageCentre, smsc: Smsc) -> None:
    centre.control.wish(empty_id=True)
    (verdict,) = send(smsc, texts(1))

    assert (verdict.fate, verdict.reference) == (ACCEPTED, "")


@pytest.mark.parametrize("wishes", [{}, {"receipts": "early"}, {"decimal": True}])
@pytest.mark.parametrize("parameters", [True, False])
def test_a_receipt_bears_the_id_of_the_answer_whenever_it_comes(
    centre: ShortMessageCentre, wishes: dict[str, object], parameters: bool
) -> None:
    centre.control.wish(**SOON, **wishes, parameters=parameters)
    with client_of(centre, "&ids=decimal" if "decimal" in wishes else "") as smsc:
        smsc.open()
        (verdict,) = send(smsc, texts(1))
        (receipt,) = heard(smsc)

    assert isinstance(receipt, Receipt)
    assert receipt.supplier_reference == verdict.reference != ""
    assert receipt.state == State.DELIVERED


def test_doubled_receipts_have_one_key(centre: ShortMessageCentre, smsc: Smsc) -> None:
    centre.control.wish(**SOON, receipts="doubled")
    send(smsc, texts(1))

    assert len({receipt.key for receipt in heard(smsc, 5)}) == 1


def test_receipts_in_the_wrong_order_come_as_they_are_told(
    centre: ShortMessageCentre, smsc: Smsc
) -> None:
    centre.control.wish(**SOON, receipts="reordered")
    send(smsc, texts(1))

    receipts = [one for one in heard(smsc, 2) if isinstance(one, Receipt)]
    assert [one.state for one in receipts] == [State.DELIVERED, State.ACCEPTED]
    assert len({one.key for one in receipts}) == 2


def test_a_forged_receipt_names_nothing_of_ours(centre: ShortMessageCentre, smsc: Smsc) -> None:
    centre.control.wish(**SOON, receipts="forged")
    (verdict,) = send(smsc, texts(1))

    (receipt,) = heard(smsc)
    assert isinstance(receipt, Receipt)
    assert (receipt.supplier_reference, receipt.reference) == ("f0f0f0f0", "")
    assert receipt.supplier_reference != verdict.reference


def test_a_text_that_did_not_arrive_is_told(
    centre: ShortMessageCentre, smsc: Smsc, tmp_path: Path
) -> None:
    centre.control.wish(**SOON, error="EXPIRED")
    send(smsc, texts(1))

    (receipt,) = heard(smsc)
    assert isinstance(receipt, Receipt)
    assert (receipt.state, receipt.cause) == (State.FAILED, Cause.OUT_OF_REACH)
    assert on_phones(tmp_path) == {}


def test_what_a_member_sends_is_heard_while_nothing_is_sent(
    centre: ShortMessageCentre, smsc: Smsc
) -> None:
    centre.say("+32470123456", "STOP")

    (said,) = heard(smsc)
    assert isinstance(said, Inbound)
    assert (said.address, said.text) == ("+32470123456", "STOP")


def test_what_is_not_stored_in_time_is_told_again_until_it_is(centre: ShortMessageCentre) -> None:
    centre.control.wish(**SOON)
    found: list[Receipt | Inbound] = []

    def is_confirmed() -> bool:
        found.extend(told := list(smsc.events()))
        smsc.kept(len(told))
        return centre.confirmed == 1

    with client_of(centre, patience=Patience(storing=0.1)) as smsc:
        smsc.open()
        send(smsc, texts(1))
        wait_until(lambda: centre.refused == 2)
        assert not centre.confirmed
        wait_until(is_confirmed)
    assert len(found) >= 3
    assert len({one.key for one in found}) == 1


def test_what_a_process_heard_and_did_not_store_the_next_one_hears(
    centre: ShortMessageCentre,
) -> None:
    centre.control.wish(**SOON)
    with client_of(centre) as dying:
        dying.open()
        send(dying, texts(1))
        wait_until(lambda: list(dying.events()))
        assert not centre.confirmed
    with client_of(centre) as smsc:
        smsc.open()
        (receipt,) = heard(smsc)
        assert isinstance(receipt, Receipt)
        wait_until(lambda: centre.confirmed == 1)


def test_a_broken_connection_at_rest_is_bound_anew_and_costs_no_text(
    centre: ShortMessageCentre, smsc: Smsc
) -> None:
    send(smsc, texts(1))
    centre.hang_up()
    wait_until(lambda: not centre.conversations)

    assert fates(send(smsc, texts(3))) == {ACCEPTED: 3}


def test_both_ask_whether_the_other_is_still_there(centre: ShortMessageCentre) -> None:
    with client_of(centre, patience=Patience(silence=0.05, answer=0.3)) as smsc:
        smsc.open()
        wait_until(lambda: centre.enquired >= 2)
        centre.enquire()
        # Who is silent for too long is left, and another connection is made.
        send(smsc, texts(1))
        assert centre.binds == 1


def test_a_connection_that_stays_silent_is_left(centre: ShortMessageCentre) -> None:
    with client_of(centre, patience=Patience(silence=0.05, answer=0.1)) as smsc:
        smsc.open()
        wait_until(lambda: centre.conversations and centre.conversations[0].bound)
        centre.conversations[0].silent = True
        wait_until(lambda: not centre.conversations)


def test_the_farewell_is_said(centre: ShortMessageCentre) -> None:
    with client_of(centre) as smsc:
        send(smsc, texts(1))
    wait_until(lambda: not centre.conversations)


def test_several_threads_have_connections_of_their_own(
    centre: ShortMessageCentre, smsc: Smsc, tmp_path: Path
) -> None:
    carrier = SupplierCarrier("sms", [smsc])
    assert fates(carry(carrier, texts(400))) == {ACCEPTED: 400}
    carrier.close()

    assert len(on_phones(tmp_path)) == 400
    assert 1 <= centre.binds <= 4


def test_tls_is_spoken_and_verified(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    with centre_in(tmp_path, context) as centre:
        with client_of(centre, f"&ca={certificate[0]}", scheme="smpps") as smsc:
            assert fates(send(smsc, texts(100))) == {ACCEPTED: 100}
        with client_of(centre, scheme="smpps") as smsc:
            (verdict,) = send(smsc, texts(1))
            assert (verdict.fate, verdict.cause) == (Fate.NOT_TRIED, Cause.NO_SUPPLIER)


def test_nothing_travels_unprotected_beyond_this_machine() -> None:
    url = url_of("smpp://127.0.0.1/?from=8850")
    with pytest.raises(ImproperlyConfigured, match="smpps://"):
        Smsc(replace(url, host="smsc.example"))

"""What each document needs to be written: data only, no table, no markup.

A text that differs by language is a mapping from language code to words (`Said`); a plain string stands in
every language. Lines of an address are given as they shall stand. Persons are named only where somebody signs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

Said: TypeAlias = str | Mapping[str, str]


class Kind(StrEnum):
    """The three kinds of partnership (deck, "Denomination"); the words of a letter follow it."""

    RESIDENTIAL = "residential"
    COMMERCIAL = "commercial"
    SECTORAL = "sectoral"


class Paper(StrEnum):
    """Sizes of a poster."""

    A4 = "a4"
    A3 = "a3"


class Measure(StrEnum):
    """A measure that is decided in writing (rules 1.6 and 1.7)."""

    REPRIMAND = "reprimand"
    EXCLUSION_FOR_NOW = "exclusion_for_now"
    EXCLUSION = "exclusion"
    RELIEF = "relief"
    REMOVAL = "removal"


class Addressee(StrEnum):
    """Who gets a letter of recognition (rules 1.5, step 6)."""

    MAYOR = "mayor"
    CHIEF = "chief"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The partnership a document speaks of, its partners and how they are reached.

    `area` says in a few words where it is (streets, quarter or profession); `contact` are lines with a
    function and a route, never a person. The numbers are those of the zone's settings.
    """

    kind: Kind
    name: str
    town: Said
    police_zone: Said
    area: Said = ""
    contact: tuple[Said, ...] = ()
    police_number: str = "101"
    emergency_number: str = "112"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What all documents have: languages in the order of reading, and the date that stands in them."""

    languages: tuple[str, ...]
    dated: date
    network: Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """When (an instant) and where (lines) people meet."""

    begins_at: datetime
    place: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedLetter:
    """One home's letter: its address without a name, its code, and the link that holds the code."""

    address: tuple[str, ...]
    code: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyLetters(Document):
    """One letter per home, establishment or professional, with the question and a slip (two pages each).

    `asked` says who has one voice each, which need not be the kind of the network; `decided` when it is a
    majority; `answer_at` is the address to type; `return_to` are lines where the slip may be handed in.
    """

    letters: tuple[CodedLetter, ...]
    asked: Kind
    question: Said
    decided: Said
    closes_on: date
    answer_at: str
    return_to: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitations(Document):
    """Letters to the public meeting: one for each address, or one for all without any.

    `asked` says who had one voice each in the survey.
    """

    asked: Kind
    meeting: Meeting
    agenda: tuple[Said, ...]
    addresses: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster(Document):
    """A poster for the meeting, or without one for the network; a link becomes a QR code."""

    paper: Paper = Paper.A4
    meeting: Meeting | None = None
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flyer(Document):
    """An A5 sheet for a letterbox: what the network is and is not; front and back."""

    meeting: Meeting | None = None
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentForm(Document):
    """The form by which somebody joins on paper; `link` leads to the page of the network."""

    link: str
    return_to: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceList(Document):
    """Blank lines for those who come, with nothing to write a phone number in."""

    meeting: Meeting
    lines: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A count: the question, how many units could answer, yes and no, and the rule that decides."""

    question: Said
    units: int
    yes: int
    no: int
    rule: Said
    carried: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesItem:
    """One point of a meeting: its title, what was said, and a count where one was made."""

    title: Said
    paragraphs: tuple[Said, ...] = ()
    tally: Tally | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """A field to sign in: what the person is, who, and for whom ("" where not yet known)."""

    function: Said
    name: str = ""
    place: Said = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes(Document):
    """Minutes of a public meeting: counts of those present, never their names."""

    meeting: Meeting
    ended_at: datetime | None = None
    present: int
    units_present: int | None = None
    items: tuple[MinutesItem, ...]
    signatories: tuple[Signatory, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a section: a caption, headings and rows; the first cell heads its row."""

    caption: Said
    columns: tuple[Said, ...]
    rows: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True)
class Points:
    """A list within a text."""

    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a charter or of house rules; it is numbered by its place.

    `text` has the paragraphs and lists of each language in the order of reading.
    """

    title: Said
    text: Mapping[str, tuple[str | Points, ...]] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter(Document):
    """The charter as it is signed; `circular` names the dated text on which its model rests."""

    sections: tuple[Section, ...]
    signatories: tuple[Signatory, ...]
    circular: Said = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A signature that was given: in which function, by whom, how and when.

    `strokes` are those of a drawn one as SVG path data in a box of 600 by 200; `typed` the words of a typed one.
    """

    function: Said
    name: str
    manner: Said
    at: datetime
    strokes: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCharter(Charter):
    """The charter with a page that says who signed; `digest` is the SHA-256 of the file they signed."""

    marks: tuple[Mark, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules(Document):
    """The house rules that every member accepts by taking part."""

    sections: tuple[Section, ...]
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StickerSheet(Document):
    """A sheet of window stickers with the network's name: no badge, no card, no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionLetter(Document):
    """The letter by which the FPS Interior tells mayor or chief that the network is recognised."""

    to: Addressee
    address: tuple[Said, ...]
    number: str
    recognised_on: date
    circular: Said = ""
    sender: tuple[Said, ...] = ()
    signatory: Signatory


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLetter(Document):
    """The written, reasoned decision on a measure, to the person whom it concerns (M22).

    `heard` is a sentence on the hearing of `heard_on`, `statement` what the person said; `appeal_until` is set where an
    appeal is open.
    """

    measure: Measure
    address: tuple[Said, ...]
    ground: Said
    facts: str
    heard: Said
    heard_on: date
    statement: str
    reasons: str
    reported_on: date | None = None
    appeal_until: date | None = None
    signatories: tuple[Signatory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeLetter(Document):
    """The letter that proves a house: a code for who asked to join from there; `link` is where it is typed."""

    address: tuple[str, ...]
    code: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionLetter(Document):
    """The letter that asks one home or business for the contribution of a year; amounts in cents."""

    address: tuple[str, ...]
    year: int
    amount: int
    costs: int
    covers: tuple[Said, ...]
    account: str
    payee: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCode:
    """A private key as it is typed in again, in groups of letters; version 0 finds whose a report is."""

    version: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheet(Document):
    """The keys of a police zone, or of the installation itself, for a safe."""

    of_zone: bool
    codes: tuple[RecoveryCode, ...]

"""One of every document, as Klokkendal might send it, with each text in four languages."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pypdf import PdfReader

from belfry.paperwork import documents as paper

LANGUAGES = ("nl", "fr", "de", "en")
DATED = date(2026, 12, 1)
LINK = "https://belfry.example/veldkant"


def each(nl: str, fr: str, de: str, en: str) -> dict[str, str]:
    return dict(zip(LANGUAGES, (nl, fr, de, en), strict=True))


ZONE = each(
    "Politiezone Beiaard", "Zone de police Beiaard", "Polizeizone Beiaard", "Police Beiaard"
)
TOWN = each("Gemeente Klokkendal", "Commune de Klokkendal", "Gemeinde Klokkendal", "Klokkendal")
QUESTION = each(
    "Wilt u een netwerk?", "Voulez-vous un partenariat ?", "Möchten Sie eins?", "Do you want one?"
)
DECIDED = each(
    "Er is een meerderheid als meer dan de helft van alle bevraagden ja zegt. Minstens 50 % moet antwoorden.",
    "Il y a majorité si plus de la moitié de ceux qui sont interrogés disent oui. 50 % au moins doivent répondre.",
    "Eine Mehrheit gibt es, wenn mehr als die Hälfte aller Befragten Ja sagt. Mindestens 50 % müssen antworten.",
    "There is a majority when more than half of all who are asked say yes. At least 50 % must answer.",
)
MEETING = paper.Meeting(
    begins_at=datetime(2027, 2, 11, 18, 30, tzinfo=UTC), place=("Raadzaal", "Marktplein 1")
)
TALLY = paper.Tally(
    question=QUESTION, units=142, yes=76, no=11, rule="Meer ja dan nee", carried=True
)
SIGNATORIES = tuple(
    paper.Signatory(function=function, name=name, place=TOWN)
    for function, name in (
        (each("Burgemeester", "Bourgmestre", "Bürgermeister", "Mayor"), "Luc Vermeulen"),
        (each("Korpschef", "Chef de corps", "Zonenchef", "Chief"), "Karim Benali"),
        (each("Politieambtenaar", "Policier", "Polizeibeamter", "Officer"), "An Peeters"),
        (each("Coördinator", "Coordinateur", "Koordinator", "Coordinator"), "Hilde Janssens"),
    )
)
SECTIONS = (
    paper.Section(
        title=each("Doel", "Objectif", "Ziel", "Aim"), text=dict.fromkeys(LANGUAGES, ("Tekst.",))
    ),
    paper.Section(
        title=each("Communicatieplan", "Plan de communication", "Kommunikationsplan", "Plan"),
        text=dict.fromkeys(LANGUAGES, (paper.Points(("Politie leest na.",)),)),
        tables=(
            paper.Table(
                caption="Kanalen", columns=("Soort", "Kanaal"), rows=(("Waarschuwing", "E-mail"),)
            ),
        ),
    ),
)
RETURN_TO = ("Onthaal", "Marktplein 1")


def network(**changes: Any) -> paper.Network:
    usual: dict[str, Any] = {
        "kind": paper.Kind.RESIDENTIAL,
        "name": "Veldkant",
        "town": TOWN,
        "police_zone": ZONE,
        "area": "Beukenlaan",
        "contact": ("Preventiedienst", "050 00 00 00"),
    }
    return paper.Network(**usual | changes)


def letters(count: int) -> tuple[paper.CodedLetter, ...]:
    return tuple(
        paper.CodedLetter(
            address=(f"Beukenlaan {number}", "9990 KLOKKENDAL"),
            code=f"K{number:03d}-4M2X",
            link=f"https://belfry.example/antwoord/K{number:03d}4M2X/",
        )
        for number in range(1, count + 1)
    )


def survey(*languages: str, count: int = 1, **changes: Any) -> paper.SurveyLetters:
    usual: dict[str, Any] = {
        "languages": languages,
        "dated": DATED,
        "network": network(),
        "letters": letters(count),
        "asked": paper.Kind.RESIDENTIAL,
        "question": QUESTION,
        "decided": DECIDED,
        "closes_on": date(2027, 1, 15),
        "answer_at": "belfry.example/antwoord",
        "return_to": RETURN_TO,
    }
    return paper.SurveyLetters(**usual | changes)


def every(*languages: str, about: paper.Network | None = None) -> dict[str, paper.Document]:
    """Return one of every document by its name."""
    usual: dict[str, Any] = {
        "languages": languages,
        "dated": DATED,
        "network": about or network(),
    }
    to_all = {
        **usual,
        "asked": usual["network"].kind,
        "meeting": MEETING,
        "agenda": ("Vragen",),
    }
    return {
        "survey": survey(*languages, network=usual["network"], asked=usual["network"].kind),
        "invitation": paper.Invitations(**to_all, addresses=(("Beukenlaan 1",),)),
        "invitation for all": paper.Invitations(**to_all),
        "poster": paper.Poster(**usual, meeting=MEETING, link=LINK),
        "poster A3": paper.Poster(**usual, paper=paper.Paper.A3),
        "flyer": paper.Flyer(**usual, meeting=MEETING, link=LINK),
        "enrolment": paper.EnrolmentForm(**usual, link=LINK, return_to=RETURN_TO),
        "attendance": paper.AttendanceList(**usual, meeting=MEETING, lines=12),
        "minutes": paper.Minutes(
            **usual,
            meeting=MEETING,
            ended_at=datetime(2027, 2, 11, 20, 0, tzinfo=UTC),
            present=63,
            units_present=58,
            items=(paper.MinutesItem(title="Stemming", paragraphs=("Tekst.",), tally=TALLY),),
            signatories=SIGNATORIES[:2],
        ),
        "charter": paper.Charter(**usual, sections=SECTIONS, signatories=SIGNATORIES, version="3"),
        "house rules": paper.HouseRules(**usual, sections=SECTIONS[:1]),
        "stickers": paper.StickerSheet(**usual),
        "recovery": paper.RecoverySheet(
            **usual,
            of_zone=True,
            codes=(paper.RecoveryCode(version=1, code=" ".join(["ABCD"] * 22)),),
        ),
        **{
            f"recognition, {to.value}": paper.RecognitionLetter(
                **usual,
                to=to,
                address=("Marktplein 1",),
                number="BIN-2027-0412",
                recognised_on=date(2027, 5, 3),
                signatory=SIGNATORIES[0],
            )
            for to in paper.Addressee
        },
        "signed charter": signed_charter(usual),
        "measure": measure_letter(usual),
        "contribution": paper.ContributionLetter(
            **usual,
            address=("Maria Jacobs", "Kapelweg 7", "9990 Klokdorp"),
            year=2026,
            amount=500,
            costs=30_000,
            covers=("printing and delivery of letters",),
            account="BE68 5390 0754 7034",
            payee="Buurtcomité Meerstraat",
            reference="+++000/0000/10103+++",
        ),
        "home": paper.HomeLetter(
            **usual,
            address=("Maria Jacobs", "Kapelweg 7", "9990 Klokdorp"),
            code="1234 5678",
            link="https://belfry.example/joining/letter/",
        ),
    }


def measure_letter(
    usual: dict[str, Any], measure: paper.Measure = paper.Measure.REMOVAL
) -> paper.MeasureLetter:
    """Return a decision in writing, with everything that can stand in it."""
    return paper.MeasureLetter(
        **usual,
        measure=measure,
        address=("Sofia Rossi", "Meerstraat 12", "9990 Klokdorp"),
        ground="Grond.",
        facts="Feiten.",
        heard="Gehoord.",
        heard_on=date(2027, 3, 1),
        statement="Woorden.",
        reasons="Redenen.",
        reported_on=date(2027, 2, 26),
        appeal_until=date(2027, 4, 22),
        signatories=SIGNATORIES[:2],
    )


def signed_charter(usual: dict[str, Any], strokes: str = "M0 0 L600 200") -> paper.SignedCharter:
    """Return a charter with a drawn and a typed signature."""
    given: dict[str, Any] = {"name": "Luc Vermeulen", "at": datetime(2027, 4, 1, 9, 0, tzinfo=UTC)}
    return paper.SignedCharter(
        **usual,
        sections=SECTIONS,
        signatories=SIGNATORIES,
        marks=(
            paper.Mark(function="Burgemeester", manner="getekend", strokes=strokes, **given),
            paper.Mark(function="Burgemeester", manner="getypt", typed="Luc V.", **given),
        ),
        digest="0" * 64,
    )


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def text_of(pdf: bytes) -> str:
    """Return what stands in a PDF, with every run of space as one and words that were cut joined."""
    pages = " ".join(page.extract_text() for page in read(pdf).pages)
    return re.sub(r"\s+", " ", pages.replace("\N{ZERO WIDTH SPACE}", ""))


def elements(reader: PdfReader) -> Iterator[Any]:
    """Yield every element of the structure of a tagged PDF, in reading order."""
    waiting: list[Any] = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop(0)
        yield element
        kids = element.get("/K", [])
        kids = kids if isinstance(kids, Sequence) else [kids]
        found = [kid.get_object() for kid in kids]
        waiting[:0] = [kid for kid in found if isinstance(kid, dict) and "/S" in kid]

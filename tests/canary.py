"""A member of Meerstraat whose name, addresses, number and words stand nowhere but where she told them."""

import base64
import io
from uuid import UUID

import pypdf
from django.http import HttpResponseBase, StreamingHttpResponse

from belfry.networks.actions.members import add_member
from belfry.people.types import PersonDetails, UnitDetails
from belfry.sightings.types import Told
from tests.cast import NOON, Cast

MAILBOX = "quirijntje@zilverkanarie.example"
WHO = PersonDetails("Quirijntje", "Zilverkanarie", "nl", (MAILBOX,), ("+32470665544",))
HOME = UnitDetails("", "Goudvinkenpad", "77", "", "9990", "Klokdorp")
# What she saw, and what she wrote back when the police asked.
TOLD = Told(
    behaviour="tried_doors",
    moment="yesterday",
    place="Putterhoek",
    words="Hij liep met een struisvogelpas van deur tot deur.",
)
REPLY = "Er stond een sijsjesgroene fiets bij."
# Of who she is, and of what she told; a part is somebody's, too.
OF_HER = ("quirijntje", "zilverkanarie", "470665544", "470 66 55 44", "goudvinkenpad")
OF_REPORT = ("struisvogelpas", "sijsjesgroen")
MARKS = OF_HER + OF_REPORT


def hatch(cast: Cast) -> UUID:
    """Let coordinator Bram put her on the list; return the person."""
    stage = cast.stage
    return add_member(cast.coordinator_bram, stage.meerstraat, WHO, HOME, now=NOON).person_id


def heard_in(text: str, *, marks: tuple[str, ...] = MARKS) -> list[str]:
    """Return what of her stands in a text, in clear, in hexadecimal or in base64."""
    folded = text.casefold()
    return [mark for mark in marks if any(form in folded for form in _forms(mark))]


def written_in(response: HttpResponseBase) -> str:
    """Return all that a browser is given, the words of a PDF as they are read."""
    body = b"".join(response) if isinstance(response, StreamingHttpResponse) else response.content  # type: ignore[attr-defined]
    heads = "\n".join(f"{name}: {value}" for name, value in response.items())
    if body.startswith(b"%PDF"):
        pages = pypdf.PdfReader(io.BytesIO(body)).pages
        return "\n".join([heads, *(page.extract_text() for page in pages)])
    return f"{heads}\n{response.cookies}\n{body.decode(errors='replace')}"


def _forms(mark: str) -> tuple[str, ...]:
    raw = mark.encode()
    return mark, raw.hex(), base64.b64encode(raw).decode().casefold()[:-4]

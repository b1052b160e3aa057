"""What is sent about messages besides their words: a reason, a number, a seal, a press; address, who, fields by kind."""

from collections.abc import Mapping
from typing import Any, Final

Fields = Mapping[str, Any]
FACT: Final = {"chosen": "1", "picked": "intruder_in_progress", "at": "1764000000", "networks": []}
# As `Form` takes them: free fields, strict ones, choices. What leads to another page does not come back: a choice.
OF_BULLETINS: Final[Mapping[str, tuple[str, str, Fields, Fields, Fields]]] = {
    "words as they are typed": (
        "/bulletins/words/{beiaard}/",
        "officer-an",
        {},
        {},
        {"language": "nl", "nl-title": "Fiets", "nl-what": "Een fiets is weg.", "nl-short": "Fiets"},
    ),
    "whom it is for": (
        "/bulletins/reach/{beiaard}/",
        "officer-an",
        {},
        {},
        {"bulletin_class": "request", "networks": ["{meerstraat}"], "extent": "area", "shape": "{{}}"},
    ),
    "own words as they are typed": (
        "/networks/{meerstraat}/messages/words/",
        "coordinator-bram",
        {},
        {},
        {"language": "nl", "nl-title": "Vergadering", "nl-what": "In de school."},
    ),
    "own words again": (
        "/own-messages/{own_draft}/edit/",
        "coordinator-bram",
        {"nl-title": "Vergadering", "nl-what": "In de school.", "nl-where": "", "nl-when": ""},
        {},
        {},
    ),
    "own words sent": (
        "/own-messages/{own_draft}/send/", "coordinator-bram", {}, {}, {"seen": ""}
    ),
    "number of a wide message": (
        "/bulletins/{submitted}/approve/", "chief-karim", {}, {}, {"seen": "", "number": "4"}
    ),
    "letting words pass": (
        "/bulletins/{submitted}/lift/",
        "chief-karim",
        {"reason": "Proef."},
        {},
        {"label": "email_address"},
    ),
    "taking over": (
        "/releases/{offered_to_others}/accept/", "officer-piet", {}, {}, {"number": ""}
    ),
    "declining": (
        "/releases/{offered_to_others}/decline/", "officer-piet", {"reason": "Niet hier."}, {}, {}
    ),
    "holding back": (
        "/releases/{offered_release}/hold/", "coordinator-bram", {"reason": "Morgen."}, {}, {}
    ),
    "stopping": (
        "/releases/{released_release}/stop/", "officer-an", {"reason": "Andere zaal."}, {}, {}
    ),
    "alert": (
        "/console/send/",
        "dispatcher-lotte",
        {},
        {},
        {**FACT, "key": "018f2b7c-0000-4000-8000-000000000002"},
    ),
    "fact for an officer": ("/console/pass-on/", "dispatcher-lotte", {}, {}, FACT),
    "text for alerts approved": (
        "/alert-texts/{proposed_text}/approve/", "officer-an", {}, {}, {"seen": ""}
    ),
    "feeling": (
        "/feel/{feeling_token}/", "", {}, {}, {"feeling": "calmer", "useful": "yes"}
    ),
}  # fmt: skip

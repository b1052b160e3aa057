"""What is sent about reports of members; address, who, fields by kind, as `Form` of `test_bad_input` takes them."""

from collections.abc import Mapping
from typing import Any, Final

Fields = Mapping[str, Any]
OF_REPORTS: Final[Mapping[str, tuple[str, str, Fields, Fields, Fields]]] = {
    "report": (
        "/report/write/",
        "member-chloe",
        {
            "words": "Hij voelde aan de deur.",
            "place": "Parking",
            "house": "14",
            "vehicle_colour": "wit",
            "vehicle_plate": "1-ABC-123",
            "suspect_age": "40",
        },
        {"day": "2026-11-24", "hour": "12:00"},
        {
            "now": "no",
            "behaviour": "tried_doors",
            "moment": "yesterday",
            "street": "elsewhere",
            "network": "{meerstraat}",
            "key": "3f0a8f6e-5a3c-4b57-9c51-0f2f6a8f2c11",
            "to": "",
            "point": "",
        },
    ),
    "reason to open": (
        "/sightings/{sighting}/open/",
        "officer-an",
        {},
        {},
        {"part": "text", "reason": "to_assess", "challenge": "", "credential": ""},
    ),
    "who has a report": ("/sightings/{sighting}/take/", "officer-an", {}, {}, {"officer": ""}),
    "own file": ("/sightings/{sighting}/number/", "officer-an", {}, {"number": "AN-1"}, {}),
    "what the network is told": (
        "/sightings/{sighting}/for-network/",
        "officer-an",
        {},
        {},
        {"said": "noted"},
    ),
    "question": ("/sightings/{sighting}/ask/", "officer-an", {"question": "Waar?"}, {}, {}),
    "practical question": (
        "/ask/",
        "member-chloe",
        {"words": "Où la mettre ?"},
        {},
        {
            "topic": "sign",
            "network": "{meerstraat}",
            "key": "3f0a8f6e-5a3c-4b57-9c51-0f2f6a8f2c12",
        },
    ),
    "answer to a member": (
        "/questions/{question}/",
        "coordinator-bram",
        {"words": "Bonne journée."},
        {},
        {"choice": "done"},
    ),
    "question to the police": (
        "/networks/{meerstraat}/ask-police/",
        "coordinator-bram",
        {"words": "Wanneer belt u?"},
        {},
        {"key": "3f0a8f6e-5a3c-4b57-9c51-0f2f6a8f2c13"},
    ),
    "answer to a coordinator": (
        "/police-questions/{police_question}/",
        "officer-an",
        {"words": "Morgen."},
        {},
        {"choice": "call"},
    ),
    "answer of the town": (
        "/town-matters/{town_matter}/",
        "clerk-nadia",
        {"words": "Morgen."},
        {},
        {"choice": "done"},
    ),
    "answer to a report": (
        "/sightings/{sighting}/answer/",
        "officer-an",
        {"words": "Dank u."},
        {},
        {"choice": "helped"},
    ),
}

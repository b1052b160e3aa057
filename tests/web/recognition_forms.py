"""The forms from the vote to the recognition, and of what is recognised: address, who, fields by kind."""

from collections.abc import Mapping
from typing import Any, Final

Fields = Mapping[str, Any]
# As `Form` takes them: free fields, strict ones, choices.
OF_RECOGNITION: Final[Mapping[str, tuple[str, str, Fields, Fields, Fields]]] = {
    "model": (
        "/models/financing_plan/nl/new/",
        "reviewer-eva",
        {"title_principles": "Beginselen", "text_principles": "Alles is gratis.",
         "title_figures": "Cijfers", "note": "Anders."},
        {"valid_from": "2026-11-24"},
        {"circular": ""},
    ),
    "count of a vote": (
        "/dossiers/{proposed}/vote/count/",
        "officer-an",
        {},
        {"units": "30", "yes": "20", "no": "5"},
        {"rule": "units"},
    ),
    "vote by codes": (
        "/dossiers/{proposed}/vote/open/",
        "officer-an",
        {},
        {"closes_on": "2026-12-24"},
        {"rule": "units"},
    ),
    "search for a successor": (
        "/networks/{jewellers}/successor/",
        "jeweller-karl",
        {"why": "Bram verhuist."},
        {},
        {"seeks": ["coordinator"]},
    ),
    "first day of a successor": (
        "/dossiers/{succession}/naming/", "officer-an", {}, {"since": "2026-11-24"}, {},
    ),
    "signatories": (
        "/dossiers/{to_sign}/signing/",
        "officer-an",
        {"delegation": "schepen, besluit van 3 maart"},
        {},
        {"mayor": "", "chief": "", "officer": "", "coordinator": ""},
    ),
    "signature": (
        "/dossiers/{to_sign}/signing/{officer_signature}/",
        "officer-an",
        {"typed": "An"},
        {},
        {"digest": "0", "has_read": "", "strokes": ""},
    ),
    "answer to a remark": ("/remarks/{remark}/", "officer-an", {"answer": "Die van 2010."}, {}, {}),
    "correction of a dossier": (
        "/dossiers/{in_review}/review/correct/", "reviewer-eva", {"whole": "Te kort."}, {}, {},
    ),
    "refusal of a dossier": (
        "/dossiers/{in_review}/review/refuse/", "reviewer-eva", {"reason": "Te klein."}, {}, {},
    ),
    "recognition": (
        "/dossiers/{in_review}/review/recognise/",
        "reviewer-eva",
        {},
        {"number": "PP-2026-9", "on": "2026-11-24"},
        {},
    ),
    "change of a network": (
        "/networks/{winkelhart}/change/",
        "officer-an",
        {"why": "Een ander nummer."},
        {},
        {"subjects": ["contact"]},
    ),
    "take-over": (
        "/dossiers/take-over/",
        "officer-an",
        {"profession": "", "coordinator_given": "Rita", "coordinator_family": "Jacobs",
         "deputy_given": "Paul", "deputy_family": "Maes"},
        {"name": "Kapelwijk", "number": "BIN-0815", "recognised_on": "2019-03-04",
         "coordinator_email": "rita@paper.example", "coordinator_screened_on": "2019-02-03",
         "deputy_email": "paul@paper.example", "deputy_screened_on": "2019-02-03"},
        {"network_kind": "residential", "zone": "{beiaard}", "town": "{klokdorp}",
         "language": "nl"},
    ),
}  # fmt: skip

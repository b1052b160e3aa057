"""The tables of founding."""

from belfry.founding.models.area import Perimeter, PerimeterStreet, SizePolicy
from belfry.founding.models.dossier import (
    Consultation,
    Dossier,
    DossierTown,
    DossierZone,
    Founder,
    MoveMade,
    Rule,
)
from belfry.founding.models.papers import (
    File,
    PaperRecognition,
    PaperVersion,
    Remark,
    Section,
    SectionVersion,
    Signatory,
    Signature,
)
from belfry.founding.models.support import (
    Approval,
    Candidate,
    Interest,
    Meeting,
    Survey,
    SurveyUnit,
)

__all__ = [
    "Approval",
    "Candidate",
    "Consultation",
    "Dossier",
    "DossierTown",
    "DossierZone",
    "File",
    "Founder",
    "Interest",
    "Meeting",
    "MoveMade",
    "PaperRecognition",
    "PaperVersion",
    "Perimeter",
    "PerimeterStreet",
    "Remark",
    "Rule",
    "Section",
    "SectionVersion",
    "Signatory",
    "Signature",
    "SizePolicy",
    "Survey",
    "SurveyUnit",
]

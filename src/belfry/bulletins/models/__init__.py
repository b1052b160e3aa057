"""The tables of bulletins."""

from belfry.bulletins.models.answers import Complaint, Mood
from belfry.bulletins.models.approvals import Approval, Judgement, Lift, Reading, Template
from belfry.bulletins.models.bulletins import Area, Bulletin, Text
from belfry.bulletins.models.console import ConsoleAlert, PassedFact, ProposedText
from belfry.bulletins.models.releases import Acceptance, AudienceMember, Release

__all__ = [
    "Acceptance",
    "Approval",
    "Area",
    "AudienceMember",
    "Bulletin",
    "Complaint",
    "ConsoleAlert",
    "Judgement",
    "Lift",
    "Mood",
    "PassedFact",
    "ProposedText",
    "Reading",
    "Release",
    "Template",
    "Text",
]

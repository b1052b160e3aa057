"""The tables of networks."""

from belfry.networks.models.duty import Absence, Silence
from belfry.networks.models.network import (
    Charter,
    Circular,
    Import,
    Mandate,
    Membership,
    ModelPaper,
    MunicipalityLink,
    Network,
    Perimeter,
    ZoneLink,
)
from belfry.networks.models.pauses import Pause
from belfry.networks.models.plans import Plan, PlanAnswer, PlanChannel
from belfry.networks.models.zone_rules import (
    ZoneClassTimes,
    ZoneNumber,
    ZoneRulesVersion,
    ZoneWord,
)

__all__ = [
    "Absence",
    "Charter",
    "Circular",
    "Import",
    "Mandate",
    "Membership",
    "ModelPaper",
    "MunicipalityLink",
    "Network",
    "Pause",
    "Perimeter",
    "Plan",
    "PlanAnswer",
    "PlanChannel",
    "Silence",
    "ZoneClassTimes",
    "ZoneLink",
    "ZoneNumber",
    "ZoneRulesVersion",
    "ZoneWord",
]

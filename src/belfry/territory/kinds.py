"""Closed lists of words about places and perimeters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LanguageArea(models.TextChoices):
    """The four language areas of Belgium (Constitution, article 4)."""

    DUTCH = "nl", _("Dutch-speaking area")
    FRENCH = "fr", _("French-speaking area")
    GERMAN = "de", _("German-speaking area")
    BILINGUAL = "bilingual", _("bilingual area of Brussels-Capital")


class AddressRegion(models.TextChoices):
    """The three keepers of addresses, as BeST codes them."""

    FLANDERS = "BE-VLG", _("Flanders")
    WALLONIA = "BE-WAL", _("Wallonia")
    BRUSSELS = "BE-BRU", _("Brussels")


class AddressStatus(models.TextChoices):
    """Where an address stands, as BeST codes it; only a current one is a home."""

    PROPOSED = "proposed", _("proposed")
    RESERVED = "reserved", _("reserved")
    CURRENT = "current", _("current")
    RETIRED = "retired", _("retired")


class Side(models.TextChoices):
    """Which house numbers of a street count."""

    BOTH = "both", _("both sides")
    ODD = "odd", _("odd numbers")
    EVEN = "even", _("even numbers")


class Remedy(models.TextChoices):
    """What was mended in a shape, told to whoever gave it."""

    CLOSED = (
        "closed",
        _("The outline did not end where it began. It was closed with a straight line."),
    )
    UNCROSSED = (
        "uncrossed",
        _(
            "The outline crossed itself. The parts that it encloses were kept; check them on the map."
        ),
    )
    SWAPPED = (
        "swapped",
        _("Latitude and longitude were exchanged. They were put in the right order."),
    )
    LAMBERT_72 = (
        "lambert_72",
        _("The coordinates were in Lambert 72. They were converted; a corner may be a metre off."),
    )
    LAMBERT_2008 = "lambert_2008", _("The coordinates were in Lambert 2008. They were converted.")
    SIMPLIFIED = (
        "simplified",
        _("The outline had very many points. It was simplified; it moved by at most a few metres."),
    )
    JOINED = "joined", _("Several shapes were given. They were joined to one perimeter.")
    SLIVERS = "slivers", _("Parts without any surface, such as lines, were left out.")

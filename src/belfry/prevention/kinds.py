"""The closed lists of prevention: kinds of measure in their fixed order, and whom one is for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeasureKind(models.TextChoices):
    """What somebody does, what is built, what runs on current: advice always comes in this order.

    Registering and marking what one has is something one does.
    """

    ORGANISATIONAL = "organisational", _("organisational")
    STRUCTURAL = "structural", _("structural")
    ELECTRONIC = "electronic", _("electronic")


class ForWhom(models.TextChoices):
    """Where a measure can be taken."""

    HOME = "home", _("at home")
    SHOP = "shop", _("in a shop")
    PROFESSION = "profession", _("in a firm or practice")
    EVERYONE = "everyone", _("for everyone")

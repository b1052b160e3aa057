"""Who paid is not kept for longer than anybody needs it."""

from datetime import datetime

from django.db import transaction

from belfry.contributions.models import Year
from belfry.contributions.policies import YEARS_KEPT
from belfry.core.clock import local


@transaction.atomic
def forget_years(*, now: datetime) -> int:
    """Erase the years before the last two, with all that was owed (periodic); return how many."""
    old = Year.objects.filter(year__lt=local(now).year - YEARS_KEPT)
    number = old.count()
    old.delete()
    return number

"""Numbers from before `landline` was known (0008) are looked at once; they are sealed, so SQL cannot.

In steps that each commit, so that nobody waits and a run that was cut short is run again.
"""

from typing import Any, Final

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from belfry.core.sealed import CannotOpen
from belfry.delivery.addresses import is_landline

STEP: Final = 1000


def mark_landlines(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Mark phones that are certainly no mobile phones; leave out what our keys do not open."""
    phones = apps.get_model("delivery", "Endpoint").objects.filter(kind="phone", landline=False)
    last = None
    while step := list((phones.filter(pk__gt=last) if last else phones).order_by("pk")[:STEP]):
        phones.filter(pk__in=[one.pk for one in step if _is_landline(one)]).update(landline=True)
        last = step[-1].pk


def _is_landline(endpoint: Any) -> bool:
    try:
        return is_landline("phone", endpoint.address)
    except CannotOpen:
        return False


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("delivery", "0013_weights_of_suppliers")]
    operations = [migrations.RunPython(mark_landlines, migrations.RunPython.noop)]

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Also after the charter was drafted a candidate may step back: another is needed then.
RULE = {"kind": "founding", "old": "drafted", "new": "meeting_held"}


def add_rule(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("founding", "Rule").objects.create(**RULE, conditions=[])


def drop_rule(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("founding", "Rule").objects.filter(**RULE).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("founding", "0005_titles_of_sections"),
    ]

    operations = [
        migrations.RunPython(add_rule, drop_rule),
    ]

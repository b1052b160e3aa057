from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# A perimeter may reach into another town or zone after the first ones agreed: it has to agree, too.
RULE = {"kind": "founding", "old": "consulted", "new": "surveyed"}
BEFORE = ["area_known", "survey_closed", "majority_for"]
AFTER = ["area_known", "town_consulted", "police_consulted", "survey_closed", "majority_for"]


def ask_everybody(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("founding", "Rule").objects.filter(**RULE).update(conditions=AFTER)


def ask_the_first(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("founding", "Rule").objects.filter(**RULE).update(conditions=BEFORE)


class Migration(migrations.Migration):
    dependencies = [
        ("founding", "0006_a_candidate_steps_back"),
    ]

    operations = [
        migrations.RunPython(ask_everybody, ask_the_first),
    ]

from importlib import import_module

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

before = import_module("belfry.founding.migrations.0009_remarks_are_answered")

# A successor is screened by the police and approved by a majority, like the first key holders. Nothing of this holds
# where nobody is sought.
SUCCESSION = """
CREATE FUNCTION founding_succession_facts(wanted uuid) RETURNS TABLE (fact text, holds boolean)
LANGUAGE sql STABLE AS $$
WITH sought AS (
    SELECT jsonb_array_elements_text(d.seeks) AS part FROM founding_dossier d WHERE d.id = wanted
), ready AS (
    SELECT c.id, c.part, c.suitable FROM founding_candidate c
    WHERE c.dossier_id = wanted AND c.withdrawn_at IS NULL AND c.suitable IS NOT FALSE
        AND c.declared_at IS NOT NULL AND c.consented_at IS NOT NULL
), vote AS (
    SELECT a.* FROM founding_approval a
    WHERE a.dossier_id = wanted AND a.closed_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM sought s WHERE NOT EXISTS (
            SELECT 1 FROM ready r WHERE r.part = s.part
                AND r.id = CASE s.part WHEN 'coordinator' THEN a.coordinator_id ELSE a.deputy_id END))
    ORDER BY a.closed_at DESC, a.id DESC LIMIT 1
), facts (fact, holds) AS (
    SELECT 'successors_proposed', NOT EXISTS (
        SELECT 1 FROM sought s WHERE NOT EXISTS (SELECT 1 FROM ready r WHERE r.part = s.part))
    UNION ALL SELECT 'successors_suitable', NOT EXISTS (
        SELECT 1 FROM sought s WHERE NOT EXISTS (
            SELECT 1 FROM ready r WHERE r.part = s.part AND r.suitable))
    UNION ALL SELECT 'successors_approved', EXISTS (
        SELECT 1 FROM vote WHERE founding_has_majority(yes, no, units, 0, rule))
)
SELECT f.fact, f.holds FROM facts f WHERE EXISTS (SELECT 1 FROM sought)
$$;
"""
SUCCESSORS = """
    UNION ALL SELECT s.fact, s.holds FROM founding_succession_facts(wanted) s
"""
ALL = before.FACTS.format(answered=before.ANSWERED + SUCCESSORS)
BACK = (
    before.FACTS.format(answered=before.ANSWERED) + "DROP FUNCTION founding_succession_facts(uuid);"
)
RULES = (
    ("idea", "proposed", ["successors_proposed"]),
    ("idea", "abandoned", ["reason_given"]),
    ("proposed", "screened", ["successors_proposed", "successors_suitable"]),
    ("proposed", "unsuitable", ["not_suitable"]),
    ("proposed", "idea", []),
    ("proposed", "abandoned", ["reason_given"]),
    ("unsuitable", "proposed", ["successors_proposed"]),
    ("unsuitable", "abandoned", ["reason_given"]),
    ("screened", "named", ["successors_suitable", "successors_approved"]),
    ("screened", "idea", []),
    ("screened", "abandoned", ["reason_given"]),
)
KINDS = (
    ("founding", "new network"),
    ("take_over", "network recognised on paper"),
    ("amendment", "change of a recognised network"),
    ("succession", "new coordinator or deputy"),
)
STATES = (
    ("idea", "idea"),
    ("consulted", "town and police consulted"),
    ("surveyed", "residents asked"),
    ("no_majority", "no majority"),
    ("meeting_held", "meeting held"),
    ("proposed", "candidates proposed"),
    ("unsuitable", "another candidate needed"),
    ("screened", "candidates screened"),
    ("drafted", "charter drafted"),
    ("signed", "signed"),
    ("submitted", "submitted to the FPS Interior"),
    ("correction", "to be corrected"),
    ("recognised", "recognised"),
    ("named", "named"),
    ("refused", "refused"),
    ("abandoned", "abandoned"),
)


def write_rules(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("founding", "Rule")
    rule.objects.bulk_create(
        rule(kind="succession", old=old, new=new, conditions=conditions)
        for old, new, conditions in RULES
    )


def drop_rules(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("founding", "Rule").objects.filter(kind="succession").delete()


def of_list(choices: tuple[tuple[str, str], ...]) -> list[str]:
    return [value for value, _ in choices]


def candidate() -> models.ForeignKey:
    return models.ForeignKey(
        "founding.candidate",
        null=True,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("founding", "0009_remarks_are_answered"),
    ]

    operations = [
        migrations.AddField("dossier", "seeks", models.JSONField(default=list, db_default=[])),
        migrations.RemoveConstraint("dossier", "founding_dossier_kind"),
        migrations.RemoveConstraint("dossier", "founding_dossier_state"),
        migrations.AlterField("dossier", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.AlterField("rule", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.AlterField(
            "dossier", "state", models.CharField(choices=STATES, default="idea", max_length=12)
        ),
        *(
            migrations.AlterField(model, name, models.CharField(choices=STATES, max_length=12))
            for model in ("movemade", "rule")
            for name in ("old", "new")
        ),
        migrations.AlterField("approval", "coordinator", candidate()),
        migrations.AlterField("approval", "deputy", candidate()),
        migrations.AddConstraint(
            "approval",
            models.CheckConstraint(
                condition=Q(coordinator__isnull=False) | Q(deputy__isnull=False),
                name="founding_vote_on_somebody",
            ),
        ),
        migrations.AddConstraint(
            "dossier",
            models.CheckConstraint(
                condition=Q(kind__in=of_list(KINDS)), name="founding_dossier_kind"
            ),
        ),
        migrations.AddConstraint(
            "dossier",
            models.CheckConstraint(
                condition=Q(state__in=of_list(STATES)), name="founding_dossier_state"
            ),
        ),
        migrations.AddConstraint(
            "dossier",
            models.CheckConstraint(
                condition=Q(seeks__contained_by=["coordinator", "deputy"])
                & (~Q(kind="succession") | Q(network__isnull=False) & ~Q(seeks=[])),
                name="founding_succession_seeks",
            ),
        ),
        migrations.RunSQL(SUCCESSION + ALL, BACK),
        migrations.RunPython(write_rules, drop_rules),
    ]

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What the FPS Interior sent back comes again only when somebody did something about each remark: changed the
# section on which it was made (or any of the papers, where it was made on the whole), or answered it in writing.
WAITS = """
CREATE FUNCTION founding_remark_waits(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT r.settled_at IS NULL AND r.answer = ''
        AND coalesce(s.version, d.papers_version) <= r.version
    FROM founding_remark r
    JOIN founding_dossier d ON d.id = r.dossier_id
    LEFT JOIN founding_section s ON s.id = r.section_id
    WHERE r.id = wanted
$$;
"""
FACTS = """
CREATE OR REPLACE FUNCTION founding_facts(wanted uuid) RETURNS text[] LANGUAGE sql STABLE AS $$
WITH d AS (
    SELECT * FROM founding_dossier WHERE id = wanted
), asked AS (
    SELECT s.* FROM founding_survey s WHERE s.dossier_id = wanted ORDER BY opened_at DESC LIMIT 1
), gathering AS (
    SELECT m.* FROM founding_meeting m WHERE m.dossier_id = wanted AND m.cancelled_at IS NULL
    ORDER BY m.at DESC LIMIT 1
), standing AS (
    SELECT c.* FROM founding_candidate c WHERE c.dossier_id = wanted AND c.withdrawn_at IS NULL
), ready AS (
    SELECT * FROM standing
    WHERE suitable IS NOT FALSE AND declared_at IS NOT NULL AND consented_at IS NOT NULL
), vote AS (
    SELECT a.* FROM founding_approval a
    JOIN ready c ON c.id = a.coordinator_id AND c.part = 'coordinator'
    JOIN ready e ON e.id = a.deputy_id AND e.part = 'deputy'
    WHERE a.dossier_id = wanted AND a.closed_at IS NOT NULL
    ORDER BY a.closed_at DESC LIMIT 1
), area AS (
    SELECT p.* FROM founding_perimeter p WHERE p.dossier_id = wanted ORDER BY version DESC LIMIT 1
), signing AS (
    SELECT s.role, EXISTS (
        SELECT 1 FROM founding_signature g
        WHERE g.signatory_id = s.id AND g.voided_at IS NULL AND g.papers_version = d.papers_version
    ) AS signed
    FROM founding_signatory s, d WHERE s.dossier_id = wanted AND s.replaced_at IS NULL
), facts (fact, holds) AS (
    SELECT 'town_consulted', EXISTS (SELECT 1 FROM founding_dossiertown t WHERE t.dossier_id = wanted)
        AND NOT EXISTS (
            SELECT 1 FROM founding_dossiertown t WHERE t.dossier_id = wanted AND NOT coalesce((
                SELECT c.agrees FROM founding_consultation c
                WHERE c.dossier_id = wanted AND c.municipality_id = t.municipality_id
                ORDER BY c.at DESC, c.id DESC LIMIT 1), FALSE))
    UNION ALL SELECT 'police_consulted',
        EXISTS (SELECT 1 FROM founding_dossierzone z WHERE z.dossier_id = wanted)
        AND NOT EXISTS (
            SELECT 1 FROM founding_dossierzone z WHERE z.dossier_id = wanted AND NOT coalesce((
                SELECT c.agrees FROM founding_consultation c
                WHERE c.dossier_id = wanted AND c.zone_id = z.zone_id
                ORDER BY c.at DESC, c.id DESC LIMIT 1), FALSE))
    UNION ALL SELECT 'area_known', CASE WHEN (SELECT network_kind FROM d) = 'sectoral'
        THEN (SELECT profession <> '' AND scope <> '' FROM d)
        ELSE EXISTS (SELECT 1 FROM area WHERE shape IS NOT NULL OR EXISTS (
            SELECT 1 FROM founding_perimeterstreet s WHERE s.perimeter_id = area.id)) END
    UNION ALL SELECT 'survey_closed', EXISTS (SELECT 1 FROM asked WHERE closed_at IS NOT NULL)
    UNION ALL SELECT 'majority_for', EXISTS (SELECT 1 FROM asked WHERE closed_at IS NOT NULL
        AND founding_has_majority(yes, no, units, quorum, rule))
    UNION ALL SELECT 'majority_missed', EXISTS (SELECT 1 FROM asked WHERE closed_at IS NOT NULL
        AND NOT founding_has_majority(yes, no, units, quorum, rule))
    UNION ALL SELECT 'invited', EXISTS (SELECT 1 FROM gathering WHERE invited_at IS NOT NULL)
    UNION ALL SELECT 'meeting_held', EXISTS (
        SELECT 1 FROM gathering WHERE held_at IS NOT NULL AND attendance IS NOT NULL)
    UNION ALL SELECT 'minutes_written', EXISTS (SELECT 1 FROM gathering WHERE minutes <> '')
    UNION ALL SELECT 'coordinator_proposed', EXISTS (SELECT 1 FROM ready WHERE part = 'coordinator')
    UNION ALL SELECT 'deputy_proposed', EXISTS (SELECT 1 FROM ready WHERE part = 'deputy')
    UNION ALL SELECT 'suitable', (SELECT count(DISTINCT part) = 2 FROM ready WHERE suitable)
    UNION ALL SELECT 'not_suitable', EXISTS (SELECT 1 FROM standing s WHERE s.suitable IS FALSE
        AND NOT EXISTS (SELECT 1 FROM standing o WHERE o.part = s.part AND o.suitable IS NOT FALSE))
    UNION ALL SELECT 'approved', EXISTS (
        SELECT 1 FROM vote WHERE founding_has_majority(yes, no, units, 0, rule))
    UNION ALL SELECT 'papers_complete', (SELECT complete_version = papers_version FROM d)
    UNION ALL SELECT 'all_signed', coalesce((
        SELECT bool_and(signed) AND bool_or(role = 'mayor') AND bool_or(role = 'coordinator')
            AND bool_or(role IN ('chief', 'officer'))
        FROM signing), FALSE)
    UNION ALL SELECT 'no_signature_needed', (SELECT subjects = '["contact"]'::jsonb FROM d)
    UNION ALL SELECT 'change_described', (SELECT subjects <> '[]'::jsonb AND idea <> '' FROM d)
    UNION ALL SELECT 'remarks_written', EXISTS (
        SELECT 1 FROM founding_remark r WHERE r.dossier_id = wanted AND r.settled_at IS NULL)
    {answered}
    UNION ALL SELECT 'number_given',
        (SELECT recognition_number <> '' AND recognised_on IS NOT NULL FROM d)
    UNION ALL SELECT 'reason_given', (SELECT reason <> '' FROM d)
    UNION ALL SELECT 'charter_scanned', EXISTS (
        SELECT 1 FROM founding_file f WHERE f.dossier_id = wanted AND f.upload = 'charter_scan')
    UNION ALL SELECT 'recognition_known', EXISTS (
        SELECT 1 FROM founding_paperrecognition p WHERE p.dossier_id = wanted AND p.number <> ''
          AND p.coordinator_id IS NOT NULL AND p.coordinator_screened_on IS NOT NULL
          -- No network without two key holders.
          AND p.deputy_id IS NOT NULL AND p.deputy_screened_on IS NOT NULL)
    UNION ALL SELECT 'officer_confirmed', EXISTS (
        SELECT 1 FROM founding_paperrecognition p
        WHERE p.dossier_id = wanted AND p.confirmed_at IS NOT NULL)
)
SELECT coalesce(array_agg(fact) FILTER (WHERE holds), ARRAY[]::text[]) FROM facts
$$;
"""
ANSWERED = """
    UNION ALL SELECT 'remarks_answered', NOT EXISTS (
        SELECT 1 FROM founding_remark r WHERE r.dossier_id = wanted AND founding_remark_waits(r.id))
"""
NO_WAITING = "DROP FUNCTION founding_remark_waits(bigint);"
SUBMITTING = (
    ("founding", "signed"),
    ("founding", "correction"),
    ("amendment", "signed"),
    ("amendment", "correction"),
    ("take_over", "idea"),
)
CONDITION = "remarks_answered"


def ask_for_answers(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    for rule in _submitting(apps):
        rule.conditions = [CONDITION, *rule.conditions]
        rule.save(update_fields=["conditions"])


def ask_for_none(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    for rule in _submitting(apps):
        rule.conditions = [one for one in rule.conditions if one != CONDITION]
        rule.save(update_fields=["conditions"])


def _submitting(apps: Apps) -> list[models.Model]:
    rows = apps.get_model("founding", "Rule").objects.filter(new="submitted")
    return [row for row in rows if (row.kind, row.old) in SUBMITTING]


class Migration(migrations.Migration):
    dependencies = [
        ("founding", "0008_one_press_one_dossier"),
    ]

    operations = [
        # Remarks that are open already count as answered: nobody is asked afterwards.
        migrations.AddField(
            "remark", "version", models.PositiveIntegerField(default=0, db_default=0)
        ),
        migrations.AddField(
            "remark", "answer", models.TextField(blank=True, default="", db_default="")
        ),
        migrations.RunSQL(
            WAITS + FACTS.format(answered=ANSWERED), FACTS.format(answered="") + NO_WAITING
        ),
        migrations.RunPython(ask_for_answers, ask_for_none),
    ]

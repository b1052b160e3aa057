from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The table of moves stands in the database, too (issue: "a move without its conditions is impossible in the
# page, in the action and in the database"). `founding_facts` is the one place that finds out what holds: the
# pages read it as the trigger does.
BUILD = """
CREATE FUNCTION founding_has_majority(yes integer, no integer, units integer, quorum integer, rule text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT yes > no AND (yes + no) * 100 >= units * quorum AND (rule = 'answers' OR yes * 2 > units)
$$;

CREATE FUNCTION founding_facts(wanted uuid) RETURNS text[] LANGUAGE sql STABLE AS $$
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

CREATE FUNCTION founding_guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted jsonb;
    missing text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'idea' THEN
            RAISE EXCEPTION 'founding: a dossier begins as an idea' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END IF;
    IF NEW.kind <> OLD.kind OR NEW.network_kind <> OLD.network_kind THEN
        RAISE EXCEPTION 'founding: the kind of a dossier never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    SELECT r.conditions INTO wanted FROM founding_rule r
    WHERE r.kind = NEW.kind AND r.old = OLD.state AND r.new = NEW.state;
    IF wanted IS NULL THEN
        RAISE EXCEPTION 'founding: no move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT string_agg(c, ', ') INTO missing FROM jsonb_array_elements_text(wanted) AS w (c)
    WHERE NOT c = ANY(founding_facts(NEW.id));
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'founding: from % to % without %', OLD.state, NEW.state, missing
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

-- After the change: the facts must see the reason or the number that is written with it.
CREATE TRIGGER founding_dossier_moves AFTER INSERT OR UPDATE ON founding_dossier
FOR EACH ROW EXECUTE FUNCTION founding_guard_move();
"""
UNBUILD = """
DROP TRIGGER founding_dossier_moves ON founding_dossier;
DROP FUNCTION founding_guard_move();
DROP FUNCTION founding_facts(uuid);
DROP FUNCTION founding_has_majority(integer, integer, integer, integer, text);
"""
RULES = (
    ("founding", "idea", "consulted", ["town_consulted", "police_consulted"]),
    ("founding", "idea", "abandoned", ["reason_given"]),
    ("founding", "consulted", "surveyed", ["area_known", "survey_closed", "majority_for"]),
    ("founding", "consulted", "no_majority", ["survey_closed", "majority_missed"]),
    ("founding", "consulted", "abandoned", ["reason_given"]),
    ("founding", "no_majority", "consulted", ["town_consulted", "police_consulted"]),
    ("founding", "no_majority", "abandoned", ["reason_given"]),
    ("founding", "surveyed", "meeting_held", ["invited", "meeting_held", "minutes_written"]),
    ("founding", "surveyed", "abandoned", ["reason_given"]),
    ("founding", "meeting_held", "proposed", ["coordinator_proposed", "deputy_proposed"]),
    ("founding", "meeting_held", "abandoned", ["reason_given"]),
    ("founding", "proposed", "screened", ["coordinator_proposed", "deputy_proposed", "suitable"]),
    ("founding", "proposed", "unsuitable", ["not_suitable"]),
    ("founding", "proposed", "meeting_held", []),
    ("founding", "proposed", "abandoned", ["reason_given"]),
    ("founding", "unsuitable", "proposed", ["coordinator_proposed", "deputy_proposed"]),
    ("founding", "unsuitable", "abandoned", ["reason_given"]),
    ("founding", "screened", "drafted", ["suitable", "approved", "papers_complete"]),
    ("founding", "screened", "meeting_held", []),
    ("founding", "screened", "abandoned", ["reason_given"]),
    ("founding", "drafted", "signed", ["papers_complete", "all_signed"]),
    ("founding", "drafted", "abandoned", ["reason_given"]),
    ("founding", "signed", "drafted", []),
    ("founding", "signed", "submitted", ["papers_complete", "all_signed"]),
    ("founding", "signed", "abandoned", ["reason_given"]),
    ("founding", "correction", "drafted", []),
    ("founding", "correction", "submitted", ["papers_complete", "all_signed"]),
    ("founding", "correction", "abandoned", ["reason_given"]),
    ("founding", "submitted", "correction", ["remarks_written"]),
    ("founding", "submitted", "recognised", ["papers_complete", "all_signed", "number_given"]),
    ("founding", "submitted", "refused", ["reason_given"]),
    ("founding", "submitted", "abandoned", ["reason_given"]),
    ("take_over", "idea", "submitted", ["charter_scanned", "recognition_known", "officer_confirmed"]),
    ("take_over", "idea", "abandoned", ["reason_given"]),
    ("take_over", "submitted", "idea", ["remarks_written"]),
    ("take_over", "submitted", "recognised", ["charter_scanned", "recognition_known", "officer_confirmed", "number_given"]),
    ("take_over", "submitted", "refused", ["reason_given"]),
    ("take_over", "submitted", "abandoned", ["reason_given"]),
    ("amendment", "idea", "drafted", ["change_described", "papers_complete"]),
    ("amendment", "idea", "abandoned", ["reason_given"]),
    ("amendment", "drafted", "idea", []),
    ("amendment", "drafted", "signed", ["papers_complete", "all_signed"]),
    ("amendment", "drafted", "recognised", ["papers_complete", "no_signature_needed"]),
    ("amendment", "drafted", "abandoned", ["reason_given"]),
    ("amendment", "signed", "drafted", []),
    ("amendment", "signed", "submitted", ["papers_complete", "all_signed"]),
    ("amendment", "signed", "abandoned", ["reason_given"]),
    ("amendment", "correction", "drafted", []),
    ("amendment", "correction", "submitted", ["papers_complete", "all_signed"]),
    ("amendment", "correction", "abandoned", ["reason_given"]),
    ("amendment", "submitted", "correction", ["remarks_written"]),
    ("amendment", "submitted", "recognised", ["papers_complete", "all_signed", "number_given"]),
    ("amendment", "submitted", "refused", ["reason_given"]),
    ("amendment", "submitted", "abandoned", ["reason_given"]),
)  # fmt: skip


def write_rules(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    rule = apps.get_model("founding", "Rule")
    rule.objects.bulk_create(
        rule(kind=kind, old=old, new=new, conditions=conditions)
        for kind, old, new, conditions in RULES
    )


class Migration(migrations.Migration):
    dependencies = [
        ("founding", "0001_dossiers"),
    ]

    operations = [
        migrations.RunSQL(BUILD, UNBUILD),
        migrations.RunPython(write_rules, migrations.RunPython.noop),
    ]

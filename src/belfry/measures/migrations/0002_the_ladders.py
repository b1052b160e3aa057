from django.db import migrations

# The ladders stand in the database, too (`measures/workflow.py`): no state without its step, no step without hearing,
# reasons and every signature, and no membership cut without a step that was taken (H27).
BUILD = """
CREATE FUNCTION measures_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'measures: %', what USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION measures_allows(ladder text, old text, new text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (ladder, old, new) IN (
        ('member', 'opened', 'talked'), ('member', 'opened', 'reported'), ('member', 'opened', 'provisional'),
        ('member', 'opened', 'closed'), ('member', 'opened', 'ended'),
        ('member', 'talked', 'reprimanded'), ('member', 'talked', 'reported'), ('member', 'talked', 'provisional'),
        ('member', 'talked', 'closed'), ('member', 'talked', 'ended'),
        ('member', 'reprimanded', 'reported'), ('member', 'reprimanded', 'provisional'),
        ('member', 'reprimanded', 'definitive'), ('member', 'reprimanded', 'closed'), ('member', 'reprimanded', 'ended'),
        ('member', 'reported', 'provisional'), ('member', 'reported', 'definitive'),
        ('member', 'reported', 'closed'), ('member', 'reported', 'ended'),
        ('member', 'provisional', 'definitive'), ('member', 'provisional', 'closed'),
        ('member', 'definitive', 'readmitted'),
        ('coordinator', 'opened', 'talked'), ('coordinator', 'opened', 'provisional'),
        ('coordinator', 'opened', 'closed'), ('coordinator', 'opened', 'ended'),
        ('coordinator', 'talked', 'reprimanded'), ('coordinator', 'talked', 'provisional'),
        ('coordinator', 'talked', 'closed'), ('coordinator', 'talked', 'ended'),
        ('coordinator', 'reprimanded', 'provisional'), ('coordinator', 'reprimanded', 'definitive'),
        ('coordinator', 'reprimanded', 'closed'), ('coordinator', 'reprimanded', 'ended'),
        ('coordinator', 'provisional', 'definitive'), ('coordinator', 'provisional', 'closed'),
        ('coordinator', 'definitive', 'appealed'),
        ('coordinator', 'appealed', 'confirmed'), ('coordinator', 'appealed', 'annulled'))
$$;

CREATE FUNCTION measures_signers(ladder text, kind text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE ladder || ' ' || kind
        WHEN 'member talk' THEN ARRAY['coordinator', 'officer']
        WHEN 'member reprimand' THEN ARRAY['officer', 'chief']
        WHEN 'member report' THEN ARRAY['officer']
        WHEN 'member provisional' THEN ARRAY['coordinator', 'officer']
        WHEN 'member definitive' THEN ARRAY['coordinator', 'officer', 'chief']
        WHEN 'coordinator talk' THEN ARRAY['officer']
        WHEN 'coordinator reprimand' THEN ARRAY['officer', 'chief']
        WHEN 'coordinator provisional' THEN ARRAY['officer', 'chief']
        WHEN 'coordinator definitive' THEN ARRAY['chief', 'mayor']
    END
$$;

CREATE FUNCTION measures_has(dossier uuid, kinds text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM measures_step AS step
                   WHERE step.dossier_id = dossier AND step.kind = ANY (kinds)
                     AND step.taken_at IS NOT NULL AND step.ended_at IS NULL)
$$;

CREATE FUNCTION measures_guard_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about measures_dossier;
    needed text[];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.taken_at IS NOT NULL THEN
        IF (NEW.dossier_id, NEW.kind, NEW.reasons, NEW.invited_on, NEW.heard, NEW.heard_on, NEW.statement,
            NEW.reported_on, NEW.taken_at, NEW.decided_on, NEW.language)
           IS DISTINCT FROM
           (OLD.dossier_id, OLD.kind, OLD.reasons, OLD.invited_on, OLD.heard, OLD.heard_on, OLD.statement,
            OLD.reported_on, OLD.taken_at, OLD.decided_on, OLD.language) THEN
            PERFORM measures_refuse('a step that was taken stays as it is');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.taken_at IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO about FROM measures_dossier WHERE id = NEW.dossier_id;
    needed := measures_signers(about.ladder, NEW.kind);
    IF needed IS NULL THEN
        PERFORM measures_refuse(format('no %s on this ladder', NEW.kind));
    END IF;
    IF (SELECT count(*) FROM measures_signature AS signature
        WHERE signature.step_id = NEW.id AND signature.function = ANY (needed)
          AND signature.person_id <> about.person_id) <> cardinality(needed) THEN
        PERFORM measures_refuse('a signature is missing');
    END IF;
    IF NEW.kind IN ('reprimand', 'provisional', 'definitive') AND octet_length(NEW.reasons) = 0 THEN
        PERFORM measures_refuse('a measure has its reasons');
    END IF;
    IF NEW.kind <> 'report' AND (NEW.heard = '' OR NEW.invited_on IS NULL OR NEW.heard_on IS NULL
                                 OR NEW.heard_on > NEW.decided_on OR NEW.invited_on > NEW.heard_on
                                 OR (NEW.heard <> 'stayed_away' AND octet_length(NEW.statement) = 0)) THEN
        PERFORM measures_refuse('the person is heard first');
    END IF;
    IF NEW.kind IN ('report', 'provisional') AND NEW.reported_on IS NULL THEN
        PERFORM measures_refuse('the report to the prosecutor has its day');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER measures_step_stays BEFORE INSERT OR UPDATE ON measures_step
FOR EACH ROW EXECUTE FUNCTION measures_guard_step();

CREATE FUNCTION measures_guard_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Signatures go only with a dossier that may be erased.
    IF EXISTS (SELECT 1 FROM measures_step AS step JOIN measures_dossier AS dossier ON dossier.id = step.dossier_id
               WHERE step.id = COALESCE(NEW.step_id, OLD.step_id) AND step.taken_at IS NOT NULL
                 AND NOT (TG_OP = 'DELETE' AND dossier.erase_on IS NOT NULL)) THEN
        PERFORM measures_refuse('a step that was taken keeps its signatures');
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER measures_signature_stays BEFORE INSERT OR UPDATE OR DELETE ON measures_signature
FOR EACH ROW EXECUTE FUNCTION measures_guard_signature();

CREATE FUNCTION measures_guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    appeal measures_appeal;
    removal date;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'opened' THEN
            PERFORM measures_refuse('a dossier begins as opened');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.network_id, NEW.person_id, NEW.ladder, NEW.ground, NEW.facts, NEW.opened_by_id, NEW.opened_at)
       IS DISTINCT FROM
       (OLD.network_id, OLD.person_id, OLD.ladder, OLD.ground, OLD.facts, OLD.opened_by_id, OLD.opened_at) THEN
        PERFORM measures_refuse('what a dossier is about stays as it was opened');
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF NOT measures_allows(NEW.ladder, OLD.state, NEW.state) THEN
        PERFORM measures_refuse(format('no move from %s to %s', OLD.state, NEW.state));
    END IF;
    IF (NEW.state = 'talked' AND NOT measures_has(NEW.id, ARRAY['talk']))
       OR (NEW.state = 'reprimanded' AND NOT measures_has(NEW.id, ARRAY['reprimand']))
       OR (NEW.state = 'reported' AND NOT measures_has(NEW.id, ARRAY['report']))
       OR (NEW.state = 'provisional' AND NOT measures_has(NEW.id, ARRAY['provisional']))
       OR (NEW.state = 'definitive' AND NOT measures_has(NEW.id, ARRAY['definitive'])) THEN
        PERFORM measures_refuse(format('%s without its step', NEW.state));
    END IF;
    IF NEW.state IN ('appealed', 'confirmed', 'annulled') THEN
        SELECT * INTO appeal FROM measures_appeal WHERE dossier_id = NEW.id;
        SELECT decided_on INTO removal FROM measures_step WHERE dossier_id = NEW.id AND kind = 'definitive';
        IF appeal IS NULL OR appeal.sent_on NOT BETWEEN removal AND removal + 21 THEN
            PERFORM measures_refuse('an appeal is sent within three weeks of the decision');
        END IF;
        IF NEW.state <> 'appealed'
           AND (NEW.state = 'annulled') IS DISTINCT FROM (NULLIF(appeal.outcome, '') = 'granted') THEN
            PERFORM measures_refuse('an appeal ends as it was decided');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER measures_dossier_moves BEFORE INSERT OR UPDATE ON measures_dossier
FOR EACH ROW EXECUTE FUNCTION measures_guard_move();

CREATE FUNCTION measures_guard_membership() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    cut boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    SELECT EXISTS (
        SELECT 1 FROM measures_dossier AS dossier
        WHERE dossier.network_id = NEW.network_id AND dossier.person_id = NEW.person_id
          AND dossier.ladder = 'member'
          AND dossier.state = CASE NEW.state WHEN 'excluded' THEN 'definitive' ELSE 'provisional' END
          AND measures_has(dossier.id, ARRAY[dossier.state::text])) INTO cut;
    IF NEW.state IN ('suspended', 'excluded') AND NOT cut THEN
        PERFORM measures_refuse('access is cut by a valid step only');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'suspended' AND NEW.state = 'active' AND cut THEN
        PERFORM measures_refuse('a provisional exclusion is lifted before access comes back');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER measures_membership_is_cut BEFORE UPDATE OF state ON networks_membership
FOR EACH ROW WHEN (NEW.state IN ('suspended', 'excluded') OR OLD.state = 'suspended')
EXECUTE FUNCTION measures_guard_membership();

CREATE TRIGGER measures_membership_begins BEFORE INSERT ON networks_membership
FOR EACH ROW WHEN (NEW.state IN ('suspended', 'excluded'))
EXECUTE FUNCTION measures_guard_membership();
"""
UNBUILD = """
DROP TRIGGER measures_membership_begins ON networks_membership;
DROP TRIGGER measures_membership_is_cut ON networks_membership;
DROP FUNCTION measures_guard_membership();
DROP TRIGGER measures_dossier_moves ON measures_dossier;
DROP FUNCTION measures_guard_move();
DROP TRIGGER measures_signature_stays ON measures_signature;
DROP FUNCTION measures_guard_signature();
DROP TRIGGER measures_step_stays ON measures_step;
DROP FUNCTION measures_guard_step();
DROP FUNCTION measures_has(uuid, text[]);
DROP FUNCTION measures_signers(text, text);
DROP FUNCTION measures_allows(text, text, text);
DROP FUNCTION measures_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0001_dossiers"),
        ("networks", "0011_exclusion"),
    ]

    operations = [
        migrations.RunSQL(BUILD, UNBUILD),
    ]

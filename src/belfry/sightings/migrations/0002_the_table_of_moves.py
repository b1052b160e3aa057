from django.db import migrations

# The table of moves of a report stands in the database, too (`sightings/workflow.py`), and what was received stays as it
# was received: boxes are only ever sealed anew, to another key of the same zone.
BUILD = """
CREATE FUNCTION sightings_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sightings: %', what USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION sightings_guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'received' THEN
            PERFORM sightings_refuse('a report begins as received');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.zone_id, NEW.network_id, NEW.receipt, NEW.language, NEW.behaviour, NEW.about, NEW.received_on, NEW.due_at,
        NEW.owner, NEW.is_repeated, NEW.speaks_of_patrol, NEW.names_somebody)
       IS DISTINCT FROM
       (OLD.zone_id, OLD.network_id, OLD.receipt, OLD.language, OLD.behaviour, OLD.about, OLD.received_on, OLD.due_at,
        OLD.owner, OLD.is_repeated, OLD.speaks_of_patrol, OLD.names_somebody) THEN
        PERFORM sightings_refuse('what was received stays as it was received');
    END IF;
    IF (NEW.text, NEW.identity) IS DISTINCT FROM (OLD.text, OLD.identity)
       AND NEW.key_version = OLD.key_version THEN
        PERFORM sightings_refuse('a box is sealed anew to another key only');
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('received', 'with_police'),
        ('with_police', 'needs_detail'), ('with_police', 'answered'),
        ('needs_detail', 'with_police'), ('needs_detail', 'answered'),
        ('answered', 'closed')) THEN
        PERFORM sightings_refuse(format('no move from %s to %s', OLD.state, NEW.state));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER sightings_sighting_moves BEFORE INSERT OR UPDATE ON sightings_sighting
FOR EACH ROW EXECUTE FUNCTION sightings_guard_move();

CREATE FUNCTION sightings_guard_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.sighting_id, NEW.kind, NEW.number, NEW.written_on, NEW.officer_id)
       IS DISTINCT FROM (OLD.sighting_id, OLD.kind, OLD.number, OLD.written_on, OLD.officer_id)
       OR (NEW.words IS DISTINCT FROM OLD.words AND NEW.key_version = OLD.key_version) THEN
        PERFORM sightings_refuse('what was written stays as it was written');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER sightings_letter_stays BEFORE UPDATE ON sightings_letter
FOR EACH ROW EXECUTE FUNCTION sightings_guard_letter();
"""
UNBUILD = """
DROP TRIGGER sightings_letter_stays ON sightings_letter;
DROP TRIGGER sightings_sighting_moves ON sightings_sighting;
DROP FUNCTION sightings_guard_letter();
DROP FUNCTION sightings_guard_move();
DROP FUNCTION sightings_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sightings", "0001_reports"),
    ]

    operations = [
        migrations.RunSQL(BUILD, UNBUILD),
    ]

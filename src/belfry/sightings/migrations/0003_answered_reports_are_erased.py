from django.db import migrations

# As in 0002; the boxes of a report that was answered may be emptied.
BUILD = """
CREATE OR REPLACE FUNCTION sightings_guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
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
       AND NEW.key_version = OLD.key_version
       AND NOT (NEW.text = '' AND NEW.identity = '' AND NEW.answered_at IS NOT NULL) THEN
        PERFORM sightings_refuse('a box is sealed anew to another key, or erased once it was answered');
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
"""
UNBUILD = """
CREATE OR REPLACE FUNCTION sightings_guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sightings", "0002_the_table_of_moves"),
    ]

    operations = [
        migrations.RunSQL(BUILD, UNBUILD),
    ]

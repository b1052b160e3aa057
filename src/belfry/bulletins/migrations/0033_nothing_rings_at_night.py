from django.db import migrations

# As in 0031, and for who chose no quiet hours: what ends in a phone or a device keeps the night of a communication plan
# of the network (any version of it: a plan may change while a release is written), unless its reader agreed to be
# woken (H29). What waits for a phone or a device keeps a window.
BUILD = """
CREATE OR REPLACE FUNCTION bulletins_guard_envelopes() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan TO off AS $$
DECLARE
    goes_elsewhere boolean;
BEGIN
    EXECUTE $query$
        SELECT EXISTS (
            SELECT 1 FROM added e
            JOIN delivery_message m ON m.id = e.message_id AND m.kind = 'bulletin'
            LEFT JOIN delivery_broadcast b ON b.id = e.broadcast_id AND b.message_id = m.id
            WHERE b.id IS NULL OR NOT EXISTS (
                SELECT 1 FROM bulletins_audiencemember a
                LEFT JOIN people_preference p ON p.person_id = a.person_id
                WHERE a.release_id = b.reference AND a.endpoint_id = e.endpoint_id
                  AND a.channel = e.channel
                  AND CASE
                      WHEN p.may_be_woken AND bulletins_wakes(b.reference) THEN true
                      WHEN p.quiet_from IS NOT NULL
                          THEN (e.quiet_from, e.quiet_until) = (p.quiet_from, p.quiet_until)
                      WHEN e.channel = 'email' OR 'email' = (
                          SELECT kind FROM delivery_endpoint d WHERE d.id = e.endpoint_id) THEN true
                      ELSE (e.quiet_from, e.quiet_until) IN (
                          SELECT n.quiet_from, n.quiet_until FROM networks_plan n
                          JOIN bulletins_release r ON r.network_id = n.network_id
                          WHERE r.id = b.reference) END))
    $query$ INTO goes_elsewhere;
    IF goes_elsewhere THEN
        PERFORM bulletins_refuse(
            'a bulletin goes to its frozen audience only, and not in their quiet hours');
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION bulletins_keep_quiet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM delivery_endpoint WHERE id = NEW.endpoint_id AND kind <> 'email')
       OR EXISTS (
        SELECT 1 FROM people_contactpoint c JOIN people_preference p USING (person_id)
        WHERE c.endpoint_id = NEW.endpoint_id AND p.quiet_from IS NOT NULL) THEN
        PERFORM bulletins_refuse('what waits keeps the quiet hours of its reader');
    END IF;
    RETURN NEW;
END $$;
"""
UNDO = """
CREATE OR REPLACE FUNCTION bulletins_guard_envelopes() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan TO off AS $$
DECLARE
    goes_elsewhere boolean;
BEGIN
    EXECUTE $query$
        SELECT EXISTS (
            SELECT 1 FROM added e
            JOIN delivery_message m ON m.id = e.message_id AND m.kind = 'bulletin'
            LEFT JOIN delivery_broadcast b ON b.id = e.broadcast_id AND b.message_id = m.id
            WHERE b.id IS NULL OR NOT EXISTS (
                SELECT 1 FROM bulletins_audiencemember a
                LEFT JOIN people_preference p
                    ON p.person_id = a.person_id AND p.quiet_from IS NOT NULL
                WHERE a.release_id = b.reference AND a.endpoint_id = e.endpoint_id
                  AND a.channel = e.channel
                  AND (p.quiet_from IS NULL
                       OR (e.quiet_from, e.quiet_until) = (p.quiet_from, p.quiet_until)
                       OR (p.may_be_woken AND bulletins_wakes(b.reference)))))
    $query$ INTO goes_elsewhere;
    IF goes_elsewhere THEN
        PERFORM bulletins_refuse(
            'a bulletin goes to its frozen audience only, and not in their quiet hours');
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION bulletins_keep_quiet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM people_contactpoint c JOIN people_preference p USING (person_id)
        WHERE c.endpoint_id = NEW.endpoint_id AND p.quiet_from IS NOT NULL) THEN
        PERFORM bulletins_refuse('what waits keeps the quiet hours of its reader');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0032_the_audience_that_was_counted")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

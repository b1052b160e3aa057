from django.db import migrations

# As in 0029, but planned for each chunk. The plan that a session kept from a time when audiences were few read a
# whole frozen audience for each envelope, until PostgreSQL next counted the table.
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
"""
UNDO = """
CREATE OR REPLACE FUNCTION bulletins_guard_envelopes() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan TO off AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added e
        JOIN delivery_message m ON m.id = e.message_id AND m.kind = 'bulletin'
        LEFT JOIN delivery_broadcast b ON b.id = e.broadcast_id AND b.message_id = m.id
        WHERE b.id IS NULL OR NOT EXISTS (
            SELECT 1 FROM bulletins_audiencemember a
            LEFT JOIN people_preference p ON p.person_id = a.person_id AND p.quiet_from IS NOT NULL
            WHERE a.release_id = b.reference AND a.endpoint_id = e.endpoint_id
              AND a.channel = e.channel
              AND (p.quiet_from IS NULL
                   OR (e.quiet_from, e.quiet_until) = (p.quiet_from, p.quiet_until)
                   OR (p.may_be_woken AND bulletins_wakes(b.reference))))) THEN
        PERFORM bulletins_refuse(
            'a bulletin goes to its frozen audience only, and not in their quiet hours');
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0030_beyond_the_own_zone")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

from django.db import migrations

# A coordinator's own message passes by its author alone, and by nobody else: what it says of its author ("the
# coordinator wrote this") would be untrue of what the police approve, and the other way round. So the two ways are
# told apart by what the message is, from its first draft on, and no more by who happens to approve it. It is sent in
# the name of the zone that leads its network.
BUILD = """
CREATE OR REPLACE FUNCTION bulletins_may_send_own(bulletin uuid, person uuid, at timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM bulletins_release r WHERE r.bulletin_id = bulletin) = 1
       AND EXISTS (
            SELECT 1 FROM bulletins_bulletin b JOIN bulletins_release r ON r.bulletin_id = b.id
            JOIN networks_zonelink l ON l.network_id = r.network_id AND l.zone_id = b.zone_id
            WHERE b.id = bulletin AND b.by_network AND b.bulletin_class = 'organisational'
              AND b.author_id = person AND b.submitted_at <= at AND NOT r.by_acceptance
              AND l.leading AND l.since <= (at AT TIME ZONE 'Europe/Brussels')::date
              AND (l.until IS NULL OR l.until > (at AT TIME ZONE 'Europe/Brussels')::date)
              AND EXISTS (
                    SELECT 1 FROM networks_mandate m
                    WHERE m.person_id = person AND m.network_id = r.network_id
                      AND m.role IN ('coordinator', 'deputy')
                      AND m.since <= (at AT TIME ZONE 'Europe/Brussels')::date
                      AND (m.until IS NULL OR m.until > (at AT TIME ZONE 'Europe/Brussels')::date)))
       AND NOT EXISTS (
            SELECT 1 FROM bulletins_text t
            WHERE t.bulletin_id = bulletin AND t.behaviour || t.description || t.details <> '')
$$;

CREATE OR REPLACE FUNCTION bulletins_passes(a bulletins_approval) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN (SELECT b.by_network FROM bulletins_bulletin b WHERE b.id = a.bulletin_id) THEN
            a.template_id IS NULL AND a.reader_id IS NULL
            AND bulletins_may_send_own(a.bulletin_id, a.approver_id, a.approved_at)
        WHEN a.template_id IS NOT NULL THEN
            bulletins_may_fill(a.bulletin_id, a.approver_id, a.approved_at)
            AND bulletins_is_filled(a.bulletin_id, a.template_id, a.slots, a.approved_at)
        ELSE bulletins_may_approve(a.bulletin_id, a.approver_id, a.approved_at) END
$$;

CREATE FUNCTION bulletins_keep_whose() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.by_network <> OLD.by_network THEN
        PERFORM bulletins_refuse('a message stays the coordinator''s or the police''s');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_bulletin_whose BEFORE UPDATE OF by_network ON bulletins_bulletin
    FOR EACH ROW EXECUTE FUNCTION bulletins_keep_whose();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0027_messages_of_coordinators"),
        ("networks", "0001_networks"),
    ]
    # Nobody takes down a wall behind which there are words.
    operations = [migrations.RunSQL(BUILD)]

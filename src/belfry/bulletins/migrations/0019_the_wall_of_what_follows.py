from django.db import migrations

# Three openings in the wall of 0010, for messages that follow another:
# - why an end cannot be told is part of a template's code ("cannot_tell.investigation"), its ending is what stands
#   before the point;
# - who accepted a message of other police accepted that it is taken back or ended in words that come with the
#   product;
# - whom a message reached after its correction or outcome was sent gets that too, and nobody else does.
BUILD = """
CREATE OR REPLACE FUNCTION bulletins_is_filled(bulletin uuid, template uuid, slots jsonb, at timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM bulletins_template p, bulletins_bulletin b
        WHERE p.id = template AND b.id = bulletin
          AND p.checksum = bulletins_checksum(p.texts)
          AND p.approved_at <= at AND (p.withdrawn_at IS NULL OR p.withdrawn_at > at)
          AND (p.zone_id IS NULL OR p.zone_id = b.zone_id)
          AND CASE p.kind
              WHEN 'alert' THEN b.bulletin_class = 'alert' AND b.follows_id IS NULL
              WHEN 'stand_down' THEN b.bulletin_class = 'outcome' AND b.ending = ''
              WHEN 'outcome' THEN b.bulletin_class = 'outcome'
                                  AND b.ending = split_part(p.code, '.', 1)
              WHEN 'correction' THEN b.bulletin_class = 'correction' AND b.reason = p.code
              ELSE false END
          AND (p.kind = 'alert' OR b.follows_id IS NOT NULL)
          AND EXISTS (SELECT 1 FROM bulletins_text t WHERE t.bulletin_id = b.id)
          AND NOT EXISTS (
              SELECT 1 FROM bulletins_text t
              CROSS JOIN LATERAL (VALUES
                  ('title', t.title), ('what', t.what), ('where', t."where"), ('when', t."when"),
                  ('behaviour', t.behaviour), ('description', t.description),
                  ('details', t.details), ('what_to_do', t.what_to_do), ('short', t.short)
              ) AS said (field, words)
              WHERE t.bulletin_id = b.id AND (
                  NOT p.texts ? t.language
                  OR said.words <> bulletins_filled(
                      coalesce(p.texts -> t.language ->> said.field, ''), slots, t.language))))
       AND bulletins_slots_are(bulletin, slots)
$$;

-- Whether a network of other police took over the message that this one follows, and this one says nothing but
-- words that came with the product.
CREATE FUNCTION bulletins_follows_accepted(r bulletins_release) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM bulletins_bulletin b
        JOIN bulletins_approval a ON a.bulletin_id = b.id
        JOIN bulletins_template p ON p.id = a.template_id AND p.zone_id IS NULL
        JOIN bulletins_release o ON o.bulletin_id = b.follows_id AND o.network_id = r.network_id
        JOIN bulletins_acceptance c ON c.release_id = o.id
        WHERE b.id = r.bulletin_id)
$$;

CREATE OR REPLACE FUNCTION bulletins_check_offer(r bulletins_release) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF r.person_count <> (SELECT count(DISTINCT a.person_id) FROM bulletins_audiencemember a
                          WHERE a.release_id = r.id AND a.endpoint_id IS NOT NULL) THEN
        PERFORM bulletins_refuse('the number shown is not that of the audience');
    END IF;
    IF r.by_acceptance AND NOT EXISTS (
        SELECT 1 FROM bulletins_acceptance c JOIN bulletins_approval a
            ON a.bulletin_id = r.bulletin_id AND a.checksum = c.checksum
        WHERE c.release_id = r.id) AND NOT bulletins_follows_accepted(r) THEN
        PERFORM bulletins_refuse('the police of this network did not accept it');
    END IF;
    IF NOT r.by_acceptance AND EXISTS (
        SELECT 1 FROM bulletins_approval a JOIN bulletins_bulletin b ON b.id = a.bulletin_id
        WHERE a.bulletin_id = r.bulletin_id AND a.reader_id IS NULL
          AND NOT (b.follows_id IS NOT NULL AND a.template_id IS NOT NULL)
          AND b.bulletin_class <> 'organisational')
       AND r.person_count + (SELECT coalesce(sum(o.person_count), 0) FROM bulletins_release o
                             WHERE o.bulletin_id = r.bulletin_id AND o.id <> r.id
                               AND NOT o.by_acceptance) > 500 THEN
        PERFORM bulletins_refuse('more than 500 people need a second reader');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION bulletins_guard_audience() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added a JOIN bulletins_release r ON r.id = a.release_id AND r.state <> ''
        JOIN bulletins_bulletin b ON b.id = r.bulletin_id
        WHERE NOT EXISTS (
            SELECT 1 FROM bulletins_release o
            JOIN delivery_broadcast s ON s.id = o.broadcast_id
            JOIN delivery_envelope e ON e.message_id = s.message_id AND e.broadcast_id = s.id
                AND e.endpoint_id = a.endpoint_id AND e.channel = a.channel
            WHERE o.bulletin_id = b.follows_id AND o.network_id = r.network_id
              AND e.state IN ('accepted', 'delivered', 'confirmed', 'unknown'))) THEN
        PERFORM bulletins_refuse('nobody enters an audience after the approval');
    END IF;
    IF EXISTS (
        SELECT 1 FROM added a JOIN bulletins_release r ON r.id = a.release_id
        JOIN bulletins_bulletin b ON b.id = r.bulletin_id AND b.follows_id IS NOT NULL
        WHERE a.endpoint_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM bulletins_release o JOIN bulletins_audiencemember p ON p.release_id = o.id
            WHERE o.bulletin_id = b.follows_id AND o.network_id = r.network_id
              AND p.person_id = a.person_id AND p.channel = a.channel)) THEN
        PERFORM bulletins_refuse('what follows a message goes to whom that one was for');
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0015_nobody_leaves_an_audience"),
        ("delivery", "0018_notices_of_a_meeting"),
    ]
    # Going back would shut out what passed since; nobody takes down a wall behind which there are words.
    operations = [migrations.RunSQL(BUILD)]

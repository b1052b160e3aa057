from django.db import migrations

# The wall (design, "The wall"; H5): no text reaches a member unless somebody else, with a mandate valid
# at that time for every network of the bulletin, approved exactly that text. It stands in the database,
# so that no page, command or mistake of ours can go round it.
BUILD = """
CREATE FUNCTION bulletins_checksum(texts jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(sha256(convert_to(texts::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION bulletins_refuse(reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'wall: %', reason USING ERRCODE = 'restrict_violation';
END $$;

-- Whether a person may approve a bulletin at an instant: not its author, and mandated officer or chief,
-- on that Belgian day, of each of its networks or of a zone linked to it on that day.
CREATE FUNCTION bulletins_may_approve(bulletin uuid, person uuid, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM bulletins_release r WHERE r.bulletin_id = bulletin)
       AND EXISTS (SELECT 1 FROM bulletins_bulletin b
                   WHERE b.id = bulletin AND b.author_id <> person AND b.submitted_at <= at)
       AND NOT EXISTS (
            SELECT 1 FROM bulletins_release r
            WHERE r.bulletin_id = bulletin AND NOT EXISTS (
                SELECT 1 FROM networks_mandate m
                WHERE m.person_id = person
                  AND m.role IN ('officer', 'chief')
                  AND m.since <= (at AT TIME ZONE 'Europe/Brussels')::date
                  AND (m.until IS NULL OR m.until > (at AT TIME ZONE 'Europe/Brussels')::date)
                  AND (m.network_id = r.network_id OR m.zone_id IN (
                        SELECT l.zone_id FROM networks_zonelink l
                        WHERE l.network_id = r.network_id
                          AND l.since <= (at AT TIME ZONE 'Europe/Brussels')::date
                          AND (l.until IS NULL
                               OR l.until > (at AT TIME ZONE 'Europe/Brussels')::date)))))
$$;

-- Whether rendered texts are those of a bulletin: its languages, no other, and every word of each.
CREATE FUNCTION bulletins_says(bulletin uuid, texts jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM jsonb_object_keys(texts)) = count(*)
       AND bool_and(texts ? t.language AND texts->t.language->>'subject' = t.title
            AND NOT EXISTS (
                SELECT 1 FROM unnest(ARRAY[t.title, t.what, t."where", t."when", t.behaviour,
                                           t.what_to_do]) AS said (words)
                WHERE coalesce(strpos(texts->t.language->>'text', said.words), 0) = 0))
    FROM bulletins_text t WHERE t.bulletin_id = bulletin
$$;

CREATE FUNCTION bulletins_guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM bulletins_refuse('an approval is never changed or deleted');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM bulletins_bulletin b WHERE b.id = NEW.bulletin_id
                   AND b.state IN ('submitted', 'second_reading') FOR UPDATE) THEN
        PERFORM bulletins_refuse('only a submitted bulletin can be approved');
    END IF;
    IF NOT bulletins_may_approve(NEW.bulletin_id, NEW.approver_id, NEW.approved_at) THEN
        PERFORM bulletins_refuse('this person may not approve this bulletin');
    END IF;
    IF NOT bulletins_says(NEW.bulletin_id, NEW.texts) THEN
        PERFORM bulletins_refuse('what is approved are not the words of the bulletin');
    END IF;
    NEW.checksum := bulletins_checksum(NEW.texts);
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_approval_wall BEFORE INSERT OR UPDATE OR DELETE ON bulletins_approval
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_approval();

CREATE FUNCTION bulletins_guard_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM bulletins_refuse('a message is never changed or deleted');
    END IF;
    IF NEW.kind <> 'bulletin' THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM bulletins_approval a JOIN bulletins_bulletin b ON b.id = a.bulletin_id
        WHERE a.bulletin_id = NEW.reference
          AND b.state = 'approved'
          AND a.checksum = NEW.checksum
          AND bulletins_checksum(NEW.texts) = NEW.checksum
          AND bulletins_may_approve(a.bulletin_id, a.approver_id, a.approved_at)
    ) THEN
        PERFORM bulletins_refuse('these words were not approved');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER delivery_message_wall BEFORE INSERT OR UPDATE OR DELETE ON delivery_message
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_message();

CREATE FUNCTION bulletins_guard_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.bulletin_id]
                                 WHEN 'DELETE' THEN ARRAY[OLD.bulletin_id]
                                 ELSE ARRAY[OLD.bulletin_id, NEW.bulletin_id] END;
BEGIN
    IF EXISTS (SELECT 1 FROM bulletins_bulletin b
               WHERE b.id = ANY(touched) AND b.state <> 'draft') THEN
        PERFORM bulletins_refuse('the words and networks of a bulletin change in a draft only');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER bulletins_text_wall BEFORE INSERT OR UPDATE OR DELETE ON bulletins_text
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_text();
CREATE TRIGGER bulletins_release_wall BEFORE INSERT OR DELETE ON bulletins_release
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_text();
CREATE TRIGGER bulletins_release_stays BEFORE UPDATE OF bulletin_id, network_id ON bulletins_release
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_text();

CREATE FUNCTION bulletins_guard_release() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.state END;
BEGIN
    IF NEW.state = before THEN
        RETURN NEW;
    END IF;
    IF (before, NEW.state) NOT IN (
        ('', 'offered'), ('offered', 'released'), ('offered', 'stopped'), ('offered', 'expired'),
        ('released', 'sending'), ('released', 'stopped'), ('released', 'expired'),
        ('sending', 'sent'), ('sending', 'stopped'), ('sending', 'expired')) THEN
        PERFORM bulletins_refuse('no such move');
    END IF;
    IF NEW.state IN ('offered', 'released') AND NOT EXISTS (
        SELECT 1 FROM bulletins_bulletin b WHERE b.id = NEW.bulletin_id AND b.state = 'approved') THEN
        PERFORM bulletins_refuse('only an approved bulletin is offered and released');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_release_moves BEFORE INSERT OR UPDATE OF state ON bulletins_release
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_release();

-- The audience is frozen at approval. A row may follow its person to a corrected address, no more.
CREATE FUNCTION bulletins_guard_audience() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN bulletins_release r ON r.id = a.release_id
               WHERE r.state <> '') THEN
        PERFORM bulletins_refuse('nobody enters an audience after the approval');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION bulletins_freeze_audience() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bulletins_refuse('an audience stays as it was frozen');
    RETURN NULL;
END $$;

CREATE TRIGGER bulletins_audience_wall AFTER INSERT ON bulletins_audiencemember
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION bulletins_guard_audience();
CREATE TRIGGER bulletins_audience_stays
    BEFORE UPDATE OF release_id, person_id, channel, language ON bulletins_audiencemember
    FOR EACH ROW EXECUTE FUNCTION bulletins_freeze_audience();

-- A bulletin travels only as one of its releases, and only to addresses of that release's audience.
CREATE FUNCTION bulletins_guard_broadcast() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM delivery_message m WHERE m.id = NEW.message_id AND m.kind = 'bulletin'
        AND NOT EXISTS (SELECT 1 FROM bulletins_release r
                        WHERE r.id = NEW.reference AND r.bulletin_id = m.reference
                          AND NEW.scope = 'network:' || r.network_id)) THEN
        PERFORM bulletins_refuse('a bulletin is broadcast by one of its releases');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER delivery_broadcast_wall
    BEFORE INSERT OR UPDATE OF message_id, reference, scope ON delivery_broadcast
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_broadcast();

-- Without sequential scans: a planner that believes the audience empty would read it once per envelope.
CREATE FUNCTION bulletins_guard_envelopes() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan TO off AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added e
        JOIN delivery_message m ON m.id = e.message_id AND m.kind = 'bulletin'
        LEFT JOIN delivery_broadcast b ON b.id = e.broadcast_id AND b.message_id = m.id
        WHERE b.id IS NULL OR NOT EXISTS (
            SELECT 1 FROM bulletins_audiencemember a
            WHERE a.release_id = b.reference AND a.endpoint_id = e.endpoint_id
              AND a.channel = e.channel)) THEN
        PERFORM bulletins_refuse('a bulletin goes to its frozen audience only');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION bulletins_freeze_envelope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bulletins_refuse('an envelope keeps its message and its address');
    RETURN NULL;
END $$;

CREATE TRIGGER delivery_envelope_wall AFTER INSERT ON delivery_envelope
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION bulletins_guard_envelopes();
CREATE TRIGGER delivery_envelope_stays
    BEFORE UPDATE OF message_id, endpoint_id, channel, broadcast_id ON delivery_envelope
    FOR EACH ROW EXECUTE FUNCTION bulletins_freeze_envelope();

CREATE FUNCTION bulletins_guard_bulletin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            PERFORM bulletins_refuse('a bulletin begins as a draft');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.author_id <> OLD.author_id
       OR (OLD.state <> 'draft' AND (NEW.zone_id, NEW.bulletin_class)
                                    IS DISTINCT FROM (OLD.zone_id, OLD.bulletin_class)) THEN
        PERFORM bulletins_refuse('author, zone and class of a bulletin stay as they were submitted');
    END IF;
    IF OLD.state <> 'draft' AND NEW.submitted_at IS DISTINCT FROM OLD.submitted_at THEN
        PERFORM bulletins_refuse('the time of submitting stays');
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
        ('draft', 'submitted'), ('draft', 'withdrawn'),
        ('submitted', 'draft'), ('submitted', 'second_reading'), ('submitted', 'approved'),
        ('submitted', 'withdrawn'), ('second_reading', 'draft'), ('second_reading', 'approved'),
        ('second_reading', 'withdrawn'), ('approved', 'closed'), ('approved', 'withdrawn')) THEN
        PERFORM bulletins_refuse('no such move');
    END IF;
    IF (NEW.state IN ('approved', 'closed'))
       <> EXISTS (SELECT 1 FROM bulletins_approval a WHERE a.bulletin_id = NEW.id)
       AND NEW.state <> 'withdrawn' THEN
        PERFORM bulletins_refuse('a bulletin is approved by an approval, and then stays approved');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_bulletin_wall BEFORE INSERT OR UPDATE ON bulletins_bulletin
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_bulletin();
"""

REMOVE = """
DROP TRIGGER bulletins_bulletin_wall ON bulletins_bulletin;
DROP TRIGGER delivery_envelope_stays ON delivery_envelope;
DROP TRIGGER delivery_envelope_wall ON delivery_envelope;
DROP TRIGGER delivery_broadcast_wall ON delivery_broadcast;
DROP TRIGGER bulletins_audience_stays ON bulletins_audiencemember;
DROP TRIGGER bulletins_audience_wall ON bulletins_audiencemember;
DROP TRIGGER bulletins_release_moves ON bulletins_release;
DROP TRIGGER bulletins_release_stays ON bulletins_release;
DROP TRIGGER bulletins_release_wall ON bulletins_release;
DROP TRIGGER bulletins_text_wall ON bulletins_text;
DROP TRIGGER delivery_message_wall ON delivery_message;
DROP TRIGGER bulletins_approval_wall ON bulletins_approval;
DROP FUNCTION bulletins_guard_bulletin();
DROP FUNCTION bulletins_freeze_envelope();
DROP FUNCTION bulletins_guard_envelopes();
DROP FUNCTION bulletins_guard_broadcast();
DROP FUNCTION bulletins_freeze_audience();
DROP FUNCTION bulletins_guard_audience();
DROP FUNCTION bulletins_guard_release();
DROP FUNCTION bulletins_guard_text();
DROP FUNCTION bulletins_guard_message();
DROP FUNCTION bulletins_guard_approval();
DROP FUNCTION bulletins_says(uuid, jsonb);
DROP FUNCTION bulletins_may_approve(uuid, uuid, timestamptz);
DROP FUNCTION bulletins_refuse(text);
DROP FUNCTION bulletins_checksum(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0001_bulletins"),
        ("delivery", "0002_partitioned_envelopes"),
        ("networks", "0001_networks"),
    ]
    operations = [migrations.RunSQL(BUILD, REMOVE)]

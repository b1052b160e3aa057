from django.db import migrations

# The wall of 0002 and 0006, with the release gate (judged, second reader), texts approved beforehand (with slots for place and
# time, or title and day), organisational messages of a coordinator, messages that follow another, and networks of
# other police. Who may do what is asked of the mandates in force on that Belgian day.
BUILD = """
CREATE FUNCTION bulletins_serves(person uuid, network uuid, roles text[], at timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM networks_mandate m
        WHERE m.person_id = person AND m.role = ANY(roles)
          AND m.since <= (at AT TIME ZONE 'Europe/Brussels')::date
          AND (m.until IS NULL OR m.until > (at AT TIME ZONE 'Europe/Brussels')::date)
          AND (m.network_id = network OR m.zone_id IN (
                SELECT l.zone_id FROM networks_zonelink l
                WHERE l.network_id = network
                  AND l.since <= (at AT TIME ZONE 'Europe/Brussels')::date
                  AND (l.until IS NULL OR l.until > (at AT TIME ZONE 'Europe/Brussels')::date))))
$$;

-- Networks whose officer accepts the words for himself are no business of the approver.
CREATE OR REPLACE FUNCTION bulletins_may_approve(bulletin uuid, person uuid, at timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM bulletins_release r
                   WHERE r.bulletin_id = bulletin AND NOT r.by_acceptance)
       AND EXISTS (SELECT 1 FROM bulletins_bulletin b
                   WHERE b.id = bulletin AND b.author_id <> person AND b.submitted_at <= at)
       AND NOT EXISTS (
            SELECT 1 FROM bulletins_release r
            WHERE r.bulletin_id = bulletin AND NOT r.by_acceptance
              AND NOT bulletins_serves(person, r.network_id, ARRAY['officer', 'chief'], at))
$$;

-- A coordinator's own message: about the network itself, in one network, without a fact or a person.
CREATE FUNCTION bulletins_may_send_own(bulletin uuid, person uuid, at timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM bulletins_release r WHERE r.bulletin_id = bulletin) = 1
       AND EXISTS (
            SELECT 1 FROM bulletins_bulletin b JOIN bulletins_release r ON r.bulletin_id = b.id
            WHERE b.id = bulletin AND b.bulletin_class = 'organisational' AND b.author_id = person
              AND b.submitted_at <= at AND NOT r.by_acceptance
              AND bulletins_serves(person, r.network_id, ARRAY['coordinator', 'deputy'], at))
       AND NOT EXISTS (
            SELECT 1 FROM bulletins_text t
            WHERE t.bulletin_id = bulletin AND t.behaviour || t.description || t.details <> '')
$$;

-- A slot's value for readers of a language: the same for all, or one for each.
CREATE FUNCTION bulletins_slot(slot jsonb, language text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE jsonb_typeof(slot) WHEN 'string' THEN slot #>> '{}' ELSE slot ->> language END
$$;

CREATE FUNCTION bulletins_filled(words text, slots jsonb, language text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT jsonb_object_keys(slots) LOOP
        words := replace(words, '{' || name || '}',
                         coalesce(bulletins_slot(slots -> name, language), ''));
    END LOOP;
    RETURN words;
END $$;

-- Whether slots hold what their names say, and nothing else: a street of the register, a time of day, a
-- day in digits, the title of the message that this one follows.
CREATE FUNCTION bulletins_slots_are(bulletin uuid, slots jsonb) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT 1 FROM jsonb_each(slots) AS s (name, value), bulletins_text t
        WHERE t.bulletin_id = bulletin AND NOT coalesce(CASE s.name
            WHEN 'place' THEN EXISTS (
                SELECT 1 FROM territory_street w
                WHERE bulletins_slot(s.value, t.language) <> ''
                  AND bulletins_slot(s.value, t.language) IN (w.name_nl, w.name_fr, w.name_de))
            WHEN 'time' THEN s.value #>> '{}' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'
            WHEN 'day' THEN s.value #>> '{}' ~ '^[0-3][0-9]/[01][0-9]/20[0-9]{2}$'
            WHEN 'title' THEN bulletins_slot(s.value, t.language) IN (
                SELECT o.title FROM bulletins_bulletin b
                JOIN bulletins_text o ON o.bulletin_id = b.follows_id WHERE b.id = bulletin)
            ELSE false END, false))
$$;

-- Whether a bulletin is a template, filled: the right one for its class, in force, word for word.
CREATE FUNCTION bulletins_is_filled(bulletin uuid, template uuid, slots jsonb, at timestamptz)
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
              WHEN 'outcome' THEN b.bulletin_class = 'outcome' AND b.ending = p.code
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

CREATE FUNCTION bulletins_may_fill(bulletin uuid, person uuid, at timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM bulletins_release r WHERE r.bulletin_id = bulletin)
       AND NOT EXISTS (
            SELECT 1 FROM bulletins_release r
            WHERE r.bulletin_id = bulletin AND NOT r.by_acceptance
              AND NOT bulletins_serves(
                  person, r.network_id, ARRAY['officer', 'chief', 'dispatcher'], at))
       AND EXISTS (SELECT 1 FROM bulletins_bulletin b
                   WHERE b.id = bulletin AND b.author_id = person AND b.submitted_at <= at)
$$;

-- By which of three ways somebody let a bulletin pass, if by any.
CREATE FUNCTION bulletins_passes(a bulletins_approval) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN a.template_id IS NOT NULL THEN
            bulletins_may_fill(a.bulletin_id, a.approver_id, a.approved_at)
            AND bulletins_is_filled(a.bulletin_id, a.template_id, a.slots, a.approved_at)
        ELSE bulletins_may_approve(a.bulletin_id, a.approver_id, a.approved_at)
             OR bulletins_may_send_own(a.bulletin_id, a.approver_id, a.approved_at) END
$$;

CREATE OR REPLACE FUNCTION bulletins_says(bulletin uuid, texts jsonb) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM jsonb_object_keys(texts)) = count(*)
       AND bool_and(texts ? t.language AND texts->t.language->>'subject' = t.title
            AND NOT EXISTS (
                SELECT 1 FROM unnest(ARRAY[t.title, t.what, t."where", t."when", t.behaviour,
                                           t.description, t.details, t.what_to_do]) AS said (words)
                WHERE coalesce(strpos(texts->t.language->>'text', said.words), 0) = 0)
            AND coalesce(strpos(texts->t.language->>'short', t.short), 0) > 0
            AND bulletins_reads(texts->t.language->>'spoken',
                                concat_ws(' ', t.title, t.what, t."where", t.what_to_do)))
    FROM bulletins_text t WHERE t.bulletin_id = bulletin
$$;

CREATE OR REPLACE FUNCTION bulletins_guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject bulletins_bulletin;
    own boolean;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM bulletins_refuse('an approval is never changed or deleted');
    END IF;
    SELECT * INTO subject FROM bulletins_bulletin b
        WHERE b.id = NEW.bulletin_id AND b.state IN ('submitted', 'second_reading') FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM bulletins_refuse('only a submitted bulletin can be approved');
    END IF;
    IF NOT bulletins_passes(NEW) THEN
        PERFORM bulletins_refuse('this person may not approve this bulletin');
    END IF;
    IF NOT bulletins_says(NEW.bulletin_id, NEW.texts) THEN
        PERFORM bulletins_refuse('what is approved are not the words of the bulletin');
    END IF;
    own := NEW.template_id IS NULL AND NEW.approver_id = subject.author_id;
    IF NEW.template_id IS NULL AND subject.bulletin_class IN ('alert', 'request', 'warning')
       AND NOT EXISTS (SELECT 1 FROM bulletins_judgement j
                       WHERE j.bulletin_id = NEW.bulletin_id AND j.judged_at <= NEW.approved_at) THEN
        PERFORM bulletins_refuse('nobody judged whether it may be released');
    END IF;
    IF NEW.reader_id IS NOT NULL AND (
        NEW.reader_id IN (NEW.approver_id, subject.author_id)
        OR NOT EXISTS (SELECT 1 FROM bulletins_reading g
                       WHERE g.bulletin_id = NEW.bulletin_id AND g.reader_id = NEW.reader_id
                         AND g.read_at >= subject.submitted_at AND g.read_at <= NEW.approved_at)) THEN
        PERFORM bulletins_refuse('the second reader is a third person who read it');
    END IF;
    IF NEW.reader_id IS NULL AND NEW.template_id IS NULL AND NOT own AND (
        subject.needs_second_reader
        OR EXISTS (SELECT 1 FROM bulletins_text t
                   WHERE t.bulletin_id = NEW.bulletin_id AND t.description <> '')) THEN
        PERFORM bulletins_refuse('a second reader is needed');
    END IF;
    NEW.checksum := bulletins_checksum(NEW.texts);
    RETURN NEW;
END $$;

CREATE FUNCTION bulletins_guard_reading() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept text;
BEGIN
    SELECT b.state INTO kept FROM bulletins_bulletin b
        WHERE b.id = CASE TG_OP WHEN 'INSERT' THEN NEW.bulletin_id ELSE OLD.bulletin_id END;
    IF TG_OP = 'UPDATE' OR kept NOT IN ('draft', 'submitted', 'second_reading') THEN
        PERFORM bulletins_refuse('a reading stays as it was');
    END IF;
    IF TG_OP = 'INSERT' AND NOT (
        bulletins_may_approve(NEW.bulletin_id, NEW.reader_id, NEW.read_at)
        OR EXISTS (SELECT 1 FROM bulletins_bulletin b
                   WHERE b.id = NEW.bulletin_id AND b.author_id <> NEW.reader_id
                     AND NOT EXISTS (
                        SELECT 1 FROM bulletins_release r
                        WHERE r.bulletin_id = b.id AND NOT r.by_acceptance
                          AND NOT bulletins_serves(
                              NEW.reader_id, r.network_id,
                              ARRAY['officer', 'chief', 'dispatcher'], NEW.read_at))
                     AND b.bulletin_class IN ('alert', 'correction', 'outcome'))) THEN
        PERFORM bulletins_refuse('this person may not be the second reader');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER bulletins_reading_wall BEFORE INSERT OR UPDATE OR DELETE ON bulletins_reading
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_reading();

CREATE FUNCTION bulletins_guard_lift() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (
        SELECT 1 FROM bulletins_bulletin b
        WHERE b.id = CASE TG_OP WHEN 'INSERT' THEN NEW.bulletin_id ELSE OLD.bulletin_id END
          AND b.state NOT IN ('draft', 'submitted', 'second_reading')) THEN
        PERFORM bulletins_refuse('what a chief let pass stays as it was');
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT 1 FROM bulletins_bulletin b JOIN networks_mandate m ON m.zone_id = b.zone_id
        WHERE b.id = NEW.bulletin_id AND b.author_id <> NEW.lifted_by_id
          AND m.person_id = NEW.lifted_by_id AND m.role = 'chief'
          AND m.since <= (NEW.lifted_at AT TIME ZONE 'Europe/Brussels')::date
          AND (m.until IS NULL
               OR m.until > (NEW.lifted_at AT TIME ZONE 'Europe/Brussels')::date)) THEN
        PERFORM bulletins_refuse('only a chief who did not write it lets it pass');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER bulletins_lift_wall BEFORE INSERT OR UPDATE OR DELETE ON bulletins_lift
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_lift();

-- What was judged, and for which part, is of the words: it changes with them, in a draft.
CREATE TRIGGER bulletins_judgement_wall BEFORE INSERT OR UPDATE OR DELETE ON bulletins_judgement
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_text();
CREATE TRIGGER bulletins_area_wall BEFORE INSERT OR UPDATE OR DELETE ON bulletins_area
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_text();

CREATE FUNCTION bulletins_guard_template() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (
        (OLD.zone_id, OLD.kind, OLD.code, OLD.texts, OLD.checksum, OLD.written_by_id,
         OLD.approved_by_id, OLD.approved_at)
        IS DISTINCT FROM
        (NEW.zone_id, NEW.kind, NEW.code, NEW.texts, NEW.checksum, NEW.written_by_id,
         NEW.approved_by_id, NEW.approved_at)
        OR OLD.withdrawn_at IS NOT NULL)) THEN
        PERFORM bulletins_refuse('a template is withdrawn, never changed');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.zone_id IS NOT NULL AND (NEW.approved_by_id = NEW.written_by_id OR NOT EXISTS (
            SELECT 1 FROM networks_mandate m
            WHERE m.person_id = NEW.approved_by_id AND m.zone_id = NEW.zone_id
              AND m.role IN ('officer', 'chief')
              AND m.since <= (NEW.approved_at AT TIME ZONE 'Europe/Brussels')::date
              AND (m.until IS NULL
                   OR m.until > (NEW.approved_at AT TIME ZONE 'Europe/Brussels')::date))) THEN
            PERFORM bulletins_refuse('a template is approved by another officer of the zone');
        END IF;
        NEW.checksum := bulletins_checksum(NEW.texts);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_template_wall BEFORE INSERT OR UPDATE OR DELETE ON bulletins_template
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_template();

CREATE OR REPLACE FUNCTION bulletins_guard_message() RETURNS trigger LANGUAGE plpgsql AS $$
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
          AND bulletins_passes(a)
    ) THEN
        PERFORM bulletins_refuse('these words were not approved');
    END IF;
    RETURN NEW;
END $$;

-- Networks of other police may be asked after the approval, too.
CREATE FUNCTION bulletins_guard_networks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.by_acceptance AND NEW.state = '' AND EXISTS (
        SELECT 1 FROM bulletins_bulletin b WHERE b.id = NEW.bulletin_id AND b.state = 'approved') THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT 1 FROM bulletins_bulletin b
        WHERE b.id IN (CASE TG_OP WHEN 'INSERT' THEN NULL ELSE OLD.bulletin_id END,
                       CASE TG_OP WHEN 'DELETE' THEN NULL ELSE NEW.bulletin_id END)
          AND b.state <> 'draft') THEN
        PERFORM bulletins_refuse('the words and networks of a bulletin change in a draft only');
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

DROP TRIGGER bulletins_release_wall ON bulletins_release;
DROP TRIGGER bulletins_release_stays ON bulletins_release;
CREATE TRIGGER bulletins_release_wall BEFORE INSERT OR DELETE ON bulletins_release
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_networks();
CREATE TRIGGER bulletins_release_stays
    BEFORE UPDATE OF bulletin_id, network_id, by_acceptance ON bulletins_release
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_networks();

CREATE FUNCTION bulletins_guard_acceptance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM bulletins_refuse('an acceptance is never changed or deleted');
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM bulletins_release r
        JOIN bulletins_bulletin b ON b.id = r.bulletin_id AND b.state = 'approved'
        JOIN bulletins_approval a ON a.bulletin_id = b.id AND a.checksum = NEW.checksum
        WHERE r.id = NEW.release_id AND r.by_acceptance AND b.author_id <> NEW.officer_id
          AND bulletins_serves(NEW.officer_id, r.network_id, ARRAY['officer', 'chief'],
                               NEW.accepted_at)) THEN
        PERFORM bulletins_refuse('only police of that network accept what was approved');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_acceptance_wall BEFORE INSERT OR UPDATE OR DELETE ON bulletins_acceptance
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_acceptance();

CREATE OR REPLACE FUNCTION bulletins_guard_release() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF NEW.state = 'offered' THEN
        PERFORM bulletins_check_offer(NEW);
    END IF;
    RETURN NEW;
END $$;

-- What must hold when an audience is frozen: it is counted, taken over by its own police, and two officers
-- agreed to more than 500 people. Who got a message is told of its end by one officer, however many they are.
CREATE FUNCTION bulletins_check_offer(r bulletins_release) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF r.person_count <> (SELECT count(DISTINCT a.person_id) FROM bulletins_audiencemember a
                          WHERE a.release_id = r.id AND a.endpoint_id IS NOT NULL) THEN
        PERFORM bulletins_refuse('the number shown is not that of the audience');
    END IF;
    IF r.by_acceptance AND NOT EXISTS (
        SELECT 1 FROM bulletins_acceptance c JOIN bulletins_approval a
            ON a.bulletin_id = r.bulletin_id AND a.checksum = c.checksum
        WHERE c.release_id = r.id) THEN
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

-- What follows a message goes to whom that one was for, by the same ways.
CREATE OR REPLACE FUNCTION bulletins_guard_audience() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added a JOIN bulletins_release r ON r.id = a.release_id
               WHERE r.state <> '') THEN
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

CREATE OR REPLACE FUNCTION bulletins_guard_bulletin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            PERFORM bulletins_refuse('a bulletin begins as a draft');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.author_id <> OLD.author_id OR NEW.follows_id IS DISTINCT FROM OLD.follows_id
       OR (OLD.state <> 'draft'
           AND (NEW.zone_id, NEW.bulletin_class, NEW.ending, NEW.reason, NEW.fact_at, NEW.night,
                NEW.phenomenon, NEW.code)
               IS DISTINCT FROM
               (OLD.zone_id, OLD.bulletin_class, OLD.ending, OLD.reason, OLD.fact_at, OLD.night,
                OLD.phenomenon, OLD.code)) THEN
        PERFORM bulletins_refuse('author, zone and class of a bulletin stay as they were submitted');
    END IF;
    IF OLD.state <> 'draft' AND NEW.submitted_at IS DISTINCT FROM OLD.submitted_at THEN
        PERFORM bulletins_refuse('the time of submitting stays');
    END IF;
    IF OLD.state IN ('approved', 'closed', 'withdrawn')
       AND NEW.needs_second_reader <> OLD.needs_second_reader THEN
        PERFORM bulletins_refuse('who had to read it stays');
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
    IF NEW.state = 'closed' AND NEW.bulletin_class IN ('alert', 'request') AND NOT EXISTS (
        SELECT 1 FROM bulletins_bulletin o
        WHERE o.follows_id = NEW.id AND o.bulletin_class = 'outcome' AND o.ending <> ''
          AND o.state IN ('approved', 'closed')) THEN
        PERFORM bulletins_refuse('its readers are owed how it ended');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0008_the_gate_and_the_debt"),
        ("territory", "0004_boundaries_streets_and_addresses"),
    ]
    # The functions of before read columns that are still there: going back needs them as they were, and nobody
    # takes down a wall behind which there are words.
    operations = [migrations.RunSQL(BUILD)]

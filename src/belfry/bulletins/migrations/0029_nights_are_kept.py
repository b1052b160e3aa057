from django.db import migrations, models
from django.db.models import Q

# Who is woken, and by what, was decided by the actions alone (H29). Now the database keeps it too:
# - only an alert about a fact wakes anybody, and the correction of such an alert; why stays as it was submitted;
# - an envelope goes out in the quiet hours of its reader only if that reader agreed, for a missing vulnerable person or
#   for what was seen 15 minutes before its release at most; whoever reads a shared mailbox without quiet hours gets it;
# - at night, as the communication plans say, no dispatcher sends an alert alone.
# Clock times here are plain: in the one hour of autumn that comes twice, the plan of a network counts in both.
BUILD = """
CREATE FUNCTION bulletins_keep_night() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state <> 'draft'
       AND (NEW.night, NEW.fact_at) IS DISTINCT FROM (OLD.night, OLD.fact_at) THEN
        PERFORM bulletins_refuse('why readers may be woken stays as it was submitted');
    END IF;
    IF NEW.night = 'corrected' AND NOT EXISTS (
        SELECT 1 FROM bulletins_bulletin b WHERE b.id = NEW.follows_id AND b.night <> '') THEN
        PERFORM bulletins_refuse('a correction wakes nobody whom the message itself did not');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_bulletin_night
    BEFORE INSERT OR UPDATE OF night, fact_at, follows_id ON bulletins_bulletin
    FOR EACH ROW EXECUTE FUNCTION bulletins_keep_night();

CREATE FUNCTION bulletins_wakes(release uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE b.night
        WHEN 'in_progress' THEN
            r.released_at - b.fact_at BETWEEN interval '0' AND interval '15 minutes'
        ELSE b.night <> '' END
    FROM bulletins_release r JOIN bulletins_bulletin b ON b.id = r.bulletin_id WHERE r.id = release
$$;

-- As in 0002, without sequential scans.
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

-- What waits gets other quiet hours as its reader chooses them, and loses them with the reader's only.
CREATE FUNCTION bulletins_keep_quiet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM people_contactpoint c JOIN people_preference p USING (person_id)
        WHERE c.endpoint_id = NEW.endpoint_id AND p.quiet_from IS NOT NULL) THEN
        PERFORM bulletins_refuse('what waits keeps the quiet hours of its reader');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER delivery_envelope_quiet BEFORE UPDATE OF quiet_from, quiet_until ON delivery_envelope
    FOR EACH ROW WHEN (OLD.quiet_from IS NOT NULL AND NEW.quiet_from IS NULL)
    EXECUTE FUNCTION bulletins_keep_quiet();

CREATE FUNCTION bulletins_is_night(bulletin uuid, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM bulletins_release r
        CROSS JOIN LATERAL (SELECT p.quiet_from, p.quiet_until FROM networks_plan p
                            WHERE p.network_id = r.network_id ORDER BY p.version DESC LIMIT 1) q
        CROSS JOIN (SELECT (at AT TIME ZONE 'Europe/Brussels')::time AS clock) c
        WHERE r.bulletin_id = bulletin AND CASE WHEN q.quiet_from < q.quiet_until
            THEN c.clock >= q.quiet_from AND c.clock < q.quiet_until
            ELSE q.quiet_from <> q.quiet_until
                 AND (c.clock >= q.quiet_from OR c.clock < q.quiet_until) END)
$$;

CREATE FUNCTION bulletins_guard_night() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM bulletins_bulletin b
               WHERE b.id = NEW.bulletin_id AND b.bulletin_class = 'alert')
       AND bulletins_is_night(NEW.bulletin_id, NEW.approved_at) THEN
        PERFORM bulletins_refuse('at night a colleague agrees to an alert');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_approval_night BEFORE INSERT ON bulletins_approval FOR EACH ROW
    WHEN (NEW.template_id IS NOT NULL AND NEW.reader_id IS NULL)
    EXECUTE FUNCTION bulletins_guard_night();
"""
NIGHTS = ["in_progress", "missing", "corrected"]
ENDINGS = ["arrest", "found", "prevented", "false_alarm", "open", "cannot_tell"]
REASONS = ["wrong_place", "wrong_time", "wrong_fact", "wrong_words", "by_mistake"]
PHENOMENA = [
    "home_burglary",
    "outbuilding_burglary",
    "shop_burglary",
    "trick_theft",
    "pickpocketing",
    "fraud",
    "bicycle_theft",
    "vehicle_theft",
    "shop_theft",
    "robbery",
    "vandalism",
    "fire",
    "carbon_monoxide",
    "missing_person",
]


class Migration(migrations.Migration):
    dependencies = [
        ("bulletins", "0016_members_without_a_place"),
        ("delivery", "0023_cause_of_an_exercise"),
        ("networks", "0009_plan_answers"),
        ("people", "0006_consent_to_be_woken"),
    ]
    operations = [
        migrations.AlterField(
            model_name="bulletin",
            name="night",
            field=models.CharField(
                blank=True,
                choices=[
                    ("in_progress", "it happens now"),
                    ("missing", "a vulnerable person is missing"),
                    ("corrected", "the alert that came at night was wrong"),
                ],
                db_default="",
                max_length=11,
            ),
        ),
        migrations.RemoveConstraint(model_name="bulletin", name="bulletins_closed_lists"),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=Q(ending__in=["", *ENDINGS])
                & Q(reason__in=["", *REASONS])
                & Q(night__in=["", *NIGHTS])
                & Q(phenomenon__in=["", *PHENOMENA]),
                name="bulletins_closed_lists",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=Q(night="")
                | Q(
                    night__in=["in_progress", "missing"],
                    bulletin_class="alert",
                    follows__isnull=True,
                    fact_at__isnull=False,
                )
                | Q(night="corrected", bulletin_class="correction", fact_at__isnull=False),
                name="bulletins_only_alerts_wake",
            ),
        ),
        # Nobody takes down a wall behind which there are words.
        migrations.RunSQL(BUILD),
    ]

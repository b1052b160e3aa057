from django.db import migrations

# What is sent goes to the audience that was frozen and hashed at approval, row for row (`audience.hash_of`): as it is
# released, it is hashed again. A row that came or went while triggers were off, as in a repair by hand, shows here.
BUILD = """
CREATE FUNCTION bulletins_hash_of_audience(release uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(
        coalesce(string_agg(told, E'\\n' ORDER BY told COLLATE "C"), ''), 'UTF8')), 'hex')
    FROM (SELECT concat_ws('|', person_id, channel, language, coalesce(chain::text, ''), step,
                           unreachable) AS told
          FROM bulletins_audiencemember WHERE release_id = release) AS rows
$$;

CREATE FUNCTION bulletins_guard_hash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.audience_hash <> bulletins_hash_of_audience(NEW.id) THEN
        PERFORM bulletins_refuse('the audience is not the one that was frozen');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_release_hash BEFORE UPDATE OF state ON bulletins_release FOR EACH ROW
    WHEN (NEW.state = 'released' AND OLD.state <> 'released' AND NEW.audience_hash <> '')
    EXECUTE FUNCTION bulletins_guard_hash();
"""
UNDO = """
DROP TRIGGER bulletins_release_hash ON bulletins_release;
DROP FUNCTION bulletins_guard_hash();
DROP FUNCTION bulletins_hash_of_audience(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0031_the_wall_plans_anew")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

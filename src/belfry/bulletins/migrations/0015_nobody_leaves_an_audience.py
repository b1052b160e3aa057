from django.db import migrations

# The wall of 0002 lets nobody enter a frozen audience; nobody falls out of it unseen either. (Who left the network is
# counted as one who does not want it.)
BUILD = """
CREATE FUNCTION bulletins_keep_audience() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM gone g JOIN bulletins_release r ON r.id = g.release_id
               WHERE r.state <> '') THEN
        PERFORM bulletins_refuse('an audience stays as it was frozen');
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER bulletins_audience_kept AFTER DELETE ON bulletins_audiencemember
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bulletins_keep_audience();
"""
UNDO = """
DROP TRIGGER bulletins_audience_kept ON bulletins_audiencemember;
DROP FUNCTION bulletins_keep_audience();
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0011_looks_beside_acts")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

from django.db import migrations

# A draft keeps whatever was typed; what is approved describes nobody by looks alone (H7): what was done stands beside
# them, and two details or more.
BUILD = """
CREATE FUNCTION bulletins_guard_looks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM bulletins_text t
        WHERE t.bulletin_id = NEW.bulletin_id AND t.description <> '' AND (
            t.behaviour = ''
            OR (SELECT count(*) FROM regexp_split_to_table(t.details, '\\n') AS line
                WHERE btrim(line) <> '') < 2)) THEN
        PERFORM bulletins_refuse('looks alone are no ground of suspicion');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_approval_looks BEFORE INSERT ON bulletins_approval
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_looks();
"""
UNDO = """
DROP TRIGGER bulletins_approval_looks ON bulletins_approval;
DROP FUNCTION bulletins_guard_looks();
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0010_the_wall_of_the_gate")]
    operations = [
        migrations.RemoveConstraint(
            model_name="text", name="bulletins_description_beside_acts_and_details"
        ),
        migrations.RunSQL(BUILD, UNDO),
    ]

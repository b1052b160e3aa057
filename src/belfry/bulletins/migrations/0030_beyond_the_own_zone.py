from django.db import migrations

# What reaches beyond the own police zone is agreed to by two officers besides its author, as a large audience is. What
# follows a message goes no further than that one did.
BUILD = """
CREATE FUNCTION bulletins_guard_beyond() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reader_id IS NULL AND NEW.template_id IS NULL AND EXISTS (
        SELECT 1 FROM bulletins_bulletin b JOIN bulletins_release r ON r.bulletin_id = b.id
        WHERE b.id = NEW.bulletin_id AND b.follows_id IS NULL AND r.by_acceptance) THEN
        PERFORM bulletins_refuse('beyond the own zone a second reader is needed');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER bulletins_approval_beyond BEFORE INSERT ON bulletins_approval
    FOR EACH ROW EXECUTE FUNCTION bulletins_guard_beyond();
"""
UNDO = """
DROP TRIGGER bulletins_approval_beyond ON bulletins_approval;
DROP FUNCTION bulletins_guard_beyond();
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0029_nights_are_kept")]
    operations = [migrations.RunSQL(BUILD, UNDO)]

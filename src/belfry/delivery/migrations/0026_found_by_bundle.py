from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# An index that began with the message was taken for a way to one row of a message: before a large one was counted, its
# 100,000 rows were read for each that was stopped. Rows of a bundle are asked for by its number, which no other message has.
NAME = "delivery_envelope_of_bundle"
PARTITIONS = """
SELECT p.inhrelid::regclass::text FROM pg_inherits p
WHERE p.inhparent = 'delivery_envelope'::regclass AND NOT EXISTS (
    SELECT FROM pg_index i JOIN pg_inherits h ON h.inhrelid = i.indexrelid
    WHERE i.indrelid = p.inhrelid AND h.inhparent = %s::regclass)
"""


def make(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index on each partition while rows are written, then take the other away; run again, go on."""
    with editor.connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {NAME} ON ONLY delivery_envelope (bundle_id)")
        cursor.execute(PARTITIONS, [NAME])
        for (part,) in cursor.fetchall():
            own = f"{part}_of_bundle"
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {own}")
            cursor.execute(f"CREATE INDEX CONCURRENTLY {own} ON {part} (bundle_id)")
            cursor.execute(f"ALTER INDEX {NAME} ATTACH PARTITION {own}")
        cursor.execute("DROP INDEX IF EXISTS delivery_envelope_bundle")


def undo(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the index of before back."""
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "CREATE INDEX IF NOT EXISTS delivery_envelope_bundle ON delivery_envelope (message_id, bundle_id)"
        )
        cursor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("delivery", "0025_mail_and_texts_of_people")]
    operations = [migrations.RunPython(make, undo)]

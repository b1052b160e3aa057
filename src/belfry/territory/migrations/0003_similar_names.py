from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0002_one_open_row_and_a_name"),
    ]

    # A trusted extension: the owner of a database may add it.
    operations = [TrigramExtension()]

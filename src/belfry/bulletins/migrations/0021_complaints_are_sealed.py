from django.db import migrations

from belfry.core.sealed import SealedTextField


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0020_one_correction_each")]
    operations = [
        migrations.AlterField(model_name="complaint", name=name, field=SealedTextField())
        for name in ("email", "words", "answer")
    ]

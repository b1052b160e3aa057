from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("founding", "0002_the_table_of_moves"),
    ]

    operations = [
        migrations.RemoveField(model_name="surveyunit", name="address"),
    ]

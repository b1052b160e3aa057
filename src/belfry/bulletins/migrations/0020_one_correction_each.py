from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0019_the_wall_of_what_follows")]
    operations = [
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.UniqueConstraint(
                fields=["follows"],
                condition=Q(bulletin_class="correction") & ~Q(state="withdrawn"),
                name="bulletins_one_correction_each",
            ),
        ),
    ]

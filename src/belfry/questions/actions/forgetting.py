"""Who asked what is not kept longer than a year."""

from datetime import datetime

from django.db import transaction

from belfry.questions.models import PoliceQuestion, PracticalQuestion
from belfry.questions.queries import KEPT


@transaction.atomic
def forget_questions(*, now: datetime) -> int:
    """Wipe who asked, words and answer a year after a question was asked (periodic); return how many.

    That there was one, about what, and when it was answered stays counted.
    """
    return sum(
        model.objects.filter(asked_at__lte=now - KEPT)
        .exclude(person=None, words=b"", answer=b"")
        .update(person=None, words=b"", answer=b"")
        for model in (PracticalQuestion, PoliceQuestion)
    )

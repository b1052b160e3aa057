"""Refusals of questions and their answers."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class QuestionEmpty(DomainError):
    code = "questions.question_empty"
    template = _("Please write in a few words what you would like to know.")


class ReplyEmpty(DomainError):
    code = "questions.reply_empty"
    template = _("Please choose an answer or write one.")


class TooLong(DomainError):
    code = "questions.too_long"
    template = _(
        "This is longer than a question or an answer can be. Please write the most important part."
    )


class HappensNow(DomainError):
    """What is urgent is a phone call, never a form (H4)."""

    code = "questions.happens_now"
    template = _(
        "This sounds as if it were happening now. Please call 101 (police) or 112 (ambulance, fire brigade). "
        "Nothing was sent."
    )


class OnlyPractical(DomainError):
    """What tells of a crime goes to the police only (H5)."""

    code = "questions.only_practical"
    template = _(
        "This is about something that the police should know. Please tell it to them with “I saw something”, or call "
        "101 if it is happening now. Nothing was sent."
    )


class NotForAnybody(DomainError):
    """Words that no answer can make right: patrols, origin as a reason."""

    code = "questions.not_for_anybody"
    template = _("This cannot be sent as it is. %(advice)s")


class AboutSomebody(DomainError):
    """Nobody is looked up through a network, and no case is told there."""

    code = "questions.about_somebody"
    template = _(
        "Neither a question nor its answer names a person, a home, a vehicle or a case. %(advice)s"
    )


class NobodyCoordinates(DomainError):
    code = "questions.nobody_coordinates"
    template = _(
        "This network has no coordinator at the moment. Please call the police of your zone with your question."
    )


class TooManyOpen(DomainError):
    code = "questions.too_many_open"
    template = _("Several of your questions wait for an answer already. Please wait for it first.")

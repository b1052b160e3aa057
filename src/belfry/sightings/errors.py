"""Refusals of reports."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class NotTakenHere(DomainError):
    code = "sightings.not_taken_here"
    template = _(
        "The police of this network do not take reports through Belfry yet. Please call them, or 101 "
        "if it is happening now."
    )


class WordsMissing(DomainError):
    code = "sightings.words_missing"
    template = _("Please write in a few words what was done.")


class PlaceMissing(DomainError):
    code = "sightings.place_missing"
    template = _("Please say where it was: choose a street, or write the place.")


class TooLong(DomainError):
    code = "sightings.too_long"
    template = _("This is longer than a report can be. Please write only what you saw.")


class TooManyPhotographs(DomainError):
    code = "sightings.too_many_photographs"
    template = _("A report takes %(most)s photographs at most: choose the clearest ones.")


class OriginOnly(DomainError):
    """What somebody looks like by origin is no description and no reason for suspicion (H7)."""

    code = "sightings.origin_only"
    template = _(
        "Where somebody may come from does not help the police and makes nobody suspicious. Please "
        "write what the person did, and clothes, age, build or direction."
    )


class ToBeRead(DomainError):
    """Something must be read before this report is sent: `labels` of the wording check."""

    code = "sightings.to_be_read"
    template = _("Please read what is said beside your report, and send it again.")


class NobodyAtTownHall(DomainError):
    code = "sightings.nobody_at_town_hall"
    template = _(
        "Nobody of your town hall reads Belfry yet. Please call the town hall; nothing was sent."
    )


class QuestionMissing(DomainError):
    code = "sightings.question_missing"
    template = _("Please write the question.")


class AnswerMissing(DomainError):
    code = "sightings.answer_missing"
    template = _("Please choose an answer or write one.")


class ReplyMissing(DomainError):
    code = "sightings.reply_missing"
    template = _("Please write your reply.")


class NumberUnusable(DomainError):
    code = "sightings.number_unusable"
    template = _("Write the number of your own file only: letters, digits and the signs . / -")


class TooMany(DomainError):
    code = "sightings.too_many"
    template = _(
        "Too many reports came from this network today. Please call the police, or try again tomorrow."
    )

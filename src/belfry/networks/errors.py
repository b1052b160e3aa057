"""Refusals of networks."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class AlreadyMember(DomainError):
    code = "networks.already_member"
    template = _("This person is already on the list. Look for the name and correct it there.")


class NameMissing(DomainError):
    code = "networks.name_missing"
    template = _("A member needs a name. Please fill in a family name or the name of a business.")


class MandateDatesWrong(DomainError):
    code = "networks.mandate_dates_wrong"
    template = _("A mandate ends after it begins. Please check the two dates.")


class ImportAlreadyConfirmed(DomainError):
    code = "networks.import_already_confirmed"
    template = _("This list was already imported. The page shows the result.")


class ImportHasBadRows(DomainError):
    code = "networks.import_has_bad_rows"
    template = _(
        "Some rows cannot be read. Correct them in the file and read it again, or import only the "
        "good rows."
    )


class AlreadyNamed(DomainError):
    code = "networks.already_named"
    template = _("This person already has this task in that period. The page shows the dates.")


class ImportTooOld(DomainError):
    code = "networks.import_too_old"
    template = _("This list was read too long ago to be imported. Please read the file again.")


class UnknownChannel(DomainError):
    code = "networks.unknown_channel"
    template = _("The plan names a way to reach people that Belfry does not know. Choose it anew.")


class NotANeighbour(DomainError):
    code = "networks.not_a_neighbour"
    template = _("Choose another member of the same network, who agreed to pass messages on.")


class CircularKnown(DomainError):
    code = "networks.circular_known"
    template = _("Another circular counts from that day already. Please check the date.")


class ModelIncomplete(DomainError):
    code = "networks.model_incomplete"
    template = _(
        "A model keeps all its sections, each with a title and a text. Please fill them in."
    )


class NameUnusable(DomainError):
    """A name stands in mails, where an address in it would be a trap."""

    code = "networks.name_unusable"
    template = _("Write your name only, without a web or e-mail address.")


class NotAPossibleParent(DomainError):
    code = "networks.not_a_possible_parent"
    template = _(
        "Choose an active network that you see and that is not part of this one, or choose none."
    )

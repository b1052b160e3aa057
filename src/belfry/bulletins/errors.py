"""Refusals of bulletins."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError, NotAllowed


class AuthorMayNotApprove(NotAllowed):
    code = "bulletins.author_may_not_approve"
    template = _("You wrote this message. A colleague has to approve it.")


class ChangedMeanwhile(DomainError):
    code = "bulletins.changed_meanwhile"
    template = _(
        "The author changed this message while you were reading. Read it again before you approve."
    )


class TextIncomplete(DomainError):
    code = "bulletins.text_incomplete"
    template = _(
        "Something is still missing in one of the languages. The page shows which fields are empty."
    )


class NoNetworkChosen(DomainError):
    code = "bulletins.no_network_chosen"
    template = _("Choose at least one network that this message is for.")


class NobodyToReach(DomainError):
    code = "bulletins.nobody_to_reach"
    template = _("Nobody in these networks can be reached. Check the member lists first.")


class NothingToRetry(DomainError):
    code = "bulletins.nothing_to_retry"
    template = _("There is nothing left to try again: every delivery was accepted or is waiting.")


class NetworkOfAnotherZone(DomainError):
    code = "bulletins.network_of_another_zone"
    template = _("Choose networks of your own police zone only.")


class StillBeingSent(DomainError):
    code = "bulletins.still_being_sent"
    template = _("This message is still on its way. Close it once every network is done.")


class TextDoesNotFit(DomainError):
    code = "bulletins.text_does_not_fit"
    template = _(
        "The text in one of the languages cannot be sent as it is. %(language)s: %(fault)s"
    )

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


class NotJudged(DomainError):
    code = "bulletins.not_judged"
    template = _(
        "Say first why it may be told: the ground, the investigation, and that no personal data is in it."
    )


class DescriptionAlone(DomainError):
    code = "bulletins.description_alone"
    template = _(
        "Looks alone are no ground of suspicion. Write what was done, and at least two details that stood "
        "out, each on its own line; or leave the description out."
    )


class ReadBySomebodyElse(DomainError):
    code = "bulletins.read_by_somebody_else"
    template = _(
        "You read this message already. A second colleague, who did not write it either, has to approve it."
    )


class NumberNotTyped(DomainError):
    code = "bulletins.number_not_typed"
    template = _(
        "This goes to far more people than usual, or beyond your police zone. To confirm, type the number of people: "
        "%(number)s."
    )


class WordsHeldBack(DomainError):
    code = "bulletins.words_held_back"
    template = _("Some words may not stand in a message. %(language)s: %(advice)s")


class MayNotBeLifted(DomainError):
    code = "bulletins.may_not_be_lifted"
    template = _(
        "This may not be let through. Send the message back, so that its author changes it."
    )


class OnlyAboutTheNetwork(DomainError):
    code = "bulletins.only_about_the_network"
    template = _(
        "Write about the network itself only, and describe nobody. What happened is told by the police: call your "
        "officer."
    )


class ReasonMissing(DomainError):
    code = "bulletins.reason_missing"
    template = _("Write down why. The reason is kept with the message.")


class NoNetworkChosen(DomainError):
    code = "bulletins.no_network_chosen"
    template = _("Choose at least one network that this message is for.")


class PartEmpty(DomainError):
    code = "bulletins.part_empty"
    template = _(
        "No member of your networks lives in the part that you chose. Choose other streets, draw another area, or "
        "write to whole networks."
    )


class NobodyToReach(DomainError):
    code = "bulletins.nobody_to_reach"
    template = _("Nobody in these networks can be reached. Check the member lists first.")


class NobodyReached(DomainError):
    code = "bulletins.nobody_reached"
    template = _("Nobody got this message yet. Withdraw it, then nobody will.")


class WordsMissing(DomainError):
    code = "bulletins.words_missing"
    template = _("Write in a few words what is wrong.")


class AnswerMissing(DomainError):
    code = "bulletins.answer_missing"
    template = _("Write an answer. The reader gets a link to it.")


class CodeUnknown(DomainError):
    code = "bulletins.code_unknown"
    template = _("No message has this code. Type it as it stands at the end of the message.")


class NothingToRetry(DomainError):
    code = "bulletins.nothing_to_retry"
    template = _("There is nothing left to try again: every delivery was accepted or is waiting.")


class NetworkOfAnotherZone(DomainError):
    code = "bulletins.network_of_another_zone"
    template = _("Choose networks of your own police zone only.")


class OutcomeOwed(DomainError):
    code = "bulletins.outcome_owed"
    template = _("Tell its readers first how it ended. Then it can be closed.")


class StillBeingSent(DomainError):
    code = "bulletins.still_being_sent"
    template = _("This message is still on its way. Close it once every network is done.")


class TextDoesNotFit(DomainError):
    code = "bulletins.text_does_not_fit"
    template = _(
        "The text in one of the languages cannot be sent as it is. %(language)s: %(fault)s"
    )


class FactNotInProgress(DomainError):
    code = "bulletins.fact_not_in_progress"
    template = _(
        "An alert is for what was seen in the last 15 minutes. Leave this fact to an officer, who asks for "
        "information about it."
    )


class NoTextForFact(DomainError):
    code = "bulletins.no_text_for_fact"
    template = _(
        "There is no approved text for this type of fact any more. Choose another one, or ask an officer."
    )


class AgreedByAnother(NotAllowed):
    code = "bulletins.agreed_by_another"
    template = _("You wrote this alert yourself. A colleague has to agree on another console.")


class WriterMayNotApprove(NotAllowed):
    code = "bulletins.writer_may_not_approve"
    template = _("You wrote this text. A colleague has to approve it.")


class SlotMissing(DomainError):
    code = "bulletins.slot_missing"
    template = _(
        "%(language)s: {place} and {time} have to stand in the text for SMS and in the other fields."
    )


class SlotUnknown(DomainError):
    code = "bulletins.slot_unknown"
    template = _("%(language)s: only {place} and {time} are filled in; %(slot)s is not.")


class DoesNotFitEverywhere(DomainError):
    code = "bulletins.does_not_fit_everywhere"
    template = _(
        "%(language)s: with the street “%(street)s” the text cannot be sent. %(fault)s Make it shorter."
    )


class NetworkPaused(DomainError):
    """Only an active network receives something new (H22)."""

    code = "bulletins.network_paused"
    template = _(
        "Nothing new is sent in the network %(network)s at present: it is suspended or dormant. Send the message back "
        "and leave this network out, or let the network go on first."
    )

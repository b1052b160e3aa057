"""Why a subscription is not used; none of it is shown to a person."""


class HostNotAllowed(ValueError):
    """An endpoint that names no push service we know, or one that is not where it should be."""


class NoSubscription(ValueError):
    """A text that is no subscription of a browser."""

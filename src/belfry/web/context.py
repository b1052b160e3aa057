"""What every page shows around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of `base.html`; costs no query."""
    return {"languages": settings.LANGUAGES, "is_demo": settings.MODE == "demo"}

"""The prevention library for everybody: its themes and their measures, in the reader's language."""

from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from belfry.core.languages import Language
from belfry.prevention.measures import themes
from belfry.web.request import ActorRequest


@require_safe
def prevention(request: ActorRequest) -> HttpResponse:
    """List every theme with its measures."""
    language = get_language() or Language.ENGLISH.value
    return render(request, "prevention/library.html", {"library": _library(language)})


@cache
def _library(language: str) -> SafeString:
    """Return the part that is the same for everybody; it changes only with a release."""
    return render_to_string("prevention/_library.html", {"themes": themes(language)})

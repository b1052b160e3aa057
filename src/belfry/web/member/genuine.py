"""For everybody who got a message: is it genuine, and how do you feel after it."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from belfry.bulletins.actions.answering import release_of_token, say_feeling
from belfry.bulletins.genuine import genuine
from belfry.bulletins.kinds import Feeling
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.limits import check_client

USEFUL = {"yes": True, "no": False}


class CodeForm(forms.Form):
    """The code that stands under a message."""

    code = forms.CharField(
        label=_("The code of the message"),
        max_length=20,
        help_text=_("It stands at the end of the message: two groups of four letters and digits."),
    )


@require_safe
def check_code(request: ActorRequest) -> HttpResponse:
    """Say whether the police sent a message with this code."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        check_client(request, now=timezone.now())
        context |= {"asked": form.cleaned_data["code"], "found": genuine(form.cleaned_data["code"])}
    return render(request, "member/check.html", context)


@ask_or_take
def feel(request: ActorRequest, token: str) -> HttpResponse:
    """Ask how a reader feels after an urgent message, and keep the answer without the reader."""
    release = release_of_token(token)
    feeling = request.POST.get("feeling", "")
    context: dict[str, object] = {"feelings": Feeling.choices, "network": release.network}
    if request.method == "POST" and feeling in Feeling.values:
        useful = USEFUL.get(request.POST.get("useful", ""))
        context["is_new"] = say_feeling(token, feeling, useful=useful, now=timezone.now())
        return render(request, "member/felt.html", context)
    return render(request, "member/feel.html", context)

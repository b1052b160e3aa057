"""The phones of the demonstration: what arrived on each, and what its owner does with it."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from belfry.core.errors import NotFound
from belfry.people.queries import persons_by_id
from belfry.web.demo import handsets
from belfry.web.demo.handsets import NUMBER, Handset, Power
from belfry.web.demo.stage import Cast, Figure
from belfry.web.signin.session import sign_in

PHONES_SHOWN = 12
# Only the newest things change: calls are answered within half a minute.
CHANGING = 4


@dataclass(frozen=True, slots=True)
class Owned:
    """A phone and whose it is: a figure's, or a number of anybody else."""

    name: str
    figure: Figure | None
    handset: Handset

    @property
    def title(self) -> str:
        """What the phone is called."""
        if self.figure is None:
            return self.handset.number
        return f"{self.figure.given_name} {self.figure.family_name}"

    @property
    def takes_sms(self) -> bool:
        """Whether SMS reach it, and are sent from it."""
        return bool(self.handset.number) and not self.handset.is_landline

    @property
    def may_show(self) -> bool:
        """Whether it is a phone that can show notifications."""
        return self.figure is not None and not self.handset.is_landline


@require_safe
def phones(request: HttpRequest, cast: Cast) -> HttpResponse:
    known = handsets.numbers_known(settings.PHONES_DIR)
    numbers = set(cast.numbers.values())
    others = [one for one in known if one.number not in numbers]
    is_cut = "all" not in request.GET and len(others) > PHONES_SHOWN
    context = {
        "owned": [_owned(cast, name) for name in cast.numbers],
        "others": others[:PHONES_SHOWN] if is_cut else others,
        "is_cut": is_cut,
    }
    return render(request, "demo/phones.html", context)


@require_safe
def phone(request: HttpRequest, name: str, cast: Cast) -> HttpResponse:
    return render(request, "demo/phone.html", _context(_owned(cast, name)))


@require_safe
def phone_screen(request: HttpRequest, name: str, cast: Cast) -> HttpResponse:
    """Return the screen alone, or nothing (204) where it shows what was seen already."""
    context = _context(_owned(cast, name))
    if request.GET.get("seen") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "demo/_screen.html", context)


@require_POST
def phone_switch(request: HttpRequest, name: str, cast: Cast) -> HttpResponse:
    owned = _owned(cast, name)
    if request.POST.get("power") not in set(Power):
        raise NotFound
    handsets.switch(settings.PHONES_DIR, owned.handset, Power(request.POST["power"]))
    return redirect("demo_phone", name)


@require_POST
def phone_answer(request: HttpRequest, name: str, cast: Cast) -> HttpResponse:
    call, how = request.POST.get("call", ""), request.POST.get("how", "")
    handsets.answer(settings.PHONES_DIR, _owned(cast, name).handset, call, how)
    return redirect("demo_phone", name)


@require_POST
def phone_say(request: HttpRequest, name: str, cast: Cast) -> HttpResponse:
    owned, text = _owned(cast, name), request.POST.get("text", "").strip()
    if text:
        handsets.say(settings.PHONES_DIR, owned.handset, text, now=timezone.now())
    return redirect("demo_phone", name)


@require_POST
def phone_open(request: HttpRequest, name: str, cast: Cast) -> HttpResponse:
    """Open what a notification is about, in the browser of the phone: its owner is signed in there."""
    owned = _owned(cast, name)
    thing = handsets.thing_on(
        settings.PHONES_DIR, owned.handset, request.POST.get("notification", "")
    )
    if owned.figure is None or not thing.page:
        raise NotFound
    person_id: UUID = cast.person_named(name)
    sign_in(request, persons_by_id([person_id])[person_id], now=timezone.now())
    return redirect(thing.page)


@require_POST
def phone_notify(request: HttpRequest, name: str, cast: Cast) -> HttpResponse:
    """Let a phone show notifications, as its owner does in the settings of Belfry."""
    if not _owned(cast, name).may_show:
        raise NotFound
    cast.show_notifications(name, now=timezone.now())
    messages.success(request, _("This phone shows notifications now."))
    return redirect("demo_phone", name)


def _owned(cast: Cast, name: str) -> Owned:
    """Return a figure's phone, or that of a number which got something; raise NotFound."""
    if figure := cast.figures.get(name):
        number = cast.numbers.get(name, "")
        handset = Handset(number, name)
        return Owned(name, figure, Handset(number, "") if handset.is_landline else handset)
    if not NUMBER.fullmatch(name) or not (settings.PHONES_DIR / name).is_dir():
        raise NotFound
    return Owned(name, None, Handset(name, ""))


def _context(owned: Owned) -> dict[str, object]:
    now, folder = timezone.now(), settings.PHONES_DIR
    things = handsets.things_on(folder, owned.handset)
    power = handsets.power_of(folder, owned.handset)
    ringing = [thing for thing in things if thing.is_ringing(now)]
    shown = [f"{thing.name}{thing.answer}" for thing in things[:CHANGING]]
    return {
        "owned": owned,
        "power": power,
        "things": [thing for thing in things if thing not in ringing],
        "ringing": ringing,
        # Another one for whatever the screen may show.
        "seen": "-".join([power, str(len(ringing)), *shown]),
    }

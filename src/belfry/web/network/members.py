"""The member list by hand: read it, add one, correct one, take one off. Its keepers only (H15)."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from belfry.delivery.errors import AddressUnusable
from belfry.measures.queries import functions_on, ladders_open_to
from belfry.measures.workflow import Ladder
from belfry.networks.actions.members import add_member, correct_member, remove_member
from belfry.networks.errors import AlreadyMember, NameMissing
from belfry.networks.kinds import ListPart, Opening, Removal
from belfry.networks.member_list import (
    find_on_list,
    listed,
    member_for,
    opened_lines,
)
from belfry.networks.queries import kept_network, membership_for
from belfry.networks.types import ListedMember
from belfry.people.errors import NameIsTheirOwn
from belfry.web.network.forms.members import FindForm, MemberForm, OpeningForm, RemovalForm
from belfry.web.paging import page_of
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import factor_again, signed_in

if TYPE_CHECKING:
    from belfry.networks.models import Membership

PAGE_SIZE: Final = 50


@require_safe
@signed_in
def members(request: ActorRequest, network_id: UUID) -> HttpResponse:
    network = kept_network(request.actor, network_id)
    wanted = request.GET.get("state", "")
    part = ListPart(wanted) if wanted in ListPart else ListPart.EVERYBODY
    page = page_of(
        listed(request.actor, network_id, part), request.GET.get("after", ""), size=PAGE_SIZE
    )
    context = {
        "network": network,
        "part": part,
        "parts": ListPart,
        "page": page,
        "rows": opened_lines(request.actor, network_id, page.rows),
        "form": FindForm(),
    }
    return render(request, "network/members.html", context)


@sensitive_post_parameters()
@require_POST
@signed_in
def member_find(request: ActorRequest, network_id: UUID) -> HttpResponse:
    network = kept_network(request.actor, network_id)
    form = FindForm(request.POST)
    if form.is_valid():
        found = find_on_list(request.actor, network_id, form.cleaned_data["text"])
        if found:
            return redirect("member", found)
        form.add_error("text", gettext("Not exactly one member has this number or this name."))
    return render(request, "network/member_find.html", {"network": network, "form": form})


@sensitive_post_parameters()
@ask_or_take
@signed_in
def member_new(request: ActorRequest, network_id: UUID) -> HttpResponse:
    network = kept_network(request.actor, network_id)
    form = MemberForm(initial={"language": network.language})
    if request.method == "POST":
        form = MemberForm(request.POST)
        if form.is_valid():
            try:
                added = add_member(
                    request.actor, network_id, form.person, form.unit, now=timezone.now()
                )
            except NameMissing as error:
                form.add_error("family_name", error.message())
            except (AlreadyMember, AddressUnusable) as error:
                form.add_error(None, error.message())
            else:
                messages.success(request, gettext("The member is on the list."))
                if form.person.emails or form.person.phones:
                    return redirect("members", network_id)
                # Whom no message reaches is told by a neighbour.
                return redirect("member_relay", added.pk)
    return render(request, "network/member_new.html", {"network": network, "form": form})


@sensitive_post_parameters()
@ask_or_take
@signed_in
def member(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    """Show a member as the list does, until it is opened for a reason; take a correction."""
    membership = membership_for(request.actor, membership_id)
    if request.method != "POST":
        context = {**_about(request, membership), "line": _line(request, membership)}
        return render(request, "network/member.html", {**context, "opening": OpeningForm()})
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            correct_member(request.actor, membership_id, form.person, form.unit, now=timezone.now())
        except (NameMissing, NameIsTheirOwn) as error:
            form.add_error("family_name", error.message())
        else:
            messages.success(request, gettext("The correction is saved."))
            return redirect("members", membership.network_id)
    return render(
        request, "network/member_opened.html", {**_about(request, membership), "form": form}
    )


@require_POST
@signed_in
@factor_again
def member_open(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    """Show who a member is and how to reach them, for a reason that is written down."""
    membership = membership_for(request.actor, membership_id)
    opening = OpeningForm(request.POST)
    context = _about(request, membership)
    if not opening.is_valid():
        context |= {"line": _line(request, membership), "opening": opening}
        return render(request, "network/member.html", context)
    details = member_for(request.actor, membership_id, Opening(opening.cleaned_data["reason"]))
    form = MemberForm(initial=MemberForm.initial_of(details))
    return render(request, "network/member_opened.html", {**context, "form": form})


def _line(request: ActorRequest, membership: "Membership") -> ListedMember:
    return opened_lines(request.actor, membership.network_id, [membership])[0]


def _about(request: ActorRequest, membership: "Membership") -> dict[str, object]:
    functions = functions_on(request.actor, membership.network_id)
    is_other = membership.person_id != request.actor.person_id
    return {
        "membership": membership,
        "network": membership.network,
        "may_open_dossier": is_other and Ladder.MEMBER in ladders_open_to(functions),
    }


@ask_or_take
@signed_in
def member_remove(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    membership = membership_for(request.actor, membership_id)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = Removal(form.cleaned_data["reason"])
        remove_member(request.actor, membership_id, reason, now=timezone.now())
        messages.success(request, gettext("The member is no longer on the list."))
        return redirect("members", membership.network_id)
    context = {
        "membership": membership,
        "network": membership.network,
        "line": _line(request, membership),
        "form": form,
    }
    return render(request, "network/member_remove.html", context)

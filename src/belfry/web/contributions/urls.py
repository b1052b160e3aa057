"""Addresses of contributions."""

from django.urls import path

from belfry.web.contributions import asking, bank, dues

urlpatterns = [
    path("networks/<uuid:network_id>/contributions/", asking.years, name="contributions"),
    path("networks/<uuid:network_id>/contributions/new/", asking.year_new, name="contribution_new"),
    path("contributions/<uuid:year_id>/", dues.year, name="contribution"),
    path(
        "contributions/<uuid:year_id>/newcomers/", asking.newcomers, name="contribution_newcomers"
    ),
    path("contributions/<uuid:year_id>/bank/", bank.bank, name="contribution_bank"),
    path("contributions/dues/<uuid:due_id>/", dues.mark, name="contribution_mark"),
    path("contributions/dues/<uuid:due_id>/letter/", dues.letter, name="contribution_letter"),
    path("settings/contributions/", dues.own, name="own_contributions"),
]

"""Addresses of networks: plan, mandates, member list, import."""

from django.urls import path

from belfry.web.network import (
    balance,
    imports,
    mandates,
    members,
    model_papers,
    networks,
    own_messages,
    papers,
    placing,
    register,
    relays,
    town_matters,
)

urlpatterns = [
    path("networks/", networks.networks, name="networks"),
    path("networks/<uuid:network_id>/", networks.network, name="network"),
    path("networks/<uuid:network_id>/shapes/", networks.network_shapes, name="network_shapes"),
    path("networks/<uuid:network_id>/balance/", balance.balance, name="network_balance"),
    path("networks/<uuid:network_id>/plan/", networks.plan, name="plan"),
    path(
        "networks/<uuid:network_id>/messages/new/",
        own_messages.own_message_new,
        name="own_message_new",
    ),
    path(
        "networks/<uuid:network_id>/messages/words/",
        own_messages.own_message_words,
        name="own_message_words",
    ),
    path("own-messages/<uuid:bulletin_id>/", own_messages.own_message, name="own_message"),
    path(
        "own-messages/<uuid:bulletin_id>/edit/",
        own_messages.own_message_edit,
        name="own_message_edit",
    ),
    path(
        "own-messages/<uuid:bulletin_id>/send/",
        own_messages.own_message_send,
        name="own_message_send",
    ),
    path(
        "own-messages/<uuid:bulletin_id>/drop/",
        own_messages.own_message_drop,
        name="own_message_drop",
    ),
    path(
        "networks/<uuid:network_id>/papers/<slug:paper>/",
        papers.network_paper,
        name="network_paper",
    ),
    path(
        "networks/<uuid:network_id>/papers/<slug:paper>/picture/",
        papers.network_paper_picture,
        name="network_paper_picture",
    ),
    path("networks/<uuid:network_id>/part-of/", placing.network_parent, name="network_parent"),
    path("networks/<uuid:network_id>/people/", mandates.network_mandates, name="network_mandates"),
    path("networks/<uuid:network_id>/members/", members.members, name="members"),
    path("networks/<uuid:network_id>/members/new/", members.member_new, name="member_new"),
    path("networks/<uuid:network_id>/import/", imports.import_new, name="import_new"),
    path("members/<uuid:membership_id>/", members.member, name="member"),
    path("members/<uuid:membership_id>/neighbour/", relays.relay, name="member_relay"),
    path("members/<uuid:membership_id>/remove/", members.member_remove, name="member_remove"),
    path("imports/<uuid:import_id>/", imports.import_page, name="import"),
    path("imports/<uuid:import_id>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<uuid:import_id>/progress/", imports.import_progress, name="import_progress"),
    path("zones/<uuid:zone_id>/", mandates.zone, name="zone"),
    path("zones/<uuid:zone_id>/ceiling/", mandates.zone_ceiling, name="zone_ceiling"),
    path("municipalities/<uuid:municipality_id>/", mandates.municipality, name="municipality"),
    path("mandates/<uuid:mandate_id>/end/", mandates.mandate_end, name="mandate_end"),
    path("register/", register.register, name="register"),
    path("models/", model_papers.models, name="models"),
    path("models/<slug:language>/<slug:paper>/", model_papers.model_pdf, name="model_pdf"),
    path("models/<slug:paper>/<slug:language>/new/", model_papers.model_new, name="model_new"),
    path("circulars/", model_papers.circular_list, name="circulars"),
    path("town-matters/", town_matters.town_matters, name="town_matters"),
    path("town-matters/<uuid:matter_id>/done/", town_matters.matter_done, name="town_matter_done"),
]

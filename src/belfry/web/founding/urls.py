"""Addresses of founding: dossiers and what leads to one."""

from django.urls import URLPattern, path

from belfry.web.founding import areas, candidates, consulting, dossiers, opening, starting

urlpatterns: list[URLPattern] = [
    path("dossiers/", dossiers.dossiers, name="dossiers"),
    path("dossiers/new/", opening.dossier_new, name="dossier_new"),
    path("dossiers/<uuid:dossier_id>/", dossiers.dossier, name="dossier"),
    path("dossiers/<uuid:dossier_id>/end/", dossiers.dossier_end, name="dossier_end"),
    path(
        "dossiers/<uuid:dossier_id>/consultation/",
        consulting.dossier_consultation,
        name="dossier_consultation",
    ),
    path(
        "dossiers/<uuid:dossier_id>/founders/",
        consulting.dossier_founders,
        name="dossier_founders",
    ),
    path(
        "dossiers/<uuid:dossier_id>/founders/<int:founder_id>/remove/",
        consulting.founder_remove,
        name="founder_remove",
    ),
    path(
        "dossiers/<uuid:dossier_id>/candidates/",
        candidates.dossier_candidates,
        name="dossier_candidates",
    ),
    path("candidates/<uuid:candidate_id>/", candidates.candidate_declare, name="candidate_declare"),
    path(
        "candidates/<uuid:candidate_id>/withdraw/",
        candidates.candidate_withdraw,
        name="candidate_withdraw",
    ),
    path(
        "candidates/<uuid:candidate_id>/screening/",
        candidates.screening_outcome,
        name="screening_outcome",
    ),
    path(
        "candidates/<uuid:candidate_id>/screening/ask/",
        candidates.screening_ask,
        name="screening_ask",
    ),
    path("start/", starting.start, name="start"),
    path("dossiers/<uuid:dossier_id>/area/", areas.area, name="dossier_area"),
    path("dossiers/<uuid:dossier_id>/area/shapes/", areas.shapes, name="dossier_shapes"),
    path("zones/<uuid:zone_id>/size/", areas.zone_size, name="zone_size"),
]

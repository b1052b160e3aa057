"""Addresses of measures."""

from django.urls import path

from belfry.web.measures import dossiers, steps

urlpatterns = [
    path(
        "networks/<uuid:network_id>/measures/", dossiers.network_measures, name="network_measures"
    ),
    path(
        "networks/<uuid:network_id>/measures/<uuid:person_id>/",
        dossiers.measure_new,
        name="measure_new",
    ),
    path("measures/", dossiers.own_measures, name="own_measures"),
    path("measures/<uuid:dossier_id>/", dossiers.measure, name="measure"),
    path("measures/<uuid:dossier_id>/steps/<slug:kind>/", steps.measure_step, name="measure_step"),
    path("measures/<uuid:dossier_id>/sign/", steps.measure_sign, name="measure_sign"),
    path("measures/<uuid:dossier_id>/withdraw/", steps.measure_withdraw, name="measure_withdraw"),
    path("measures/<uuid:dossier_id>/close/", steps.measure_close, name="measure_close"),
    path("measures/<uuid:dossier_id>/readmit/", steps.measure_readmit, name="measure_readmit"),
    path("measures/<uuid:dossier_id>/sent/<slug:kind>/", steps.measure_sent, name="measure_sent"),
    path("measures/<uuid:dossier_id>/appeal/", steps.measure_appeal, name="measure_appeal"),
    path("measures/<uuid:dossier_id>/outcome/", steps.measure_outcome, name="measure_outcome"),
    path("measures/letters/<uuid:step_id>/", dossiers.measure_letter_file, name="measure_letter"),
    path("removals/", dossiers.removals_list, name="removals"),
]

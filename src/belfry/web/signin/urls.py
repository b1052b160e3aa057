"""Addresses of getting in."""

from django.urls import URLPattern, path

from belfry.web.signin.views import confirming, entering, invitation, security

urlpatterns: list[URLPattern] = [
    path("sign-in/", entering.sign_in, name="sign_in"),
    path("sign-in/code/", entering.sign_in_code, name="sign_in_code"),
    path("sign-in/who/", entering.sign_in_who, name="sign_in_who"),
    path("sign-in/factor/", entering.sign_in_factor, name="sign_in_factor"),
    path("sign-in/factor/options/", entering.sign_in_factor_options, name="sign_in_factor_options"),
    path("sign-in/passkey/", entering.sign_in_passkey, name="sign_in_passkey"),
    path(
        "sign-in/passkey/options/",
        entering.sign_in_passkey_options,
        name="sign_in_passkey_options",
    ),
    path("sign-out/", entering.sign_out, name="sign_out"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("name/", invitation.own_name, name="own_name"),
    path("confirm/", confirming.confirm_factor, name="confirm_factor"),
    path("confirm/options/", confirming.confirm_factor_options, name="confirm_factor_options"),
    path("security/", security.security, name="security"),
    path("security/passkey/", security.passkey_new, name="passkey_new"),
    path("security/passkey/options/", security.passkey_new_options, name="passkey_new_options"),
    path("security/app/", security.totp_new, name="totp_new"),
    path("security/app/start/", security.totp_start, name="totp_start"),
    path("security/app/picture/", security.totp_picture, name="totp_picture"),
    path("security/codes/", security.recovery_codes, name="recovery_codes"),
    path("security/<int:factor_id>/remove/", security.factor_remove, name="factor_remove"),
    path("security/sign-out-everywhere/", security.sign_out_everywhere, name="sign_out_everywhere"),
]

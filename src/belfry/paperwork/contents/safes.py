"""What lies in a safe: the keys that open reports."""

from django.utils.translation import gettext

from belfry.paperwork.codes import qr_code
from belfry.paperwork.documents import RecoveryCode, RecoverySheet


def recovery_sheet(document: RecoverySheet) -> dict[str, object]:
    """Return the words of the sheet for the safe."""
    return {
        "title": gettext("Key for the safe"),
        "paragraphs": [
            gettext(
                "Whoever has this sheet can open every report of members that Belfry keeps sealed."
            )
            if document.of_zone
            else gettext(
                "Belfry needs these keys to show members their own reports, and the letters about them."
            ),
            gettext(
                "Lock it away in a safe, in an envelope over whose flap somebody signs. Make no copy and no picture."
            ),
            gettext(
                "It is needed only when the file of keys is lost. Whoever runs Belfry then types the letters in, or "
                "reads the squares: belfry seal-key restore."
            ),
        ],
        "codes": [_code(one) for one in document.codes],
        "qr_alt": gettext("The same letters as a QR code"),
    }


def _code(one: RecoveryCode) -> dict[str, object]:
    title = gettext("Key %(version)s") % {"version": one.version}
    return {
        "title": title if one.version else gettext("Key of the owners"),
        "groups": one.code.split(),
        "qr": qr_code(one.code.replace(" ", "")),
    }

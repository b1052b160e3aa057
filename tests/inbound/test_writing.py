import pytest

from belfry.inbound.html import text_of_html
from belfry.inbound.writing import written


@pytest.mark.parametrize(
    "introduces",
    [
        "Op ma 23 nov. 2026 om 10:00 schreef BIN Lindehof <bin@bin.example>:",
        "Op 23 nov. 2026, om 10:00 heeft BIN <bin@bin.example> het volgende geschreven:",
        "Op maandag 23 november 2026 om 10:00:00 CET schreef BIN <bin@bin.example>:",
        "Le lun. 23 nov. 2026 à 10:00, PLP <bin@bin.example> a écrit :",
        "Le lundi 23 novembre 2026 à 10:00:00 UTC+1, PLP <bin@bin.example> a écrit\u00a0:",
        "Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb BIN <bin@bin.example>:",
        "Am 23.11.2026 um 10:00 schrieb BIN <bin@bin.example>:",
        "On Mon, Nov 23, 2026 at 10:00\u202fAM BIN <bin@bin.example> wrote:",
        "On 23 Nov 2026, at 10:00, BIN <bin@bin.example> wrote:",
        "BIN Lindehof <bin@bin.example> schreef op 23 november 2026 10:00:",
        "-----Oorspronkelijk bericht-----",
        "-------- Message d'origine --------",
        "-----Ursprüngliche Nachricht-----",
        "----- Original Message -----",
        "---------- Forwarded message ---------",
        "---------- Doorgestuurd bericht ---------",
        "---------- Message transféré ---------",
        "---------- Weitergeleitete Nachricht ---------",
        "Begin doorgestuurd bericht:",
        "Anfang der weitergeleiteten Nachricht:",
        "Van: BIN\nVerzonden: maandag 23 november 2026 10:00\nAan: An\nOnderwerp: wagen",
        "*Van:* BIN\n*Verzonden:* maandag\n*Aan:* An\n*Onderwerp:* wagen",
        "De : PLP\nEnvoyé : lundi\nÀ : An\nObjet : camionnette",
        "Von: BIN\nGesendet: Montag\nAn: An\nBetreff: Wagen",
        "From: BIN\nDate: Monday\nTo: An\nSubject: van",
        "________________________________\nFrom: BIN\nSent: Monday\nTo: An\nSubject: van",
    ],
)
def test_the_mail_that_is_answered_is_left_out(introduces: str) -> None:
    assert written(f"Gezien.\n\nAn\n\n{introduces}\n\nDe politie vraagt.\n") == "Gezien.\n\nAn"


@pytest.mark.parametrize(
    "line",
    [
        "Verzonden vanaf mijn iPhone",
        "Verstuurd vanaf mijn Samsung Galaxy",
        "Verzonden vanuit Mail voor Windows",
        "Verzonden met Proximus Mail",
        "Outlook voor Android downloaden",
        "Envoyé de mon iPad",
        "Envoyé depuis mon mobile Orange",
        "Télécharger Outlook pour iOS",
        "Provenance : Courrier pour Windows",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Diese Nachricht wurde von meinem Android-Gerät mit WEB.DE Mail gesendet.",
        "Gesendet von Outlook für Android",
        "Sent from my iPhone",
        "Sent from Mail for Windows",
        "Get Outlook for Android",
    ],
)
def test_what_a_phone_says_of_itself_is_left_out(line: str) -> None:
    assert written(f"Gezien.\n\n{line}\n") == "Gezien."


@pytest.mark.parametrize(
    "text",
    [
        "Gisteren om 23:40 schreef mijn buurman:\nhij staat er weer",
        "Am 22.11.2026 um 23:40 schrieb mir ein Nachbar:\ner ist da",
        "Van: de kerk\nnaar het station reed hij zonder licht",
        "Ik bel met een iPhone, de man ook",
        "Hij vertrok - richting brug - om tien uur",
    ],
)
def test_what_a_person_says_in_such_words_is_kept(text: str) -> None:
    assert written(text) == text


def test_answers_between_quoted_lines_are_kept() -> None:
    text = "On Monday 23/11 10:00, BIN wrote:\n> Seen a van?\n\nYes.\n\n> Call 101.\n\nDid so."
    assert written(text) == "Yes.\n\nDid so."


def test_a_signature_is_left_out_and_a_mail_without_words_stays_empty() -> None:
    assert written("Gezien.\n-- \nAn Janssens\nLindelaan 1") == "Gezien."
    assert written("> De politie vraagt\n> iets\n") == ""


def test_an_html_mail_is_read_line_by_line_without_what_nobody_sees() -> None:
    html = (
        "<html><head><title>x</title><style>p{}</style></head><body><!-- no --><p>E&eacute;n&nbsp;wagen</p>"
        "<table><tr><td>wit</td><td> bestel</td></tr></table><pre>a\n  b</pre>"
        "<blockquote type=cite>oud</blockquote><script>1<2</script></body></html>"
    )
    assert text_of_html(html) == "Eén wagen\n\nwit bestel\na\n  b\n> oud"

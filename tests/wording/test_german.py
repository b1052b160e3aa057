"""German: each label is found, and what looks like it passes; umlauts may be lost."""

import pytest

from belfry.wording.types import Kind
from tests.wording.judging import labels

FAULTS = [
    ("Die Täter flüchteten in einem Peugeot, Kennzeichen 1-GHK-482.", "number_plate"),
    ("Der Täter ist Marc Veithen aus Kelmis.", "person_name"),
    ("Das Opfer, Frau Vandenberg, rief die Polizei.", "person_name"),
    ("Gegen Gregor Mennicken wurde ein Protokoll aufgesetzt.", "person_name"),
    ("Einbruch in der Simarstraße 84 in Eupen.", "private_address"),
    ("einbruch malmedyer str. 17 st. vith", "private_address"),
    ("Tatort: Gemehret 22, 4701 Kettenis.", "private_address"),
    ("Melden Sie sich beim Eigentümer unter 0486/23 45 67.", "phone_number"),
    ("Schreiben Sie an die Geschädigte: monika.jost@example.org", "email_address"),
    ("Der Ausweis trägt die Nationalnummer 90 07 30 996 43.", "national_number"),
    ("Das Geld ging an BE21001234567803.", "iban"),
    ("Zwei Rumänen laufen durch die Straßen.", "ethnic_or_religious_reason"),
    ("zwei suedlaender an der bushaltestelle, vorsicht", "ethnic_or_religious_reason"),
    ("Eine Person mit dunkler Haut wird gesucht.", "ethnic_or_religious_reason"),
    ("Haltet ihn fest, bis die Polizei da ist.", "call_to_act"),
    ("Lassen Sie ihn auf keinen Fall entkommen.", "call_to_act"),
    ("Zögern Sie nicht, ihn am Boden zu halten.", "call_to_act"),
    ("wir gehen streife, treffpunkt 21 uhr", "call_to_act"),
    ("Es wird gemunkelt, dass der Wirt mit drinsteckt.", "opinion_or_rumour"),
    ("Dieses Gesindel hat wieder zugeschlagen.", "opinion_or_rumour"),
    ("Es würde mich nicht wundern, wenn es der Gärtner war.", "opinion_or_rumour"),
    ("Geben Sie unserem Kandidaten Ihre Stimme.", "politics"),
    ("Beten wir gemeinsam für unser Viertel.", "politics"),
    ("Verkaufe Tresor, 150 Euro VB, abzuholen in Kelmis.", "commerce"),
    ("Mitglieder bekommen 15 % Rabatt auf Alarmanlagen.", "commerce"),
    ("In unserem Viertel ist niemand mehr sicher.", "fear"),
    ("Morgen sind Sie dran.", "fear"),
    ("Die Familie aus dem Eckhaus ist bis zum 15. August in Urlaub.", "discloses_empty_home"),
    ("Die Villa am Ende der Garnstraße ist zurzeit unbewohnt.", "discloses_empty_home"),
    ("Das Telefon des Verdächtigen wird abgehört.", "investigation_secrecy"),
    ("Er hat zwei weitere Taten gestanden.", "investigation_secrecy"),
    ("Tretet unserer WhatsApp-Gruppe bei.", "social_media_link"),
    ("Bitte teilen Sie diese Nachricht auf Facebook.", "social_media_link"),
]  # fmt: skip
CLEAN = [
    "Ein schwarzer BMW X5 wurde in Sankt Vith gestohlen.",
    "Unser Koordinator Alfred Kessel beantwortet gerne Ihre Fragen im Saal.",
    "In der Paul-Gerardy-Straße wurde ein Kellerfenster aufgehebelt.",
    "Fundsachen können im Polizeikommissariat, Aachener Straße 3, abgeholt werden.",
    "Am Mittwoch, 12. November, wurde gegen 19 Uhr in der Bachstraße eingebrochen.",
    "Im Jahr 2025 gab es 45 Einbrüche in der Zone.",
    "Ein Herr im Anzug gibt sich als Prüfer aus.",
    "Die Staatsanwaltschaft bittet um Hilfe: Karl Jost, seit Montag vermisst.",
    "In ein türkisches Restaurant wurde eingebrochen, die Kasse ist weg.",
    "Halten Sie niemanden fest, stellen Sie niemanden zur Rede.",
    "Eine Bürgerwehr ist in Belgien verboten (Gesetz von 1934).",
    "Die Polizei verstärkt in den nächsten Wochen ihre Streifen.",
    "Haben auch Sie etwas gesehen? Wählen Sie die 101.",
    "Geben Sie den Schlüssel einer Vertrauensperson.",
    "Teilen Sie uns Ihre neue Adresse mit.",
    "Für Betrüger reicht der Zugriff auf Ihren Computer.",
    "Ein Komplize durchsuchte unterdessen das Schlafzimmer.",
    "Die Täter kamen vermutlich über die Terrasse.",
    "Wenn Sie in Urlaub fahren, lassen Sie Ihre Post lagern.",
    "Die Eigentümer bemerkten den Einbruch bei ihrer Rückkehr aus dem Urlaub.",
    "Ein Betrüger schreibt Eltern per WhatsApp. Überweisen Sie nichts.",
]  # fmt: skip
REPORTS = [
    ("Gerade klettert ein Mann über die Mauer der Schule.", "urgent_now"),
    ("bitte sofort eine streife schicken da hebelt wer am fenster", "urgent_now"),
    ("Wir könnten uns abends abwechseln und zu zweit durch die Siedlung gehen.", "patrol_talk"),
    ("Ich bin dem Kerl bis zur Brücke hinterhergerannt.", "patrol_talk"),
    ("Zwei Bulgaren sind durch unsere Straße gelaufen.", "ethnic_only"),
    ("Ein Fremder, sicher kein Belgier, ging an unserem Haus vorbei.", "ethnic_only"),
    ("Mein Nachbar dealt mit Drogen.", "names_neighbour"),
    ("Die Leute von Nummer 14 haben die gestohlenen Räder im Schuppen.", "names_neighbour"),
    ("Großes Schlagloch in der Zufahrt zur Siedlung.", "municipal"),
    ("strassenbeleuchtung geht nicht mehr", "municipal"),
]  # fmt: skip
CLEAN_REPORTS = [
    "Bei meiner Nachbarin wurde am Mittwoch die Gartenlaube aufgebrochen.",
    "Als ich gestern mit dem Hund meine Runde ging, sah ich ein kaputtes Fenster.",
    "Der Mann stand am Dienstag lange unter der Straßenlaterne.",
    "Letzte Woche wurde meine Tochter von einem Mann verfolgt.",
    "Ein Herr vom Gaswerk war gestern da, sein Ausweis wirkte falsch.",
]


@pytest.mark.parametrize(("text", "label"), FAULTS)
def test_a_fault_is_found_in_a_message(text: str, label: str) -> None:
    assert label in labels(text, "de")


@pytest.mark.parametrize("text", CLEAN)
def test_a_clean_message_passes(text: str) -> None:
    assert labels(text, "de") == set()


@pytest.mark.parametrize(("text", "label"), REPORTS)
def test_a_fault_is_found_in_a_report(text: str, label: str) -> None:
    assert label in labels(text, "de", Kind.SIGHTING)


@pytest.mark.parametrize("text", CLEAN_REPORTS)
def test_a_clean_report_passes(text: str) -> None:
    assert labels(text, "de", Kind.SIGHTING) == set()

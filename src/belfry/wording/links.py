"""E-mail addresses and links to social media in a text."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from belfry.wording.types import ZoneWords

NAME: Final = r"(?<![\w.])[\w.+'-]{1,64}"
DOMAIN: Final = r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
DOT: Final = r"(?:\.|\s?[(\[]\s?(?:dot|punt|point|punkt)\s?[)\]]\s?|\s(?:dot|punt|point|punkt)\s)"
# "jan (at) example punt be": written so to be hidden from machines.
HIDDEN_AT: Final = r"\s?[(\[{]\s?(?:at|a|@|apen?staart(?:je)?|arobase|ät)\s?[)\]}]\s?"
SPOKEN_AT: Final = r"\s(?:at|apen?staart(?:je)?|arobase|klammeraffe)\s"
SPOKEN_DOT: Final = r"\s(?:dot|punt|point|punkt)\s"
EMAIL: Final = re.compile(
    rf"{NAME}(?:\s?@\s?{DOMAIN}|{HIDDEN_AT}[\w-]{{1,63}}(?:{DOT}[\w-]{{1,63}}){{1,4}}"
    rf"|{SPOKEN_AT}(?:{DOMAIN}|[\w-]+{SPOKEN_DOT}[a-z]{{2,4}}))(?![\w@])",
    re.IGNORECASE,
)
WRITTEN_AS_TIME: Final = re.compile(r".*\sat\s\d", re.IGNORECASE)
MAY_BE_EMAIL: Final = re.compile(
    r"@|\bat\b|apen?staart|arobase|klammeraffe|[(\[{]\s?(?:a|ät)\s?[)\]}]", re.IGNORECASE
)
# Mailboxes of the police, of public services, and of the national helpdesk against fraud.
OFFICIAL_DOMAIN: Final = re.compile(
    r"(?:^|[.@-])(?:police|politie|polizei|polbru|lokalepolitie|policelocale|politiezone\w*|zonedepolice\w*)[.-]"
    r"|(?:^|[.-])(?:pz|zp)[\w-]*\.be$"
    r"|(?:^|\.)(?:fgov\.be|safeonweb\.be|besafe\.be|bin-plp\.be|bin-kenniscentrum\.be|just\.\w+\.be|belgium\.(?:be|eu)|vlaanderen\.be"
    r"|wallonie\.be|brussels|ibz\.be|cardstop\.be|be-alert\.be|ccb\.belgium\.be|cert\.be|slachtofferhulp\.be|childfocus\.\w+|om-mp\.be"
    r"|dgov\.be|ostbelgien(?:live)?\.be)$",
    re.IGNORECASE,
)
# Mailboxes that belong to an office and to no person.
OFFICE: Final = re.compile(
    r"(?:info|contact|onthaal|accueil|secretariaat|secretariat|sekretariat|preventie\w*|prevention\w*|praevention|wijk\w*"
    r"|gemeente\w*|commune\w*|gemeinde\w*|administration\w*|stadhuis|mairie|burgemeester|bourgmestre|meldpunt|diefstalpreventie"
    r"|cpv|dpa|bin\w*|plp\w*|welkom|helpdesk|meldingen|melding|milieu|openbarewerken|travaux|suspicious|verdacht|suspect|dpo"
    r"|privacy|gdpr|community\w*|police\w*|politie\w*|polizei\w*|quartier\w*|zone\w*|sector\w*|security|safety|veiligheid\w*)"
    r"(?:[._-]\w+)?",
    re.IGNORECASE,
)
FREE_MAIL: Final = re.compile(
    r"(?:gmail|hotmail|outlook|live|yahoo|telenet|skynet|proximus|scarlet|icloud|me|msn|gmx|web|voo|brutele|pandora|belgacom"
    r"|base|edpnet|orange|free|laposte|ziggo|kpn|t-online|proton|protonmail|aol|wanadoo|tiscali|euphonynet|mail)\."
)
SOCIAL: Final = re.compile(
    r"(?<![\w@])(?:https?://)?(?:[\w-]+\.)*"
    r"(?:(?:facebook|fb|instagram|insta|tiktok|twitter|linkedin|snapchat|threads|pinterest|youtube|reddit|telegram|whatsapp|discord|signal|nextdoor|hoplr|twitch|bsky|mastodon)"
    r"\.(?:com|net|org|me|watch|be|gg|tv|app|group|social)\b(?:/[^\s<>\"']*)?|fb\.me/\S+|fb\.gg/\S+"
    r"|(?:t\.me|m\.me|wa\.me|youtu\.be|discord\.gg|x\.com|lnkd\.in|vm\.tiktok\.com|ig\.me|t\.co|redd\.it|snap\.com|vk\.com)(?:/[^\s<>\"']*)?)",
    re.IGNORECASE,
)
MAY_BE_SOCIAL: Final = re.compile(
    r"\.(?:com|net|org|me|be|watch|gg|tv|app|co|it|in|social|group)\b", re.IGNORECASE
)
HANDLE: Final = re.compile(r"(?<![\w@./])@[A-Za-z_][\w.]{2,29}\b(?!@)")

Near = Callable[[int, int], bool]


def emails(text: str, zone: ZoneWords, is_official: Near) -> Iterator[tuple[int, int]]:
    """Return e-mail addresses, save those of an office: by its domain, its mailbox, the zone's list."""
    if not MAY_BE_EMAIL.search(text):
        return
    own = {address.lower() for address in zone.emails}
    for match in EMAIL.finditer(text):
        written = match[0].rstrip(".'-")
        start, end = match.start(), match.start() + len(written)
        mailbox, _, domain = written.lower().replace(" ", "").rpartition("@")
        if not mailbox and (WRITTEN_AS_TIME.match(written) or SOCIAL.search(written)):
            continue
        if not mailbox:
            # "(at)" is written to hide an address: nobody publishes an office's so.
            yield start, end
        elif written.lower() in own or OFFICIAL_DOMAIN.search(domain):
            continue
        elif not (
            OFFICE.fullmatch(mailbox) and not FREE_MAIL.match(domain) and is_official(start, end)
        ):
            yield start, end


def social_links(text: str) -> Iterator[tuple[int, int]]:
    """Return links to social media, and names such as "@buurtwacht_meerstraat"."""
    if MAY_BE_SOCIAL.search(text):
        for match in SOCIAL.finditer(text):
            yield match.start(), match.start() + len(match[0].rstrip(".,;:!?)"))
    if "@" in text:
        for match in HANDLE.finditer(text):
            yield match.start(), match.start() + len(match[0].rstrip("."))

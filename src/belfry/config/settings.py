"""Settings of every role. What differs between installations comes from BELFRY_* only."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from belfry.config import environment

PACKAGE = Path(__file__).resolve().parent.parent

MODE = environment.choice("BELFRY_MODE", ("live", "exercise", "demo"), "live")
DATA_DIR = environment.data_dir()
BASE_URL = environment.base_url()
SECRET_KEY = environment.secret_key(MODE)
FIELD_KEYS = environment.field_keys()
SEAL_KEY = environment.seal_key()
# Relays in order of preference; `smtp://`, `smtps://` or `smtp+starttls://user:password@host:port`.
SMTP_URLS = [url.strip() for url in environment.secret("BELFRY_SMTP_URL").split(",") if url.strip()]
MAIL_SENDER = environment.mail_sender(BASE_URL, MODE)
# Who may be reached in an exercise; nobody else is, whatever the member lists say.
EXERCISE_RECIPIENTS = environment.exercise_recipients(MODE)
MAIL_DIR = DATA_DIR / "mail"
PHONES_DIR = DATA_DIR / "phones"
# Where `belfry unseal` listens, which alone opens what members reported.
UNSEAL_SOCKET = DATA_DIR / "unseal" / "socket"
# Where alarms go besides the log, and who may read the figures from another machine.
ALARM_URL = environment.alarm_url()
METRICS_TOKEN = environment.secret("BELFRY_METRICS_TOKEN")
# Where the ground under a map comes from, and whose it is ("© OpenStreetMap"); without it, plain paper.
TILE_URL = environment.tile_url()
TILE_CREDIT = environment.text("BELFRY_TILE_CREDIT")
# Our own endpoints, to which a test message goes every five minutes.
CANARIES = {
    "email": environment.text("BELFRY_CANARY_EMAIL"),
    "phone": environment.text("BELFRY_CANARY_PHONE"),
}

DEBUG = False
SECURE = BASE_URL.startswith("https://")
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "", "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = "belfry.config.urls"
WSGI_APPLICATION = "belfry.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "lucide",
    "procrastinate.contrib.django",
    "belfry.audit",
    "belfry.sealing",
    "belfry.delivery",
    "belfry.territory",
    "belfry.people",
    "belfry.networks",
    "belfry.bulletins",
    "belfry.founding",
    "belfry.sightings",
    "belfry.questions",
    "belfry.measures",
    "belfry.joining",
    "belfry.contributions",
    "belfry.web",
]

MIDDLEWARE = [
    "belfry.web.health.probes",
    "belfry.web.timing.counted",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "belfry.web.middleware.actor_middleware",
    "belfry.web.middleware.errors_middleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "belfry.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": environment.database()}
# One pool per web process; dispatcher and worker keep a single connection of their own.
POOL = {"min_size": 1, "max_size": environment.whole_number("BELFRY_POOL_SIZE", 8), "timeout": 10}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["OPTIONS"].setdefault("application_name", "belfry")

# The worker alone loads the jobs, and with them all that they need (`program/work.py`).
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None

CACHES: dict[str, dict[str, Any]] = {
    "default": {
        # Shared by every process, or N workers would allow N times the limit of sign-in attempts.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        # Far above what is ever alive: a cull would forget which codes were used.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
    # Up to about 250 MB of pictures; a month is what most who offer them allow.
    "tiles": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "tiles",
        "TIMEOUT": 30 * 24 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["belfry.web.signin.backend.PersonBackend"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

SESSION_ENGINE = "belfry.web.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
if SECURE:
    # A browser takes such a cookie only from this very host, over TLS (RFC 6265bis, 4.1.3).
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
if MODE == "exercise":
    # Beside a live installation on the same host, neither takes the other's.
    SESSION_COOKIE_NAME = "__Host-exercise-session" if SECURE else "exercise-session"
    CSRF_COOKIE_NAME = "__Host-exercise-csrf" if SECURE else "exercise-csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = False
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "belfry.web.refusals.csrf_failure"

SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = bool(environment.text("BELFRY_BEHIND_PROXY"))
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
# Built files carry a digest in their names: another content has another name.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/.+-[A-Z0-9]{8}\.[a-z0-9]+$"

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("fr", _("French")), ("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Brussels"

# Files of members pass through memory only; nothing of an upload touches the disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
# A street list of 500 rows has four fields in each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_500

# Of allauth only the second factors are used; signing in by code is ours (docs/decisions/0003).
ACCOUNT_USER_MODEL_USERNAME_FIELD = ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
MFA_ADAPTER = "belfry.web.signin.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Belfry"
MFA_TOTP_TOLERANCE = 1

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "belfry.config.logs.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "belfry.config.logs.JsonFormatter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": environment.choice(
                "BELFRY_LOG", ("json", "line"), "json" if MODE == "live" else "line"
            ),
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # The request line of an error holds ids only; bodies and forms are never logged.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
        # It would log each request with its address, which may name an account or a subscription.
        "httpx2": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        # It would write the id of every passkey.
        "fido2": {"level": "WARNING"},
    },
}

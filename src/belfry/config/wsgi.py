"""The web application, as granian loads it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "belfry.config.settings")
# Only here: dispatcher and worker keep connections of their own, and tests one.
settings.DATABASES["default"]["OPTIONS"]["pool"] = settings.POOL
# A database that was restarted costs nobody an error page.
settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

application = get_wsgi_application()

"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from tasuki.platform.memory import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasuki.config.settings")
application = get_wsgi_application()
keep_what_is_loaded()

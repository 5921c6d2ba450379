"""The entry point of the web server."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from tasuki.platform.memory import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasuki.config.settings")
application = get_wsgi_application()
import_module("tasuki.config.urls")  # every page and endpoint, so that no first visitor waits for them
keep_what_is_loaded()

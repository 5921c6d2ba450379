"""The entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tasuki.config.settings")
application = get_wsgi_application()
gc.freeze()  # what is loaded now stays: the collector need not look through it again and again

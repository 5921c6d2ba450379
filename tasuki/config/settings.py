"""Django's settings. Everything a deployment may change comes from the environment (docs/reference/settings)."""

from __future__ import annotations

import os
from pathlib import Path

from tasuki.config.mail import mail_server
from tasuki.config.secrets import secret_key
from tasuki.platform.database import django_database, is_testing, replica_database
from tasuki.platform.entry.providers import read_providers
from tasuki.platform.home import home, is_demo

PACKAGE = Path(__file__).resolve().parents[1]

SECRET_KEY = "only-for-tests" if is_testing() else secret_key(home())
DEBUG = False
ALLOWED_HOSTS = os.environ.get("TASUKI_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TASUKI_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "tasuki.platform.people",
    "tasuki.platform.access",
    "tasuki.platform.entry",
    "tasuki.platform.journal",
    "tasuki.platform.jobs",
    "tasuki.platform.time",
    "tasuki.playbooks",
    "tasuki.records",
    "tasuki.sla",
    "tasuki.stages.intake",
    "tasuki.stages.registration",
    "tasuki.stages.routing",
    "tasuki.stages.qualification",
    "tasuki.stages.meetings",
    "tasuki.stages.handoff",
    "tasuki.stages.discovery",
    "tasuki.stages.conversion",
    "tasuki.stages.pipeline",
    "tasuki.notices",
    "tasuki.flow",
    "tasuki.integrations.email",
    "tasuki.integrations.webhooks",
    "tasuki.insight",
    "tasuki.calibration.disputes",
    "tasuki.desk",
]
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["tasuki.platform.people.sign_in.HandleOrEmail"]
DATABASES = {"default": django_database(), **replica_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOT_URLCONF = "tasuki.config.urls"
WSGI_APPLICATION = "tasuki.config.wsgi.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tasuki.platform.http.request_id.RequestIdMiddleware",
    "tasuki.platform.http.policy.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tasuki.platform.http.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "tasuki.platform.http.templates.PerLanguage",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tasuki.desk.context.desk",
            ],
        },
    }
]

LANGUAGE_CODE = os.environ.get("TASUKI_LANGUAGE", "en")
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = [PACKAGE.parent / "locale", PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TASUKI_ZONE", "Asia/Tokyo")

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = home() / "files"

LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "sign_in"
SESSION_ENGINE = "tasuki.platform.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "tasuki_demo_session" if is_demo() else "tasuki_session"
IS_HTTPS = os.environ.get("TASUKI_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = int(os.environ.get("TASUKI_SESSION_DAYS", "14")) * 24 * 60 * 60
if IS_HTTPS:  # the proxy that speaks TLS says so, and lets nobody else say it
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = int(os.environ.get("TASUKI_HSTS", "0"))
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if is_testing() or is_demo()  # the demo prints its passwords: hashing them slowly protects nothing
    else ["django.contrib.auth.hashers.ScryptPasswordHasher"]
)
# allauth is taken for its protocols: the pages, the steps and the rules of coming in are ours (decision 0019).
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "tasuki.platform.entry.sealing.Sealed"
OIDC_PROVIDERS = read_providers(os.environ.get("TASUKI_OIDC", ""))

# Mail: smtp://user:password@host:587 (STARTTLS), smtps://… (TLS from the start); ?tls=0 for a server on this machine.
MAIL = mail_server(os.environ.get("TASUKI_SMTP", ""))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("TASUKI_MAIL_FROM", "tasuki@localhost")

# Where people open the desk (links in letters), and Slack: a bot's token, or an incoming webhook of one channel.
TASUKI_URL = os.environ.get("TASUKI_URL", "http://127.0.0.1:8000").rstrip("/")
TASUKI_SLACK_TOKEN = os.environ.get("TASUKI_SLACK_TOKEN", "")
TASUKI_SLACK_WEBHOOK = os.environ.get("TASUKI_SLACK_WEBHOOK", "")
# Addresses inside that webhooks may be sent to all the same: networks, separated by commas.
TASUKI_WEBHOOK_ALLOW = os.environ.get("TASUKI_WEBHOOK_ALLOW", "")
TASUKI_SLACK_API = os.environ.get("TASUKI_SLACK_API", "https://slack.com/api").rstrip("/")

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["tasuki.platform.http.uploads.KnownSendersUploadHandler"]
TASUKI_UPLOAD_BYTES = int(os.environ.get("TASUKI_UPLOAD_MB", "1024")) * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("TASUKI_LOG", "WARNING")},
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
NINJA_PAGINATION_MAX_LIMIT = 200

"""Everything that a machine may differ in comes from the environment; see docs/operations.md."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from config import env
from config.navigation import NAVIGATION, favicon
from config.secret import stored_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Who we are

DEBUG = env.flag("DEBUG")
HTTPS = env.flag("HTTPS", not DEBUG)
SECRET_KEY_IS_GIVEN = bool(env.text("SECRET_KEY"))
SECRET_KEY = env.text("SECRET_KEY") or stored_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS")
BASE_CURRENCY = env.text("BASE_CURRENCY", "CNY")
LEAD_LIFECYCLE = "assignment.lifecycle.Lifecycle"
REPS_FREED = "assignment.waking.wake_leads_for"

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "django.contrib.admin.apps.SimpleAdminConfig",  # config/urls.py finds the pages
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_q",
    "simple_history",
    "import_export",
    "axes",
    "csp",
    "django_htmx",
    "reps",
    "leads",
    "assignment",
    "reports",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.csp.PathPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "reps.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",  # last, so that it sees every refused login
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data

DATABASES = {
    "default": env.database(
        env.text("DATABASE_URL", f"sqlite:////{(VAR_DIR / 'fairlead.sqlite3').as_posix()[1:]}"),
        root=BASE_DIR,
    )
}
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # mail webhooks bring attachments along

# Languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True

# Static files

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# People and their logins

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# Behind a proxy everybody may share one address: lock a name at an address, not the address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"

# The browser

SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin shows previews of itself; the policy is stricter
if env.flag("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # X-Frame-Options: config/csp.py decides, path by path
    "security.W021",  # preloading binds a whole domain for ever, which is its owner's decision
]

# REST

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "leads.api.authentication.ApiKeyAuthentication",  # first: it names the scheme in a 401
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["leads.api.permissions.MayRead"],
    "DEFAULT_THROTTLE_CLASSES": ["reps.api.throttling.RequestsPerMinute"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "reps.api.negotiation.WhatThereIs",
    "DEFAULT_PAGINATION_CLASS": "reps.api.pagination.BehindCursor",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "reps.api.problems.as_problem",
}
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 6000)  # for each key or user
API_LARGEST_BODY = 2 * 1024 * 1024  # one lead; a single text of a million characters still fits
SPECTACULAR_SETTINGS = {
    "TITLE": "Fairlead",
    "DESCRIPTION": "Push leads, and read what became of them.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "LeadStatusEnum": "leads.choices.LeadStatus",
        "OutcomeEnum": "leads.choices.Outcome",
        "ActivityKindEnum": "leads.choices.ActivityKind",
        "ActivityOutcomeEnum": "leads.choices.ActivityOutcome",
        "DecisionKindEnum": "assignment.choices.DecisionKind",
        "TargetKindEnum": "assignment.choices.TargetKind",
        "OfferStateEnum": "assignment.choices.OfferState",
        "PartialKindEnum": "assignment.choices.PartialKind",
        "VersionStateEnum": "assignment.choices.VersionState",
        "RequestStateEnum": "assignment.choices.RequestState",
        "SimulationKindEnum": "assignment.choices.SimulationKind",
        "SimulationStateEnum": "assignment.choices.SimulationState",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "reps.api.schema.with_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# The admin
UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Fairlead",
    "SITE_HEADER": "Fairlead",
    "SITE_SYMBOL": "anchor",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": favicon}],
    "SHOW_LANGUAGES": True,
    "LANGUAGES": {"action": reverse_lazy("desk:language")},
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "config.dashboard.show",
    "SIDEBAR": {"show_search": False, "navigation": NAVIGATION},
}
SIMPLE_HISTORY_REVERT_DISABLED = True  # an old copy would bring back what has moved on since

# Background jobs

Q_CLUSTER: dict[str, Any] = {
    "name": "fairlead",
    "orm": "default",  # queued in the caller's transaction, and gone if it rolls back
    "workers": 2,
    "timeout": 60,
    "retry": 300,
    "queue_limit": 4,
    "bulk": 1,
    "poll": 0.5,
    "save_limit": 0,  # a limit costs a lock for every success; reps.tasks purges instead
    "ack_failures": False,
    "max_attempts": 3,
    "catch_up": False,
    "label": _("Background jobs"),
    # Imports, exports and dry runs, so that they never keep the sweeps waiting.
    "ALT_CLUSTERS": {"long": {"workers": 1, "queue_limit": 2}},
}

# Words for the operator

LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django-q": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
    },
}

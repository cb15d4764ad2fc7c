"""Facts of deployment, read from the environment (`.env.example` explains each). Facts of the business are rows."""

import sys
from datetime import date, datetime
from pathlib import Path
from urllib.parse import unquote

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
TESTING = "pytest" in sys.modules

DEFAULT_SECRET_KEY = "insecure-key-for-tests-only"  # noqa: S105 (refused below outside tests)
SECRET_KEY = env("SECRET_KEY", default=DEFAULT_SECRET_KEY)
CLOCK_TODAY = env("CLOCK_TODAY", default="")

if not (DEBUG or TESTING):
    if SECRET_KEY == DEFAULT_SECRET_KEY or len(SECRET_KEY) < 32:
        raise ImproperlyConfigured("SECRET_KEY phải được đặt riêng, dài ít nhất 32 ký tự, khi DEBUG tắt.")
    if CLOCK_TODAY and not DEMO:
        raise ImproperlyConfigured("CLOCK_TODAY chỉ dùng cho bản trình diễn (DEMO=1), không dùng khi vận hành thật.")
if CLOCK_TODAY:  # a day, or a day with its hour ("2026-10-24T23:59:50") at which a process first asks
    CLOCK_TODAY = datetime.fromisoformat(CLOCK_TODAY) if "T" in CLOCK_TODAY else date.fromisoformat(CLOCK_TODAY)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "rules",
    "template_partials",
    # The rooms, in the order in which they may import each other (`./run check` holds them to it).
    "core",
    "audit",
    "accounts",
    "organisation",
    "notifications",
    "deadlines",
    "legal",
    "documents",
    "submissions",
    "records",
    "councils",
    "plans",
    "campaigns",
    "registrations",
    "evaluations",
    "awards",
    "oversight",
    "thiduakhenthuong",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before all that may answer by themselves, so that no page is without their headers.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "accounts.middleware.KeptFormMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.middleware.NormalFormMiddleware",
    "organisation.middleware.OrganisationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "thiduakhenthuong.urls"
WSGI_APPLICATION = "thiduakhenthuong.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "thiduakhenthuong.frame.frame",
            ],
            "builtins": ["core.templatetags.ui"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///thiduakhenthuong")}
DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])  # a socket folder arrives as %2F…
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["TEST"] = {"NAME": env("TEST_DATABASE_NAME", default="test_thiduakhenthuong")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},  # telephone numbers, dates of birth
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"

# Lock-out: five wrong passwords for one name from one address close that pair for a quarter of an hour. Only the
# pair is locked, so nobody can lock a colleague out from elsewhere.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=2 * 3600)
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=12 * 3600)  # absolute, even for someone who stays busy
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

INSECURE_COOKIES = env.bool("INSECURE_COOKIES", default=DEBUG or TESTING)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not INSECURE_COOKIES
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not INSECURE_COOKIES)
SECURE_HSTS_SECONDS = 0 if INSECURE_COOKIES else env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE_COOKIES
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # a document's preview stands in a frame of our own page

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"]
FORMAT_MODULE_PATH = ["thiduakhenthuong.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / ".data" / "static"))
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing folder
MEDIA_ROOT = env("MEDIA_ROOT", default=str(BASE_DIR / ".data" / "media"))
STORAGES = {
    # Nothing here is ever served by path: a room streams a file after its own `access`.
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# A file of certificates (PEM) whose holders' signatures this place trusts; "" where every issuer is unknown.
SIGNING_TRUST_ROOTS = env("SIGNING_TRUST_ROOTS", default="")

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="thi-dua@localhost")
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="memory://" if TESTING else "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    _broker_dir = Path(env("CELERY_BROKER_DIR", default=str(BASE_DIR / ".data" / "broker")))
    for _folder in (_broker_dir, _broker_dir / "processed", _broker_dir / "control"):
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker_dir),
        "data_folder_out": str(_broker_dir),
        "processed_folder": str(_broker_dir / "processed"),
        "control_folder": str(_broker_dir / "control"),
        "polling_interval": 0.05,
    }
CELERY_RESULT_BACKEND = None  # what a task did stands in its row (`core.Job`), not in a result store
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_DEFAULT_QUEUE = "celery"
# A worker that names no queue takes from both. In production one of its own renders, so that a thousand certificates
# keep no reminder waiting.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("celery", "render")]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # what one worker reserves, an idle one could have done
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_TASK_SOFT_TIME_LIMIT = 14 * 60
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker however long that is away
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# A sweep that nobody took in time is dropped: the next one does the same, and they must not pile up.
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.sweep_jobs", "schedule": 60.0, "options": {"expires": 55}},
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": 6 * 3600.0},
    "seal-audit": {"task": "audit.seal_all", "schedule": 3600.0},
    "send-notifications": {"task": "notifications.send_pending", "schedule": 60.0, "options": {"expires": 55}},
    "sweep-deadlines": {"task": "deadlines.sweep", "schedule": 300.0, "options": {"expires": 290}},
    "hand-over-steps": {"task": "documents.hand_over_steps", "schedule": 900.0, "options": {"expires": 890}},
    "check-files": {"task": "documents.check_files", "schedule": 900.0, "options": {"expires": 890}},
    "keep-plan-readers": {"task": "plans.keep_readers", "schedule": 3600.0, "options": {"expires": 3590}},
    "open-evaluation-periods": {"task": "evaluations.open_due_periods", "schedule": 300.0, "options": {"expires": 290}},
    "update-evaluation-periods": {"task": "evaluations.update_open_periods", "schedule": crontab(hour=1, minute=20)},
    "erase-practice": {"task": "councils.erase_old_practice", "schedule": crontab(hour=2, minute=10)},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    "loggers": {"pyhanko": {"level": "ERROR"}},  # warns of a picture that is a billionth of a point too wide
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

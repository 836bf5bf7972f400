"""Everything that can be set, read from the environment. docs/settings.md describes each."""

from pathlib import Path

from nadi.config import environment as env
from nadi.config.shelf import shelf_of
from nadi.core.logs import write_plain_lines

HERE = Path(__file__).resolve().parent.parent

NADI_DATA = Path(env.text("NADI_DATA", str(Path.home() / ".local/share/nadi")))
NADI_URL = env.text("NADI_URL", "http://localhost:8765")
NADI_INTAKE_URL = env.text("NADI_INTAKE_URL", "http://127.0.0.1:8766")
NADI_DEMO = env.yes("NADI_DEMO")
NADI_SMTP_HOST = env.text("NADI_SMTP_HOST", "127.0.0.1")
NADI_SMTP_PORT = env.whole("NADI_SMTP_PORT", 2525)
NADI_SMTP_RELAY = env.text("NADI_SMTP_RELAY")
NADI_MAIL_ADDRESS = env.text("NADI_MAIL_ADDRESS", "support@northlight.example")
NADI_FIRM = env.text("NADI_FIRM", "Our firm")
NADI_ZONE = env.text("NADI_ZONE", "UTC")
NADI_CURRENCY = env.text("NADI_CURRENCY", "EUR")
NADI_VAULT_KEYS = [key for key in env.text("NADI_VAULT_KEYS").split(",") if key]

SECRET_KEY = env.text("NADI_SECRET_KEY", "only-for-tests-and-typing")
DEBUG = env.yes("NADI_DEBUG")
ALLOWED_HOSTS = env.text("NADI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in env.text("NADI_ORIGINS").split(",") if o]

INSTALLED_APPS = [
    "nadi.core",
    "nadi.accounts",
    "nadi.clients",
    "nadi.fleet",
    "nadi.agreements",
    "nadi.learning",
    "nadi.monitoring",
    "nadi.maintenance",
    "nadi.desk",
    "nadi.planning",
    "nadi.culture",
    "nadi.balance",
    "nadi.running",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "nadi.core.middleware.RequestOrigin",
    "nadi.config.headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nadi.accounts.middleware.LastSeen",
    "django_htmx.middleware.HtmxMiddleware",
    "nadi.accounts.middleware.ViewersZone",
    "nadi.core.middleware.ErrorsForPeople",
    "nadi.config.doors.Doors",
]

NADI_COLUMN = "nadi.balance.queries.column"  # what fills the rings at the left of every page

ROOT_URLCONF = "nadi.config.urls"
APPEND_SLASH = True

_PACKAGES = [app.removeprefix("nadi.") for app in INSTALLED_APPS if app.startswith("nadi.")]
_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "nadi.config.frame.frame",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "templates", *(HERE / name / "templates" for name in _PACKAGES)],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "nadi.config.jinja.environment", "context_processors": _CONTEXT},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]

DATABASES = {"default": env.database(env.text("NADI_DATABASE_URL", "postgresql:///nadi"))}
if env.yes("NADI_POOL"):
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # the database may have been started anew
    DATABASES["default"]["OPTIONS"]["pool"] = {  # type: ignore[index]
        "min_size": 1,
        "max_size": env.whole("NADI_POOL_SIZE", 10),
        "timeout": 10,
    }

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["nadi.accounts.signed_in.SignedIn"]
SESSION_ENGINE = "nadi.accounts.signed_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
NADI_HOMES = {"technician": "desk:home", "contact": "clients:portal"}  # everybody else: Today
NADI_COLUMN = "nadi.balance.queries.column"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {"login": "nadi.accounts.forms.SignInForm"}
ACCOUNT_ADAPTER = "nadi.accounts.adapter.InvitedOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "nadi"
MFA_ADAPTER = "nadi.accounts.adapter.SealedSecrets"
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = NADI_URL.startswith("https://")
SESSION_COOKIE_NAME = "nadi_session"
CSRF_COOKIE_NAME = "nadi_csrf"
CSRF_FAILURE_VIEW = "nadi.config.doors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "en"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = f"/static/{shelf_of(HERE).digest}/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
SILENCED_SYSTEM_CHECKS: list[str] = []

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # nadi sends by its own outbox

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "nadi.core.hiding.HideSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.text("NADI_LOG", "WARNING")},
}
write_plain_lines()

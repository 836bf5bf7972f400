"""The Jinja2 environment of every page. (First form; the frame's filters come with the frame.)"""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment


def environment(**options: object) -> Environment:
    """Autoescaping on, translations in, `url` and `static` at hand."""
    made = Environment(extensions=["jinja2.ext.i18n"], **options)  # type: ignore[arg-type]
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(url=reverse, static=static)
    return made

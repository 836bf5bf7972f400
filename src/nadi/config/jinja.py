"""The Jinja2 environment every page is rendered by: words, addresses, pictures and components.

Templates find everything without an import: `{{ ui.button(...) }}` is a macro of
templates/components/, `{{ url("desk:board") }}` an address, `{{ when|moment }}` a moment in the
viewer's zone.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import QueryDict
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from nadi.config import pictures
from nadi.core import words

COMPONENT_FILES = ("words", "press", "frame", "cards", "pictures", "messages", "story", "nights")
PLAIN = frozenset({int, str})
FORM_MACROS = frozenset({"form", "act"})


def environment(**options: Any) -> Environment:
    """Called by Django's Jinja2 backend (settings TEMPLATES, OPTIONS["environment"])."""
    options["undefined"] = StrictUndefined  # a misspelt name is an error, not an empty place
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(**options)  # noqa: S701  the backend passes autoescape=True
    env.add_extension("jinja2.ext.i18n")
    env.add_extension("jinja2.ext.do")
    translator: Any = env  # the extension added the method just now
    translator.install_gettext_callables(
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals["_"] = env.globals["gettext"] = said
    env.filters.update(words.FILTERS)
    env.filters["center"] = center_class
    env.globals.update(
        static=file_address,
        url=url,
        url_or_none=url_or_none,
        now=now,
        time_zone=timezone.get_current_timezone_name,
        language=get_language,
        line_picture=pictures.line,
        share=pictures.share,
        cells=pictures.cells,
        stretches=pictures.stretches,
        ui=Components(env),
        part=kept_parts(env),
        asked_anew=asked_anew,
    )
    return env


def said(text: str, /, **values: object) -> Markup:
    """`_("...")` in a template: a page says a hundred sentences, and looks each up once a process
    and language instead of once a page."""
    found = _in_language(text, get_language())
    return found % values if values or "%" in found else found


@lru_cache(maxsize=4096)
def _in_language(text: str, language: str | None) -> Markup:
    return Markup(gettext(text))  # noqa: S704  the templates' own words, never a person's


@lru_cache(maxsize=1024)
def file_address(path: str) -> str:
    """A file of ours is at the same address for the life of a process."""
    return static(path)


def url(name: str, *args: object, **kwargs: object) -> str:
    """Looked up once a process: a page names some forty addresses, mostly the same."""
    if all(type(each) in PLAIN for each in (*args, *kwargs.values())):
        return _address(name, get_urlconf(), get_script_prefix(), *args, **kwargs)
    return reverse(name, args=args or None, kwargs=kwargs or None)


@lru_cache(maxsize=4096, typed=True)
def _address(
    name: str, urlconf: str | None, prefix: str, /, *args: object, **kwargs: object
) -> str:
    return reverse(name, urlconf, args=args or None, kwargs=kwargs or None)


def url_or_none(name: str, *args: object, **kwargs: object) -> str | None:
    """For navigation to a part that may not be installed: absent is better than broken."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return None


def kept_parts(env: Environment) -> Callable[..., Markup]:
    """`part("components/x.html", here=...)`: a template that reads nothing but the values it is
    given, hashable and never changed. What the same values make is kept by the process; the
    language and where the pages stand are the two things every template reads besides."""

    @lru_cache(maxsize=512, typed=True)
    def made(name: str, language: str, prefix: str, /, **values: object) -> Markup:
        return Markup(env.get_template(name).render(values))  # noqa: S704  it escapes by itself

    making = made.__wrapped__ if env.auto_reload else made  # while templates are being written

    def part(name: str, /, **values: object) -> Markup:
        return making(name, get_language(), get_script_prefix(), **values)

    return part


def asked_anew(asked: QueryDict | None, page: int) -> str:
    """The same question of another page of its answer."""
    question = QueryDict(mutable=True) if asked is None else asked.copy()
    question["page"] = str(page)
    return f"?{question.urlencode()}"


def now() -> datetime:
    return timezone.localtime()


def center_class(center: object) -> str:
    """`third_eye`, `Third Eye` or a CenterConfig becomes the class that carries its colour."""
    if not center:
        return ""
    energy = str(getattr(center, "energy", center))
    return "center-" + energy.strip().lower().replace("_", "-").replace(" ", "-")


class Components:
    """`ui`: the macros of components/*.html, looked up when used.

    Macros have no context of their own; those that hold a form get the page's CSRF field handed in.
    """

    def __init__(self, env: Environment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        for file in COMPONENT_FILES:
            macro = getattr(self._env.get_template(f"components/{file}.html").module, name, None)
            if macro is not None:
                macro = with_csrf(macro) if name in FORM_MACROS else macro
                if not self._env.auto_reload:
                    setattr(self, name, macro)  # looked up once: a page asks some forty times
                return macro
        raise AttributeError(f"no component is called {name}")


def with_csrf(macro: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    def call(context: Context, *args: Any, **kwargs: Any) -> Any:
        return macro(*args, csrf=context["csrf_input"], **kwargs)

    return call

"""Every URL stands in the table; every role finds open what names it, and all else closed."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client as Browser
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from nadi.accounts.models import Person, Role
from nadi.config.permissions import ANYBODY, TABLE

SAMPLES = {
    "int": 987654,
    "slug": "no-such-thing",
    "str": "no-such-thing",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "path": "no-such-thing",
}


def _patterns(
    patterns: list[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(part for part in (namespace, pattern.namespace or "") if part)
            yield from _patterns(pattern.url_patterns, inner)
        else:
            name = pattern.name or ""
            yield (f"{namespace}:{name}" if namespace else name), pattern


URLS = dict(_patterns(get_resolver().url_patterns))


def _path(name: str, pattern: URLPattern) -> str:
    kinds = {
        key: type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for key, converter in pattern.pattern.converters.items()
    }
    values = {key: SAMPLES.get(kind, "1") for key, kind in kinds.items()}
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:  # a regular expression of a library: its own words are enough
        return reverse(name, kwargs=dict.fromkeys(pattern.pattern.regex.groupindex, "1"))


def test_every_url_is_in_the_table() -> None:
    assert set(URLS) - set(TABLE) == set()


def test_the_table_names_no_url_that_is_gone() -> None:
    assert set(TABLE) - set(URLS) == set()


def _is_closed(browser: Browser, path: str) -> bool:
    response = browser.get(path)
    closed = response.status_code == 403 and b"not open to your role" in response.content
    return closed or (response.status_code == 302 and "/account/login/" in response["Location"])


@pytest.mark.parametrize("role", [*Role, None])
def test_doors_open_for_the_named_roles_alone(
    role: Role | None, db: None, browser_of: Callable[[Person], Browser]
) -> None:
    wrong = []
    for name, pattern in URLS.items():
        roles = TABLE.get(name, frozenset())
        if roles is ANYBODY or name.startswith("mfa_"):
            continue
        if role is None:
            browser = Browser()
        else:
            person, _ = Person.objects.get_or_create(
                email=f"{role}@northlight.example", defaults={"name": role.label, "role": role}
            )
            browser = browser_of(person)
        browser.raise_request_exception = False
        closed = _is_closed(browser, _path(name, pattern))
        if closed != (role not in roles):
            wrong.append(f"{name}: {'closed' if closed else 'open'} for {role}")
    assert wrong == []

"""Every URL stands in the table; every role finds open what names it, and all else closed."""

from collections.abc import Iterator

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
    response = browser.put(path)  # no page takes it, so nothing but the door is tried
    closed = response.status_code == 403 and b"not open to your role" in response.content
    return closed or (response.status_code == 302 and "/account/login/" in response["Location"])


def _browser_as(role: Role | None) -> Browser:
    browser = Browser(raise_request_exception=False)
    if role is not None:
        person = Person.objects.create(
            email=f"{role}@northlight.example", name=role.label, role=role
        )
        browser.force_login(person)
    return browser


@pytest.mark.parametrize("role", [*Role, None])
def test_doors_open_for_the_named_roles_alone(role: Role | None, db: None) -> None:
    wrong = []
    browser = _browser_as(role)
    for name, pattern in URLS.items():
        roles = TABLE.get(name, frozenset())
        if roles is ANYBODY or name.startswith("mfa_"):
            continue
        closed = _is_closed(browser, _path(name, pattern))
        if closed != (role not in roles):
            wrong.append(f"{name}: {'closed' if closed else 'open'} for {role}")
    assert wrong == []

"""Every text colour against every ground it stands on, computed from tokens.css, both schemes."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "nadi" / "css"
TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);",
        (CSS / "tokens.css").read_text(encoding="utf-8"),
    )
}
CENTERS = [name for name in TOKENS if name.startswith("center-")]
GROUNDS = ("paper", "card")
PAIRS = [
    *((text, ground) for text in ("ink", "soft", "muted") for ground in GROUNDS),
    *((text, "sunken") for text in ("ink", "soft")),
    *((center, ground) for center in CENTERS for ground in GROUNDS),
    *(("on-center", center) for center in CENTERS),
    *((tone, f"{tone}-tint") for tone in ("good", "warn", "bad", "info", "quiet")),
    *((tone, ground) for tone in ("good", "warn", "bad", "info") for ground in GROUNDS),
    *(("ink", f"{tone}-tint") for tone in ("good", "warn", "bad", "quiet", "note")),
    *((text, "note-tint") for text in ("ink", "soft", "good")),
    ("on-dark", "dark"),
]
LOOK = {
    "center-root": "#c23b3b",
    "center-sacral": "#ad560c",
    "center-solar": "#8f6a00",
    "center-heart": "#2c7f51",
    "center-throat": "#1b6f9f",
    "center-third-eye": "#4f52b8",
    "center-crown": "#8a4fb0",
    "paper": "#faf9f6",
    "hairline": "#e6e4df",
    "ink": "#1d2129",
}

Colour = tuple[float, float, float]


def rgb(text: str) -> Colour:
    return tuple(int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))


def mixed(top: Colour, share: float, ground: Colour) -> Colour:
    """color-mix(in srgb, top share, ground)"""
    return tuple(a * share + b * (1 - share) for a, b in zip(top, ground, strict=True))


def luminance(colour: Colour) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Colour, other: Colour) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert round(contrast(rgb("#ffffff"), rgb("#000000")), 2) == 21.0
    assert round(contrast(rgb("#767676"), rgb("#ffffff")), 2) == 4.54


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(text: str, ground: str, scheme: int) -> None:
    assert contrast(rgb(TOKENS[text][scheme]), rgb(TOKENS[ground][scheme])) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("center", CENTERS)
def test_tinted_grounds_keep_their_text_readable(center: str, scheme: int) -> None:
    card, own = rgb(TOKENS["card"][scheme]), rgb(TOKENS[center][scheme])
    assert contrast(own, mixed(own, 0.06, card)) >= 4.5, "a pill of the center"
    assert contrast(rgb(TOKENS["soft"][scheme]), mixed(own, 0.09, card)) >= 4.5, "where one is"
    assert contrast(rgb(TOKENS["soft"][scheme]), mixed(own, 0.06, card)) >= 4.5, "the lit row"


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_edges_of_fields_can_be_seen(scheme: int) -> None:
    for ground in GROUNDS:
        assert contrast(rgb(TOKENS["edge"][scheme]), rgb(TOKENS[ground][scheme])) >= 3.0


def test_the_light_scheme_is_the_look() -> None:
    assert {name: TOKENS[name][0] for name in LOOK} == LOOK


def test_every_token_used_is_declared() -> None:
    declared = set(
        re.findall(
            r"(--[\w-]+):", "".join(p.read_text(encoding="utf-8") for p in CSS.glob("*.css"))
        )
    )
    used = set(
        re.findall(
            r"var\((--[\w-]+)", "".join(p.read_text(encoding="utf-8") for p in CSS.glob("*.css"))
        )
    )
    assert used <= declared


def test_no_colour_is_written_outside_the_tokens() -> None:
    stray = {
        sheet.name: found
        for sheet in CSS.glob("*.css")
        if sheet.name != "tokens.css"
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b(?!-)", sheet.read_text(encoding="utf-8")))
    }
    assert stray == {"messages.css": ["#fff"]}, "only the ground of a QR code is always white"

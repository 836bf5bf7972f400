r"""Pictures of pages of a nadi that runs, at 1440 and 390 wide, light and dark.

    python bench/pictures.py --link 'http://localhost:8765/account/enter/...' --to /tmp/pictures \
        / /desk/ /clients/

`--link` is a one-time sign-in link (`./nadi up --demo` prints one; `nadi make_sign_in_link ADDRESS`
makes another). The pictures are named after the addresses. Needs Chromium (NADI_CHROMIUM, else
/usr/bin/chromium) and playwright, which the dev dependencies bring.
"""

import argparse
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

SIZES = {"wide": (1440, 900), "phone": (390, 844)}


def sign_in(browser: Browser, link: str) -> tuple[str, dict]:
    """Open the link, come in, and hand back where that was and the cookies."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Come in").click()
    page.wait_for_load_state()
    state = context.storage_state()
    context.close()
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}", state


def take(browser: Browser, base: str, state: dict, addresses: list[str], folder: Path) -> None:
    for size, (width, height) in SIZES.items():
        for scheme in ("light", "dark"):
            context = browser.new_context(
                base_url=base,
                storage_state=state,
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            page = context.new_page()
            page.on("console", lambda said: said.type == "error" and print("  console:", said.text))
            for address in addresses:
                page.goto(address)
                page.wait_for_load_state("networkidle")
                name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "today"
                path = folder / f"{name}-{size}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
                print(path)
            context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--link", required=True, help="a one-time sign-in link, whole")
    parser.add_argument("--to", type=Path, default=Path("pictures"))
    parser.add_argument("addresses", nargs="+")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("NADI_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        base, state = sign_in(browser, options.link)
        take(browser, base, state, options.addresses, options.to)
        browser.close()


if __name__ == "__main__":
    main()

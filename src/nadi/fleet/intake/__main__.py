"""`python -m nadi.fleet.intake --port N`: listen to agents until stopped."""

import argparse
import os
import sys

import uvicorn

from nadi.core.logs import write_plain_lines
from nadi.fleet.intake.app import Settings, make_app


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="nadi.fleet.intake", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    arguments = parser.parse_args(argv)
    url, secret = os.environ.get("NADI_DATABASE_URL"), os.environ.get("NADI_SECRET_KEY")
    if not url or not secret:
        sys.stderr.write("The intake needs NADI_DATABASE_URL and NADI_SECRET_KEY.\n")
        return 2
    write_plain_lines()
    app = make_app(Settings(url, secret.encode()))
    uvicorn.run(
        app,
        host=arguments.host,
        port=arguments.port,
        http="httptools",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,  # nothing here depends on where a request came from
        log_level="warning",
        timeout_graceful_shutdown=5,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

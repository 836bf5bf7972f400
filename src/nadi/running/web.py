"""`nadi web`: the pages, by uvicorn."""

import argparse
import os
from collections.abc import Sequence

import uvicorn

from nadi.config.front import front

TRUSTED_PROXIES = "127.0.0.1,::1"


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="nadi web", description="Serve the pages.")
    parser.add_argument("--host", default=os.environ.get("NADI_HOST") or "127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("NADI_PORT") or 8765))
    asked = parser.parse_args(words)
    uvicorn.run(
        front,
        host=asked.host,
        port=asked.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=os.environ.get("NADI_PROXIES") or TRUSTED_PROXIES,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=30,
    )
    return 0

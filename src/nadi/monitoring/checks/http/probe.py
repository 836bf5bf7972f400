"""One look at one web address: what came, when, and in plain words what was wrong.

Knows nothing of Django. Every look is bounded: in time as a whole, in bytes, in redirects. Only
http and https; and only addresses of the open internet, unless a person said that this check looks
inside a client's network. The name is resolved once, the answer is judged, and exactly that address
is called: a name that changes its mind between judging and calling gains nothing.
"""

import ssl
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import IPPROTO_TCP, SHUT_RDWR, SOCK_STREAM, gaierror, getaddrinfo, socket
from threading import Timer
from time import monotonic

import httpx2

MOST_BYTES = 256 * 1024
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
AGENT = "nadi (site check)"
Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a check expects of an address."""

    url: str
    status: int = 200
    text: str = ""
    timeout: float = 10.0
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look found. `sentence` says what was wrong; empty when all was as expected."""

    sentence: str
    status: int | None
    phases: Mapping[str, int]
    milliseconds: int
    certificate_until: datetime | None = None
    address: str = ""

    @property
    def fine(self) -> bool:
        return not self.sentence


class Wrong(Exception):
    """A look that ends early; the text is the sentence for people."""


@dataclass(slots=True)
class _Look:
    """What is learned on the way, so that a look that fails still says how far it came."""

    wanted: Wanted
    began: float = field(default_factory=monotonic)
    phases: dict[str, int] = field(default_factory=dict)
    started: dict[str, float] = field(default_factory=dict)
    status: int | None = None
    certificate_until: datetime | None = None
    address: str = ""
    line: socket | None = None

    def late(self) -> Wrong:
        return Wrong(f"No complete answer within {self.wanted.timeout:g} seconds.")

    def left(self) -> float:
        left = self.wanted.timeout - (monotonic() - self.began)
        if left <= 0:
            raise self.late()
        return left

    def hang_up(self) -> None:
        """Time is over: whatever read is waiting on the line ends now."""
        if self.line is not None:
            with suppress(OSError):
                self.line.shutdown(SHUT_RDWR)

    def spent(self, phase: str, since: float) -> None:
        self.phases[phase] = self.phases.get(phase, 0) + round((monotonic() - since) * 1000)

    def trace(self, event: str, info: Mapping[str, object]) -> None:
        """httpcore tells of each step; three of them are what a person asks about."""
        names = {"connect_tcp": "connect", "start_tls": "tls", "receive_response_headers": "answer"}
        step, _, moment = event.partition(".")[2].partition(".")
        if step not in names:
            return
        if moment == "started":
            self.started[step] = monotonic()
        else:
            self.spent(names[step], self.started.get(step, monotonic()))
        stream = info.get("return_value")
        told = getattr(stream, "get_extra_info", None)
        if told is not None:
            self.line = told("socket")
            until = _certificate_until(self.line)
            self.certificate_until = until or self.certificate_until


def look(wanted: Wanted, *, trust: ssl.SSLContext | None = None) -> Looked:
    """Look once. Never raises for what the other side does: every trouble becomes a sentence."""
    state = _Look(wanted)
    sentence = ""
    alarm = Timer(wanted.timeout, state.hang_up)
    alarm.start()
    try:
        _follow(state, trust or _trusted())
    except Wrong as wrong:
        sentence = str(wrong)
    except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError, UnicodeError) as error:
        over = monotonic() - state.began >= wanted.timeout
        late = over or isinstance(error, httpx2.TimeoutException)
        sentence = str(state.late()) if late else _in_plain_words(error)
    finally:
        alarm.cancel()
        alarm.join()
    total = round((monotonic() - state.began) * 1000)
    return Looked(
        sentence, state.status, state.phases, total, state.certificate_until, state.address
    )


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


@lru_cache(maxsize=1)
def _resolvers() -> Executor:
    return ThreadPoolExecutor(max_workers=8, thread_name_prefix="nadi-resolve")


def _follow(state: _Look, trust: ssl.SSLContext) -> None:
    url = httpx2.URL(state.wanted.url)
    with httpx2.Client(verify=trust, trust_env=False, follow_redirects=False) as client:
        for _hop in range(MOST_REDIRECTS + 1):
            onward = _one_hop(state, client, url)
            if onward is None:
                return
            if url.scheme == "https" and onward.scheme != "https":
                raise Wrong(f"It sends us from https to {onward.scheme}: {onward}.")
            url = onward
    raise Wrong(f"It sent us on more than {MOST_REDIRECTS} times.")


def _one_hop(state: _Look, client: httpx2.Client, url: httpx2.URL) -> httpx2.URL | None:
    """Call one address; the next one if it sends us on and that was not what was expected."""
    if url.scheme not in ("http", "https") or not url.host:
        raise Wrong("Only http and https addresses can be looked at.")
    address = _resolve(state, url)
    state.address = str(address)
    headers = {
        "User-Agent": AGENT,
        "Host": url.netloc.decode("ascii"),
        "Connection": "close",
        "Accept-Encoding": "identity",
    }
    left = state.left()
    request = client.build_request(
        "GET",
        url.copy_with(host=str(address)),
        headers=headers,
        timeout=left,
        extensions={"sni_hostname": url.host, "trace": state.trace}
        if url.host != str(address)
        else {"trace": state.trace},
    )
    response = client.send(request, stream=True)
    try:
        state.status = response.status_code
        if response.status_code in REDIRECTS and state.wanted.status not in REDIRECTS:
            return url.join(response.headers.get("location", ""))
        _judge(state, response)
    finally:
        response.close()
    return None


def _judge(state: _Look, response: httpx2.Response) -> None:
    wanted = state.wanted
    began = monotonic()
    if response.status_code != wanted.status:
        raise Wrong(f"It answered {response.status_code}; {wanted.status} was expected.")
    if not wanted.text:
        return
    body = bytearray()
    for chunk in response.iter_raw():
        state.left()
        body += chunk
        if len(body) >= MOST_BYTES:
            break
    state.left()
    state.spent("body", began)
    text = body[:MOST_BYTES].decode(response.encoding or "utf-8", errors="replace")
    if wanted.text not in text:
        raise Wrong(f"Its answer does not contain “{wanted.text}”.")


def _resolve(state: _Look, url: httpx2.URL) -> Address:
    """The address to call, if it may be called."""
    began = monotonic()
    port = url.port or (443 if url.scheme == "https" else 80)
    asked = _resolvers().submit(getaddrinfo, url.host, port, 0, SOCK_STREAM, IPPROTO_TCP)
    try:
        answers = asked.result(timeout=state.left())
    except FutureTimeout as error:
        raise Wrong(f"Its name {url.host} was not found in time.") from error
    except gaierror as error:
        raise Wrong(f"Its name {url.host} is not known.") from error
    finally:
        state.spent("name", began)
    addresses = [ip_address(str(answer[4][0]).split("%")[0]) for answer in answers]
    for address in addresses:
        reason = why_not(address, inside=state.wanted.inside)
        if reason:
            raise Wrong(f"{url.host} is {address}: {reason}")
    addresses.sort(key=lambda address: address.version)
    return addresses[0]


def why_not(address: Address, *, inside: bool) -> str:
    """Why this address may not be called; empty if it may."""
    plain = getattr(address, "ipv4_mapped", None) or address
    if plain.is_link_local or plain.is_multicast or plain.is_unspecified:
        return "this kind of address is never looked at."
    if plain.is_global or inside:
        return ""
    return "an address inside a network. Say so on the check if it is the client's."


def _certificate_until(secured: object) -> datetime | None:
    if not isinstance(secured, ssl.SSLSocket):
        return None
    until = (secured.getpeercert() or {}).get("notAfter")
    if not isinstance(until, str):
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC)


def _in_plain_words(error: Exception) -> str:
    """The cause, without the vocabulary of libraries where we know better words."""
    chain: list[BaseException] = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
        chain.append(cause)
    for one in chain:
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"Its certificate is not trusted: {one.verify_message}."
        if isinstance(one, ssl.SSLError):
            return f"No secure connection: {one.reason or one}."
        if isinstance(one, ConnectionRefusedError):
            return "Nobody answers at this address: the connection was refused."
        if isinstance(one, ConnectionResetError):
            return "It broke off the connection."
    if isinstance(error, httpx2.InvalidURL):
        return "This is not a web address."
    if isinstance(error, httpx2.RemoteProtocolError):
        return "What it answered is not HTTP."
    return f"It could not be reached: {error}."

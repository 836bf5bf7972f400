"""The site check against real servers on this machine: slow, failing, untrusted, endless, sly."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from nadi.monitoring.checks.http.probe import MOST_BYTES, Wanted, look, why_not


class Answers(BaseHTTPRequestHandler):
    """A small site with every bad habit."""

    protocol_version = "HTTP/1.1"
    released = threading.Event()

    def do_GET(self) -> None:
        getattr(self, "page_" + self.path.strip("/").split("/")[0], self.page_missing)()

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def page_ok(self) -> None:
        self.say(200, f"<h1>Harbor Dental</h1>{self.headers['Host']}".encode())

    def page_broken(self) -> None:
        self.say(500, b"Traceback")

    def page_missing(self) -> None:
        self.say(404)

    def page_slow(self) -> None:
        self.released.wait(20)
        self.close_connection = True

    def page_drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        while not self.released.wait(0.05):
            self.wfile.write(b".")
            self.wfile.flush()

    def page_headers(self) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.released.wait(0.05):
            self.wfile.write(b"X-More: yes\r\n")
            self.wfile.flush()

    def page_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        while not self.released.is_set():
            self.wfile.write(b"x" * 65536)

    def page_moved(self) -> None:
        self.say(302, Location="/ok")

    def page_round(self) -> None:
        self.say(302, Location="/round")

    def page_sly(self) -> None:
        self.say(302, Location="http://169.254.169.254/latest/meta-data/")

    def page_file(self) -> None:
        self.say(302, Location="file:///etc/passwd")

    def page_down(self) -> None:
        self.say(302, Location="http://localhost:1/")

    def log_message(self, format: str, *args: object) -> None:
        """Silence: the test output is for tests."""


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up early is what these tests are about."""


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    Answers.released.clear()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://localhost:{server.server_port}"
    finally:
        Answers.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving() as url:
        yield url


def certificate(folder: Path, name: str, until: datetime) -> Path:
    """A self-signed certificate for `name`, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=400))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def secured(path: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_all_is_well(site: str) -> None:
    host = site.removeprefix("http://")
    found = look(Wanted(f"{site}/ok", text=f"</h1>{host}", inside=True))
    assert found.fine, found.sentence
    assert found.status == 200
    assert set(found.phases) == {"name", "connect", "answer", "body"}
    assert found.milliseconds >= sum(found.phases.values()) - 5


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        ("/broken", "", "It answered 500; 200 was expected."),
        ("/nowhere", "", "It answered 404; 200 was expected."),
        ("/ok", "Oak & Iron", "Its answer does not contain “Oak & Iron”."),
        ("/round", "", "It sent us on more than 5 times."),
        ("/file", "", "Only http and https addresses can be looked at."),
        ("/down", "", "Nobody answers at this address: the connection was refused."),
    ],
)
def test_what_is_wrong_is_said(site: str, path: str, text: str, sentence: str) -> None:
    assert look(Wanted(site + path, text=text, inside=True)).sentence == sentence


def test_it_follows_where_it_is_sent(site: str) -> None:
    assert look(Wanted(f"{site}/moved", text="Harbor", inside=True)).fine


def test_a_redirect_can_be_what_is_expected(site: str) -> None:
    assert look(Wanted(f"{site}/moved", status=302, inside=True)).fine


@pytest.mark.parametrize("path", ["/slow", "/drip", "/headers"])
def test_time_is_bounded_as_a_whole(site: str, path: str) -> None:
    began = time.monotonic()
    found = look(Wanted(site + path, text="never", timeout=0.5, inside=True))
    assert found.sentence == "No complete answer within 0.5 seconds."
    assert time.monotonic() - began < 3


def test_bytes_are_bounded(site: str) -> None:
    found = look(Wanted(f"{site}/endless", text="never", timeout=10, inside=True))
    assert found.sentence == "Its answer does not contain “never”."
    assert MOST_BYTES == 262144


def test_addresses_inside_need_a_persons_word(site: str) -> None:
    found = look(Wanted(f"{site}/ok"))
    assert "an address inside a network" in found.sentence
    assert found.status is None


def test_a_redirect_to_the_cloud_metadata_is_refused_even_inside(site: str) -> None:
    found = look(Wanted(f"{site}/sly", inside=True))
    assert "never looked at" in found.sentence


@pytest.mark.parametrize(
    ("address", "inside", "allowed"),
    [
        ("93.184.216.34", False, True),
        ("10.0.0.5", False, False),
        ("10.0.0.5", True, True),
        ("127.0.0.1", False, False),
        ("::1", False, False),
        ("::ffff:10.0.0.5", False, False),
        ("::ffff:169.254.169.254", True, False),
        ("169.254.169.254", True, False),
        ("fe80::1", True, False),
        ("0.0.0.0", True, False),
        ("224.0.0.1", True, False),
        ("fd00::7", False, False),
        ("fd00::7", True, True),
        ("2606:2800:220:1::1", False, True),
    ],
)
def test_which_addresses_may_be_called(address: str, inside: bool, allowed: bool) -> None:
    assert (why_not(ip_address(address), inside=inside) == "") is allowed


def test_a_certificate_nobody_knows_is_a_failure(tmp_path: Path) -> None:
    path = certificate(tmp_path, "localhost", datetime.now(UTC) + timedelta(days=30))
    with serving(secured(path)) as url:
        found = look(Wanted(f"{url}/ok", inside=True))
    assert found.sentence.startswith("Its certificate is not trusted: self")


@pytest.mark.parametrize(("name", "days", "why"), [("other.example", 30, "Hostname mismatch")])
def test_a_certificate_for_somebody_else_is_a_failure(
    tmp_path: Path, name: str, days: int, why: str
) -> None:
    path = certificate(tmp_path, name, datetime.now(UTC) + timedelta(days=days))
    with serving(secured(path)) as url:
        found = look(
            Wanted(f"{url}/ok", inside=True), trust=ssl.create_default_context(cafile=path)
        )
    assert why in found.sentence


def test_an_expired_certificate_is_a_failure(tmp_path: Path) -> None:
    path = certificate(tmp_path, "localhost", datetime.now(UTC) - timedelta(days=1))
    with serving(secured(path)) as url:
        found = look(
            Wanted(f"{url}/ok", inside=True), trust=ssl.create_default_context(cafile=path)
        )
    assert found.sentence == "Its certificate is not trusted: certificate has expired."


def test_the_end_of_the_certificate_is_read(tmp_path: Path) -> None:
    until = (datetime.now(UTC) + timedelta(days=30)).replace(microsecond=0)
    path = certificate(tmp_path, "localhost", until)
    with serving(secured(path)) as url:
        trust = ssl.create_default_context(cafile=path)
        found = look(Wanted(f"{url}/ok", text="Harbor", inside=True), trust=trust)
    assert found.fine, found.sentence
    assert found.certificate_until == until
    assert "tls" in found.phases


def test_plain_http_on_a_tls_port_and_nonsense() -> None:
    assert look(Wanted("not an address")).sentence
    assert look(Wanted("ftp://example.com/")).sentence.startswith("Only http and https")
    found = look(Wanted("http://does-not-exist.invalid/"))
    assert found.sentence == "Its name does-not-exist.invalid is not known."

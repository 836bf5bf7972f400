"""What agents send, as types. Nothing is believed beyond what is declared here."""

import zlib
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

import msgspec
from msgspec import Meta

from nadi.fleet.intake.refusals import Refusal, malformed

T = TypeVar("T")
LARGEST_BODY = 1024 * 1024
LARGEST_UNPACKED = 4 * 1024 * 1024
LARGEST_KEPT = 8 * 1024 * 1024
DEEPEST = 40

Line = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=120)]
Short = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=40)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
Label = Annotated[str, Meta(pattern=r"^[a-z]{1,20}$")]
Base64 = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{1,120}={0,2}$")]
Nonce = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{16,60}={0,2}$")]
Moment = Annotated[datetime, Meta(tz=True)]
Hardware = Annotated[dict[Label, Digest], Meta(max_length=8)]
Capabilities = Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=60)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9_.]{1,60}(:[^\x00-\x1f\x7f]{1,140})?$")]
Value = Annotated[float, Meta(ge=-3e38, le=3e38)]
Kind = Annotated[str, Meta(pattern=r"^[a-z_]{1,30}$")]


class Enrol(msgspec.Struct):
    token: Annotated[str, Meta(max_length=200)]
    public_key: Base64
    hardware: Hardware
    at: Short
    name: Line
    signature: Base64
    kind: Annotated[str, Meta(pattern="^(server|workstation|network|other)$")] = "server"
    platform: Short = ""
    version: Short = ""
    capabilities: Capabilities = []


class Handshake(msgspec.Struct):
    agent: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
    hardware: Hardware
    boot: Short
    nonce: Nonce
    at: Short
    signature: Base64
    version: Short = ""
    capabilities: Capabilities = []


class Sample(msgspec.Struct):
    at: Moment
    values: Annotated[list[Value | None], Meta(max_length=128)]


class Observation(msgspec.Struct):
    kind: Kind
    at: Moment
    body: msgspec.Raw


class Report(msgspec.Struct):
    boot: UUID
    sequence: Annotated[int, Meta(ge=1, le=2**62)]
    names: msgspec.Raw
    samples: Annotated[list[Sample], Meta(max_length=1440)]
    observations: Annotated[list[Observation], Meta(max_length=200)] = []
    dropped_samples: Annotated[int, Meta(ge=0, le=10_000_000)] = 0


Names = Annotated[list[Name], Meta(max_length=128)]

_ENROL = msgspec.json.Decoder(Enrol)
_HANDSHAKE = msgspec.json.Decoder(Handshake)
_REPORT = msgspec.json.Decoder(Report)
_NAMES = msgspec.json.Decoder(Names)
_BODY = msgspec.json.Decoder(dict[str, object])
_MOMENT = msgspec.json.Decoder(Moment)


def read_enrol(raw: bytes) -> Enrol:
    return _decode(_ENROL, raw)


def read_handshake(raw: bytes) -> Handshake:
    return _decode(_HANDSHAKE, raw)


def read_report(raw: bytes) -> Report:
    """A report whose every part can be stored and read again. The decoder only steps over what it
    is not asked for, so that letters that are none and numbers no program can read back would come
    to light in the middle of a commit, where they would hurt the neighbours."""
    report = _decode(_REPORT, raw)
    for observation in report.observations:
        if bytes(observation.body)[:1] != b"{":
            raise malformed(f"the body of {observation.kind} is not an object")
        read_body(observation.body)
    return report


def read_names(raw: bytes) -> list[str]:
    """The names of a layout: each once."""
    names = _decode(_NAMES, raw)
    if len(set(names)) != len(names):
        raise malformed("a series is named twice")
    return names


def read_body(raw: msgspec.Raw) -> dict[str, object]:
    """The body of an observation, whatever its kind says in it."""
    body = _decode(_BODY, bytes(raw))
    if not _is_flat_enough(body, DEEPEST):
        raise malformed(f"a body is more than {DEEPEST} levels deep")
    return body


def _is_flat_enough(value: object, levels: int) -> bool:
    """Whoever reads it again does so by recursion, and not with an empty stack."""
    if not isinstance(value, dict | list):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_is_flat_enough(each, levels - 1) for each in inner)


def moment(text: bytes) -> datetime:
    """The moment an agent signed."""
    try:
        return _MOMENT.decode(b'"%b"' % text)
    except msgspec.DecodeError:
        raise _impossible(text.decode("latin-1")) from None


def unpack(body: bytes, encoding: bytes) -> bytes:
    """The bytes of a report. A bomb stops at the limit, not at the end of memory."""
    if not encoding or encoding == b"identity":
        return body
    if encoding != b"gzip":
        raise malformed("only gzip is unpacked")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        raw = unpacker.decompress(body, LARGEST_UNPACKED + 1)
    except zlib.error:
        raise malformed("it says it is gzip and is not") from None
    if len(raw) > LARGEST_UNPACKED:
        raise too_large("Unpacked it is larger than 4 MiB.")
    if not unpacker.eof or unpacker.unused_data:
        raise malformed("the gzip data ends too early or too late")
    return raw


def too_large(sentence: str) -> Refusal:
    return Refusal(413, "too_large", sentence, keep=True)


def _decode(decoder: "msgspec.json.Decoder[T]", raw: bytes) -> T:
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError as problem:
        if "datetime" in str(problem) or "timezone" in str(problem):
            raise _impossible(str(problem)) from None
        raise malformed(_plain(problem)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise malformed(f"it is not JSON ({_plain(problem)})") from None


def _plain(problem: Exception) -> str:
    return str(problem)[:200].rstrip(".")


def _impossible(what: str) -> Refusal:
    return Refusal(422, "impossible_date", f"No such moment: {what[:60]}.", keep=True)

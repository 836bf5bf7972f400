"""Many reports, one commit. A report is answered when it is durable, never before.

One statement stores the receipts and, for those that are new, their samples. If a batch carries
nothing else it is that one statement; observations, verdicts and returns from silence join it in a
transaction. Poison in one report must not hurt its neighbours: a batch that the database will not
take is taken apart and stored one by one, and what then still fails is kept for review.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import psycopg
import structlog

from nadi.fleet import rules
from nadi.fleet.intake import messages
from nadi.fleet.intake.refusals import Refusal, busy, malformed
from nadi.fleet.intake.register import Judgement, Known, Layout, Register

log = structlog.get_logger(__name__)
LINGER_SECONDS = 0.004
LARGEST_BATCH = 500

STORE = """
WITH told AS (
    INSERT INTO fleet_report
        (device_id, boot, sequence, digest, sent_at, received_at, oldest_at, newest_at)
    SELECT device_id, boot, sequence, decode(digest, 'hex'), sent_at, received_at, oldest, newest
    FROM unnest(%s::bigint[], %s::uuid[], %s::bigint[], %s::text[], %s::timestamptz[],
                %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
         AS r(device_id, boot, sequence, digest, sent_at, received_at, oldest, newest)
    ON CONFLICT DO NOTHING
    RETURNING device_id, boot, sequence
), kept AS (
    INSERT INTO fleet_sample (device_id, at, layout_id, "values")
    SELECT s.device_id, s.at, s.layout_id, s.figures::real[]
    FROM unnest(%s::bigint[], %s::uuid[], %s::bigint[], %s::timestamptz[], %s::bigint[], %s::text[])
         AS s(device_id, boot, sequence, at, layout_id, figures)
    JOIN told USING (device_id, boot, sequence)
    ON CONFLICT DO NOTHING
)
SELECT device_id, boot::text, sequence FROM told
"""
OBSERVE = """
WITH seen AS (
    INSERT INTO fleet_observation (device_id, kind, body, collected_at, received_at)
    SELECT device_id, kind, body::jsonb, collected_at, received_at
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
         AS o(device_id, kind, body, collected_at, received_at)
    RETURNING id, device_id, kind
)
INSERT INTO core_event (name, facts)
SELECT 'fleet.ObservationReceived',
       jsonb_build_object('device_id', device_id, 'observation_id', id, 'kind', kind)
FROM seen ORDER BY id
"""
JUDGE = """
WITH turned AS (
    UPDATE fleet_limit l SET verdict = j.verdict, value = j.value, judged_at = j.at
    FROM unnest(%s::bigint[], %s::text[], %s::float8[], %s::timestamptz[])
         AS j(id, verdict, value, at)
    WHERE l.id = j.id AND l.verdict <> j.verdict
    RETURNING l.id, l.device_id, l.verdict, l.value, l.judged_at
)
INSERT INTO core_event (name, facts)
SELECT 'fleet.LimitJudged', jsonb_build_object('limit_id', id, 'device_id', device_id,
       'verdict', verdict, 'value', value, 'at', judged_at) FROM turned
"""
SPOKE = """
INSERT INTO core_event (name, facts)
SELECT 'fleet.DeviceSpoke', jsonb_build_object('device_id', s.id, 'at', at, 'client_id', client_id)
FROM unnest(%s::bigint[], %s::timestamptz[]) AS s(id, at) JOIN fleet_device d ON d.id = s.id
"""
DROPPED = """
UPDATE fleet_agent a SET dropped_samples = a.dropped_samples + d.n
FROM unnest(%s::bigint[], %s::bigint[]) AS d(device_id, n) WHERE a.device_id = d.device_id
"""
RECEIPT = """
SELECT digest, sent_at, received_at FROM fleet_report
WHERE device_id = %s AND boot = %s AND sequence = %s
"""
Key = tuple[int, str, int]


@dataclass(slots=True)
class Pending:
    """A report that was understood and waits for its commit."""

    known: Known
    report: messages.Report
    layout: Layout | None
    digest: bytes
    sent_at: datetime
    received_at: datetime
    done: "asyncio.Future[bool]"
    key: Key


@dataclass(slots=True)
class Extras:
    """What a batch says beside samples."""

    observing: list[Pending] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)
    spoke: list[Pending] = field(default_factory=list)
    dropped: list[Pending] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.observing or self.judgements or self.spoke or self.dropped)


class Committer:
    def __init__(self, url: str, register: Register) -> None:
        self.url = url
        self.register = register
        self.seen: dict[int, datetime] = {}
        self.stored = 0
        self._waiting: list[Pending] = []
        self._arrived = asyncio.Event()
        self._connection: psycopg.AsyncConnection[tuple[Any, ...]] | None = None

    async def store(self, pending: Pending) -> bool:
        """True when it was new, False when an honest retry; Refusal otherwise. After the commit."""
        self._waiting.append(pending)
        self._arrived.set()
        return await pending.done

    async def run(self) -> None:
        while True:
            await self._arrived.wait()
            await asyncio.sleep(LINGER_SECONDS)
            batch = self._take()
            if not self._waiting:
                self._arrived.clear()
            try:
                await self._store_batch(batch)
            except (psycopg.OperationalError, psycopg.InterfaceError, OSError) as problem:
                log.warning("database_away", reason=str(problem).strip())
                await self._give_back(batch)
            except Exception:  # boundary: without this loop no machine is ever answered again
                log.exception("batch_not_stored")
                await self._give_back(batch)

    async def _give_back(self, batch: list[Pending]) -> None:
        await self._disconnect()
        _answer_all(batch, busy())
        await asyncio.sleep(0.2)

    def _take(self) -> list[Pending]:
        """The next batch, no key twice: a second copy waits for the verdict on the first."""
        keys: set[Key] = set()
        batch: list[Pending] = []
        later: list[Pending] = []
        for pending in self._waiting:
            if pending.done.done():
                continue
            if pending.key in keys or len(batch) >= LARGEST_BATCH:
                later.append(pending)
            else:
                keys.add(pending.key)
                batch.append(pending)
        self._waiting = later
        return batch

    async def _store_batch(self, batch: list[Pending]) -> None:
        if not batch:
            return
        try:
            await self._write(batch)
        except (psycopg.DataError, psycopg.IntegrityError, psycopg.NotSupportedError) as problem:
            if len(batch) == 1:
                _answer_all(batch, malformed(str(problem).splitlines()[0][:200].rstrip(".")))
                return
            for pending in batch:
                await self._store_batch([pending])

    async def _write(self, batch: list[Pending]) -> None:
        extras = self._extras(batch)
        connection = await self._connect()
        if extras:
            async with connection.transaction():
                told = await self._write_reports(connection, batch)
                await self._write_extras(connection, extras, told)
        else:
            told = await self._write_reports(connection, batch)
        self._remember(batch, extras, told)
        for pending in batch:
            if pending.key in told:
                _answer(pending, True)
            else:
                await self._answer_known(connection, pending)

    async def _write_reports(
        self, connection: psycopg.AsyncConnection[tuple[Any, ...]], batch: list[Pending]
    ) -> set[Key]:
        cursor = await connection.execute(STORE, (*_receipts(batch), *_samples(batch)))
        return {(row[0], row[1], row[2]) for row in await cursor.fetchall()}

    async def _write_extras(
        self,
        connection: psycopg.AsyncConnection[tuple[Any, ...]],
        extras: Extras,
        told: set[Key],
    ) -> None:
        """Only for reports that are new: a retry has said all this before."""
        observing = [pending for pending in extras.observing if pending.key in told]
        if observing:
            await connection.execute(OBSERVE, _observations(observing))
        fresh = {key[0] for key in told}
        judged = [each for each in extras.judgements if each.device_id in fresh]
        if judged:
            await connection.execute(
                JUDGE,
                (
                    [each.limit.id for each in judged],
                    [each.verdict for each in judged],
                    [each.value for each in judged],
                    [each.at for each in judged],
                ),
            )
        spoke = [pending for pending in extras.spoke if pending.key in told]
        if spoke:
            await connection.execute(
                SPOKE,
                ([p.known.device_id for p in spoke], [p.received_at for p in spoke]),
            )
        dropped = [pending for pending in extras.dropped if pending.key in told]
        if dropped:
            await connection.execute(
                DROPPED,
                (
                    [p.known.device_id for p in dropped],
                    [p.report.dropped_samples for p in dropped],
                ),
            )
        if observing or judged or spoke:
            await connection.execute("NOTIFY nadi_events")

    def _extras(self, batch: list[Pending]) -> Extras:
        extras = Extras()
        for pending in batch:
            known, report = pending.known, pending.report
            if report.observations:
                extras.observing.append(pending)
            if report.dropped_samples:
                extras.dropped.append(pending)
            seen = known.last_seen
            if seen is not None and pending.received_at - seen > known.silent_after:
                extras.spoke.append(pending)
        extras.judgements = self._judgements(batch)
        return extras

    def _judgements(self, batch: list[Pending]) -> list[Judgement]:
        """By the newest sample of each device in the batch, if it may judge at all."""
        newest: dict[int, tuple[messages.Sample, Layout]] = {}
        for pending in batch:
            known = pending.known
            if pending.layout is None or known.device_id not in self.register.limits:
                continue
            sample = max(pending.report.samples, key=lambda each: each.at)
            before = newest.get(known.device_id)
            if rules.may_judge(
                sample.at, before[0].at if before else known.newest_sample, pending.received_at
            ):
                newest[known.device_id] = (sample, pending.layout)
        return [
            judgement
            for device_id, (sample, layout) in newest.items()
            for judgement in self.register.judge(device_id, layout, sample.values, sample.at)
        ]

    def _remember(self, batch: list[Pending], extras: Extras, told: set[Key]) -> None:
        fresh = {key[0] for key in told}
        for judgement in extras.judgements:
            if judgement.device_id in fresh:
                judgement.limit.verdict = judgement.verdict
        for pending in batch:
            if pending.key not in told:
                continue
            known = pending.known
            known.last_seen = pending.received_at
            self.seen[known.device_id] = pending.received_at
            self.stored += 1
            if pending.report.samples:
                newest = max(sample.at for sample in pending.report.samples)
                if known.newest_sample is None or newest > known.newest_sample:
                    known.newest_sample = newest

    async def _answer_known(
        self, connection: psycopg.AsyncConnection[tuple[Any, ...]], pending: Pending
    ) -> None:
        row = await (await connection.execute(RECEIPT, pending.key)).fetchone()
        stored = rules.Receipt(bytes(row[0]), row[1]) if row else None
        arriving = rules.Receipt(pending.digest, pending.sent_at)
        verdict = rules.told(stored, arriving)
        if verdict == "again":
            self.seen[pending.known.device_id] = pending.received_at
            _answer(pending, False)
        elif verdict == "replayed" and row:
            sentence = (
                f"This very request was received before, at {row[2]:%H:%M:%S} UTC. "
                "Nothing was stored twice."
            )
            _refuse(pending, Refusal(409, "replayed", sentence))
        elif verdict == "conflict":
            sentence = f"Number {pending.report.sequence} was used before for another report."
            _refuse(pending, Refusal(409, "conflict", sentence, keep=True))
        else:
            _refuse(pending, busy())

    async def _connect(self) -> psycopg.AsyncConnection[tuple[Any, ...]]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self.url, autocommit=True, prepare_threshold=1
            )
        return self._connection

    async def _disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.close()
        self._connection = None


def _receipts(batch: Sequence[Pending]) -> tuple[str, ...]:
    """The columns of the receipts as array literals: joining text is ten times cheaper than
    handing over lists, and nothing in them can need a quote."""
    oldest, newest = [], []
    for pending in batch:
        moments = [sample.at for sample in pending.report.samples]
        oldest.append(min(moments).isoformat() if moments else "NULL")
        newest.append(max(moments).isoformat() if moments else "NULL")
    return (
        _array([str(pending.key[0]) for pending in batch]),
        _array([pending.key[1] for pending in batch]),
        _array([str(pending.key[2]) for pending in batch]),
        _array([pending.digest.hex() for pending in batch]),
        _array([pending.sent_at.isoformat() for pending in batch]),
        _array([pending.received_at.isoformat() for pending in batch]),
        _array(oldest),
        _array(newest),
    )


def _samples(batch: Sequence[Pending]) -> tuple[str, ...]:
    devices, boots, sequences, moments, layouts, values = [], [], [], [], [], []
    for pending in batch:
        if pending.layout is None:
            continue
        device, boot, sequence = pending.key
        for sample in pending.report.samples:
            devices.append(str(device))
            boots.append(boot)
            sequences.append(str(sequence))
            moments.append(sample.at.isoformat())
            layouts.append(str(pending.layout.id))
            values.append('"' + figures(sample.values) + '"')
    return tuple(_array(column) for column in (devices, boots, sequences, moments, layouts, values))


def _array(items: list[str]) -> str:
    return "{" + ",".join(items) + "}"


def figures(values: Sequence[float | None]) -> str:
    """An array as PostgreSQL reads it; JSON's `null` is its NULL."""
    return "{" + msgspec.json.encode(values)[1:-1].decode() + "}"


def _observations(batch: Sequence[Pending]) -> tuple[list[Any], ...]:
    rows = [
        (
            pending.known.device_id,
            observation.kind,
            bytes(observation.body).decode(),
            observation.at,
            pending.received_at,
        )
        for pending in batch
        for observation in pending.report.observations
    ]
    return tuple(list(column) for column in zip(*rows, strict=True))


def _answer(pending: Pending, new: bool) -> None:
    if not pending.done.done():
        pending.done.set_result(new)


def _refuse(pending: Pending, refusal: Refusal) -> None:
    if not pending.done.done():
        pending.done.set_exception(refusal)


def _answer_all(batch: Sequence[Pending], refusal: Refusal) -> None:
    for pending in batch:
        _refuse(pending, refusal)

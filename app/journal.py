"""The journal: what was done, by whom, to what. Written with the deed, never changed after.

It is the audit log, the evidence and the outbox. Entries are collected while a transaction runs
and written when it commits: then the head of the cohort's chain is locked, last of all rows, and
each entry takes the next number and the hash over the entry before it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from app import clock
from app.append_only import append_only
from app.db import Model, db, insert_unless_there

if TYPE_CHECKING:
    from app.identity.models import User

PLATFORM = 0  # the chain of deeds that belong to no cohort


class By(StrEnum):
    """In whose name a deed was done."""

    TRAINEE = "trainee"
    TEACHER = "teacher"
    SCORER = "scorer"
    OFFICIAL = "official"
    SIMULATED = "simulated"
    SYSTEM = "system"
    DEMO = "demo"


class Head(Model):
    """The last entry of each chain: a cohort's id, or 0 for the platform."""

    __tablename__ = "journal_head"

    chain: Mapped[int] = mapped_column(unique=True)
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(sa.String(64))


class Entry(Model):
    __tablename__ = "journal"
    __table_args__ = (
        sa.UniqueConstraint("chain", "seq"),
        sa.Index("ix_journal_subject", "subject_type", "subject_id"),
        sa.Index("ix_journal_chain_verb", "chain", "verb"),
    )

    chain: Mapped[int]
    seq: Mapped[int]
    verb: Mapped[str] = mapped_column(sa.String(60))
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    by: Mapped[By]
    sim_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]]
    prev_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


_by: ContextVar[By] = ContextVar("by", default=By.SYSTEM)


@contextmanager
def acting_as(by: By) -> Iterator[None]:
    """Deeds recorded within the block are marked as done in this name."""
    token = _by.set(by)
    try:
        yield
    finally:
        _by.reset(token)


def act_as(by: By) -> None:
    """Mark all further deeds of this request; a rehearsal marks people's deeds as demo data."""
    _by.set(By.DEMO if current_app.config.get("JOURNAL_DEMO") else by)


def record(verb: StrEnum, subject: Model, *, actor: "User | None", **facts: Any) -> Entry:
    """Add one entry to the current transaction, then let other packages react to it.

    Facts are whole numbers, strings, booleans, and lists or mappings of these.
    """
    if subject.id is None:
        db.session.flush()
    entry = Entry(
        chain=_chain_of(subject),
        verb=verb.value,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        actor_id=actor.id if actor else None,
        by=_by.get(),
        sim_at=_sandbox_time_of(subject),
        facts=checked(facts),
        created_at=clock.now(),
    )
    db.session.info.setdefault("journal", []).append(entry)
    for react in current_app.extensions["reactions"].get(verb, ()):
        react(entry)
    return entry


def checked(facts: Any) -> Any:
    """The facts as they will be read back: no floats, nothing that JSON would change."""
    if facts is None or isinstance(facts, bool | int):
        return facts
    if isinstance(facts, str):
        return str(facts)
    if isinstance(facts, Mapping):
        return {str(key): checked(value) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [checked(value) for value in facts]
    raise TypeError(f"a journal fact cannot be a {type(facts).__name__}: {facts!r}")


def genesis(chain: int) -> str:
    return hashlib.sha256(f"liantan journal {chain}".encode()).hexdigest()


def digest(entry: Entry) -> str:
    """The hash of an entry over everything it says and the hash before it."""
    said = [
        entry.chain, entry.seq, entry.prev_hash, entry.verb, entry.subject_type, entry.subject_id,
        entry.actor_id, entry.by.value, _stamp(entry.created_at), _stamp(entry.sim_at), entry.facts,
    ]  # fmt: skip
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(chain: int) -> str | None:
    """What is wrong with a chain, naming the first bad row; None if it is unbroken."""
    seq, before = 0, genesis(chain)
    query = sa.select(Entry).where(Entry.chain == chain).order_by(Entry.seq)
    with db.session.scalars(query.execution_options(yield_per=500)) as entries:
        for entry in entries:
            seq += 1
            if entry.seq != seq:
                return f"chain {chain}: entry {seq} is missing (found {entry.seq}, row {entry.id})"
            if entry.prev_hash != before or entry.hash != digest(entry):
                return f"chain {chain}: entry {seq} (row {entry.id}, {entry.verb}) was changed"
            before = entry.hash
    head = db.session.scalar(sa.select(Head).where(Head.chain == chain))
    if (head.seq if head else 0) != seq:
        return f"chain {chain}: the head says {head.seq if head else 0} entries, there are {seq}"
    if head and seq and head.hash != before:
        return f"chain {chain}: the head's hash is not that of entry {seq}"
    return None


def chains() -> list[int]:
    known = sa.union(sa.select(Head.chain), sa.select(Entry.chain)).subquery()
    return list(db.session.scalars(sa.select(known.c.chain).order_by(known.c.chain)))


def head_of(chain: int) -> str:
    """The hash that stands for everything recorded so far in this chain."""
    found = db.session.scalar(sa.select(Head.hash).where(Head.chain == chain))
    return found or genesis(chain)


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of a chain, and whether its last entry is the one that the head names."""

    seq: int
    hash: str
    whole: bool


def tip(chain: int) -> Tip:
    return tips([chain])[chain]


def tips(wanted: Sequence[int]) -> dict[int, Tip]:
    """The ends of several chains, in one statement."""
    rows = db.session.execute(
        sa.select(Head.chain, Head.seq, Head.hash, Entry.hash)
        .outerjoin(Entry, sa.and_(Entry.chain == Head.chain, Entry.seq == Head.seq))
        .where(Head.chain.in_(wanted))
    )
    found = {chain: Tip(seq, said, said == last) for chain, seq, said, last in rows}
    return {chain: found.get(chain, Tip(0, genesis(chain), True)) for chain in wanted}


def _chain_of(subject: Model) -> int:
    if subject.__tablename__ == "cohort":
        return subject.id
    return getattr(subject, "cohort_id", None) or PLATFORM


def _sandbox_time_of(subject: Model) -> datetime | None:
    cohort = subject if subject.__tablename__ == "cohort" else getattr(subject, "cohort", None)
    return getattr(cohort, "sim_at", None)


def _stamp(time: datetime | None) -> str | None:
    return time.astimezone(UTC).isoformat(timespec="microseconds") if time else None


@sa.event.listens_for(Session, "before_commit")
def _write_entries(session: Session) -> None:
    pending: list[Entry] = session.info.get("journal", [])
    if not pending or session.in_nested_transaction():
        return
    session.flush()
    for chain in sorted({entry.chain for entry in pending}):
        _chain(session, chain, [entry for entry in pending if entry.chain == chain])
    pending.clear()


_HEAD = sa.select(Head.seq, Head.hash).where(Head.chain == sa.bindparam("chain")).with_for_update()
_WRITE = sa.insert(cast(sa.Table, Entry.__table__))
_MOVE_HEAD = (
    sa.update(Head)
    .where(Head.chain == sa.bindparam("of"))
    .values(seq=sa.bindparam("to"), hash=sa.bindparam("now"))
    .execution_options(synchronize_session=False)
)


def _chain(session: Session, chain: int, entries: list[Entry]) -> None:
    seq, before = _locked_head(session, chain)
    for entry in entries:
        seq += 1
        entry.seq, entry.prev_hash = seq, before
        before = entry.hash = digest(entry)
    session.connection().execute(_WRITE, [_row(entry) for entry in entries])
    session.connection().execute(_MOVE_HEAD, {"of": chain, "to": seq, "now": before})


def _locked_head(session: Session, chain: int) -> tuple[int, str]:
    found = session.execute(_HEAD, {"chain": chain}).first()
    if found is None:
        insert_unless_there(Head, chain=chain, seq=0, hash=genesis(chain))
        found = session.execute(_HEAD, {"chain": chain}).one()
    return found[0], found[1]


_COLUMNS = [column.key for column in sa.inspect(Entry).columns if column.key != "id"]


def _row(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _COLUMNS}


@sa.event.listens_for(Session, "after_soft_rollback")
def _forget_entries(session: Session, previous: SessionTransaction) -> None:
    if not previous.nested:
        session.info.get("journal", []).clear()


append_only(Entry)

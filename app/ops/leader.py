"""Of several schedulers one leads. Two at once would do no harm; one saves work.

The lock goes with its process: when that dies, however it dies, another takes over.
"""

import fcntl
from pathlib import Path
from typing import IO, Protocol

import sqlalchemy as sa

KEY = 0x6C69616E74616E  # "liantan"


class Lock(Protocol):
    def acquire(self) -> bool: ...
    def held(self) -> bool: ...
    def release(self) -> None: ...


class FileLock:
    """For SQLite: one machine, one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: IO[str] | None = None

    def acquire(self) -> bool:
        file = self.path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self.file = file
        return True

    def held(self) -> bool:
        return self.file is not None

    def release(self) -> None:
        if self.file:
            self.file.close()
            self.file = None


class DatabaseLock:
    """For PostgreSQL: an advisory lock on a connection of its own."""

    def __init__(self, url: sa.URL) -> None:
        self.engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self.connection: sa.Connection | None = None

    def acquire(self) -> bool:
        try:
            self.connection = self.connection or self.engine.connect()
            statement = sa.select(sa.func.pg_try_advisory_lock(KEY))
            return bool(self.connection.scalar(statement))
        except sa.exc.DBAPIError:
            self.release()
            return False

    def held(self) -> bool:
        """Still connected: a lost connection has lost the lock."""
        if self.connection is None:
            return False
        try:
            self.connection.execute(sa.select(1))
        except sa.exc.DBAPIError:
            return False
        return True

    def release(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None


def lock_for(engine: sa.Engine, data: Path) -> Lock:
    if engine.dialect.name == "postgresql":
        return DatabaseLock(engine.url)
    return FileLock(data / "scheduler.lock")

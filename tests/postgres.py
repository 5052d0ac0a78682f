"""A PostgreSQL of our own for as long as a command runs, gone without trace afterwards.

`python -m tests.postgres pytest ...` runs the command with TEST_DATABASE_URL set.
`python -m tests.postgres --find` only says where PostgreSQL is, or fails.
Where TEST_DATABASE_URL is set already, that server is used as it is.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# Tests lose nothing when the machine loses power: no waiting for the disk. Nor is anything so
# large that compiling its statement would pay.
SETTINGS = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "checkpoint_timeout=1h",
    "jit=off",
    "max_connections=200",
    "shared_buffers=64MB",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
]
INITDB = ["--username=liantan", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]


def find_bin() -> Path | None:
    """The folder with initdb and postgres: on the PATH, or the newest of the system's."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = [p for p in Path("/usr/lib/postgresql").glob("*") if (p / "bin/initdb").exists()]
    return max(versions, key=lambda p: float(p.name)) / "bin" if versions else None


@contextlib.contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Start a cluster in a new folder, give its URL, stop it and remove the folder."""
    folder = Path(tempfile.mkdtemp(prefix="liantan-postgres-"))
    user = hand_over(folder)
    data, port = folder / "data", free_port()
    made = [str(programs / "initdb"), *INITDB, "-D", str(data)]
    subprocess.run(made, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    settings = [f"--{setting}" for setting in [*SETTINGS, f"port={port}"]]
    with (folder / "log").open("wb") as log:
        command = [str(programs / "postgres"), "-D", str(data), *settings]
        server = subprocess.Popen(command, user=user, cwd=folder, stdout=log, stderr=log)
    try:
        wait_for(server, port, folder / "log")
        yield f"postgresql+psycopg://liantan@127.0.0.1:{port}/postgres"
    finally:
        server.send_signal(signal.SIGINT)  # "fast": ends the sessions that are open
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def hand_over(folder: Path) -> int | None:
    """PostgreSQL refuses to run as root: give the folder to somebody it will run as."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            person = pwd.getpwnam(name)
            os.chown(folder, person.pw_uid, person.pw_gid)
            return person.pw_uid
    return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until it answers; its own words if it does not."""
    for _ in range(300):
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            time.sleep(0.3)  # it listens a moment before it serves
            return
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")


def main(arguments: list[str]) -> int:
    programs = find_bin()
    given = os.environ.get("TEST_DATABASE_URL")
    if arguments == ["--find"]:
        sys.stdout.write(f"{given or programs or 'no PostgreSQL found'}\n")
        return int(not (given or programs))
    if given:
        return subprocess.run(arguments, check=False).returncode
    if not programs:
        sys.stderr.write("no PostgreSQL found: install it, or set TEST_DATABASE_URL\n")
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster goes, too
    with cluster(programs) as url:
        environment = {**os.environ, "TEST_DATABASE_URL": url}
        return subprocess.run(arguments, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""A backup gives back what was there, and an archive is believed only when it proves itself."""

import hashlib
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from contextlib import closing

import pytest
import sqlalchemy as sa

from app import files
from app.db import db, transaction
from app.errors import Conflict, DomainError, Invalid
from app.identity.models import User
from app.ops.backup import archive, operations
from app.ops.leader import lock_for
from tests import make
from tests.conftest import DATABASE

KEY = archive.key_from("a secret for tests only, long enough")
PICTURE = b"a picture"


@pytest.fixture
def world(served, monkeypatch):
    """An application with two people and one upload, within its context."""
    with served.app_context():
        with transaction():
            make.user(name="甲")
            make.user(name="乙")
            files.write(PICTURE)
        yield served


@pytest.fixture
def saved(world, tmp_path):
    """A backup of that world."""
    target = tmp_path / "out" / "one.tar"
    operations.create(target)
    return target


def names():
    db.session.rollback()
    return sorted(db.session.scalars(sa.select(User.name)))


def lose_everything():
    with transaction():
        db.session.execute(sa.delete(User))
    shutil.rmtree(operations.files())
    db.session.close()


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["backup", *map(str, arguments)])


def test_what_was_saved_comes_back(world, saved):
    lose_everything()
    assert operations.restore(saved, force=False) is None
    assert names() == ["乙", "甲"]
    assert files.read(hashlib.sha256(PICTURE).hexdigest()) == PICTURE


def test_what_comes_back_holds_every_promise(world, saved):
    lose_everything()
    assert run(world, "restore", saved).exit_code == 0
    checked = world.test_cli_runner().invoke(args=["check"])
    assert checked.exit_code == 0, checked.output
    assert "ok   journal.chain" in checked.output


def test_it_can_be_restored_into_an_empty_place(world, saved, tmp_path):
    if not DATABASE:
        db.session.close()
        db.engine.dispose()
        (tmp_path / "own.sqlite").unlink()
    else:
        lose_everything()
    operations.restore(saved, force=False)
    assert names() == ["乙", "甲"]


def test_present_data_is_replaced_only_by_force_and_kept(world, saved):
    with transaction():
        make.user(name="丙")
    with pytest.raises(Conflict, match="已经有数据"):
        operations.restore(saved, force=False)
    assert names() == ["丙", "乙", "甲"]
    kept = operations.restore(saved, force=True)
    assert names() == ["乙", "甲"]
    operations.restore(kept, force=True)
    assert names() == ["丙", "乙", "甲"]


def test_the_commands_say_what_they_did(world, tmp_path):
    target = tmp_path / "by-hand.tar"
    made = run(world, "create", target)
    assert made.exit_code == 0, made.output
    assert "数据库和 1 个上传文件" in made.output
    assert "备份完好" in run(world, "verify", target).output
    refused = run(world, "restore", target)
    assert refused.exit_code == 1
    assert "--force" in refused.output
    again = run(world, "create", target)
    assert "已经存在" in again.output
    assert "没有找到" in run(world, "restore", tmp_path / "nothing.tar").output
    assert run(world, "verify", tmp_path / "nothing.tar").exit_code == 1


def test_everything_in_a_backup_is_for_its_owner_only(saved):
    assert saved.stat().st_mode & 0o777 == 0o600
    with tarfile.open(saved) as tar:
        assert {member.mode for member in tar} == {0o600}
        assert "secret" not in " ".join(tar.getnames())


def test_what_a_killed_backup_left_is_cleared_away(world, tmp_path):
    old, new = tmp_path / "out" / ".backup-old", tmp_path / "out" / ".backup-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    operations.create(tmp_path / "out" / "one.tar")
    assert (old.exists(), new.exists()) == (False, True)


def test_while_the_scheduler_runs_nothing_is_restored(world, saved, tmp_path):
    lose_everything()
    running = lock_for(db.engine, tmp_path)
    assert running.acquire()
    with pytest.raises(Conflict, match="正在运行"):
        operations.restore(saved, force=False)
    running.release()
    assert names() == []


@pytest.mark.skipif(bool(DATABASE), reason="SQLite only: PostgreSQL locks the tables itself")
def test_while_another_process_has_the_file_open_nothing_is_restored(world, saved, tmp_path):
    with closing(sqlite3.connect(tmp_path / "own.sqlite")) as other:
        other.execute("SELECT count(*) FROM user").fetchone()
        with pytest.raises(Conflict, match="正在运行"):
            operations.restore(saved, force=True)
    assert names() == ["乙", "甲"]


def test_a_backup_of_a_newer_program_is_refused(world, saved, monkeypatch, tmp_path):
    monkeypatch.setattr(operations, "about", lambda: {**ABOUT, "revisions": ["from-the-future"]})
    newer = tmp_path / "newer.tar"
    operations.create(newer)
    with pytest.raises(Conflict, match="比现在的程序新"):
        operations.restore(newer, force=True)
    assert names() == ["乙", "甲"]


def test_a_backup_of_another_kind_of_database_is_refused(world, monkeypatch, tmp_path):
    monkeypatch.setattr(operations, "about", lambda: {**ABOUT, "dialect": "oracle"})
    odd = tmp_path / "odd.tar"
    operations.create(odd)
    with pytest.raises(Conflict, match="oracle"):
        operations.restore(odd, force=True)
    assert names() == ["乙", "甲"]


def test_without_room_nothing_is_begun(world, saved, monkeypatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10))
    with pytest.raises(Conflict, match="空间不够"):
        operations.restore(saved, force=True)
    assert names() == ["乙", "甲"]


ABOUT = {
    "created_at": "2026-11-20T00:00:00+00:00",
    "dialect": "postgresql" if DATABASE else "sqlite",
    "revisions": [],
    "version": "9.9.9",
}


# --- hostile archives ---------------------------------------------------------------------------


def tar_of(*members):
    """A tar made by hand: pairs of name or TarInfo, and content."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content) if info.isreg() else 0
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def signed(*parts, key=KEY, **changes):
    """The two first members of an archive that lists these parts."""
    listed = [
        {"name": name, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        for name, body in parts
    ]
    said = json.dumps({"format": 1, **ABOUT, "members": listed, **changes}).encode()
    return [("manifest.json", said), ("manifest.sig", archive.sign(said, key).encode())]


def link(name, target, kind=tarfile.SYMTYPE):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


BODY = b"database bytes"
GOOD = ("database", BODY)
FILE = "files/ab/" + "ab" * 32
HOSTILE = {
    "empty": b"",
    "not a tar": b"PK\x03\x04" + bytes(2000),
    "random": bytes(range(256)) * 40,
    "unsigned": tar_of(GOOD),
    "no signature": tar_of(signed(GOOD)[0], GOOD),
    "signed with another secret": tar_of(*signed(GOOD, key=b"other"), GOOD),
    "changed list": tar_of(("manifest.json", b"{}"), signed(GOOD)[1], GOOD),
    "changed content": tar_of(*signed(GOOD), ("database", b"database bytez")),
    "shorter content": tar_of(*signed(GOOD), ("database", BODY[:-1])),
    "cut off": tar_of(*signed(GOOD), GOOD)[:2000],
    "member missing": tar_of(*signed(GOOD, (FILE, b"x")), GOOD),
    "member added": tar_of(*signed(GOOD), GOOD, ("evil", b"x")),
    "other order": tar_of(*signed(GOOD, (FILE, b"x")), (FILE, b"x"), GOOD),
    "link for a file": tar_of(*signed(GOOD), (link("database", "/etc/passwd"), b"")),
    "hard link": tar_of(*signed(GOOD), (link("database", "x", tarfile.LNKTYPE), b"")),
    "device": tar_of(*signed(GOOD), (link("database", "", tarfile.CHRTYPE), b"")),
    "link as list": tar_of((link("manifest.json", "/etc/passwd"), b"")),
    "outside name": tar_of(*signed(("../../evil", b"x")), ("../../evil", b"x")),
    "absolute name": tar_of(*signed(("/tmp/evil", b"x")), ("/tmp/evil", b"x")),  # noqa: S108
    "odd file name": tar_of(*signed(("files/ab/x", b"x")), ("files/ab/x", b"x")),
    "same name twice": tar_of(*signed(GOOD, GOOD), GOOD, GOOD),
    "format of tomorrow": tar_of(*signed(GOOD, format=2), GOOD),
    "long name": tar_of(("x" * 300, b"x")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_changes_nothing(world, tmp_path, name):
    evil = tmp_path / "evil.tar"
    evil.write_bytes(HOSTILE[name])
    before = sorted(path for path in tmp_path.rglob("*") if "sqlite" not in path.name)
    with pytest.raises((DomainError, FileExistsError)):
        operations.restore(evil, force=True)
    assert names() == ["乙", "甲"]
    after = sorted(path for path in tmp_path.rglob("*") if "sqlite" not in path.name)
    assert [path for path in after if path.name != "scheduler.lock"] == before


def test_a_list_that_claims_to_be_huge_is_not_read(tmp_path):
    info = tarfile.TarInfo("manifest.json")
    info.size = 10**15
    with pytest.raises(Invalid, match="大得不合理"):
        archive.unpack(io.BytesIO(info.tobuf(tarfile.GNU_FORMAT)), KEY, tmp_path)


@pytest.mark.skipif(bool(DATABASE), reason="SQLite only")
def test_a_broken_database_is_not_put_in_place(world, tmp_path):
    broken = tmp_path / "broken.tar"
    broken.write_bytes(tar_of(*signed(GOOD), GOOD))
    with pytest.raises(Invalid, match="已损坏"):
        operations.restore(broken, force=True)
    assert names() == ["乙", "甲"]


# --- killed on the way --------------------------------------------------------------------------

AGAIN = """
from pathlib import Path
from tests.conftest import settings
from wsgi import create_app
from app.ops.backup import operations
here = Path({data!r})
app = create_app(settings(here, {url!r}))
print("ready", flush=True)
with app.app_context():
    for n in range(1000):
        {deed}
"""
CREATE = "operations.create(here / 'killed' / f'{n}.tar')"
RESTORE = "operations.restore(here / 'out' / ('one.tar' if n % 2 else 'two.tar'), force=True)"


def kill_at(wait, deed, world, tmp_path):
    """Do it again and again in another process, and kill that after a while."""
    url = world.config["SQLALCHEMY_ENGINES"]["default"]["url"]
    script = AGAIN.format(data=str(tmp_path), url=url, deed=deed)
    environ = {**os.environ, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ) as doer:
        assert doer.stdout.readline() == b"ready\n"
        time.sleep(wait)
        doer.send_signal(signal.SIGKILL)


@pytest.mark.database
@pytest.mark.slow
@pytest.mark.parametrize("wait", [0.03, 0.17, 0.4])
def test_a_killed_backup_never_looks_like_a_whole_one(world, tmp_path, wait):
    kill_at(wait, CREATE, world, tmp_path)
    for whole in (tmp_path / "killed").glob("*.tar"):
        operations.verify(whole)
    assert names() == ["乙", "甲"]


@pytest.mark.slow
@pytest.mark.skipif(bool(DATABASE), reason="one transaction of PostgreSQL's own")
@pytest.mark.parametrize("wait", [0.05, 0.2, 0.45])
def test_a_killed_restore_leaves_the_one_world_or_the_other(world, saved, tmp_path, wait):
    with transaction():
        make.user(name="丙")
    operations.create(saved.with_name("two.tar"))
    db.session.close()
    db.engine.dispose()
    kill_at(wait, RESTORE, world, tmp_path)
    assert names() in (["乙", "甲"], ["丙", "乙", "甲"])
    assert db.session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    assert files.read(hashlib.sha256(PICTURE).hexdigest()) == PICTURE
    operations.restore(saved, force=True)
    assert names() == ["乙", "甲"]

"""`make run` in a clone of this repository, as a newcomer types it."""

import http.cookiejar
import os
import shutil
import signal
import sqlite3
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from lxml import html

from seeds.rehearsal.cast import PASSWORD
from seeds.serve import taken
from tests.postgres import free_port

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SECONDS = 240
ROLES = ("学员", "授课讲师", "助教", "机构管理员", "评分讲师", "主管部门", "平台管理员")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean clone that borrows our environment, so that nothing is downloaded."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no git repository")
    folder = tmp_path_factory.mktemp("newcomer") / "liantan"
    subprocess.run(["git", "clone", "-q", "--no-local", str(ROOT), str(folder)], check=True)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    for lock in (folder / "requirements").iterdir():
        os.utime(lock, (0, 0))  # older than the environment: it is up to date
    return folder


@contextmanager
def running(clone: Path, port: int) -> Iterator[tuple[float, Path]]:
    """`make run` until the block ends, then Ctrl-C: seconds to the first page, what was said."""
    said = clone.parent / f"said-{time.monotonic_ns()}.txt"
    began = time.monotonic()
    with said.open("wb") as out:
        make = subprocess.Popen(
            ["make", "run"], cwd=clone, env=plain(port), stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", make, said)
            yield time.monotonic() - began, said
            os.killpg(make.pid, signal.SIGINT)
            make.wait(30)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(make.pid, signal.SIGKILL)
    assert not taken("127.0.0.1", port)


def plain(port: int) -> dict[str, str]:
    """The environment of somebody who has set nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def wait_for(address: str, make: subprocess.Popen[bytes], said: Path) -> None:
    give_up = time.monotonic() + SECONDS
    while time.monotonic() < give_up and make.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own
            return
        time.sleep(0.2)
    raise AssertionError(f"no answer from {address}:\n{said.read_text()[-3000:]}")


class Person:
    """A browser with cookies, from outside."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def open(self, path: str, form: dict[str, str] | None = None) -> html.HtmlElement:
        data = urllib.parse.urlencode(form).encode() if form else None
        with self.opener.open(self.address + path, data, timeout=30) as answer:
            return html.document_fromstring(answer.read().decode())

    def log_in(self, account: str) -> html.HtmlElement:
        door = self.open("/login")
        shown = next(form for form in door.forms if "password" in form.inputs.keys())  # noqa: SIM118
        typed = {"username": account, "password": PASSWORD}
        return self.open("/login", {**dict(shown.form_values()), **typed})


def counts(clone: Path) -> dict[str, int]:
    with sqlite3.connect(clone / "instance/liantan.sqlite") as data:
        tables = ("user", "store", "listing", '"order"')
        return {name: data.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608


def test_make_run_serves_the_demo_class_and_keeps_its_data(clone: Path) -> None:
    port = free_port()
    person = Person(f"http://127.0.0.1:{port}")
    with running(clone, port) as (_seconds, said):
        home = person.log_in("lt1-02")
        assert "你好" in home.xpath("string(//h1)")
        assert person.open("/mall").xpath("//a[contains(@href, '/mall/listings/')]")
        seeded = counts(clone)
    assert seeded["store"] == 12
    assert min(seeded.values()) >= 12
    greeting = said.read_text()
    assert person.address in greeting
    assert PASSWORD in greeting
    assert [role for role in ROLES if role not in greeting] == []

    with running(clone, port) as (seconds, said):
        assert "你好" in person.open("/").xpath("string(//h1)")  # still signed in
        again = counts(clone)
    assert all(again[name] >= many for name, many in seeded.items())
    assert again["user"] == seeded["user"]
    assert PASSWORD in said.read_text()
    assert seconds < SECONDS / 2


def test_make_setup_makes_the_environment_and_nothing_else(clone: Path) -> None:
    before = sorted(path.name for path in clone.iterdir())
    subprocess.run(["make", "setup"], cwd=clone, env=plain(0), check=True, timeout=60)
    assert sorted(path.name for path in clone.iterdir()) == before

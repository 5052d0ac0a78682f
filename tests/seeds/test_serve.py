"""`make run`, with stand-ins for the two processes."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from seeds import serve

ANSWER = """
import http.server, sys
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *a): pass
http.server.HTTPServer(("127.0.0.1", {port}), Page).serve_forever()
"""
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def started(monkeypatch):
    """Every process that was started, so that none is left."""
    ran = []
    real = subprocess.Popen

    def start(command):
        ran.append(real(command))
        return ran[-1]

    monkeypatch.setattr(serve.subprocess, "Popen", start)
    yield ran
    assert [process.poll() for process in ran if process.poll() is None] == []


def test_ctrl_c_stops_both(monkeypatch, port, started, capsys):
    monkeypatch.setattr(serve, "WEB", [sys.executable, "-c", ANSWER.format(port=port)])
    monkeypatch.setattr(serve, "FLASK", SLEEP)

    real, sleep = serve.wait_until_up, serve.time.sleep

    def pressed(_seconds):
        monkeypatch.setattr(serve.time, "sleep", sleep)
        raise KeyboardInterrupt

    def up(*args):
        real(*args)
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
        monkeypatch.setattr(serve.time, "sleep", pressed)

    monkeypatch.setattr(serve, "wait_until_up", up)
    assert serve.serve(f"http://127.0.0.1:{port}") == 0
    assert len(started) == 2
    assert f"http://127.0.0.1:{port}" in capsys.readouterr().out


def test_when_one_ends_the_other_is_stopped(monkeypatch, port, started):
    monkeypatch.setattr(serve, "WEB", [sys.executable, "-c", "raise SystemExit(4)"])
    monkeypatch.setattr(serve, "FLASK", SLEEP)
    assert serve.serve(f"http://127.0.0.1:{port}") == 1


def test_a_taken_port_is_said_and_nothing_starts(monkeypatch, capsys, started):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        assert serve.main() == 1
    assert "已被占用" in capsys.readouterr().out
    assert started == []


@pytest.fixture(autouse=True)
def as_before():
    """What `serve` changes for the whole process is put back."""
    handler, folder = signal.getsignal(signal.SIGTERM), os.getcwd()
    level = os.environ.get("LOG_LEVEL")
    yield
    signal.signal(signal.SIGTERM, handler)
    os.chdir(folder)
    if level is None:
        os.environ.pop("LOG_LEVEL", None)

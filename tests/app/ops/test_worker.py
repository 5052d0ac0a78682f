"""Looking never queues behind deeds."""

import socket
import threading
from types import SimpleNamespace

import pytest

from app.ops.worker import TwoPools


@pytest.fixture
def pools():
    made = TwoPools(4)
    yield made
    made.shutdown()


@pytest.fixture
def opened():
    """Open a connection on which this was said, or nothing yet."""
    ends = []

    def connection(said=b""):
        ours, theirs = socket.socketpair()
        ends.extend((ours, theirs))
        theirs.sendall(said)
        return SimpleNamespace(sock=ours, other=theirs, wait_for_data=lambda seconds: True)

    yield connection
    for end in ends:
        end.close()


def test_who_looks_is_answered_while_all_who_do_something_wait(pools, opened):
    go_on = threading.Event()

    def handle(connection):
        if connection.sock.recv(4) == b"POST":
            go_on.wait(10)
            return "done"
        return "seen"

    deeds = [pools.submit(handle, opened(b"POST / HTTP/1.1")) for _n in range(20)]
    looks = [pools.submit(handle, opened(b"GET / HTTP/1.1")) for _n in range(5)]
    assert [each.result(5) for each in looks] == ["seen"] * 5
    assert not any(each.done() for each in deeds)
    go_on.set()
    assert [each.result(5) for each in deeds] == ["done"] * 20


def test_a_deed_that_says_nothing_at_first_is_still_a_deed(pools, opened):
    late, names = opened(), []

    def wait(_seconds):
        late.other.sendall(b"POST / HTTP/1.1")
        return True

    late.wait_for_data = wait
    pools.submit(lambda _c: names.append(threading.current_thread().name), late).result(5)
    assert names[0].startswith("deed")


def test_what_breaks_is_told(pools, opened):
    answer = pools.submit(lambda _connection: 1 / 0, opened(b"GET / HTTP/1.1"))
    with pytest.raises(ZeroDivisionError):
        answer.result(5)


def test_even_one_thread_makes_two_pools(opened):
    with TwoPools(1) as small:
        for said in (b"GET /", b"POST /"):
            assert small.submit(lambda _connection: "yes", opened(said)).result(5) == "yes"

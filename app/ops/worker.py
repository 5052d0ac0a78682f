"""The web process: threads for those who look, and threads for those who do something.

gunicorn's own worker has one queue. A thousand forms in it stand before the one who only wants to
look; here looking never queues behind deeds, because it has threads of its own.
"""

import socket
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

FIRST_BYTE_SECONDS = 5.0
DEEDS = (b"P", b"D")  # POST, PUT, PATCH, DELETE


class Worker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threads, in two pools."""

    def get_thread_pool(self) -> Executor:
        return TwoPools(self.cfg.threads)


class TwoPools(Executor):
    """Runs `handle(connection)` in the pool that its first byte asks for."""

    def __init__(self, threads: int) -> None:
        self.looking = ThreadPoolExecutor(max(1, threads * 3 // 8), "look")
        self.doing = ThreadPoolExecutor(max(1, threads - threads * 3 // 8), "deed")

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        (connection,), answer = args, Future[Any]()
        if is_deed(connection):
            self.doing.submit(run, answer, fn, connection)
        else:
            self.looking.submit(self.look, answer, fn, connection)
        return answer

    def look(self, answer: Future[Any], handle: Callable[..., Any], connection: Any) -> None:
        """A connection may be opened before its first byte is there."""
        if connection.wait_for_data(FIRST_BYTE_SECONDS) and is_deed(connection):
            self.doing.submit(run, answer, handle, connection)
        else:
            run(answer, handle, connection)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for pool in (self.looking, self.doing):
            pool.shutdown(wait, cancel_futures=cancel_futures)


def is_deed(connection: Any) -> bool:
    """Whether the first byte that has arrived is that of a deed."""
    try:
        return connection.sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) in DEEDS
    except (OSError, ValueError):  # nothing there yet; encrypted
        return False


def run(answer: Future[Any], handle: Callable[..., Any], connection: Any) -> None:
    try:
        answer.set_result(handle(connection))
    except BaseException as error:
        answer.set_exception(error)

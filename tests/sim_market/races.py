"""Letting several do something at the same instant, each in a thread with its own transaction."""

import threading
from collections.abc import Callable, Sequence

from flask import Flask

from app.db import transaction
from app.errors import DomainError


def at_once(app: Flask, deeds: Sequence[Callable[[], object]]) -> list[str]:
    """Run all deeds together; for each 'done' or the name of the refusal. Other errors are raised.

    A deed reads what it needs itself: sessions belong to threads.
    """
    start = threading.Barrier(len(deeds))
    outcome = ["" for _deed in deeds]
    broken: list[BaseException] = []

    def run(turn: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    deeds[turn]()
                outcome[turn] = "done"
            except DomainError as refusal:
                outcome[turn] = type(refusal).__name__
            except BaseException as error:
                broken.append(error)

    threads = [threading.Thread(target=run, args=(turn,)) for turn in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if broken:
        raise broken[0]
    return outcome

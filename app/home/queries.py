"""What modules have to say to a person on their home page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from app.identity.viewer import Viewer
from app.module import Chart, Figure, Step, Todo


@dataclass(frozen=True, slots=True)
class Board:
    todos: Sequence[Todo]
    steps: Sequence[Step]
    figures: Sequence[Figure]
    charts: Sequence[Chart]

    @property
    def next_step(self) -> Step | None:
        """The first thing of the checklist that is not done."""
        return next((step for step in self.steps if not step.done), None)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)


def get_board(viewer: Viewer) -> Board:
    """To-dos with something in them (the urgent first), the checklist, the figures."""
    return Board(
        todos=sorted(find_todos(viewer), key=lambda todo: URGENCY.get(todo.tone, 3)),
        steps=find_steps(viewer),
        charts=[chart for draw in said("charts", viewer) if (chart := draw(viewer))],
        figures=[one for list_figures in said("figures", viewer) for one in list_figures(viewer)],
    )


URGENCY = {"risk": 0, "warn": 1, "accent": 2}


def find_todos(viewer: Viewer) -> list[Todo]:
    found = [ask(viewer) for ask in said("todos", viewer)]
    return [todo for todo in found if todo and todo.count]


def find_steps(viewer: Viewer) -> list[Step]:
    """The checklist, in the order of the work whichever package a line comes from."""
    found = [step for list_steps in said("steps", viewer) for step in list_steps(viewer)]
    return sorted(found, key=lambda step: step.order)


def said(kind: str, viewer: Viewer) -> Sequence[Callable[[Viewer], Any]]:
    """What modules brought of one kind for the role of the viewer."""
    by_role: Mapping[str, Sequence[Callable[[Viewer], Any]]] = current_app.extensions[kind]
    return by_role.get(viewer.role or "", ())

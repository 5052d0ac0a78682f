"""Playing the machine: so many examples of so many steps, the same ones for the same seed."""

from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.stateful import run_state_machine_as_test

from tests.sim_market.trade.machine import Trade
from tests.sim_market.trade.steps import Stage


class WholeExamples(HypothesisProvider):
    """Draws as Hypothesis does, but every example by itself and to its last step.

    Hypothesis prefers short examples and variations of one example, which rarely get far into the
    life of an order. It is also not asked for numbers that happen to stand in the code.
    """

    def _maybe_draw_constant(self, *_asked: Any, **_more: Any) -> None:
        return None


BACKEND = "whole examples"
AVAILABLE_PROVIDERS[BACKEND] = WholeExamples


def play(stage: Stage, examples: int, steps: int, *, number: int = 0, shrink: bool = False) -> None:
    """Play examples drawn from seed `number`; the first failure is raised with its steps."""

    def machine() -> Any:
        return Trade(stage)

    seed(number)(machine)
    phases = [Phase.generate, *([Phase.shrink] if shrink else [])]
    with stage.checks.watching(), stage.sky.above():
        run_state_machine_as_test(
            machine,  # type: ignore[arg-type]
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                backend=BACKEND,
                deadline=None,
                database=None,
                phases=phases,
                suppress_health_check=list(HealthCheck),
            ),
        )

"""What a training scheme asks of a class, with a type: read from the scheme's data."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Terms:
    """`cap` is the most trainees of a class. Points are tenths, money is fen."""

    cap: int
    lecturers_least: int = 2
    lecturers_most: int = 2
    assistants_least: int = 0
    assistants_most: int = 2
    scorers: int = 2
    attempts: int = 2
    pass_tenths: int = 600
    start_capital_fen: int = 1_000_000

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> "Terms":
        """From a scheme's data; what it does not say is as above. KeyError without a cap."""
        known = {one.name: int(params[one.name]) for one in fields(cls) if one.name in params}
        return cls(**{"cap": int(params["cap"])} | known)

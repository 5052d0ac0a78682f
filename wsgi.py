"""The composition root: the one place that knows every package."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from app import factory
from app.manifest import MODULE as APP
from grading.module import MODULE as GRADING
from seeds.module import MODULE as SEEDS
from sim_market.module import MODULE as SIM_MARKET
from supply_chain.module import MODULE as SUPPLY_CHAIN

MODULES = (APP, SIM_MARKET, SUPPLY_CHAIN, GRADING, SEEDS)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    return factory.build(MODULES, config)

"""Judging an answer: which facts it must say, whether they are true, points with reasons. Pure."""

from sim_market.customer_service.judge.facts import Facts
from sim_market.customer_service.judge.intents import INTENTS, Intent, find_intent
from sim_market.customer_service.judge.score import Line, Outcome, Verdict, judge

__all__ = ["INTENTS", "Facts", "Intent", "Line", "Outcome", "Verdict", "find_intent", "judge"]

"""Everything the market writes in the journal."""

from sim_market.verbs.named import Verb
from sim_market.verbs.words import WORDS

__all__ = ["WORDS", "Verb"]

"""The same kind of buyers as Mesa agents; run by benchmarks/market.py in an environment of its own.

An agent scrolls as far as the discrete Weibull says, opens cards with their chance, and takes the
best of what it opened against buying nothing, with Gumbel noise. No keys, no ranking, no stock, no
after-sales: less than what the engine does.
"""

import json
import sys
import time
from math import exp, floor, log

import mesa

CARDS = 40


class Mall(mesa.Model):
    def __init__(self, visits: int) -> None:
        super().__init__(seed=1)
        draw = self.random.random
        self.pages = [[(draw(), draw()) for _card in range(CARDS)] for _page in range(1680)]
        self.orders = 0
        for _visit in range(visits):
            Buyer(self)


class Buyer(mesa.Agent):
    def step(self) -> None:
        random = self.model.random
        page = self.model.pages[random.randrange(1680)]
        depth = min(CARDS, 1 + floor(12 * (-log(1 - random.random())) ** 1.25))
        best, most = None, 1.25 - log(-log(1 - random.random()))
        for relevance, appeal in page[:depth]:
            if random.random() < 1 / (1 + exp(3.25 - 0.8 * (relevance - 0.6))):
                pull = -2.2 + appeal - log(-log(1 - random.random()))
                if pull > most:
                    best, most = appeal, pull
        self.model.orders += best is not None


def main() -> None:
    visits = int(sys.argv[1])
    began = time.process_time()
    mall = Mall(visits)
    mall.agents.do("step")
    took = time.process_time() - began
    print(json.dumps({"mesa": mesa.__version__, "visits": visits, "orders": mall.orders,
                      "us_per_visit": 1e6 * took / visits}))  # fmt: skip


if __name__ == "__main__":
    main()

"""How many listings a second the check before publishing can look at: `python -m benchmarks.rules`.

The listings are the suppliers' whole catalogue, with a detail of ordinary length; every tenth
breaks a rule on words.
"""

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from flask_babel import force_locale

from benchmarks.settings import application
from seeds.catalogue.generate import generate
from sim_market.rules.listing_check import ListingFacts, listing_problems
from sim_market.rules.pack import CURRENT, load

ROUNDS = 5
BAD = 10  # every so many a title that boasts


@dataclass(frozen=True, slots=True)
class Checked:
    listings: int
    faulty: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.listings / self.seconds


def facts() -> list[ListingFacts]:
    """One listing of each product of the catalogue."""
    return [
        ListingFacts(
            title=("No.1 " if n % BAD == 0 else "") + product.name,
            category_code=product.category_code,
            attributes=product.attributes,
            images=[f"picture-{i}" for i in range(5)],
            texts=["\n".join(product.points) * 3, product.origin],
            prices_fen=[sku.suggested_price_fen for sku in product.skus],
            available=sum(sku.stock for sku in product.skus),
        )
        for n, product in enumerate(generate().products)
    ]


def measure(rounds: int = ROUNDS) -> Checked:
    """Check the whole catalogue so many times; the fastest round counts."""
    book, listings = load(CURRENT), facts()
    best, faulty = float("inf"), 0
    for _round in range(rounds):
        begun = time.perf_counter()
        faulty = sum(1 for each in listings if listing_problems(each, book))
        best = min(best, time.perf_counter() - begun)
    return Checked(len(listings), faulty, best)


def in_application(rounds: int = ROUNDS) -> Checked:
    """The same with an application around it, for the words of what is found."""
    with tempfile.TemporaryDirectory(prefix="liantan-bench-") as folder:
        app = application(Path(folder))
        with app.app_context(), force_locale("zh_CN"):
            return measure(rounds)


def main() -> None:
    ran = in_application()
    sys.stdout.write(
        f"{ran.listings} listings, {ran.faulty} with a fault: {ran.seconds:.3f} s,"
        f" {ran.per_second:.0f} listings/s\n"
    )


if __name__ == "__main__":
    main()

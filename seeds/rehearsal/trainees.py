"""What a scripted trainee does, page by page: opens a store, lists goods, looks after orders."""

from dataclasses import dataclass, field

from app import chance
from seeds.rehearsal.cast import Part, Strategy
from seeds.rehearsal.habits import HABITS, TEXTS, Habits, said, store_name
from seeds.rehearsal.visitor import DeadEnd, Page, Visitor


@dataclass(slots=True)
class Trainee:
    part: Part
    visitor: Visitor
    seed: int
    category: str = ""
    habits: Habits = field(init=False)

    def __post_init__(self) -> None:
        self.habits = HABITS[self.part.strategy]

    def chance(self, *about: str | int) -> float:
        return chance.draw(self.seed, "trainee", self.part.number, *about)

    # The first day.

    def open_store(self) -> None:
        """Apply; the careless are sent back once for their store's name and correct it."""
        page = self.visitor.open("/store/apply")
        name = store_name(self.part, self.seed)
        if self.part.strategy == Strategy.CARELESS:
            page = self.apply(page, TEXTS["returned_name"], expect=None)
        page = self.apply(page, name)
        if "/store/apply" in page.path:
            raise DeadEnd(f"{self.part.name}: the store was not opened: {page.words()[:300]}")

    def apply(self, page: Page, name: str, expect: int | None = 200) -> Page:
        form = page.form(r"/store/apply$")
        choices = form.element.xpath('.//select[@name="category_code"]/option/@value')
        self.category = str(choices[1 + (self.part.number - 1) // 3 % (len(choices) - 1)])
        values = {
            "name": name,
            "intro": TEXTS["intro"][self.part.strategy.value],
            "category_code": self.category,
            "operator_name": f"模拟店主{self.part.name}",
            "agreed": True,
        }
        return form.submit(values, expect=expect)

    def stock_shelves(self) -> None:
        """Choose goods in the supply market and list them by the price rule."""
        page = self.visitor.open("/supply", {"category": self.category})
        products = page.links(r"^/supply/products/[^/]+$")
        for n in range(self.habits.listings):
            self.list_product(products[n % len(products)])

    def list_product(self, address: str) -> None:
        query = {"markup": self.habits.markup, "tail": "nine", "pack": 1}
        page = self.visitor.open(f"{address}/list", query)
        page.form(rf"{address}/list").submit()

    def write_details(self) -> None:
        """The careful add a structured detail to each listing."""
        for address in self.visitor.open("/listings").links(r"^/listings/\d+$"):
            form = self.visitor.open(address).form(rf"{address}$")
            form.submit({"detail": TEXTS["detail"]})

    def set_promise(self) -> None:
        form = self.visitor.open("/store/edit").form(r"/store/edit$")
        form.submit(
            {"ship_hours": self.habits.ship_hours, "auto_capture": self.habits.auto_capture}
        )

    # Hand-in.

    def hand_in(self) -> str:
        """Write the explanations, freeze the practice result; the receipt number."""
        page = self.visitor.open("/practice-result")
        page.form(r"/portfolio$").submit(TEXTS["portfolio"][self.part.strategy.value])
        done = self.visitor.open("/practice-result").form(r"/hand-in$").submit()
        return done.path


def reply_to(trainee: Trainee, number: str) -> str:
    return said("replies", trainee.part, trainee.seed, number)

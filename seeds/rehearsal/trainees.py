"""What a scripted trainee does, page by page: opens a store, lists goods, looks after orders."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from app import chance
from app.identity.models import Role
from seeds.rehearsal.bargains import bargain
from seeds.rehearsal.by_hand import publish_by_hand
from seeds.rehearsal.campaigns import start_campaigns
from seeds.rehearsal.cast import Part, Strategy
from seeds.rehearsal.chats import answer_buyers
from seeds.rehearsal.freight import bind_heavy, set_freight
from seeds.rehearsal.habits import HABITS, TEXTS, Habits, said, store_name
from seeds.rehearsal.opening import begin, read_slips
from seeds.rehearsal.posting import give_address, post_own, send_along
from seeds.rehearsal.tables import work_in_tables
from seeds.rehearsal.visitor import DeadEnd, Page, Visitor
from sim_market.decoration.starts import STARTS
from sim_market.rules.pack import CURRENT, load
from sim_market.rules.quiz import all_questions


@dataclass(slots=True)
class Trainee:
    part: Part
    visitor: Visitor
    seed: int
    category: str = ""
    is_open: bool = False  # the teacher has let the store open
    clerk: Visitor | None = None  # a sub-account that answers buyers
    habits: Habits = field(init=False)

    def __post_init__(self) -> None:
        self.habits = HABITS[self.part.strategy]

    def chance(self, *about: str | int) -> float:
        return chance.draw(self.seed, "trainee", self.part.number, *about)

    # The first day.

    @property
    def desk(self) -> Visitor:
        """Who answers buyers: the clerk, where one was hired."""
        return self.clerk or self.visitor

    def open_store(self) -> None:
        """Apply step by step; the careless are sent back once and correct their store's name."""
        if self.is_open:
            return
        name = store_name(self.part, self.seed)
        if self.part.strategy == Strategy.CARELESS:
            self.apply(TEXTS["returned_name"])
        page = self.apply(name)
        if "/store/apply" in page.path:
            raise DeadEnd(f"{self.part.name}: the store was not opened: {page.words()[:300]}")

    def open_with_teacher(self, teacher: Visitor) -> None:
        """A class may have its teacher look: sent back once with a reason, then let open."""
        name, said = store_name(self.part, self.seed), TEXTS["teacher_says"]
        teacher.open("/stores").form(r"/stores/policy$").submit()
        self.apply(name)
        teacher.open("/stores", {"state": "submitted"}).follow(r"^/stores/\d+$").form(
            r"/return$"
        ).submit({"intro": said})
        self.apply(name, more=TEXTS["for_whom"])
        teacher.open("/stores", {"state": "submitted"}).form(r"/pass$").submit()
        teacher.open("/stores").form(r"/stores/policy$").submit()
        self.is_open = True

    def hire(self) -> None:
        """Have a sub-account answer buyers; its initial password is on the slip."""
        name = TEXTS["clerk"]
        form = self.visitor.open("/store/staff").form(r"/store/staff$")
        form.submit({"role": Role.STORE_SERVICE.value, "name": name})
        slips = self.visitor.open("/slips")
        self.clerk = begin(self.visitor.client.application, read_slips(slips), name)
        slips.form(r"/slips/away$").submit()

    def apply(self, name: str, more: str = "") -> Page:
        """Fill in the steps that are missing, or what was sent back; submit."""
        self.visitor.open("/store/apply")
        intro = TEXTS["intro"][self.part.strategy.value] + more
        answers: dict[str, Callable[[Page], dict[str, Any]]] = {
            "subject": lambda page: {"operator_name": f"模拟店主{self.part.name}"},
            "papers": lambda page: {"seen": True},
            "category": self.choose_category,
            "look": lambda page: {"name": name, "intro": intro},
            "promise": lambda page: {"promises": list(self.habits.promises)},
            "quiz": right_answers,
            "deposit": lambda page: {"agreed": True},
        }
        steps = list(answers) if self.category == "" else ["look"]
        for step in steps:
            page = self.visitor.open(f"/store/apply/{step}")
            page.form(rf"/store/apply/{step}$").submit(answers[step](page))
        return self.visitor.open("/store/apply").form(r"/store/apply$").submit()

    def choose_category(self, page: Page) -> dict[str, Any]:
        choices = page.find('//select[@name="category_code"]/option/@value')
        self.category = str(choices[1 + (self.part.number - 1) // 3 % (len(choices) - 1)])
        return {"category_code": self.category}

    def stock_shelves(self) -> None:
        """Choose goods in the supply market and list them by the price rule."""
        page = self.visitor.open("/supply", {"category": self.category})
        found = page.links(r"^/supply/products/[^/]+$")
        start, step = self.part.number * 5, 7
        chosen = [found[(start + n * step) % len(found)] for n in range(self.habits.listings)]
        if self.part.strategy == Strategy.CAREFUL:
            for address in chosen:
                self.list_product(address)
        else:
            self.list_together([address.rsplit("/", 1)[1] for address in chosen])

    def list_product(self, address: str) -> None:
        query = {"markup": self.habits.markup, "tail": "nine", "pack": 1}
        page = self.visitor.open(f"{address}/list", query)
        page.form(rf"{address}/list").submit()

    def list_together(self, codes: list[str]) -> None:
        query = {"markup": self.habits.markup, "tail": "nine", "code": codes}
        self.visitor.open("/supply/batch", query).form(r"/supply/batch").submit()

    def write_details(self) -> None:
        """The careful add a structured detail to each listing."""
        for address in self.visitor.open("/listings").links(r"^/listings/\d+$"):
            form = self.visitor.open(address).form(rf"{address}$")
            form.submit({"detail-0-text": TEXTS["detail"]}, button="do=save")

    def set_promise(self) -> None:
        form = self.visitor.open("/store/edit").form(r"/store/edit$")
        form.submit(
            {"ship_hours": self.habits.ship_hours, "auto_capture": self.habits.auto_capture}
        )

    def decorate(self) -> None:
        """Begin the store's page from a template and publish it."""
        page = self.visitor.open("/decoration")
        form = page.forms(r"/decoration/start$")[self.part.number % len(STARTS)]
        form.submit(button=f"start={form.element.xpath('.//button/@value')[0]}")
        self.visitor.open("/decoration").form(r"/decoration/publish$").submit()

    # Every day.

    def morning(self, day: int) -> None:
        """Look at the home page, then at what waits; on the first day open the store."""
        self.visitor.open("/")
        if day == 1:
            self.open_store()
            self.stock_shelves()
            self.set_promise()
            if self.habits.promises:
                give_address(self.visitor, self.part)
            set_freight(self.visitor, self.part)
        elif day == 2:
            self.decorate()
            if self.habits.writes_details:
                self.write_details()
                publish_by_hand(self.visitor)
                bind_heavy(self.visitor)
                start_campaigns(self.visitor, day)
                self.hire()
                work_in_tables(self.visitor)
        answer_buyers(self.desk, self.part.strategy, self.seed)
        if day % self.habits.captures == 0:
            self.capture_orders()
        if day == 3 and self.habits.buys:
            self.buy_from_a_classmate()

    def afternoon(self, day: int) -> None:
        """Confirm supply orders; who answers buyers does so now."""
        if day % self.habits.captures == 0:
            self.confirm_supply_orders()
        if self.habits.writes_details:
            post_own(self.visitor)
        if self.habits.answers:
            self.answer_refunds()
            self.answer_reviews()
            self.answer_questions()
        answer_buyers(self.desk, self.part.strategy, self.seed)
        if self.habits.buys and day > 3:
            self.receive_and_review()

    def capture_orders(self) -> None:
        page = self.visitor.open("/supply/orders")
        if not self.habits.auto_capture:
            page.form(r"/supply/orders/pull$").submit()
        self.confirm_supply_orders()

    def confirm_supply_orders(self) -> None:
        """Tick all supply orders that wait, and pay for them."""
        page = self.visitor.open("/supply/orders", {"state": "waiting"})
        page = send_along(self.visitor, page)
        waiting = page.find('//input[@name="ids"]/@value')
        if waiting:
            page.form(r"/supply/orders/confirm$").submit({"ids": list(map(str, waiting))})

    def answer_refunds(self) -> None:
        for address in self.desk.open("/after-sales").links(r"^/after-sales/\d+$"):
            page = self.desk.open(address)
            if self.part.strategy == Strategy.CAREFUL and bargain(page):
                continue
            for form in [*page.forms(r"/agree$"), *page.forms(r"/accept$")]:
                form.submit()

    def answer_reviews(self) -> None:
        page = self.desk.open("/reviews", {"waiting": 1})
        for form in page.forms(r"/reply")[:3]:
            form.submit({"reply": said("replies", self.part, self.seed, form.action)})

    def answer_questions(self) -> None:
        page = self.desk.open("/questions", {"waiting": 1})
        for form in page.forms(r"^/questions/\d+")[:3]:
            form.submit({"words": said("answers", self.part, self.seed, form.action)})

    # As a buyer.

    def buy_from_a_classmate(self) -> None:
        """Look around the mall, put something into the cart, check out, pay."""
        offers = self.visitor.open("/mall").links(r"^/mall/listings/\d+")
        for offer in (offers[self.part.number % 5 :: 5] or offers)[:4]:
            page = self.visitor.open(offer)
            if not page.forms(r"/mall/listings/\d+$"):
                continue
            added = page.form(r"/mall/listings/\d+$").submit(expect=None)
            if added.status == 200:
                cashier = self.visitor.open("/mall/checkout").form(r"/mall/checkout").submit()
                cashier.form(r"/mall/cashier/").submit()
                self.keep_and_ask(offer)
                return

    def keep_and_ask(self, offer: str) -> None:
        """Keep the goods and their store among the favourites, ask about what was bought."""
        page = self.visitor.open(offer)
        for place in (r"/listings/\d+/favourite$", r"/stores/\d+/favourite$"):
            page.form(place).submit()
        words = said("questions", self.part, self.seed, offer)
        page.follow(r"/questions$").form(r"/questions$").submit({"words": words})

    def receive_and_review(self) -> None:
        for address in self.visitor.open("/mall/orders").links(r"^/mall/orders/[^/?]+$"):
            page = self.visitor.open(address)
            if page.forms(r"/receive$"):
                page = page.form(r"/receive$").submit()
            for review in page.links(r"/review$"):
                words = said("reviews", self.part, self.seed, address)
                stars = {"goods": "5", "service": "5", "logistics": "4", "words": words}
                self.visitor.open(review).form(r"/review").submit(stars)

    # Hand-in.

    def hand_in(self) -> str:
        """Write the explanations, freeze the practice result; the receipt number."""
        page = self.visitor.open("/practice-result")
        page.form(r"/portfolio$").submit(TEXTS["portfolio"][self.part.strategy.value])
        if self.part.strategy == Strategy.CAREFUL:
            shot = {"image": ("real-store.png", screenshot(self.part)), "taken_on": "2026-11-16"}
            self.visitor.open("/practice-result").form(r"/screenshots$").submit(shot)
        return self.visitor.open("/practice-result").form(r"/hand-in$").submit().path

    def clear_shelves(self) -> None:
        """Practice is over: take everything off sale, so that no new buyer is let down."""
        for address in self.visitor.open("/listings").links(r"^/listings/\d+$"):
            for form in self.visitor.open(address).forms(r"/off-sale$"):
                form.submit()


def right_answers(page: Page) -> dict[str, Any]:
    """What somebody ticks who has read the rules."""
    known = {
        (question.text, question.options[question.answer])
        for rule in load(CURRENT).rules
        for question in all_questions(rule.id)
    }
    ticked: dict[str, Any] = {}
    for asked in page.find('//fieldset[.//input[starts-with(@name, "q")]]'):
        text = " ".join(asked.xpath("string(./legend)").split())
        for option in asked.xpath('.//div[contains(@class, "form-check")]'):
            if (text, " ".join(option.xpath("string(./label)").split())) in known:
                ticked[str(option.xpath("./input/@name")[0])] = option.xpath("./input/@value")[0]
    return ticked


def screenshot(part: Part) -> bytes:
    """A picture in place of a real store's page: shelves in the trainee's own colours."""
    picture = Image.new("RGB", (640, 400), "#f7f3ea")
    pen = ImageDraw.Draw(picture)
    for n in range(6):
        left, top = 40 + n % 3 * 200, 60 + n // 3 * 170
        hue = (part.number * 47 + n * 60) % 360
        pen.rounded_rectangle((left, top, left + 160, top + 130), 12, f"hsl({hue}, 45%, 62%)")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()

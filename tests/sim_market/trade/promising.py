"""The book's pages on buying together and on presales: what is promised before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sim_market.trade.reckoning import GROUP_SIZE, PRESALE_ENDS
from tests.sim_market.trade.things import DAY, HOUR, OPEN, PRESALE, Group, Sale, funds

if TYPE_CHECKING:
    from tests.sim_market.trade.book import Book

GROUP_OPEN_FOR, WINDOW = DAY, 48 * HOUR


class Promises:
    """Groups form, fail, lose members; deposits are used, kept, given back."""

    def may_join(self: Book, group: Group | None, who: str) -> bool:
        if group is None:
            return True
        sits = any(sale.who == who for sale in group.members)
        return self.is_open(group) and group.count < GROUP_SIZE and not sits

    def is_open(self: Book, group: Group) -> bool:
        return group.state == "open" and group.closes > self.now

    def take_seat(self: Book, sale: Sale) -> None:
        """In the group that was chosen if there is still room, else in a new one."""
        if sale.seat not in {"waiting", "left"}:
            return
        group = sale.group
        if group is None or not self.may_join(group, sale.who):
            group = sale.group = Group(self.now + GROUP_OPEN_FOR)
            self.groups.append(group)
            self.schedule(group.closes, "group is over", group)
        group.members.append(sale)
        group.count += 1
        sale.seat = "taken"
        if group.count == GROUP_SIZE:
            group.state = "formed"

    def leave_seat(self: Book, sale: Sale) -> None:
        """The order is closed. Of a group that is formed or has failed nobody leaves."""
        group = sale.group
        if sale.seat == "taken" and group is not None and group.state == "open":
            group.members.remove(sale)
            group.count -= 1
            sale.seat = "left"
        elif sale.seat == "waiting":
            sale.seat = "left"

    def end_group(self: Book, group: Group) -> None:
        if group.state != "open":
            return
        group.state = "failed"
        for sale in self.in_order(group.members):
            self.schedule(self.now, "group gives back", sale)

    def give_group_back(self: Book, sale: Sale) -> None:
        """All that was paid and not given back yet, whatever was asked for meanwhile."""
        if sale.seat != "taken" or sale.state != "paid":
            return
        sale.seat = "refunded"
        for request in [each for each in self.requests if each.sale is sale]:
            if request.state in OPEN:
                request.offer = None
                self.finish(request)
        for item in sale.bought:
            if item.free:
                how = {"back": False, "new": None, "fault": False, "plain": False}
                self.agree(self.ask(sale, item, item.free, **how))

    def may_send(self: Book, sale: Sale) -> bool:
        """Nothing of a group is sent before it is complete."""
        return sale.group is None or sale.group.state == "formed"

    def is_presale(self: Book) -> bool:
        return self.now < PRESALE_ENDS

    def window(self: Book) -> tuple[int, int]:
        return PRESALE_ENDS, PRESALE_ENDS + WINDOW

    def in_window(self: Book) -> bool:
        first, end = self.window()
        return first <= self.now < end

    def end_deposit(self: Book, sale: Sale) -> None:
        """Its order is closed: who did not go on has lost it, else it goes back (P-3)."""
        if sale.held == "waiting":
            sale.held = "gone"
        elif sale.held == "paid":
            kept = sale.reason in {"timeout", "buyer"}
            sale.held = "kept" if kept else "back"
            self.move(sale.deposit, PRESALE, funds(sale.store) if kept else sale.purse)

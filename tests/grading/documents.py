"""A snapshot document for tests: name only what the test is about."""

from typing import Any

DAY = 86_400
NOW = 6 * DAY


def document(**parts: Any) -> dict[str, Any]:
    return {
        "taken": {"sim_seconds": NOW},
        "store": store(),
        "listings": [],
        "orders": [],
        "after_sales": [],
        "reviews": [],
        "supply": {"orders": [], "stock": []},
        "violations": [],
    } | parts


def store(**parts: Any) -> dict[str, Any]:
    return {"state": "open", "name": "青禾", "intro": "茶具", "logo": "a", "category": "c1"} | parts


def listing(code: str = "S1", **parts: Any) -> dict[str, Any]:
    return {
        "code": code,
        "category": "c1",
        "on_sale": True,
        "was_on_sale": True,
        "problems": [],
        "images": ["a"],
        "source": None,
        "skus": [sku(f"{code}-1")],
    } | parts


def sku(code: str = "K1", **parts: Any) -> dict[str, Any]:
    return {
        "code": code,
        "price_fen": 1990,
        "cost_fen": 900,
        "on_hand": 5,
        "weight_g": 300,
    } | parts


def order(number: str = "D1", **parts: Any) -> dict[str, Any]:
    return {
        "number": number,
        "state": "completed",
        "own": False,
        "paid_seconds": DAY,
        "ship_seconds": 3600,
        "scanned": True,
    } | parts


def refund(number: str = "R1", **parts: Any) -> dict[str, Any]:
    return {
        "number": number,
        "state": "done",
        "asked_seconds": DAY,
        "answered": True,
        "answer_seconds": 3600,
    } | parts

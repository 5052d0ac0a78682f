"""An application as a browser sends it, step by step."""

from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from lxml import html

from app.db import db
from sim_market.rules.pack import CURRENT, load
from sim_market.rules.quiz import all_questions
from sim_market.stores.models import Store

STEPS: dict[str, dict[str, Any]] = {
    "subject": {"operator_kind": "person", "operator_name": "模拟店主甲"},
    "papers": {"seen": "y"},
    "category": {"category_code": "kitchen"},
    "look": {
        "name": "山野小铺", "intro": "做粗陶杯碗的小店，每只都自己试过水温。",
        "logo": "mug-8-plain-sun-40",
    },
    "promise": {
        "ship_hours": "24", "opens": "08:30", "closes": "21:00", "promises": ["no_reason"],
    },
    "deposit": {"agreed": "y"},
}  # fmt: skip


def the_store() -> Store | None:
    return db.session.scalar(sa.select(Store))


def answers(page: str, *, right: bool = True) -> dict[str, str]:
    """What to tick in the quiz on this page."""
    known = {q.text: q.options[0] for r in load(CURRENT).rules for q in all_questions(r.id)}
    ticked = {}
    for asked in html.document_fromstring(page).xpath('//fieldset[.//input[@type="radio"]]'):
        text = " ".join(asked.xpath("string(./legend)").split())
        for label in asked.xpath(".//label"):
            said = " ".join(label.text_content().split())
            if (said == known[text]) == right:
                box = asked.xpath(f'.//input[@id="{label.get("for")}"]')[0]
                ticked[box.get("name")] = box.get("value")
    return ticked


def fill_in(client: FlaskClient, **other: Any) -> None:
    """All steps; `other` are fields that differ."""
    for step, values in STEPS.items():
        sent = values | {name: value for name, value in other.items() if name in values}
        if step == "deposit":
            quiz = client.get("/store/apply/quiz").text
            assert client.post("/store/apply/quiz", data=answers(quiz)).status_code == 303
        answer = client.post(f"/store/apply/{step}", data=sent)
        assert answer.status_code == 303, (step, answer.text)


def apply(client: FlaskClient, **other: Any) -> Any:
    """All steps and the button that sends them; the page that comes."""
    fill_in(client, **other)
    return client.post("/store/apply", follow_redirects=True)

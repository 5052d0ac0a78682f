"""What a trainee's portfolio adds to the evidence document. Reads one row, writes nothing."""

from typing import Any

from grading.submissions.models import STATEMENTS, Portfolio


def parts_of(portfolio: Portfolio | None) -> dict[str, Any]:
    """`statements` by topic, and `real_store` with its screenshots by the hash of their bytes."""
    if portfolio is None:
        return {"statements": dict.fromkeys(STATEMENTS, ""), "real_store": None}
    return {
        "statements": {topic: portfolio.statements.get(topic, "") for topic in STATEMENTS},
        "real_store": _real_store(portfolio),
    }


def _real_store(portfolio: Portfolio) -> dict[str, Any] | None:
    shots = [
        {"sha256": shot.file.sha256, "taken_on": shot.taken_on.isoformat()}
        for shot in portfolio.screenshots
    ]
    if not (portfolio.real_platform or portfolio.real_url or shots):
        return None
    return {
        "platform": portfolio.real_platform,
        "url": portfolio.real_url,
        "products": portfolio.real_products,
        "screenshots": shots,
    }

"""How often: by account, and generously by address, for a whole class shares one.

With REDIS_URL all web processes count together; when Redis is away each counts by itself.
A route that needs a narrower limit says so: `@limiter.limit("6 per hour")`.
"""

from flask import Flask, request
from flask_babel import gettext as _
from flask_limiter import ApplicationLimit, Limiter, RateLimitExceeded
from flask_login import current_user

from app.errors import TooMany

PER_ACCOUNT = "900 per minute"
WRITES_PER_ACCOUNT = "240 per minute"
PER_ADDRESS = "12000 per minute"
FREE = {"static", "ui.vendor", "ops.healthz", "ops.readyz", "ops.show_metrics"}


def account() -> str:
    """Who is counted: the person if signed in, else the address."""
    if current_user.is_authenticated:
        return f"user {current_user.user.id}"
    return address()


def address() -> str:
    return f"address {request.remote_addr or 'none'}"


def free() -> bool:
    """Pictures, style sheets and health pages are not counted."""
    return request.endpoint in FREE or request.path.startswith("/static/")


def reading() -> bool:
    return request.method in {"GET", "HEAD", "OPTIONS"} or free()


def nobody() -> bool:
    """Without a name there is only the address, and that has a limit of its own."""
    return free() or not current_user.is_authenticated


def not_writing() -> bool:
    return reading() or nobody()


limiter = Limiter(
    account,
    application_limits=[
        ApplicationLimit(PER_ACCOUNT, key_function=account, exempt_when=nobody),
        ApplicationLimit(WRITES_PER_ACCOUNT, key_function=account, exempt_when=not_writing),
        ApplicationLimit(PER_ADDRESS, key_function=address, exempt_when=free),
    ],
    in_memory_fallback_enabled=True,
)


def init_app(app: Flask) -> None:
    limiter.init_app(app)


def too_many(breach: RateLimitExceeded) -> TooMany:
    """What a person who was too fast is told: how long to wait."""
    return TooMany(
        _("操作太频繁，这一次没有执行"),
        next_step=_(
            "请等 %(seconds)s 秒再试；同一班的其他同学不受影响",
            seconds=breach.limit.limit.get_expiry(),
        ),
    )

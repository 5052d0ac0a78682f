"""Every route says who may use it: `@requires(permission)`, `@signed_in` or `@public`.

An app with a route that does not say so refuses to start.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask
from flask_babel import gettext as _
from flask_login import current_user

from app.errors import DomainError, NotAllowed

if TYPE_CHECKING:
    from app.identity.viewer import Viewer

View = TypeVar("View", bound=Callable[..., Any])


class NotSignedIn(DomainError):
    """Nobody is signed in, or the session has ended."""

    status = 401


def viewer() -> "Viewer":
    """The person who is looking, or NotSignedIn."""
    if not current_user.is_authenticated:
        raise NotSignedIn(
            _("请先登录"), next_step=_("登录后会回到这一页，填过的内容还在"), link="/login"
        )
    return cast("Viewer", current_user._get_current_object())


def requires(permission: str) -> Callable[[View], View]:
    """Only for roles that were granted this permission."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not viewer().can(permission):
                raise NotAllowed(
                    _("您现在的身份没有这项权限"),
                    next_step=_("如果您还有别的身份，请在右上角切换"),
                    link="/",
                )
            return view(*args, **kwargs)

        return cast(View, _marked(guarded, permission))

    return guard


def signed_in(view: View) -> View:
    """For everyone who has signed in, whatever their role."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        viewer()
        return view(*args, **kwargs)

    return cast(View, _marked(guarded, "signed in"))


def public(view: View) -> View:
    """For everyone, signed in or not."""
    return cast(View, _marked(view, "public"))


def unguarded(app: Flask) -> list[str]:
    """Endpoints that do not say who may use them."""
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "access")
    ]


def _marked(view: Any, access: str) -> Any:
    view.access = access
    return view

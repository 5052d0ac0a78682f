"""Every failure is a page in Chinese that says what happened and what to do next."""

import logging
import re
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.db import db
from app.errors import DomainError
from app.limits import too_many
from app.ops.logs import route

log = logging.getLogger(__name__)
SECRET_FIELD = re.compile(r"password|token|secret|code|^_key$|id_number", re.IGNORECASE)
LONGEST_GIVEN_BACK = 20_000
PLAIN = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
    "<h1>{title}</h1><p>{next_step}</p><p>{status} · {request_id}</p></html>"
)


class Failure(DomainError):
    """An error of HTTP, in the words of a refusal."""

    def __init__(self, status: int, message: str, next_step: str) -> None:
        super().__init__(message, next_step=next_step)
        self.status = status


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show)
    app.log_exception = note  # type: ignore[method-assign]


def note(exc_info: Any) -> None:
    """Log what broke by the route's template: Flask's own line would hold the address."""
    log.error("request failed on %s", route(), exc_info=exc_info)


def show(error: HTTPException) -> ResponseReturnValue:
    """Answer an HTTP error with the error page; nothing that the request began is kept."""
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    db.session.rollback()
    g.pop("answer_key", None)
    answer = lost(error) if isinstance(error, CSRFError) else page(worded(error))
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers.extend(error.get_headers(request.environ))
        answer.headers["Content-Type"] = "text/html; charset=utf-8"
    return answer


def lost(error: CSRFError) -> Response:
    """A form without a valid token: nothing was done, and what was typed is given back."""
    typed = [
        (name, text[:LONGEST_GIVEN_BACK])
        for name, text in request.form.items()
        if text.strip() and not SECRET_FIELD.search(name)
    ]
    again = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return page(worded(error), "app/form_lost.html", typed=typed[:50], again=again)


def page(failure: DomainError, template: str = "app/error.html", **known: Any) -> Response:
    """The usual error page, or a bare one where even that cannot be drawn."""
    try:
        html = render_template(template, error=failure, **known)
    except Exception:
        log.exception("error page failed")
        html = PLAIN.format(
            title=escape(failure.message),
            next_step=escape(failure.next_step or ""),
            status=failure.status,
            request_id=g.get("request_id", ""),
        )
    return Response(html, failure.status, content_type="text/html; charset=utf-8")


def worded(error: HTTPException) -> DomainError:
    if isinstance(error, RateLimitExceeded):
        return too_many(error)
    if isinstance(error, CSRFError):
        return Failure(
            400,
            _("这张表单已经失效，没有做任何改动"),
            _("多半是登录状态变了：请重新打开这一页再提交"),
        )
    if isinstance(error, RequestEntityTooLarge):
        return Failure(413, _("提交的内容太大，没有保存"), _("单次最多 12 MB，请压缩或分几次提交"))
    status = error.code or 500
    message, next_step = words().get(status) or words()[500 if status >= 500 else 400]
    return Failure(status, message, next_step)


def words() -> dict[int, tuple[str, str]]:
    """By status: what happened, and the next step."""
    return {
        400: (_("这个请求无法处理，没有做任何改动"), _("请返回上一页，从页面上的按钮重新操作")),
        401: (_("请先登录"), _("登录后再打开这一页")),
        403: (_("您不能做这项操作"), _("如果您有别的身份，请切换后再试")),
        404: (_("没有找到这一页"), _("可能已被删除，或不属于您所在的班级；请从首页重新进入")),
        405: (_("这个地址不能这样访问"), _("请从页面上的按钮操作，不要直接修改地址")),
        409: (_("内容已被别人改动"), _("请刷新页面，核对后再提交")),
        413: (_("提交的内容太大，没有保存"), _("请压缩或分几次提交")),
        415: (_("不支持这种文件格式"), _("请换成页面上列出的格式")),
        422: (_("提交的内容有误，没有保存"), _("请返回上一页，按提示修改后再提交")),
        429: (_("操作太频繁，这一次没有执行"), _("请稍等片刻再试")),
        500: (
            _("系统出错了，这一次没有做任何改动"),
            _("请稍后再试；如果一直这样，请把下面的编号告诉班级助教"),
        ),
        503: (_("系统正忙"), _("请过一会儿再试")),
    }

"""What gunicorn serves while it is measured: our application, and a bare Flask page beside it."""

from flask import Flask

from wsgi import create_app

PAGE = (
    "<!doctype html><html lang='zh-CN'><title>空</title><h1>空</h1><p>一页什么也没有。</p></html>"
)


def unlimited() -> Flask:
    """Ours, without the limits on how often one account may ask."""
    return create_app({"RATELIMIT_ENABLED": False})


def bare() -> Flask:
    """The least that Flask can answer."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: PAGE)
    return app

"""Make the kit known to templates."""

from flask import Flask

from app.ui import filters, globals, shell


def register(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.register(app)
    globals.register(app)
    shell.register(app)

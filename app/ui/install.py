"""Make the kit known to templates."""

from flask import Flask

from app.ui import filters, globals, shell

WEEK = 7 * 24 * 3600  # files of ours are asked for with their content version


def register(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = WEEK
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.register(app)
    globals.register(app)
    shell.register(app)

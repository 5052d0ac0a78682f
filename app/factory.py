"""Build the application from its modules. Knows no module by name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_alembic import Alembic
from flask_wtf import CSRFProtect
from jinja2 import FileSystemBytecodeCache, PackageLoader, PrefixLoader, StrictUndefined

from app import access, crowd, db, idempotency, languages, settings
from app.access import NotSignedIn
from app.addresses import RowId
from app.errors import DomainError
from app.identity import session
from app.module import Module
from app.ops import setup as ops
from app.ui import install as ui

alembic = Alembic(metadatas=db.Model.metadata)


def build(modules: Sequence[Module], config: Mapping[str, Any] | None = None) -> Flask:
    app = Flask("app")
    app.url_map.converters["int"] = RowId
    settings.load(app, config or {})
    ops.init_app(app)
    app.jinja_env.undefined = StrictUndefined
    db.init_app(app)
    alembic.init_app(app)
    languages.init_app(app)
    CSRFProtect(app)
    session.init_app(app)
    load_templates(app, modules)
    ui.register(app)
    register(app, modules)
    crowd.warm_up(app)
    app.before_request(idempotency.begin)
    app.after_request(finish)
    app.register_error_handler(DomainError, show_refusal)
    if silent := access.unguarded(app):
        raise RuntimeError(f"routes that do not say who may use them: {', '.join(silent)}")
    return app


def load_templates(app: Flask, modules: Sequence[Module]) -> None:
    """Name templates as imports are named, package first: `sim_market/orders/detail.html`.

    Those compiled once are kept in the folder TEMPLATE_CACHE for other processes, if one is set.
    """
    packages = [module.name for module in modules if module.has_pages]
    app.jinja_env.loader = PrefixLoader({name: PackageLoader(name) for name in packages})
    if folder := app.config["TEMPLATE_CACHE"]:
        Path(folder).mkdir(parents=True, exist_ok=True)
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(folder)


def register(app: Flask, modules: Sequence[Module]) -> None:
    for module in modules:
        for blueprint in module.blueprints:
            app.register_blueprint(blueprint)
        for command in module.commands:
            app.cli.add_command(command)
    app.extensions |= {
        "modules": modules,
        "grants": {role: set().union(*held) for role, held in gather(modules, "grants").items()},
        "reactions": flat(gather(modules, "reactions")),
        "handlers": {kind: held[0] for kind, held in gather(modules, "handlers").items()},
        "checks": {name: held[0] for name, held in gather(modules, "checks").items()},
        "counts": {
            role: {name: ask for each in many for name, ask in each.items()}
            for role, many in gather(modules, "counts").items()
        },
        "todos": flat(gather(modules, "todos")),
        "steps": flat(gather(modules, "steps")),
        "figures": flat(gather(modules, "figures")),
        "charts": flat(gather(modules, "charts")),
        "board": [column for module in modules for column in module.board],
        "words": {verb: word for m in modules for verb, word in m.words.items()},
        "nav": sorted((e for m in modules for e in m.nav), key=lambda e: e.order),
        "ticks": [tick for m in modules for tick in m.ticks],
    }


def gather(modules: Sequence[Module], field: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for module in modules:
        for key, value in getattr(module, field).items():
            found[key].append(value)
    return dict(found)


def flat(found: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {key: [one for many in lists for one in many] for key, lists in found.items()}


def finish(response: Response) -> Response:
    """Keep the answer with its form's key, then end the transaction: in one."""
    idempotency.remember(response)
    return db.end_transaction(response)


def show_refusal(error: DomainError) -> ResponseReturnValue:
    """A refusal is rendered, never redirected; only those who are not signed in go to the door."""
    db.db.session.rollback()
    g.pop("answer_key", None)
    if isinstance(error, NotSignedIn) and request.method in db.SAFE_METHODS:
        return redirect(url_for("identity.log_in", next=request.full_path.rstrip("?")), 302)
    return render_template("app/error.html", error=error), error.status

"""Pages that show every part of the kit, so that each can be looked at and measured."""

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from wtforms import (
    BooleanField,
    DecimalField,
    FileField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from app.access import public
from app.cohorts.models import CohortState
from app.errors import Conflict
from app.forms import Form

bp = Blueprint("kit", __name__, url_prefix="/kit")
KEYS = ["mug-8-dots-arch-40", "scarf-330-checks-sun-20", "lamp-168-plain-shelf-40", ""]


class GoodsForm(Form):
    title = StringField("标题", [InputRequired("请写标题"), Length(max=60)])
    price = DecimalField("价格（元）", [InputRequired("请写价格")])
    days = IntegerField("几天发货", [InputRequired("请写天数")])
    about = TextAreaField("详情")
    kind = SelectField("类目", choices=[SelectChoice("home", "家居"), SelectChoice("food", "食品")])
    way = RadioField(
        "运费",
        choices=[SelectChoice("free", "包邮"), SelectChoice("paid", "买家付")],
        default="free",
    )
    points = RadioField("给分", choices=[SelectChoice(str(n)) for n in range(5)], default="2")
    agree = BooleanField("48 小时内发货")
    picture = FileField("主图")


@bp.route("/", methods=["GET", "POST"])
@public
def parts() -> ResponseReturnValue:
    form = GoodsForm()
    form.validate_on_submit()
    return render_template("kit/kit.html", form=form, state=CohortState.OPEN), form.status


@bp.get("/mall")
@public
def mall() -> ResponseReturnValue:
    return render_template("kit/mall.html", keys=KEYS * 3)


@bp.get("/plain")
@public
def plain() -> ResponseReturnValue:
    return render_template("kit/plain.html", form=GoodsForm())


@bp.get("/work")
@public
def work() -> ResponseReturnValue:
    return render_template("kit/work.html", form=GoodsForm())


@bp.post("/save")
@public
def save() -> ResponseReturnValue:
    return {"texts": {"item-1": request.form["points"]}}


@bp.get("/draft")
@public
def draft() -> ResponseReturnValue:
    return render_template("kit/draft.html", form=GoodsForm())


@bp.get("/print")
@public
def paper() -> ResponseReturnValue:
    return render_template("kit/print.html")


@bp.route("/refused", methods=["GET", "POST"])
@public
def refused() -> ResponseReturnValue:
    raise Conflict("库存不够：只剩 2 件", next_step="请把数量改为 2 件以内", link="/kit/")


def add_to(app: Flask) -> None:
    own = PrefixLoader({"kit": FileSystemLoader("tests/browser/templates")})
    app.jinja_env.loader = ChoiceLoader([app.jinja_env.loader, own])  # type: ignore[list-item]
    app.register_blueprint(bp)

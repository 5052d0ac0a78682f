"""`flask quote FILE.json`: the price of a basket, to hold against anyone else's."""

import json
import sys
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from sim_market.promotions.papers import (
    Misshapen,
    parsed,
    read_question,
    written_quote,
    written_refund,
)
from sim_market.promotions.pricing.refund import Refunds, Refused
from sim_market.promotions.said import refusal_words

LOCALES = {"zh": "zh_CN", "en": "en"}


@click.command("quote")
@click.argument("file", type=click.File("rb"))
@click.option("--lang", type=click.Choice(sorted(LOCALES)), default="zh", show_default=True)
@with_appcontext
def quote_command(file: Any, lang: str) -> None:
    """Price the basket in FILE (JSON, - for standard input) and print the quote as JSON.

    With "returned" in it, what goes back is printed, too. Exit code 2 and one line on standard
    error if the file is not of the documented form (docs/quote.md).
    """
    with force_locale(LOCALES[lang]):
        try:
            answer = answered(file.read())
        except Misshapen as error:
            refuse("quote", str(error))
        except Refused as refused:
            refuse("returned", refusal_words(refused))
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def answered(raw: bytes) -> dict[str, Any]:
    """The answer to a question. Raises Misshapen, Refused."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Misshapen("", f"UTF-8: {error.reason} @ {error.start}") from error
    question = read_question(parsed(text))
    quote = question.quote()
    answer = written_quote(quote)
    if question.returned:
        refunds = Refunds(quote)
        for said in question.returned:
            refunds.give(said)
        answer["refunds"] = written_refund(refunds)
    return answer


def refuse(where: str, message: str) -> None:
    click.echo(f"{where}: {message}", err=True)
    sys.exit(2)

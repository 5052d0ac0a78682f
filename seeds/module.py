"""What the seeds bring to the application: the demo class, rehearsals, real transactions."""

from app.module import Module
from seeds.catalogue.commands import catalogue
from seeds.commands import demo, rehearse_command
from seeds.relevance.commands import mall
from seeds.replay.commands import replay_command
from sim_market.promotions.commands import quote_command

MODULE = Module(
    name="seeds",
    has_pages=False,
    commands=[catalogue, demo, mall, quote_command, rehearse_command, replay_command],
)

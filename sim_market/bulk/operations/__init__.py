"""Preparing a change of many listings, doing it row by row, and undoing it for half an hour."""

from sim_market.bulk.operations.importing import prepare_import as prepare_import
from sim_market.bulk.operations.importing import prepare_lines as prepare_lines
from sim_market.bulk.operations.keeping import forget_pictures as forget_pictures
from sim_market.bulk.operations.runs import begin as begin
from sim_market.bulk.operations.runs import prepare as prepare
from sim_market.bulk.operations.runs import undo as undo
from sim_market.bulk.operations.runs import work as work

"""Building a store's page and its own categories."""

from sim_market.decoration.operations.groups import add_group as add_group
from sim_market.decoration.operations.groups import change_group as change_group
from sim_market.decoration.operations.groups import fill_group as fill_group
from sim_market.decoration.operations.groups import move_group as move_group
from sim_market.decoration.operations.groups import remove_group as remove_group
from sim_market.decoration.operations.pages import add_block as add_block
from sim_market.decoration.operations.pages import change_block as change_block
from sim_market.decoration.operations.pages import copy_block as copy_block
from sim_market.decoration.operations.pages import move_block as move_block
from sim_market.decoration.operations.pages import page_of as page_of
from sim_market.decoration.operations.pages import publish as publish
from sim_market.decoration.operations.pages import remove_block as remove_block
from sim_market.decoration.operations.pages import roll_back as roll_back
from sim_market.decoration.operations.pages import start_from as start_from
from sim_market.decoration.operations.pages import undo as undo

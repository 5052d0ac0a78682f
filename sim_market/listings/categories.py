"""Moved to `sim_market.rules.categories`: stores ask for a main category too."""

from sim_market.rules.categories import Attribute as Attribute
from sim_market.rules.categories import AttributeKind as AttributeKind
from sim_market.rules.categories import Category as Category
from sim_market.rules.categories import category_name as category_name
from sim_market.rules.categories import find_category as find_category
from sim_market.rules.categories import leaf_categories as leaf_categories
from sim_market.rules.categories import top_categories as top_categories

"""What the supply system brings to the application."""

from app.module import Module

MODULE = Module(name="supply_chain")

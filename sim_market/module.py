"""What the market brings to the application."""

from app.module import Module

MODULE = Module(name="sim_market")

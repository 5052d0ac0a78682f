"""What grading brings to the application."""

from app.module import Module

MODULE = Module(name="grading")

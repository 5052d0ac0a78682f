"""Measuring, honestly: the machine and its load are written beside every figure.

`python -m benchmarks` measures everything and writes docs/benchmarks.md;
`python -m benchmarks.soak` lets a class run for long while processes are killed.
"""

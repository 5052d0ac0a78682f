"""The same code on machines with fewer vector instructions."""

import os
import subprocess
import sys

# By build: numpy refuses names that it cannot switch off.
FEWER = ("AVX512F AVX512_SKX AVX2 FMA3", "X86_V4", "X86_V4 X86_V3")


def printed_with_fewer_vectors(code: str) -> list[str]:
    """The last line that `code` prints, for each set of instructions that can be switched off."""
    said = []
    for features in FEWER:
        env = os.environ | {"NPY_DISABLE_CPU_FEATURES": features, "PYTHONWARNINGS": "ignore"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            said.append(done.stdout.strip().splitlines()[-1])
    return said

"""Where this checkout is."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds `load_tests/`; the programs that benchmarks start run in it."""

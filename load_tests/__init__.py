"""Traffic, benchmarks and fault runs: `python -m load_tests` lists them."""

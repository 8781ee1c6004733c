"""The benchmarks: ratios against floors of the same run. `make bench`, or `python -m tests.bench spine`."""

"""Benchmarks on PostgreSQL: `make bench`. What each line means stands in `docs/benchmarks.md`."""

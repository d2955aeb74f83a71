"""The parts of the benchmark, one module each: what it measures and what of that is promised."""

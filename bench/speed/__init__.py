"""What bench/performance.py is made of: inputs, environments, contenders, parts, and the page that it writes."""

"""What pxcheck is measured against, one module each. They run in the peers' environment and never import pxcheck."""

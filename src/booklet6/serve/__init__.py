"""One port: the book at `/`, the Voila apps at `/apps/`."""

from .server import serve

__all__ = ["serve"]

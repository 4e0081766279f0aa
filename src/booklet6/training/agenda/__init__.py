"""Agendas: a request (who comes, when, what must be in it) → a plan by the clock, from the modules' own minutes."""

from .make import make
from .plan import Plan, PlanError

__all__ = ["Plan", "PlanError", "make"]

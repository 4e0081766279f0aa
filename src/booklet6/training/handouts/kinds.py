"""Every kind of handout, by the name that a trainer types."""

from .capstone import capstone
from .cards import actors, cards
from .forms import attendance, certificates, desk_cards, evaluation, help_cards
from .lessons import activities, workbook
from .request import Kind
from .room import room_papers

KINDS: dict[str, Kind] = {
    "workbook": workbook,
    "cards": cards,
    "activities": activities,
    "actors": actors,
    "capstone": capstone,
    "room-papers": room_papers,
    "desk-cards": desk_cards,
    "help-cards": help_cards,
    "evaluation": evaluation,
    "attendance": attendance,
    "certificates": certificates,
}
NAMED = ("attendance", "certificates")
"""Those that names go onto."""

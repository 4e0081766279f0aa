"""What a trainer takes into the room: decks."""

"""How smoothly the explorer's canvas moves, beside two libraries that draw networks."""

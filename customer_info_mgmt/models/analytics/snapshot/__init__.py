"""How the figures stood at the end of each month, and who moved between."""

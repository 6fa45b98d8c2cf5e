"""Seasons, forecasts, targets and who reached them."""

"""Which customer is due to order which product, and whether it is in stock."""

"""What a customer leaves after every cost, and how that compares."""

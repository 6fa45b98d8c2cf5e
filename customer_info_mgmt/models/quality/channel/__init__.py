"""What other systems know of a customer, and whom to believe."""

"""What a customer will buy: models of purchase, their fits and how right they were."""

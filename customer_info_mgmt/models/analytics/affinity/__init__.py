"""What is bought together, and what a customer lacks that others like it buy."""

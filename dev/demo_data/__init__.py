"""Seeded data that looks like life, for demonstrations and whole-system tests."""

"""The development environment: a real Odoo, its database, a browser, the tests."""

"""Minimal valid rows for tests."""

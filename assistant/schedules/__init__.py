"""Routines and watches as they are agreed to: kept, planned, looked up. `assistant.routines` runs them."""

"""What needs no question, within which limits: rules that a person has made from an approval."""

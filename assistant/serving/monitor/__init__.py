"""What whoever runs it as a service looks at: does it live, can it work, what waits, how long it takes."""

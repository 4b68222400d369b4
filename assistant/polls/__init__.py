"""Times proposed to several people by mail: held, answered, booked or called off, as one thing."""

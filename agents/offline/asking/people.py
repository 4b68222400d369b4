"""The people whom the user knows, as the built-in model is handed them."""

from agents.offline.asking.people_commands import look, read
from agents.offline.asking.people_inquiries import person_inquiry
from agents.offline.reading.subjects import By, Subject
from agents.offline.reading.words import Act

PEOPLE = Subject(commands={Act.SEARCH: look, Act.READ: read}, questions=[(By.PERSON, person_inquiry)])

"""How one of several that were offered is chosen: "the second one works"."""

from agents.offline.reading.courtesies import OPENERS, WISHES
from tools.patterns import Spoken

CHOOSES = Spoken(
    rf"\A\W*(?:(?:{OPENERS}|{WISHES}|yes|perfect|good|fine|i['’]ll|i will|let['’]s)\W+)*"
    r"(?:(?:take|do|have|go (?:with|for)|pick|choose|use|book|schedule|reserve|make it) )?"
    r"the (?P<order>first|second|third|fourth|fifth|sixth|last|1st|2nd|3rd|[456]th)"
    r"(?: (?:one|slot|time|option))?"
    r"(?:,? (?:works|is (?:fine|good|great|perfect|ok(?:ay)?)|would (?:work|be (?:good|great|fine)))"
    r"(?: for me)?)?(?: for (?P<what>an? [^.,;:!?\n]{2,60}))?(?:,? please)?\W*\Z"
)
"""`order` is which of them; `what`, where it is said, what it is taken for."""

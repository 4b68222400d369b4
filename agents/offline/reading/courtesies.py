"""What people say before what they want, for patterns that ignore case: "hey, could you please …"."""

OPENERS = (
    r"please|pls|plz|kindly|hi|hey|hello|ok(?:ay)?|so|and|also|now|then|just|great|thanks|thank you"
    r"|alexa|siri|(?:can|could|would|will) (?:you|we)|go ahead and"
    r"|i(?:['’]d| would)? (?:need|want|like) you to"
)
"""Each of them. A pattern may have further ones beside them, such as "no" where a correction is heard."""
WISHES = r"(?:i|we)(?:['’]d| would)? (?:also |just |really )?(?:need|want|like|have)(?: you)? to"
"""What makes a request of what follows, where no other reading of it is near."""
OPENED = rf"(?:(?:{OPENERS})\W+)*+"
WISHED = rf"(?:(?:{OPENERS}|{WISHES})\W+)*+"

"""Who an officer is and how one comes in: accounts, enrolment, sign-in, second factors, own keys. Knows no case."""

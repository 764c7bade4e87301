"""What a page says that was found in a file: one sentence by kind, and one by how much of the file was seen.

The keys are those of docs/spec/metadata.md. The page's script looks in the reporter's browser and picks from these;
where no script runs, the server looks, and makes the page with them.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

FINDING_TEXTS: Mapping[str, LazyString] = {
    "kind-position": lazy_gettext("Place"),
    "kind-author": lazy_gettext("Name"),
    "kind-device": lazy_gettext("Device"),
    "kind-serial": lazy_gettext("Serial number"),
    "kind-identifier": lazy_gettext("Number of this file"),
    "kind-path": lazy_gettext("Folder on the computer"),
    "kind-time": lazy_gettext("Time"),
    "kind-software": lazy_gettext("Program"),
    "kind-title": lazy_gettext("Title"),
    "kind-comment": lazy_gettext("Remark"),
    "kind-revision": lazy_gettext("Earlier versions or deleted words"),
    "kind-thumbnail": lazy_gettext("Small preview picture"),
    "kind-embedded": lazy_gettext("Another file inside it"),
    "kind-other": lazy_gettext("Other hidden data"),
    "kind-is-there": lazy_gettext("is in the file"),
    "found": lazy_gettext("This file tells more than it shows. It may lead to you or to whoever made it:"),
    "found-nothing-whole": lazy_gettext(
        "No hidden names, places or times were found. What it shows and its file name may still lead to someone."
    ),
    "found-nothing-part": lazy_gettext("Nothing hidden was found, but not all of it could be looked into."),
    "found-nothing-damaged": lazy_gettext("It is damaged, so it could not be looked into completely."),
    "found-nothing-encrypted": lazy_gettext("It is encrypted, so it could not be looked into."),
    "found-nothing-unknown": lazy_gettext(
        "This kind of file cannot be looked into here. It may hold the name of its maker, place and time."
    ),
    "found-more-part": lazy_gettext("Not all of it could be looked into; there may be more."),
    "found-more-damaged": lazy_gettext("It is damaged; there may be more."),
    "found-more-encrypted": lazy_gettext("Parts of it are encrypted; there may be more."),
    "not-looked": lazy_gettext(
        "What looks into files could not be fetched, or stopped at this one. Discard it and choose it again, or:"
    ),
    "stripped": lazy_gettext("The hidden data was taken out. The picture itself is unchanged."),
    "not-stripped": lazy_gettext("It cannot be taken out here. Send the file as it is, or discard it:"),
    "kept": lazy_gettext("It is sent as it is, with what it tells."),
}

UNDECIDED = lazy_gettext("Decide what happens to what a file tells about itself")
"""What is to be done while a file that tells something was neither discarded nor accepted."""

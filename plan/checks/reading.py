"""The names of the faults that are found while files are read, before there is a plan to hold against the rules.

They are rules to authors all the same: `plan explain` tells them and goals.yaml may set how heavily they weigh.
"""

from __future__ import annotations

from typing import Final

READING_RULES: Final = frozenset(
    """
    chapter-without-title control-character copy-beside duplicate-key empty-file empty-item file-not-read
    file-too-large key-not-text link-to-outside list-at-top malformed-date malformed-id malformed-number
    malformed-period merge-key missing-bracket missing-colon missing-comma missing-dash missing-data-file missing-key
    missing-quote missing-space non-breaking-space not-utf8 smart-quotes tab-indent text-after-hash text-after-sign
    text-at-top text-outside-block text-outside-section text-twice too-deep two-documents unclosed-data unknown-choice
    unknown-column unknown-escape unknown-key unknown-section unportable-name unprintable-table unquoted-colon
    unquoted-comma unquoted-value unreadable-data-file unreadable-file unreadable-yaml wrong-indent wrong-type
    yaml-alias yaml-anchor yaml-tag
    """.split()
)

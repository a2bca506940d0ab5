"""Defines each figure of a review, in words that are shown beside it."""

DEFINITIONS: dict[str, str] = {
    "period": (
        "Begins and ends at midnight in the vendor's zone; the first instant is in it, the last "
        "is the next period's."
    ),
    "opened": "Cases whose opening falls in the period, by the priority they were opened with.",
    "closed": (
        "Cases closed in the period. A case that left the entitlement is counted as excluded "
        "instead (CP-18)."
    ),
    "excluded": (
        "Cases found out of entitlement in the period (CP-18 to CP-20); no target holds for them."
    ),
    "open_at_end": (
        "Cases opened before the period's end and neither closed nor excluded by then, with the "
        "status and priority they had then. A resolved case counts as open until it is closed."
    ),
    "met": (
        "First-response targets whose verdict fell in the period: a person answered at or before "
        "the due time."
    ),
    "missed": (
        "First-response targets whose due time passed in the period without an answer. A later "
        "answer does not change it."
    ),
    "excused": (
        "First-response targets taken off in the period: the case left the entitlement or was "
        "closed unanswered. On neither side. A line of such a case says cancelled; it says "
        "excused only while the clock stands because nobody is reached (CP-27)."
    ),
    "withdrawn": (
        "Breaches that were withdrawn later, since somebody other than the claimant accepted that"
        " the answer came in time. Counted apart, neither as met nor as missed."
    ),
    "due_not_judged": (
        "Targets that fell due in the period, by what is known, and that the clock has not judged"
        " yet. They are neither met nor missed."
    ),
    "attainment": (
        "Met, of met and missed together, in percent, rounded down to one decimal. Taken off, "
        "withdrawn and unjudged ones are left out."
    ),
    "running": (
        "Targets of cases opened before the period's end that had no verdict by then and were not"
        " due without one."
    ),
    "unclocked": (
        "Cases of the period that the clock has not told of yet: their targets are in no figure."
    ),
    "late_by": (
        "From the due time to the first answer of a person, by the clock on the wall. An answer "
        "that was recorded after the due time and is said to have been given before it is no "
        "delay of the answer: how long after the due time it was recorded stands apart."
    ),
    "paused": (
        "Time before the verdict in which the case waited for the customer; it uses up nothing of"
        " the target."
    ),
    "excused_time": (
        "Time before the verdict when nobody at the customer could be reached for a P1 (CP-27); "
        "it uses up nothing of the target."
    ),
    "ageing": "Unresolved cases at the period's end, by days since they were opened.",
    "pages": (
        "Messages to the engineer on call about this customer's cases, raised in the period. "
        "Rehearsals are left out."
    ),
    "acknowledged_after": "From the page to the first acknowledgement by a person.",
    "year_so_far": "The same figures from 1 January to the end of this period.",
    "account": (
        "What the plan gave beside cases (CP-29 to CP-33): calls to the TAM and cases moved ahead "
        "in the period; visits, benefits and maintenance in the calendar year so far."
    ),
    "maintenance": (
        "Minutes of maintenance in scheduled windows, by month of the vendor's zone; the longest "
        "months take the long allowances, whichever came first (CP-33)."
    ),
    "known_until": (
        "Everything that any service had recorded by then is in the figures; what came later may "
        "be in them or not."
    ),
    "plan": (
        "The plan or plans in force in the period. Each case counts under the plan that it was "
        "opened under."
    ),
    "as_of": (
        "The review holds what had been recorded by then. With nothing given: all that was "
        "recorded when it was drawn."
    ),
}

"""Joint assessment: bundles of needs weighed by several members, blind until the round is over (Bewertung, R-NEED-02).

A round names what is assessed, by which criteria and by whom; after it the spread is shown, a list of priorities with
what it owes to the weights, and its result can be laid before board or assembly.
"""

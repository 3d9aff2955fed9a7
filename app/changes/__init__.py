"""Changes: what is to change about a member's data, proposed by one person and confirmed by another.

A new bank account always takes this way (Vier-Augen-Prinzip), whoever enters it; address and contact do where the
member proposes them. What nobody has confirmed changes nothing.
"""

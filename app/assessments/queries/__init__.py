"""Reads of joint assessment: rounds, who is asked, own assessments, results once a round is over, what waits."""
